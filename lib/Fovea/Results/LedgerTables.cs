using System.Globalization;
using Fovea.Display;

namespace Fovea.Results;

/// <summary>A paper's ledger as a reader wants it who has to be convinced: each claim with what it is held to and what it comes from.</summary>
public static class LedgerTables
{
    /// <summary>The paper's slips, each with its calculation; null where it has none.</summary>
    public static Table? Slips(PaperResults paper)
    {
        var slips = paper.Judgements.Where(judgement => judgement.Verdict == Verdict.Slip).ToArray();
        var table = new Table($"{paper.Paper}: {Judge.Count(slips.Length, "slip")}", new Column("table"), new Column("row"), new Column("column"),
            Column.Number("paper"), Column.Number("ours"), Column.Number("before rounding"), new Column("what the paper did"));
        foreach (var slip in slips)
            table = table.Row(slip.Claim.Cell.Table, slip.Claim.Cell.Row, slip.Claim.Cell.Column, slip.Claim.Value, slip.Ours, slip.Exact, slip.Reason);
        return slips.Length == 0 ? null : table;
    }

    /// <summary>The claims of a table of the paper.</summary>
    /// <param name="paper">The ledger.</param>
    /// <param name="name">The table's number in the paper.</param>
    public static Table Claims(PaperResults paper, string name)
    {
        var judgements = paper.Table(name);
        var table = new Table(ResultTables.Summary(judgements), new Column("row"), new Column("column"), new Column("kind"), Column.Number("paper"), Column.Number("ours"),
            new Column("verdict"), new Column("held to"), new Column("from"), new Column("why"));
        foreach (var judgement in judgements)
            table = table.Row(judgement.Claim.Cell.Row, judgement.Claim.Cell.Column, judgement.Claim.Kind.Word(), judgement.Claim.Value, judgement.Ours,
                judgement.Verdict, Tolerance(judgement), Source(judgement), Why(judgement));
        return table;
    }

    /// <summary>How near ours has to be for the verdict; nothing where there is none to compare.</summary>
    internal static string Tolerance(Judgement judgement) => judgement switch
    {
        { Verdict: Verdict.NotRun or Verdict.NotComparable } => "",
        { Claim.Kind: ClaimKind.Trend, Tier: not null } => "95% interval",
        { Tolerance: { } tolerance } => $"±{ResultTables.Number(tolerance)}",
        _ => $"±{ResultTables.Number(new decimal(5, 0, 0, false, (byte)(judgement.Claim.Digits + 1)))}",
    };

    /// <summary>What ours comes from.</summary>
    internal static string Source(Judgement judgement) => judgement switch
    {
        { Tier: { } tier } => $"{tier.Word()} tier, {(judgement.Seeds.Count == 1 ? "seed" : "seeds")} {string.Join(", ", judgement.Seeds)}",
        { Ours: not null } => "computed from the code",
        _ => "",
    };

    private static string Why(Judgement judgement) =>
        string.Join("; ", new[] { judgement.Reason, judgement.Claim.Note }.Where(text => text.Length > 0));

    /// <summary>What was run for it, and of what it was made.</summary>
    public static Table Runs(PaperResults paper)
    {
        var table = new Table(null, new Column("experiment"), new Column("tier"), Column.Number("runs"), new Column("seeds"), Column.Number("time", "h", "F1"),
            Column.Number("peak memory", "GB", "F1"), new Column("device"), new Column("commits"), new Column("data"));
        foreach (var runs in paper.Runs.Runs.GroupBy(run => (run.Experiment, run.Tier)).OrderBy(group => group.Key.Experiment, StringComparer.Ordinal).ThenBy(group => group.Key.Tier))
        {
            string Each(Func<RunRecord, string> of) => string.Join("; ", runs.Select(of).Distinct());
            table = table.Row(runs.Key.Experiment, runs.Key.Tier.Word(), runs.Count(), Each(run => run.Seed.ToString(CultureInfo.InvariantCulture)),
                runs.Sum(run => run.Seconds) / 3600, runs.Max(run => run.PeakMemoryBytes) / 1e9, Each(run => run.Device),
                Each(run => run.Commit is { } commit ? commit[..7] + (run.Dirty == true ? " (changed)" : "") : "none"),
                Each(run => string.Join(", ", run.Data.Select(data => $"{data.Key} {data.Value[..12]}"))));
        }
        return table.Note($"As {PaperResults.RunsFile} has them: each run with its configuration, versions and the hash of all.");
    }
}
