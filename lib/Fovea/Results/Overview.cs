using Fovea.Display;

namespace Fovea.Results;

/// <summary>All papers' ledgers together.</summary>
/// <param name="folder">Where they lie: a folder like <see cref="ResultsFolder.Path"/>.</param>
/// <param name="papers">In the order in which they are shown.</param>
public sealed class Overview(string folder, IReadOnlyList<PaperResults> papers)
{
    /// <summary>Reads and judges every paper of a folder.</summary>
    /// <param name="folder">A folder like <see cref="ResultsFolder.Path"/>.</param>
    /// <param name="code">What the code says to the papers; it gives their order, and papers without code come last.</param>
    /// <exception cref="LedgerException">A file is missing or wrong.</exception>
    public static Overview Load(string folder, IReadOnlyList<IPaperLedger> code)
    {
        var there = ResultsFolder.Papers(folder);
        var order = code.Select(ledger => ledger.Paper).Where(there.Contains).Union(there);
        return new Overview(folder, [.. order.Select(paper => PaperResults.Load(Path.Combine(folder, paper), code))]);
    }

    /// <summary>In the order in which they are shown.</summary>
    public IReadOnlyList<PaperResults> Papers => papers;

    /// <summary>How many claims of each paper have which verdict, and how many of all.</summary>
    /// <param name="url">Where the name of a paper leads; nowhere where left out.</param>
    public Table Totals(Func<string, string>? url = null)
    {
        var verdicts = Enum.GetValues<Verdict>();
        var table = new Table(null, [new Column("paper"), Column.Number("claims"), .. verdicts.Select(verdict => Column.Number(verdict.Word()))]);
        foreach (var paper in papers)
            table = Counted(url is null ? paper.Paper : new Link(paper.Paper, url(paper.Paper)), paper.Judgements);
        return papers.Count == 1 ? table : Counted("all", [.. papers.SelectMany(paper => paper.Judgements)]);

        Table Counted(object name, IReadOnlyList<Judgement> judgements) => table.Row(
            [name, judgements.Count, .. verdicts.Select(verdict => (object)judgements.Count(judgement => judgement.Verdict == verdict))]);
    }

    /// <summary>The runs of a paper, or those of a folder beside the papers'; none where there is no such folder.</summary>
    public RunLogContents Runs(string name) =>
        papers.FirstOrDefault(paper => paper.Paper == name)?.Runs ?? new RunLog(Path.Combine(folder, name, PaperResults.RunsFile)).Read();
}
