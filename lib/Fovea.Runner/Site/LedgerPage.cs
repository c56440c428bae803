using System.Text;
using Fovea.Display;
using Fovea.Results;
using Fovea.Runner.Export;
using Html = Fovea.Runner.Export.Html;

namespace Fovea.Runner.Site;

/// <summary>A paper's ledger as a page: every claim with its verdict, what it is held to and what it comes from.</summary>
internal static class LedgerPage
{
    /// <summary>The page's file: <c>ledger-ps-vit.html</c>.</summary>
    public static string Name(string paper) => $"ledger-{paper}.html";

    /// <summary>The same as data: <c>ledger-ps-vit.csv</c>.</summary>
    public static string DataName(string paper) => $"ledger-{paper}.csv";

    /// <param name="paper">The ledger.</param>
    /// <param name="notebook">The paper's notebook, if there is one.</param>
    public static string Render(PaperResults paper, NotebookCard? notebook)
    {
        var hoist = new StyleHoist();
        var main = new StringBuilder($"<h1>The ledger of {Html.Escape(paper.Paper)}</h1>\n");
        main.Append($"<p class=\"prose\">{Html.Count(paper.Claims.Count, "claim")}: {Html.Escape(ResultTables.Summary(paper.Judgements))}. ");
        if (notebook is not null)
            main.Append($"The notebook: <a href=\"{Html.RelativeUrl(notebook.Name)}.html\">{Html.Escape(notebook.Title)}</a>. ");
        main.Append($"The same <a href=\"{Html.RelativeUrl(DataName(paper.Paper))}\">as data</a>.</p>\n");
        if (LedgerTables.Slips(paper) is { } slips)
            main.Append($"<h2>Slips of the paper</h2>\n{Shown(slips)}");
        foreach (var table in paper.Tables)
            main.Append($"<h2 id=\"table-{Html.Escape(table)}\">{Heading(table)}</h2>\n{Shown(LedgerTables.Claims(paper, table))}");
        if (paper.Runs.Runs.Count > 0)
            main.Append($"<h2>The runs</h2>\n{Shown(LedgerTables.Runs(paper))}");
        return PlainPage.Render($"The ledger of {paper.Paper}", HtmlDocument.ContentPolicy, hoist.Styles, main.ToString(), back: true);

        string Shown(Table table) => $"<div class=\"output html\">{hoist.Take(table.ToHtml())}</div>\n";
    }

    // "Table 6" for a number, and for others what they are called in the ledger: "fig-4", "section-5".
    private static string Heading(string table) => int.TryParse(table, out _) ? $"Table {table}" : Html.Escape(table);
}
