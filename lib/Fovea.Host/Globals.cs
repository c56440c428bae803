using Fovea.Host;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive;

// What cells call without qualification, spelt as in .NET Interactive, so that a notebook runs in both.
#pragma warning disable IDE1006 // `display` is lower-case there

namespace Microsoft.DotNet.Interactive
{
    /// <summary>The functions every C# cell can call.</summary>
    public static class Kernel
    {
        /// <summary>Shows a value now.</summary>
        /// <param name="mimeTypes">Representations to show; those the value's type prefers where none is given.</param>
        public static DisplayedValue display(object? value, params string[] mimeTypes) =>
            new(Displays.Show(Displays.Format(value, mimeTypes)), mimeTypes);

        /// <summary>Marks text as HTML, to be displayed as such.</summary>
        public static IHtmlContent HTML(string content) => new HtmlString(content);

        /// <summary>Adds style rules to the document.</summary>
        public static void CSS(string content) => display(HTML($"<style>{content}</style>"));

        /// <summary>Adds a script to the document.</summary>
        public static void Javascript(string scriptContent) => display(HTML($"<script type=\"text/javascript\">{scriptContent}</script>"));
    }

    /// <summary>Something on display.</summary>
    public sealed class DisplayedValue
    {
        private readonly string id;
        private readonly string[] mimeTypes;

        internal DisplayedValue(string id, string[] mimeTypes) => (this.id, this.mimeTypes) = (id, mimeTypes);

        /// <summary>Shows another value in the same place.</summary>
        public void Update(object? updatedValue) => Displays.Update(id, Displays.Format(updatedValue, mimeTypes));
    }
}

namespace System
{
    /// <summary>Display as a method of the value.</summary>
    public static class DisplayExtensions
    {
        /// <inheritdoc cref="Kernel.display"/>
        public static DisplayedValue Display(this object? value, params string[] mimeTypes) => Kernel.display(value, mimeTypes);

        /// <summary>Shows text that already is content of a MIME type.</summary>
        public static DisplayedValue DisplayAs(this string value, string mimeType) =>
            new(Displays.Show(new Dictionary<string, string> { [mimeType] = value }), [mimeType]);
    }
}

namespace Fovea.Host
{
    /// <summary>What <c>#!set --value @csharp:name</c> makes of a value: .NET Interactive copies it through JSON.</summary>
    public static class Sharing
    {
        public static string? Copy(string? value) => value;

        public static T Copy<T>(T value) where T : struct, IConvertible => value;

        public static System.Text.Json.JsonDocument Copy(object? value) => System.Text.Json.JsonSerializer.SerializeToDocument(value);
    }
}
