namespace Fovea.Display;

/// <summary>
/// Says how a type is shown. Notebook hosts find it by this name and its property, so the library needs none of
/// their packages (the convention of Microsoft.DotNet.Interactive.Formatting).
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = ["text/html", "text/plain"];
}

/// <summary>A value with a rich and a plain form.</summary>
internal interface IShown
{
    /// <summary>A self-contained fragment of HTML.</summary>
    string ToHtml();

    /// <summary>For terminals and logs.</summary>
    string ToText();
}

/// <summary>The source of the formatters of every <see cref="IShown"/>.</summary>
internal sealed class ShownFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new ShownFormatter("text/html", shown => shown.ToHtml()),
        new ShownFormatter("text/plain", shown => shown.ToText()),
    ];
}

/// <summary>A formatter as hosts call it, by name: a MIME type and <c>Format</c>.</summary>
internal sealed class ShownFormatter(string mimeType, Func<IShown, string> text)
{
    public string MimeType => mimeType;

    /// <summary>Writes <paramref name="instance"/>; false leaves it to other formatters.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IShown shown)
            return false;
        writer.Write(text(shown));
        return true;
    }
}
