using Fovea.Results;
using Fovea.Runner.Export;

namespace Fovea.Runner.Site;

/// <summary>The workbook as pages to put on a server or to open from a disk: they make no request, and link to each other.</summary>
internal static class StaticSite
{
    /// <summary>Writes the site, a file at a time, the first page last.</summary>
    /// <param name="overview">The ledgers.</param>
    /// <param name="notebooks">In reading order.</param>
    /// <param name="code">Says which notebook is of which paper.</param>
    /// <param name="runs">Where <c>lib/fovea run</c> wrote its pages, which are taken as they are.</param>
    /// <param name="directory">Where to write; files there of other names stay.</param>
    /// <returns>The files written, as they are written, and the state of the notebook that one is of.</returns>
    /// <exception cref="IOException">A file could not be written; earlier files are whole.</exception>
    public static IEnumerable<(string Path, NotebookCard? Notebook, string State)> Write(
        Overview overview, IReadOnlyList<NotebookCard> notebooks, IReadOnlyList<IPaperLedger> code, string runs, string directory)
    {
        foreach (var paper in overview.Papers)
        {
            var own = code.FirstOrDefault(ledger => ledger.Paper == paper.Paper)?.Notebook;
            yield return Written(ExportFile.OfText(LedgerPage.DataName(paper.Paper), ResultTables.Write(paper.Judgements, TableFormat.Csv)));
            yield return Written(ExportFile.OfText(LedgerPage.Name(paper.Paper), LedgerPage.Render(paper, notebooks.FirstOrDefault(card => card.Name == own))));
        }
        var states = new List<(NotebookCard, string)>();
        foreach (var card in notebooks)
        {
            var page = NotebookPage.Of(card, runs);
            states.Add((card, page.State));
            foreach (var file in page.Files.SkipLast(1))
                yield return Written(file);
            yield return Written(page.Files[^1]) with { Notebook = card, State = page.State };
        }
        var figures = OverviewFigures.Of(overview);
        foreach (var (name, figure) in figures)
            yield return Written(ExportFile.OfText($"{name}.svg", figure.ToSvg() + "\n"));
        yield return Written(ExportFile.OfText("index.html", FrontPage.Render(overview, figures, states)));

        (string Path, NotebookCard? Notebook, string State) Written(ExportFile file)
        {
            file.WriteTo(directory);
            return (Path.Combine(directory, file.Name), null, "");
        }
    }
}
