using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Export;

/// <summary>Exported pages as a browser parses them.</summary>
internal static class Page
{
    public static IHtmlDocument Of(NotebookRun run) => Parse(HtmlDocument.Render(run));

    public static IHtmlDocument Of(params CellRun[] cells) => Of(Sample.Run(cells));

    public static IHtmlDocument Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>With scripting, as a browser does: the content of a noscript is text.</summary>
    public static IHtmlDocument Parse(string html) =>
        new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(html);

    public static string TextOf(this IHtmlDocument page, string selector) => page.QuerySelector(selector)!.TextContent;
}
