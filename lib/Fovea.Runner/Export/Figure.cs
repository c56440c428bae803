using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Xhtml;

namespace Fovea.Runner.Export;

/// <summary>
/// A figure as a notebook displays it: a still picture, and where it is interactive plotly's data in a script element
/// that no browser runs. The picture is in a <c>noscript</c>, or shown until a page puts the interactive figure there.
/// </summary>
/// <param name="PlotlyJson">Object with data, layout and config; null where the figure is only a picture.</param>
/// <param name="Svg">The picture as a file of its own, or null where there is none.</param>
internal sealed record Figure(string? PlotlyJson, string? Svg)
{
    public const string CssClass = "fovea-figure";
    public const string PlotlyMime = "application/vnd.plotly.v1+json";

    /// <summary>Reads an HTML output that is one figure; null where it is anything else.</summary>
    public static Figure? Find(string html)
    {
        if (!html.Contains(CssClass, StringComparison.Ordinal))
            return null;
        var content = new HtmlParser().ParseDocument(html).Body!.Children.Where(e => e.LocalName != "style").ToList();
        if (content is not [var figure] || !figure.ClassList.Contains(CssClass))
            return null;
        // The parser does not script, so a noscript's content is elements to it.
        return new Figure(
            figure.QuerySelector($"script[type='{PlotlyMime}']")?.TextContent,
            figure.QuerySelector("svg") is { } svg ? Standalone(svg) : null);
    }

    /// <summary>An SVG of a page as a file of its own: XML, with its namespace.</summary>
    private static string Standalone(IElement svg)
    {
        if (!svg.HasAttribute("xmlns"))
            svg.SetAttribute("xmlns", svg.NamespaceUri!);
        return svg.ToHtml(XhtmlMarkupFormatter.Instance);
    }
}
