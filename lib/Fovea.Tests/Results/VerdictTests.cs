using Fovea.Results;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Results;

public class VerdictTests
{
    private static readonly Cell Parameters = new("2", "Ti", "Params (M)");

    [Theory]
    [InlineData("4.8", 4_777_902, Verdict.Reproduced, "4.8")]
    [InlineData("4.8", 4_750_000, Verdict.Reproduced, "4.8")] // a half goes up
    [InlineData("4.7", 4_777_902, Verdict.Differs, "4.8")]
    [InlineData("5.0", 4_950_000, Verdict.Reproduced, "5.0")] // the printed digit, a zero
    public void A_computed_number_is_compared_at_the_printed_digit(string printed, int parameters, Verdict verdict, string ours)
    {
        using var paper = new FakePaper($"2,Ti,Params (M),{printed},1,computed,printed,");
        paper.Computed[Parameters] = () => parameters / 1e6m;
        var judgement = paper.Judge("Ti");
        Assert.Equal((verdict, ours), (judgement.Verdict, ResultTables.Number(judgement.Ours)));
    }

    [Theory]
    [InlineData("4.7", 4_777_902, Verdict.Slip, "cut off, not rounded")]
    [InlineData("4.7", 4_650_000, Verdict.Reproduced, "")] // nothing to excuse
    [InlineData("4.7", 4_900_000, Verdict.Differs, "computed 4.9, which is not the declared slip's 4.8")]
    public void A_slip_counts_only_while_the_computed_number_is_the_declared_one(string printed, int parameters, Verdict verdict, string reason)
    {
        using var paper = new FakePaper($"2,Ti,Params (M),{printed},1,computed,printed,") { Slips = { new Slip(Parameters, 4.8m, "cut off, not rounded") } };
        paper.Computed[Parameters] = () => parameters / 1e6m;
        var judgement = paper.Judge("Ti");
        Assert.Equal((verdict, reason), (judgement.Verdict, judgement.Reason));
    }

    [Theory]
    [InlineData("4.7", 4_777_902, Verdict.Reproduced, "within 0.1: the paper does not say what it counts")]
    [InlineData("4.8", 4_777_902, Verdict.Reproduced, "")] // the digits agree
    [InlineData("4.7", 4_800_001, Verdict.Differs, "computed 4.800001")]
    [InlineData("4.7", 4_599_999, Verdict.Differs, "computed 4.599999")]
    public void A_number_of_unknown_basis_is_reproduced_within_its_tolerance(string printed, int parameters, Verdict verdict, string reason)
    {
        using var paper = new FakePaper($"2,Ti,Params (M),{printed},1,computed,printed,")
        {
            Approximations = { new Approximation(Parameters, 0.1m, "the paper does not say what it counts") },
        };
        paper.Computed[Parameters] = () => parameters / 1e6m;
        var judgement = paper.Judge("Ti");
        Assert.Equal((verdict, reason), (judgement.Verdict, judgement.Reason));
    }

    [Theory]
    [InlineData("2,Ti,Params (M),4.8,1,computed,printed,", "no code computes it yet")]
    [InlineData("3,Ti,Top-1,75.6,1,measured,printed,", "no run measures it")]
    [InlineData("3,Ti,Top-1,75.6,1,cited,printed,[14]", "cited from another paper; not measured here")]
    public void What_nothing_answers_is_not_run(string claim, string reason)
    {
        using var paper = new FakePaper(claim);
        var judgement = paper.Judge("Ti");
        Assert.Equal((Verdict.NotRun, reason, null), (judgement.Verdict, judgement.Reason, judgement.Ours));
    }

    [Theory]
    [InlineData(Tier.Full)]
    [InlineData(Tier.Small)]
    public void Below_the_paper_tier_no_number_of_ours_stands_beside_a_measured_one(Tier tier)
    {
        using var paper = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,").Add("Ti", tier, 48.7, 49.2);
        var judgement = paper.Judge("Ti");
        Assert.Equal((Verdict.NotComparable, null, "", tier), (judgement.Verdict, judgement.Ours, judgement.Exact, judgement.Tier));
        Assert.Equal([0, 1], judgement.Seeds);
    }

    [Fact]
    public void A_smoke_run_is_evidence_for_nothing()
    {
        using var paper = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,").Add("Ti", Tier.Smoke, 75.6);
        Assert.Equal(Verdict.NotRun, paper.Judge("Ti").Verdict);
    }

    [Theory]
    [InlineData(75.58, Verdict.Reproduced, "")]
    [InlineData(75.52, Verdict.Differs, "-0.1 over one seed")]
    public void At_the_paper_tier_a_measured_number_is_compared_at_the_printed_digit(double top1, Verdict verdict, string reason)
    {
        using var paper = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,").Add("Ti", Tier.Full, 49).Add("Ti", Tier.Paper, top1);
        var judgement = paper.Judge("Ti");
        Assert.Equal((verdict, reason, Tier.Paper), (judgement.Verdict, judgement.Reason, judgement.Tier));
    }

    [Fact]
    public void What_must_not_be_compared_is_not_even_at_the_paper_tier()
    {
        using var paper = new FakePaper("9,Ti,Speed,1955.3,1,measured,printed,") { Incomparable = "the paper's GPU is a V100" }.Add("Ti", Tier.Paper, 4000);
        var judgement = paper.Judge("Ti");
        Assert.Equal((Verdict.NotComparable, "the paper's GPU is a V100", null), (judgement.Verdict, judgement.Reason, judgement.Ours));
    }

    [Theory]
    [InlineData(new[] { 43.0, 44.0, 43.5 }, new[] { 48.0, 49.1, 48.3 }, Verdict.Supported, "4.97", "95% interval 4.587 to 5.346 over 3 seeds at the full tier")]
    [InlineData(new[] { 48.0, 49.1, 48.3 }, new[] { 43.0, 44.0, 43.5 }, Verdict.Contradicted, "-4.97", "95% interval -5.346 to -4.587 over 3 seeds at the full tier")]
    [InlineData(new[] { 43.0, 44.0, 43.5 }, new[] { 43.1, 43.9, 44.5 }, Verdict.Inconclusive, "0.33", "95% interval -1.122 to 1.789 over 3 seeds at the full tier")]
    [InlineData(new[] { 43.0 }, new[] { 48.0, 49.1 }, Verdict.Inconclusive, "5.00", "one seed at the full tier gives no interval")]
    public void A_trend_is_judged_by_the_interval_of_its_paired_seeds(double[] second, double[] first, Verdict verdict, string ours, string reason)
    {
        using var paper = Trend("N=4 > N=1,Top-1,1.10,2").Add("N=1", Tier.Full, second).Add("N=4", Tier.Full, first);
        var judgement = paper.Judge("N=4 > N=1");
        Assert.Equal((verdict, ours, reason), (judgement.Verdict, ResultTables.Number(judgement.Ours), judgement.Reason));
        Assert.Equal(Enumerable.Range(0, second.Length), judgement.Seeds);
    }

    [Theory]
    [InlineData("measured", Verdict.Supported, "95% interval 4.59 to 5.35 over 3 seeds at the full tier")]
    [InlineData("computed", Verdict.NotComparable, "illegible in the paper")]
    public void A_trend_that_only_a_figure_shows_is_judged_by_its_direction_where_it_is_measured(string kind, Verdict verdict, string reason)
    {
        using var paper = new FakePaper($"6,N=1,Top-1,,1,{kind},illegible,", $"6,N=4,Top-1,,1,{kind},illegible,", "6,N=4 > N=1,Top-1,,1,trend,illegible,")
            .Add("N=1", Tier.Full, 43, 44, 43.5).Add("N=4", Tier.Full, 48, 49.1, 48.3);
        var judgement = paper.Judge("N=4 > N=1");
        Assert.Equal((verdict, reason), (judgement.Verdict, judgement.Reason));
    }

    private static readonly double[] Lower = [43, 44, 43.5], Higher = [48, 49.1, 48.3], Level = [43.1, 43.9, 44.5];

    // A negative effect, or a ratio below 1, says that A lies below B; no effect, that neither lies above the other.
    [Theory]
    [InlineData("A > B,Top-1,-0.1,1", Verdict.Supported, Verdict.Contradicted, Verdict.Inconclusive)]
    [InlineData("A -% B,Top-1,-2,0", Verdict.Supported, Verdict.Contradicted, Verdict.Inconclusive)]
    [InlineData("A : B,Top-1,0.9,1", Verdict.Supported, Verdict.Contradicted, Verdict.Inconclusive)]
    [InlineData("A > B,Top-1,0.0,1", Verdict.Contradicted, Verdict.Contradicted, Verdict.Inconclusive)]
    [InlineData("A -% B,Top-1,0,0", Verdict.Contradicted, Verdict.Contradicted, Verdict.Inconclusive)]
    [InlineData("A : B,Top-1,1.0,1", Verdict.Contradicted, Verdict.Contradicted, Verdict.Inconclusive)]
    [InlineData("A ~ B,Top-1,-0.1,1", Verdict.Contradicted, Verdict.Contradicted, Verdict.Inconclusive)]
    [InlineData("A > B,Top-1,0.1,1", Verdict.Contradicted, Verdict.Supported, Verdict.Inconclusive)]
    [InlineData("A -% B,Top-1,2,0", Verdict.Contradicted, Verdict.Supported, Verdict.Inconclusive)]
    public void A_trend_claims_the_side_of_no_effect_on_which_the_paper_sees_it(string trend, Verdict below, Verdict above, Verdict neither)
    {
        Assert.Equal((below, above, neither), (Verdict(Lower, Higher), Verdict(Higher, Lower), Verdict(Lower, Level)));

        Verdict Verdict(double[] first, double[] second)
        {
            using var paper = new FakePaper("6,A,Top-1,80.6,1,measured,printed,", "6,B,Top-1,81.7,1,measured,printed,", $"6,{trend},trend,recovered,")
                .Add("A", Tier.Full, first).Add("B", Tier.Full, second);
            return paper.Load().Judgements[^1].Verdict;
        }
    }

    [Fact]
    public void Rows_that_the_paper_calls_level_are_said_to_be()
    {
        using var paper = Trend("N=4 ~ N=1,Top-1,-0.1,1").Add("N=1", Tier.Full, Lower).Add("N=4", Tier.Full, Higher);
        Assert.Equal("95% interval 4.59 to 5.35 over 3 seeds at the full tier; the paper's rows are level", paper.Judge("N=4 ~ N=1").Reason);
    }

    [Fact]
    public void A_value_may_be_derived_from_the_metrics_of_a_run()
    {
        using var paper = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,") { Derived = metric => metric("top1") + 2 * metric("loss") }
            .Add("Ti", Tier.Paper, 72.6);
        Assert.Equal(Verdict.Reproduced, paper.Judge("Ti").Verdict);
        using var lacking = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,") { Derived = metric => metric("top5") }.Add("Ti", Tier.Paper, 72.6);
        Assert.Contains("expected the metric top5, found loss, top1", Assert.Throws<LedgerException>(() => lacking.Judge("Ti")).Message);
    }

    [Fact]
    public void A_trend_may_be_answered_by_an_effect_over_more_runs_than_its_two_rows()
    {
        using var paper = Trend("N=4 > N=1,Top-1,1.1,1").Add("N=1", Tier.Full, 10, 10, 10, 10).Add("N=2", Tier.Full, 41, 42, 43).Add("N=4", Tier.Full, 44, 45.1, 46);
        RunQuery Arm(string row) => new("fake", FakePaper.Arm(row), "top1");
        paper.Compared[new("6", "N=4 > N=1", "Top-1")] = new([Arm("N=1"), Arm("N=2"), Arm("N=4")], found => found[2] == 46 ? null : found[2] - found[1], "beside N=2");
        var judgement = paper.Judge("N=4 > N=1");
        Assert.Equal((Verdict.Supported, "3.05"), (judgement.Verdict, judgement.Exact));
        Assert.Equal("95% interval 2.41 to 3.69 over 2 seeds at the full tier; beside N=2", judgement.Reason);
        Assert.Equal([0, 1], judgement.Seeds);
        Assert.Equal(6, judgement.Runs.Count);
    }

    [Fact]
    public void A_cell_that_runs_do_not_answer_says_why()
    {
        using var paper = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,") { Unanswered = { [new("3", "Ti", "Top-1")] = "a bound over three models" } }
            .Add("Ti", Tier.Full, 72.6);
        Assert.Equal((Verdict.NotComparable, "a bound over three models"), (paper.Judge("Ti").Verdict, paper.Judge("Ti").Reason));
    }

    [Fact]
    public void A_computed_row_has_runs_of_its_small_model_where_the_other_row_is_measured()
    {
        using var paper = new FakePaper("4,Dense,FLOPs,289.5,1,computed,printed,", "4,Ours,FLOPs,160.0,1,measured,printed,", "4,Dense > Ours,FLOPs,129.5,1,trend,printed,")
            .Add("Dense", Tier.Full, 40, 40, 40).Add("Ours", Tier.Full, 30, 31, 32);
        paper.Computed[new("4", "Dense", "FLOPs")] = () => 289.5m;
        var judgement = paper.Judge("Dense > Ours");
        Assert.Equal((Verdict.Supported, "9.0"), (judgement.Verdict, ResultTables.Number(judgement.Ours)));
        Assert.Equal((Verdict.Reproduced, "289.5"), (paper.Judge("Dense").Verdict, ResultTables.Number(paper.Judge("Dense").Ours)));
    }

    [Fact]
    public void Seeds_that_ran_only_one_way_do_not_count()
    {
        using var paper = Trend("N=4 > N=1,Top-1,1.1,1").Add("N=4", Tier.Full, 48, 49);
        paper.Log.Append(FakePaper.Run("N=1", seed: 5, top1: 43));
        Assert.Equal((Verdict.NotRun, "no seed has been run both ways"), (paper.Judge("N=4 > N=1").Verdict, paper.Judge("N=4 > N=1").Reason));
    }

    [Fact]
    public void The_highest_tier_with_an_interval_speaks()
    {
        using var paper = Trend("N=4 > N=1,Top-1,1.1,1")
            .Add("N=1", Tier.Small, 30, 31).Add("N=4", Tier.Small, 20, 21.1)
            .Add("N=1", Tier.Full, 40, 41).Add("N=4", Tier.Full, 45, 46.01)
            .Add("N=1", Tier.Paper, 80.6).Add("N=4", Tier.Paper, 81.7);
        var judgement = paper.Judge("N=4 > N=1");
        Assert.Equal((Tier.Full, Verdict.Supported), (judgement.Tier, judgement.Verdict));
    }

    [Fact]
    public void A_later_run_of_a_seed_takes_the_place_of_an_earlier_one_wherever_it_stands()
    {
        using var paper = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,");
        var late = FakePaper.Run("Ti", 0, 75.6) with { Tier = Tier.Paper, Started = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero) };
        paper.Log.Append(late);
        paper.Log.Append(late with { Metrics = new Dictionary<string, double> { ["top1"] = 70 }, Started = late.Started.AddDays(-1) });
        Assert.Equal(Verdict.Reproduced, paper.Judge("Ti").Verdict);
    }

    [Fact]
    public void Runs_of_another_configuration_do_not_count()
    {
        using var paper = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,");
        paper.Log.Append(FakePaper.Run("Ti, with dropout", 0, 75.6) with { Tier = Tier.Paper });
        Assert.Equal(Verdict.NotRun, paper.Judge("Ti").Verdict);
    }

    [Theory]
    [InlineData("A : B,FLOPs,3.2,1", Verdict.Supported, "3.2", "")]
    [InlineData("A : B,FLOPs,3.3,1", Verdict.Differs, "3.2", "computed 3.247797219919")]
    [InlineData("A > B,FLOPs,12.2,1", Verdict.Supported, "12.2", "")]
    [InlineData("A -% B,FLOPs,69,0", Verdict.Supported, "69", "")]
    [InlineData("B > A,FLOPs,12.2,1", Verdict.Contradicted, "-12.2", "computed -12.180942464")]
    [InlineData("B > A,FLOPs,-12.2,1", Verdict.Supported, "-12.2", "")]
    [InlineData("A > B,FLOPs,-12.2,1", Verdict.Contradicted, "12.2", "computed 12.180942464")]
    [InlineData("B -% A,FLOPs,-225,0", Verdict.Supported, "-225", "")]
    [InlineData("A > B,FLOPs,0.0,1", Verdict.Differs, "12.2", "computed 12.180942464")]
    [InlineData("B : A,FLOPs,3.2,1", Verdict.Contradicted, "0.3", "computed 0.307900996364")]
    public void A_trend_over_computed_rows_is_exact(string trend, Verdict verdict, string ours, string reason)
    {
        using var paper = new FakePaper("9,A,FLOPs,17.6,1,computed,printed,", "9,B,FLOPs,5.4,1,computed,printed,", $"9,{trend},trend,printed,");
        paper.Computed[new Cell("9", "A", "FLOPs")] = () => 17.6m;
        paper.Computed[new Cell("9", "B", "FLOPs")] = () => 5.419057536m;
        var judgement = paper.Load().Judgements[^1];
        Assert.Equal((verdict, ours, reason), (judgement.Verdict, ResultTables.Number(judgement.Ours), judgement.Reason));
    }

    [Fact]
    public void A_ratio_of_measurements_is_averaged_as_a_ratio()
    {
        using var paper = Trend("N=4 : N=1,Top-1,2.4,1").Add("N=1", Tier.Full, 100, 200, 400).Add("N=4", Tier.Full, 200, 800, 1600);
        Assert.Equal(3.174802, double.Parse(paper.Judge("N=4 : N=1").Exact), 1e-4); // the geometric mean of 2, 4, 4
    }

    [Theory]
    [InlineData(Tier.Paper, Verdict.Supported)]
    [InlineData(Tier.Full, Verdict.NotRun)]
    public void A_cited_number_is_set_against_runs_of_the_paper_tier_only(Tier tier, Verdict verdict)
    {
        using var paper = new FakePaper("3,R-18,Top-1,69.8,1,cited,printed,", "3,Ti,Top-1,75.6,1,measured,printed,", "3,Ti > R-18,Top-1,5.8,1,trend,printed,")
            .Add("Ti", tier, 75.5, 75.6, 75.7);
        Assert.Equal(verdict, paper.Judge("Ti > R-18").Verdict);
    }

    [Fact]
    public void Two_cited_numbers_prove_nothing()
    {
        using var paper = new FakePaper("3,A,Top-1,2.0,1,cited,printed,", "3,B,Top-1,1.0,1,cited,printed,", "3,A > B,Top-1,1.0,1,trend,printed,");
        Assert.Equal(Verdict.NotRun, paper.Judge("A > B").Verdict);
    }

    [Fact]
    public void A_missing_metric_is_named()
    {
        using var paper = new FakePaper("3,Ti,Top-1,75.6,1,measured,printed,");
        paper.Log.Append(FakePaper.Run("Ti", 0, 75) with { Tier = Tier.Paper, Metrics = new Dictionary<string, double> { ["loss"] = 1 } });
        Assert.Equal("fake, seed 0, paper tier: expected the metric top1, found loss", Assert.Throws<LedgerException>(paper.Load).Message);
    }

    [Fact]
    public void The_order_of_the_runs_does_not_matter()
    {
        var claims = new[] { Claim("N=1", ClaimKind.Measured), Claim("N=4", ClaimKind.Measured), Claim("N=4 > N=1", ClaimKind.Trend) };
        using var code = new FakePaper();
        var random = new Random(7);
        var runs = (from arm in new[] { "N=1", "N=4" } from seed in Enumerable.Range(0, 6) select FakePaper.Run(arm, seed, 40 + (10 * random.NextDouble()))).ToArray();
        var expected = ResultTables.Write(new Judge(code, claims, runs).All(), TableFormat.Csv);

        Prop.ForAll(Gen.Shuffle(runs).ToArbitrary(), shuffled =>
            ResultTables.Write(new Judge(code, claims, shuffled).All(), TableFormat.Csv) == expected).Holds();
    }

    private static Claim Claim(string row, ClaimKind kind) => new("fake", new Cell("6", row, "Top-1"), 1.1m, 1, kind, ClaimStatus.Printed, "");

    private static FakePaper Trend(string statement) =>
        new("6,N=1,Top-1,80.6,1,measured,printed,", "6,N=4,Top-1,81.7,1,measured,printed,", $"6,{statement},trend,recovered,");
}
