using Fovea.Papers.StochasticSampling;
using Fovea.Results;
using Fovea.Tests.Results;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>Which small runs answer which cells of the paper.</summary>
public class SceneCellsTests
{
    private static readonly IReadOnlyList<Claim> Claims = new Transcription("stochastic-sampling").Claims;

    private static readonly StochasticSamplingLedger Ledger = new();

    [Fact]
    public void Every_query_is_for_a_trial_that_is_run_and_a_metric_that_it_measures()
    {
        var trials = SceneStudy.Reported(Tier.Full).ToDictionary(trial => CanonicalJson.Hash(trial.Configuration));
        foreach (var claim in Claims.Where(claim => claim.Kind != ClaimKind.Trend))
            if (Ledger.Measured(claim.Cell, Tier.Full) is { } query)
            {
                Assert.True(trials.TryGetValue(CanonicalJson.Hash(query.Configuration), out var trial), $"{claim.Cell}: no such trial is run");
                Assert.True(query.Metric is not ("apMean" or "apDeviation" or "mmacsMean" or "mmacsDeviation") || trial.Tests == 5, $"{claim.Cell}");
                Assert.True(!query.Metric.Contains('@') || trial.Pruned, $"{claim.Cell}");
                Assert.True(query.Derived is null || trial.Sampling is not null, $"{claim.Cell}");
            }
    }

    // ResNet-50, segmentation and ResNeXt have no small trial.
    [Theory]
    [InlineData("1", 4 + 2 * 12)]
    [InlineData("2", 0)]
    [InlineData("3", 8 * 4)]
    [InlineData("4", 14 + 13)]
    [InlineData("5", 0)]
    [InlineData("fig-2", 4 * 4)]
    public void So_many_measured_cells_of_a_table_have_a_small_trial(string table, int cells) =>
        Assert.Equal(cells, Claims.Count(claim => claim.Kind == ClaimKind.Measured && claim.Cell.Table == table && Ledger.Measured(claim.Cell, Tier.Full) is not null));

    // Ours(0.1) and Ours(0.2), by a trend of their own each.
    [Fact]
    public void A_trend_at_equal_cost_is_judged_on_the_line_through_the_uniform_detectors_of_the_longest_trainings()
    {
        var paper = PaperResults.Load("stochastic-sampling");
        var atEqualCost = Claims.Where(claim => Ledger.Compared(claim.Cell, Tier.Full) is not null).ToArray();
        Assert.Equal(["Ours(0.1) > Uniform Sampling(600 px)", "Ours(0.2) > Uniform Sampling(500 px)"], atEqualCost.Select(claim => claim.Cell.Row));
        foreach (var (claim, weight) in atEqualCost.Zip(SceneStudy.Weights.TakeLast(2)))
        {
            var sampled = SceneStudy.SampledLong(weight, 4, Tier.Full);
            var uniform = SceneStudy.Sides.Select(side => SceneStudy.UniformAtCpuTime(side, 4, Tier.Full)).ToArray();
            var effects = paper.Runs.Values(sampled.Query("ap"), Tier.Full).Keys.Select(seed => EqualCost.Above(At(sampled, seed), uniform.Select(one => At(one, seed)))!.Value);
            var judged = paper.Judgements.Single(judgement => judgement.Claim.Cell == claim.Cell);
            Assert.Equal(Judge.SixDigits(PairedInterval.Of(effects).Mean), judged.Exact);
            Assert.Equal((3, 15), (judged.Seeds.Count, judged.Runs.Count));
        }

        (double, double) At(SceneTrial trial, int seed) =>
            (paper.Runs.Values(trial.Query("mmacs"), Tier.Full)[seed], paper.Runs.Values(trial.Query("ap"), Tier.Full)[seed]);
    }

    [Theory]
    [InlineData(20, 30, 0.0)] // on a corner of the line
    [InlineData(15, 26, 1.0)]
    [InlineData(30, 30, -5.0)]
    [InlineData(40, 41, 1.0)]
    [InlineData(9.9, 20, null)] // cheaper and dearer than the line
    [InlineData(40.1, 40, null)]
    public void A_detector_is_held_against_the_line_at_its_own_cost(double cost, double ap, double? above) =>
        Assert.Equal(above, EqualCost.Above((cost, ap), [(40, 40), (10, 20), (20, 30)]));

    [Fact]
    public void What_runs_do_not_answer_are_claims() =>
        Assert.All(Ledger.Unanswered.Keys, cell => Assert.Contains(Claims, claim => claim.Cell == cell));

    [Fact]
    public void Sparsity_is_the_mean_of_what_the_masks_of_a_part_leave_out()
    {
        var blocks = SmallSampledBackbone.Blocks.Sum();
        double Density(string metric) => metric[^2..] == "@1" ? .9 : metric.StartsWith("density1", StringComparison.Ordinal) ? .5 : .25;
        double Sparsity(string part) => Ledger.Measured(new("fig-2", $"{part}, weight 0.02", "Sparsity"), Tier.Full)!.Derived!(Density);
        Assert.Equal(.1, Sparsity("first block"), 1e-12);
        Assert.Equal(1 - (.5 + .25) / 2, Sparsity("last block"), 1e-12);
        Assert.Equal(1 - (.9 + (blocks - 1) * .5) / blocks, Sparsity("conv1"), 1e-12);
        Assert.Equal(1 - (.9 + (blocks - 1) * .25) / blocks, Sparsity("conv2 and conv3"), 1e-12);
    }

    [Fact]
    public void The_two_rows_of_a_measured_trend_are_never_the_same_runs_and_come_from_the_rows_of_its_statement()
    {
        var tested = 0;
        foreach (var claim in Claims.Where(claim => claim.Kind == ClaimKind.Trend))
        {
            var trend = Trend.Parse(claim.Cell.Row)!;
            var (first, second) = (Query(trend.First), Query(trend.Second));
            Assert.Equal(first is null, second is null);
            if (first is null) continue;
            Assert.NotEqual(first, second);
            tested++;

            (string, string)? Query(string row) => Ledger.Measured(claim.Cell with { Row = row }, Tier.Full) is { } query
                ? (CanonicalJson.Hash(query.Configuration), query.Metric)
                : null;
        }
        Assert.Equal(12 + 8 + 14 + 8, tested);
    }

    [Theory]
    [InlineData(Tier.Smoke)]
    [InlineData(Tier.Paper)]
    public void A_smoke_run_and_the_paper_have_no_small_trials(Tier tier) =>
        Assert.All(Claims, claim => Assert.Null(Ledger.Measured(claim.Cell, tier)));
}
