using System.Globalization;

namespace Fovea.Runner.Export;

/// <summary>Small pieces of HTML that more than one page needs.</summary>
internal static class Html
{
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A path relative to a document, with <c>/</c> between its parts, as a link to it.</summary>
    public static string RelativeUrl(string path) =>
        string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>A script's text such that it cannot end its element early.</summary>
    public static string InlineScript(string text) => text
        .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
        .Replace("<!--", "<\\!--", StringComparison.Ordinal);

    /// <summary><c>1 cell</c>, <c>2 cells</c>.</summary>
    public static string Count(int n, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{n} {noun}{(n == 1 ? "" : "s")}");
}
