using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Xhtml;

namespace Fovea.Runner.Export;

/// <summary>
/// An interactive figure as a notebook displays it: plotly's data in a script element that no browser runs,
/// and a still picture, in a <c>noscript</c> or shown until a page's script puts the interactive figure in its place.
/// </summary>
/// <param name="PlotlyJson">Object with data, layout and config.</param>
/// <param name="Svg">The static picture, or null where the figure carries none.</param>
internal sealed record Figure(string PlotlyJson, string? Svg)
{
    public const string CssClass = "fovea-figure";
    public const string PlotlyMime = "application/vnd.plotly.v1+json";

    /// <summary>Reads an HTML output that is one figure; null where it is anything else.</summary>
    public static Figure? Find(string html)
    {
        if (!html.Contains(CssClass, StringComparison.Ordinal))
            return null;
        var content = new HtmlParser().ParseDocument(html).Body!.Children.Where(e => e.LocalName != "style").ToList();
        if (content is not [var figure]
            || !figure.ClassList.Contains(CssClass)
            || figure.QuerySelector($"script[type='{PlotlyMime}']") is not { } script)
            return null;
        // The parser does not script, so a noscript's content is elements to it.
        return new Figure(script.TextContent, figure.QuerySelector("svg") is { } svg ? Standalone(svg) : null);
    }

    /// <summary>An SVG of a page as a file of its own: XML, with its namespace.</summary>
    private static string Standalone(IElement svg)
    {
        if (!svg.HasAttribute("xmlns"))
            svg.SetAttribute("xmlns", svg.NamespaceUri!);
        return svg.ToHtml(XhtmlMarkupFormatter.Instance);
    }
}
