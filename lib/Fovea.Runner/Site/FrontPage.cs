using System.Text;
using Fovea.Display;
using Fovea.Results;
using Fovea.Runner.Export;
using Figure = Fovea.Display.Figure;
using Html = Fovea.Runner.Export.Html;

namespace Fovea.Runner.Site;

/// <summary>The site's first page: what became of the claims, the figures over all papers, and the notebooks.</summary>
internal static class FrontPage
{
    private const string About = "Five papers on spending a vision model's compute where it matters, reproduced in notebooks that can be read, run and checked: "
        + "every number that a paper prints is recomputed, measured, or said to be out of reach.";

    /// <param name="overview">The ledgers.</param>
    /// <param name="figures">Over all papers.</param>
    /// <param name="notebooks">In reading order, each with how it was run.</param>
    public static string Render(Overview overview, IReadOnlyList<(string Name, Figure Figure)> figures, IReadOnlyList<(NotebookCard Card, string State)> notebooks)
    {
        var hoist = new StyleHoist();
        var main = new StringBuilder($"<h1>Fovea</h1>\n<p class=\"prose\">{About}</p>\n");
        main.Append("<h2 id=\"ledger\">What became of the claims</h2>\n").Append(Shown(overview.Totals(LedgerPage.Name).ToHtml()));
        main.Append("<h2 id=\"notebooks\">The notebooks</h2>\n").Append(Shown(NotebookCard.Table([.. notebooks.Select(one => one.Card)], card => $"{Html.RelativeUrl(card.Name)}.html").ToHtml()));
        main.Append($"<p class=\"prose\">Their pages here: {Html.Escape(string.Join("; ", notebooks.Select(one => $"{one.Card.Name}, {one.State}")))}.</p>\n");
        if (figures.Count > 0)
            main.Append("<h2 id=\"figures\">All papers together</h2>\n");
        foreach (var (_, figure) in figures)
            main.Append(Shown(figure.ToHtml()));
        return PlainPage.Render("Fovea", HtmlDocument.ContentPolicy, hoist.Styles, main.ToString(), figures.Count > 0 ? HtmlDocument.FigureScripts : "");

        string Shown(string html) => $"<div class=\"output html\">{hoist.Take(html)}</div>\n";
    }
}
