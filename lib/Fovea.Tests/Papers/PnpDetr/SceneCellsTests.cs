using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Tests.Results;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>Which small runs answer which cells of the paper.</summary>
public class SceneCellsTests
{
    private static readonly IReadOnlyList<Claim> Claims = new Transcription("pnp-detr").Claims;

    private static readonly PnpDetrLedger Ledger = new();

    [Fact]
    public void Every_query_is_for_a_trial_that_is_run_and_a_metric_that_it_measures()
    {
        var trials = SceneStudy.Reported(Tier.Full).ToDictionary(trial => CanonicalJson.Hash(trial.Configuration));
        foreach (var claim in Claims.Where(claim => claim.Kind == ClaimKind.Measured && claim.Cell.Table is not ("2" or "3" or "4")))
            if (Ledger.Measured(claim.Cell, Tier.Full) is { } query)
            {
                Assert.True(trials.TryGetValue(CanonicalJson.Hash(query.Configuration), out var trial), $"{claim.Cell}: no such trial is run");
                Assert.True(query.Metric.Split('@') is not ["ap", _] || trial.AcrossAlphas, $"{claim.Cell}: {trial.Label} has no {query.Metric}");
                Assert.True(query.Metric.Split('@') is not ["inside" or "overlap", _] || trial.Sampler is { Selection: FineSelection.Poll }, $"{claim.Cell}");
            }
    }

    // DC5 and what is tested at .65 are not run; of the mismatched model the AP alone is.
    [Theory]
    [InlineData("1", 6 + 6 + 1)]
    [InlineData("6", 5 * 6)]
    [InlineData("7", 6 * 6)]
    [InlineData("8", 4 * 6)]
    [InlineData("9", 2 * 6)]
    [InlineData("10", 4 + 3)]
    [InlineData("fig-4", 5)]
    [InlineData("fig-6", 4)]
    [InlineData("fig-8", 6)]
    public void So_many_cells_of_a_table_have_a_small_trial(string table, int cells) =>
        Assert.Equal(cells, Claims.Count(claim => claim.Kind == ClaimKind.Measured && claim.Cell.Table == table && Ledger.Measured(claim.Cell, Tier.Full) is not null));

    [Fact]
    public void The_two_rows_of_a_measured_trend_are_never_the_same_runs()
    {
        foreach (var claim in Claims.Where(claim => claim.Kind == ClaimKind.Trend))
        {
            var trend = Trend.Parse(claim.Cell.Row)!;
            var (first, second) = (Query(trend.First), Query(trend.Second));
            Assert.True(first is null || second is null || first != second, claim.Cell.ToString());

            (string, string)? Query(string row) => Ledger.Measured(claim.Cell with { Row = row }, Tier.Full) is { } query
                ? (CanonicalJson.Hash(query.Configuration), query.Metric)
                : null;
        }
    }

    [Fact]
    public void Every_query_of_table_4_is_for_a_trial_that_is_run_and_a_ratio_that_it_is_tested_at()
    {
        var trials = PnpVitStudy.Reported(Tier.Full).ToDictionary(trial => CanonicalJson.Hash(trial.Configuration));
        foreach (var claim in Claims.Where(claim => claim is { Kind: ClaimKind.Measured, Cell.Table: "4" }))
        {
            var query = Ledger.Measured(claim.Cell, Tier.Full)!;
            var trial = trials[CanonicalJson.Hash(query.Configuration)];
            string[] metrics = ["top1", .. trial.Sampler is null ? [] : PnpVitTrial.TestedAlphas.Select(PnpVitTrial.Top1At)];
            Assert.Contains(query.Metric, metrics);
        }
    }

    [Fact]
    public void Every_panoptic_quality_has_a_trial_that_is_run()
    {
        var trials = PanopticStudy.Reported(Tier.Full).Select(trial => CanonicalJson.Hash(trial.Configuration)).ToHashSet();
        var queries = Claims.Where(claim => claim is { Kind: ClaimKind.Measured, Cell: { Table: "3", Column: "PQ" } }).Select(claim => Ledger.Measured(claim.Cell, Tier.Full)!).ToList();
        Assert.Equal(6, queries.Count);
        Assert.All(queries, query => Assert.Contains(CanonicalJson.Hash(query.Configuration), trials));
    }

    [Fact]
    public void Every_time_of_table_2_is_one_that_is_taken()
    {
        var metrics = Claims.Where(claim => claim is { Kind: ClaimKind.Measured, Cell.Table: "2" }).Select(claim => Ledger.Measured(claim.Cell, Tier.Full)!.Metric);
        Assert.Equal(
            ["encoder_ms", "decoder_ms", "encoder_ms@0.5", "decoder_ms@0.5", "sampler_ms@0.5", "encoder_ms@0.33", "decoder_ms@0.33", "sampler_ms@0.33"],
            metrics);
    }

    [Theory]
    [InlineData(Tier.Smoke)]
    [InlineData(Tier.Paper)]
    public void A_smoke_run_and_the_paper_have_no_small_trials(Tier tier) =>
        Assert.All(Claims, claim => Assert.DoesNotContain(Ledger.Measured(claim.Cell, tier)?.Experiment ?? "", new[] { SceneTrial.Reported, PnpVitTrial.Reported, SpeedTrial.Experiment }));
}
