using System.Text.Json.Nodes;
using Fovea.Results;
using Fovea.Runner.Commands;

namespace Fovea.Tests.Results;

/// <summary><c>fovea verify</c> on a ledger that holds, and after one change to it of each kind.</summary>
public sealed class VerificationTests : IDisposable
{
    private static readonly Cell Flops = new("5", "n=14", "FLOPs (B)");

    private readonly FakePaper _paper = new(
        "5,n=14,FLOPs (B),5.4,1,computed,printed,",
        "5,n=14,Params (M),21.2,1,computed,printed,",
        "6,N=1,Top-1 (%),80.6,1,measured,printed,",
        "6,N=4,Top-1 (%),81.7,1,measured,printed,",
        "6,N=4 > N=1,Top-1 (%),1.1,1,trend,recovered,");

    private readonly LiveArm _live = new();

    public VerificationTests()
    {
        _paper.Computed[Flops] = () => 5.419057536m;
        _paper.Computed[Flops with { Column = "Params (M)" }] = () => 21.344302m;
        _paper.Slips.Add(new Slip(Flops with { Column = "Params (M)" }, 21.3m, "cut off, not rounded"));
        _paper.LiveExperiments.Add(_live);
        _paper.Add("N=1", Tier.Full, 43.0, 44.0, 43.5).Add("N=4", Tier.Full, 48.0, 49.1, 48.3);
        _paper.Load().WriteTables();
    }

    public void Dispose() => _paper.Dispose();

    [Fact]
    public void A_ledger_that_holds_has_no_drift()
    {
        var (exitCode, output, error) = Verify();
        Assert.Equal((0, "no drift in fake\n"), (exitCode, output));
        Assert.Contains("fake: fake, seed 0, full tier, again (12 s when it was committed)", error);
    }

    [Fact]
    public void Verifying_changes_no_file()
    {
        var before = Files();
        Verify();
        Assert.Equal(before, Files());
    }

    [Fact]
    public void A_changed_claim_is_caught_even_where_the_tables_are_made_anew()
    {
        _paper.WriteClaims([.. File.ReadAllLines(Path.Combine(_paper.Folder, "claims.csv")).Skip(1)
            .Select(line => line["fake,".Length..].Replace("81.7", "81.8"))]);
        _paper.Load().WriteTables();
        var drift = Assert.Single(Drifts());
        Assert.Contains("claims.csv", drift);
        Assert.Contains("claims.sha256", drift);
    }

    [Fact]
    public void A_changed_computed_claim_is_caught_by_the_code_even_where_digest_and_tables_are_made_anew()
    {
        _paper.WriteClaims([.. File.ReadAllLines(Path.Combine(_paper.Folder, "claims.csv")).Skip(1)
            .Select(line => line["fake,".Length..].Replace("5.4,", "5.5,"))]);
        _paper.Seal();
        _paper.Load().WriteTables();
        Assert.Equal(["fake, table 5, n=14, FLOPs (B)  5.5  computed 5.419057536"], Drifts());
    }

    [Fact]
    public void A_changed_constant_is_caught_below_the_printed_digit()
    {
        _paper.Computed[Flops] = () => 5.419057537m;
        Assert.Contains("table-5.csv:2", Assert.Single(Drifts()));
    }

    [Theory]
    [InlineData("n=14", "reproduced")]
    [InlineData("n=15", "no such claim")]
    public void A_tolerance_that_nothing_needs_is_caught(string row, string found)
    {
        _paper.Approximations.Add(new Approximation(Flops with { Row = row }, 0.1m, "the basis is not given"));
        Assert.Equal([$"fake, table 5, {row}, FLOPs (B)  a value that is near, and no more: the basis is not given  {found}"], Drifts());
    }

    [Fact]
    public void A_slip_that_is_none_any_more_is_caught()
    {
        _paper.Computed[Flops with { Column = "Params (M)" }] = () => 21.2m;
        _paper.Load().WriteTables();
        Assert.Equal(["fake, table 5, n=14, Params (M)  a slip: cut off, not rounded  reproduced"], Drifts());
    }

    [Fact]
    public void A_computed_cell_without_a_claim_and_a_claim_without_a_computed_cell_are_caught()
    {
        _paper.Computed.Remove(Flops);
        _paper.Computed[Flops with { Row = "n=15" }] = () => 6;
        _paper.Load().WriteTables();
        Assert.Equal(
            ["fake, table 5, n=14, FLOPs (B)  5.4  no code computes it yet", "fake, table 5, n=15, FLOPs (B)  a claim that the computed cell answers to  none"],
            Drifts());
    }

    [Fact]
    public void A_changed_run_line_is_caught_by_its_hash()
    {
        Replace("runs.jsonl", "48.3", "58.3");
        Assert.Contains("runs.jsonl:6: hash: expected", Assert.Single(Drifts()));
    }

    [Fact]
    public void A_run_changed_together_with_its_hash_is_caught_by_the_tables()
    {
        Rewrite(run => run.Seed == 2 && run.Metrics["top1"] == 48.3 ? Changed(run, 48.31) : run);
        Assert.Equal(["table-6.csv", "table-6.md", "table-6.tex"], Drifts().Select(drift => Path.GetFileName(drift.Split(':')[0])));
    }

    [Fact]
    public void A_run_that_is_gone_is_caught_by_the_tables()
    {
        File.WriteAllLines(_paper.RunsFile, File.ReadAllLines(_paper.RunsFile)[..^1]);
        Assert.Equal(3, Drifts().Count(drift => drift.Contains("table-6")));
    }

    // Far off, the line's own value would spread the seeds so far that it lay among them.
    [Theory]
    [InlineData(48.0, 60.0)]
    [InlineData(48.0, 49.0)]
    [InlineData(48.7, 60.0)]
    public void A_run_changed_together_with_hash_and_tables_is_caught_by_the_live_run(double live, double committed)
    {
        _live.Top1 = live;
        Rewrite(run => run.Seed == 0 && run.Metrics["top1"] == 48 ? Changed(run, committed) : run);
        _paper.Load().WriteTables();
        Assert.StartsWith("fake, fake, seed 0, full tier, top1  ", Assert.Single(Drifts()));
    }

    [Fact]
    public void A_live_run_may_differ_as_the_other_seeds_do_among_each_other_and_no_more()
    {
        _live.Top1 = 48.0 + 0.79; // the others: 49.1 and 48.3
        Assert.Empty(Drifts());
        _live.Top1 = 48.0 + 0.81;
        Assert.Single(Drifts());
    }

    // The others: 90 and 10, so that anything from 0 to 128 would be within their spread.
    [Theory]
    [InlineData(120.0, null)]
    [InlineData(0.0, "fake, fake, seed 0, full tier, top1  0, as of no committed seed  48")]
    public void A_metric_whose_seeds_lie_as_far_apart_as_it_is_large_is_not_checkable_but_does_not_come_to_nothing(double live, string? drift)
    {
        Rewrite(run => run.Metrics["top1"] switch { 49.1 => Changed(run, 90), 48.3 => Changed(run, 10), _ => run });
        _paper.Load().WriteTables();
        _live.Top1 = live;
        Assert.Equal(drift is null ? [] : [drift], Drifts());
        Assert.Contains("fake: not checkable, as the other seeds lie as far apart as the value is large: top1\n", Verify().Error);
    }

    [Fact]
    public void A_live_experiment_of_which_nothing_is_checkable_is_a_drift()
    {
        Rewrite(run => run with { Metrics = new Dictionary<string, double> { ["top1"] = 50 * run.Seed + 1 } });
        _paper.Load().WriteTables();
        (_live.Top1, _live.Loss) = (1, null);
        Assert.Equal(["fake, live experiment fake  a metric whose tolerance is smaller than its value  none"], Drifts());
    }

    [Fact]
    public void A_changed_live_configuration_has_no_committed_run()
    {
        _live.Row = "N=5";
        Assert.Equal(["fake, live experiment fake  a committed run of its configuration  runs of other configurations only"], Drifts());
    }

    [Theory]
    [InlineData("tables/table-6.md", "0", "1")]
    [InlineData("tables/table-6.tex", "\n", "\r\n")]
    [InlineData("tables/table-6.csv", "paper,", "\ufeffpaper,")]
    public void A_changed_table_is_caught(string file, string from, string to)
    {
        Replace(file, from, to);
        Assert.Contains(file, Assert.Single(Drifts()));
    }

    [Fact]
    public void A_missing_table_and_one_too_many_are_caught()
    {
        var tables = Path.Combine(_paper.Folder, "tables");
        File.Move(Path.Combine(tables, "table-6.md"), Path.Combine(tables, "table-7.md"));
        Assert.Equal(["table-6.md  a table  no file", "table-7.md  no such file  a file"], Drifts().Select(drift => drift.Split('/')[^1]));
    }

    [Fact]
    public void A_torn_line_is_a_drift()
    {
        File.AppendAllText(_paper.RunsFile, "{");
        Assert.Contains("torn line of 1 bytes", Assert.Single(Drifts()));
    }

    [Fact]
    public void An_unknown_notebook_is_exit_code_2_and_the_known_ones_are_named() =>
        Assert.Equal((2, "", "fovea: no ledger belongs to a notebook 'other'; there are: 99-fake\n"), Verify("other"));

    [Theory]
    [InlineData("99-fake")]
    [InlineData("fake")]
    [InlineData("99")]
    [InlineData("notebooks/99-fake.dib")]
    public void A_notebook_goes_by_its_names(string name) => Assert.Equal(0, Verify(name).ExitCode);

    [Fact]
    public void A_paper_that_no_code_answers_to_is_a_drift()
    {
        Directory.CreateDirectory(Path.Combine(_paper.ResultsFolder, "second"));
        File.Copy(Path.Combine(_paper.Folder, "claims.csv"), Path.Combine(_paper.ResultsFolder, "second", "claims.csv"));
        Assert.Contains("second  code that answers to its claims  none", Assert.Single(Drifts()));
        Assert.Equal(0, Verify("fake").ExitCode);
    }

    [Fact]
    public void A_changed_digit_in_runs_that_belong_to_no_paper_is_caught()
    {
        var runs = Path.Combine(_paper.ResultsFolder, "across-papers", "runs.jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(runs)!);
        File.Copy(_paper.RunsFile, runs);
        Assert.Equal((0, "no drift in fake, across-papers\n"), (Verify().ExitCode, Verify().Output));

        File.WriteAllText(runs, File.ReadAllText(runs).Replace("48.3", "58.3"));
        Assert.StartsWith($"{runs}  runs that can be read  {runs}:6: hash: expected", Assert.Single(Drifts()));
        Assert.Equal(2, Verify().ExitCode);
        Assert.Equal(0, Verify("fake").ExitCode);
    }

    [Fact]
    public void A_changed_configuration_hash_and_a_torn_line_in_them_are_caught()
    {
        var runs = Path.Combine(_paper.ResultsFolder, "workbook", "runs.jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(runs)!);
        File.WriteAllText(runs, File.ReadAllText(_paper.RunsFile).Replace("\"configurationHash\":\"", "\"configurationHash\":\"0"));
        Assert.Contains("runs.jsonl:1: configurationHash: expected", Assert.Single(Drifts()));
        File.WriteAllText(runs, "{");
        Assert.Contains("torn line of 1 bytes", Assert.Single(Drifts()));
    }

    [Fact]
    public void The_committed_runs_that_belong_to_no_paper_hold()
    {
        Assert.Equal(["across-papers", "digit-scenes", "workbook"], ResultsFolder.WithoutClaims(ResultsFolder.Path));
        Assert.All(ResultsFolder.WithoutClaims(ResultsFolder.Path), name => Assert.Empty(Verification.OfRuns(Path.Combine(ResultsFolder.Path, name))));
    }

    [Fact]
    public void Their_table_is_made_again()
    {
        var folder = Path.Combine(_paper.ResultsFolder, "digit-scenes");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(ResultsFolder.Path, "digit-scenes")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.AppendAllText(Path.Combine(folder, "baseline.md"), "x");
        Assert.Contains("baseline.md:", Assert.Single(Drifts()));
    }

    [Fact]
    public void Ctrl_C_ends_the_live_run()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        Assert.Equal(130, VerifyCommand.Verify([], new Ledger(_paper.ResultsFolder, [_paper]), TextWriter.Null, TextWriter.Null, interrupt.Token));
    }

    private (int ExitCode, string Output, string Error) Verify(params string[] notebooks)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = VerifyCommand.Verify(notebooks, new Ledger(_paper.ResultsFolder, [_paper]), output, error, default);
        return (exitCode, output.ToString(), error.ToString());
    }

    // The lines of the table of drifts, their columns two spaces apart.
    private List<string> Drifts()
    {
        var (exitCode, output, _) = Verify();
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(lines.Length > 1 ? 2 : 0, exitCode);
        return [.. lines.Skip(1).SkipLast(1).Select(line => System.Text.RegularExpressions.Regex.Replace(line, " {2,}", "  "))];
    }

    private Dictionary<string, string> Files() => Directory.GetFiles(_paper.ResultsFolder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => file, File.ReadAllText);

    private void Replace(string file, string from, string to)
    {
        var path = Path.Combine(_paper.Folder, file);
        File.WriteAllText(path, File.ReadAllText(path).Replace(from, to));
    }

    private void Rewrite(Func<RunRecord, RunRecord> change)
    {
        var runs = _paper.Log.Read().Runs.Select(change).ToList();
        File.Delete(_paper.RunsFile);
        foreach (var run in runs)
            _paper.Log.Append(run);
    }

    private static RunRecord Changed(RunRecord run, double top1) =>
        run with { Metrics = new Dictionary<string, double> { ["top1"] = top1, ["loss"] = 1.5 } };

    /// <summary>The arm N=4 of the fake paper, whose runs take no time.</summary>
    private sealed class LiveArm : ILiveExperiment
    {
        public string Name => "fake";

        public string Row { get; set; } = "N=4";

        public double Top1 { get; set; } = 48.0;

        public double? Loss { get; set; } = 1.5;

        public JsonObject Configuration(Tier tier) => FakePaper.Arm(Row);

        public IReadOnlyDictionary<string, double> Run(int seed, Tier tier, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            var metrics = new Dictionary<string, double> { ["top1"] = Top1 };
            if (Loss is { } loss)
                metrics["loss"] = loss;
            return metrics;
        }
    }
}
