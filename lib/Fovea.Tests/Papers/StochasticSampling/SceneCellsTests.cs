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

    [Fact]
    public void A_trend_at_equal_cost_is_left_open_where_the_small_models_do_not_cost_the_same()
    {
        var paper = PaperResults.Load("stochastic-sampling");
        var atEqualCost = Ledger.Unanswered.Where(open => open.Key.Table == "1").ToArray();
        Assert.Equal(2, atEqualCost.Length);
        foreach (var (cell, reason) in atEqualCost)
        {
            var judged = paper.Table(cell.Table).Single(judgement => judgement.Claim.Cell == cell);
            Assert.Equal((Verdict.NotComparable, reason), (judged.Verdict, judged.Reason));
            var trend = Trend.Parse(cell.Row)!;
            double Cost(string row) => paper.Runs.Values(Ledger.Measured(new(cell.Table, row, "GFLOPs"), Tier.Full)!, Tier.Full).Values.DefaultIfEmpty().Average();
            Assert.True(Cost(trend.First) >= Cost(trend.Second), cell.Row);
        }
    }

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
