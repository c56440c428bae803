using Fovea.Display;
using Fovea.Papers;
using Fovea.Results;
using Fovea.Runner.Commands;
using Fovea.Runner.Notebooks;
using Fovea.Runner.Site;

namespace Fovea.Tests.Results;

/// <summary>What is said of all papers together, and that the committed README says it.</summary>
public class OverviewTests
{
    private static string Root => Shared.Repository.FullName;

    private static readonly Lazy<Overview> Committed = new(() => Overview.Load(Path.Combine(Root, "results"), PaperLedgers.All));

    private static IReadOnlyList<NotebookCard> Notebooks =>
        NotebookCard.All(Path.Combine(Root, "notebooks"), Committed.Value.Runs(NotebookRuns.Folder));

    [Fact]
    public void Totals_count_each_claim_of_each_paper_once()
    {
        var text = Committed.Value.Totals().ToMarkdown().Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]).ToArray();
        Assert.Equal([.. PaperLedgers.All.Select(ledger => ledger.Paper), "all"], text.Select(row => row[0]));
        Assert.All(text, row => Assert.Equal(int.Parse(row[1]), row[2..].Sum(int.Parse)));
        Assert.All(text.SkipLast(1), row => Assert.Equal(new Transcription(row[0]).Claims.Count, int.Parse(row[1])));
        Assert.Equal(text.SkipLast(1).Sum(row => int.Parse(row[1])), int.Parse(text[^1][1]));
    }

    // Else: lib/fovea results --write
    [Fact]
    public void The_generated_parts_of_the_README_are_those_of_today()
    {
        var (overview, path) = (Committed.Value, Path.Combine(Root, Readme.Name));
        var figures = OverviewFigures.Of(overview);
        var text = File.ReadAllText(path);
        Assert.Equal(Readme.Fill(text, path, overview, Notebooks, figures), text);
        Assert.Equal(["controls.svg", "cost.svg", "verdicts.svg"], Directory.GetFiles(Path.Combine(Root, Readme.Figures)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(figures, one => Assert.Equal(one.Figure.ToSvg() + "\n", File.ReadAllText(Path.Combine(Root, Readme.Figures, one.Name + ".svg"))));
    }

    [Fact]
    public void Every_notebook_says_what_it_teaches() => Assert.All(Notebooks, card =>
        Assert.True(card.Teaches.Length > 20, $"{card.Name}: its first text has no paragraph that begins with *Teaches:*"));

    [Fact]
    public void A_part_that_is_not_marked_is_refused()
    {
        var e = Assert.Throws<LedgerException>(() => Readme.Fill("# Fovea\n", "README.md", new Overview(Root, []), [], []));
        Assert.StartsWith("README.md: expected the lines '<!-- run: written by lib/fovea results --write -->'", e.Message);
    }

    [Fact]
    public void A_mechanism_is_held_against_its_rival_and_its_control_seed_by_seed()
    {
        using var paper = new FakePaper("6,A,Top-1 (%),80,0,measured,printed,");
        paper.Add("A", Tier.Full, 50, 51, 53).Add("B", Tier.Full, 48, 49, 51).Add("C", Tier.Full, 50.5);
        RunQuery Arm(string row) => new("fake", FakePaper.Arm(row), "top1");
        var mechanism = new Mechanism("fake", "A", "B", "C", Arm("A"), Arm("B"), Arm("C"));

        var rival = mechanism.OverRival(paper.Log.Read());
        Assert.Equal((3, 2.0, 2.0, 2.0), (rival!.Pairs, rival.Mean, rival.Lower, rival.Upper));
        Assert.Null(mechanism.OverControl(paper.Log.Read()));
    }

    [Fact]
    public void Each_mechanism_has_been_run_with_its_rival_and_its_control() => Assert.All(Mechanism.All, one =>
    {
        var runs = Committed.Value.Runs(one.Paper);
        Assert.True(one.OverRival(runs) is not null && one.OverControl(runs) is not null, one.Name);
    });

    // Else: a curve mixes trainings, which its one row cannot say.
    [Fact]
    public void Each_curve_of_detectors_says_how_long_it_was_trained_and_from_how_many_seeds()
    {
        var rows = SceneTraining.Table(Committed.Value).ToMarkdown().Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]).ToArray();
        Assert.Equal(SceneTraining.All.Select(one => one.Detectors), rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Matches("^[0-9]+ x [0-9]+$", row[2]));
        Assert.All(rows, row => Assert.Matches("^[0-9]+ x [0-9]+$", row[3]));
        Assert.All(rows, row => Assert.All(row[5].Split(" or "), seeds => Assert.True(int.Parse(seeds) > 1, row[0])));
    }

    [Theory]
    [InlineData("# A\n\n*Teaches:* one\nand two.\n\nMore.", "one and two.")]
    [InlineData("# A\n\n*Teaches:* one", "one")]
    [InlineData("# A\n\nNothing.", "")]
    public void What_a_notebook_teaches_is_the_paragraph_that_says_so(string text, string teaches) =>
        Assert.Equal(teaches, new NotebookCard("1-a.dib", new Notebook([new Runner.Notebooks.Cell(KernelNames.Markdown, text, 1)]), null).Teaches);

    [Fact]
    public void The_latest_run_of_a_notebook_at_a_tier_is_what_it_takes()
    {
        using var paper = new FakePaper("6,A,Top-1 (%),80,0,measured,printed,");
        var run = NotebookRuns.Of("1-a", Tier.Small, 3, TimeSpan.FromSeconds(4), 5_000_000, 2_000_000_000);
        paper.Log.Append(run with { Seconds = 9, Started = run.Started.AddHours(-1) });
        paper.Log.Append(run);
        paper.Log.Append(run with { Tier = Tier.Smoke, Seconds = 1, Started = run.Started.AddHours(1) });
        var log = paper.Log.Read();

        Assert.Equal(4, NotebookRuns.Latest(log, "1-a", Tier.Small)!.Seconds);
        Assert.Null(NotebookRuns.Latest(log, "2-b", Tier.Small));
        Assert.Equal(
            ["notebook  result  cells   time  memory", "1-a       ok        3/3  4.0 s    5 MB"],
            RunSummaryTable.Lines([("1-a", NotebookRuns.Latest(log, "1-a", Tier.Small)!)]));
        Assert.Contains("the checkout was 2.0 GB", NotebookCard.Table([new("1-a.dib", new Notebook([]), run)], card => card.Name).ToText());
    }
}
