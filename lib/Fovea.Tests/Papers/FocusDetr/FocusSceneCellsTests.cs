using Fovea.Papers.FocusDetr;
using Fovea.Results;
using Fovea.Tests.Results;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>Which small runs answer which cells of the paper.</summary>
public class FocusSceneCellsTests
{
    private static readonly IReadOnlyList<Claim> Claims = new Transcription("focus-detr").Claims;

    private static readonly FocusDetrLedger Ledger = new();

    [Fact]
    public void What_runs_do_not_answer_are_trends_for_which_there_are_runs() => Assert.All(Ledger.Unanswered.Keys, cell =>
    {
        Assert.Contains(Claims, claim => claim.Cell == cell);
        var trend = Trend.Parse(cell.Row)!;
        Assert.All([trend.First, trend.Second], row => Assert.NotNull(Ledger.Measured(cell with { Row = row }, Tier.Full)));
    });

    [Fact]
    public void Every_query_is_for_a_trial_that_is_run_and_a_metric_that_it_measures()
    {
        var trials = SceneStudy.Reported(Tier.Full).ToDictionary(trial => CanonicalJson.Hash(trial.Configuration));
        string[] all = ["ap", "ap50", "ap75", "apSmall", "apMedium", "apLarge", .. Enumerable.Range(1, SceneTrial.Parts).Select(SceneTrial.ApAfter)];
        foreach (var claim in Claims.Where(claim => claim.Kind is ClaimKind.Measured or ClaimKind.Cited))
            if (Ledger.Measured(claim.Cell, Tier.Full) is { } query)
            {
                Assert.True(trials.TryGetValue(CanonicalJson.Hash(query.Configuration), out var trial), $"{claim.Cell}: no such trial is run");
                Assert.True(all.Contains(query.Metric) || (query.Metric == "corr" && trial.Detector.Selector is not null), $"{claim.Cell}: {trial.Label} has no {query.Metric}");
            }
    }

    // Learnt queries, other backbones, parameters and frames a second have no counterpart.
    [Theory]
    [InlineData("1", 2 * 6)]
    [InlineData("2", 0)]
    [InlineData("3", 1 + 2 + 1)]
    [InlineData("4", 5 * 3)]
    [InlineData("5", 3 * 3)]
    [InlineData("6", 2 * 5 * 4)]
    [InlineData("8", 3 * 3)]
    [InlineData("9", 0)]
    [InlineData("10", 3)]
    [InlineData("11", 2 + 3)]
    [InlineData("fig-2", 0)]
    public void So_many_cells_of_a_table_have_a_small_trial(string table, int cells) =>
        Assert.Equal(cells, Claims.Count(claim => claim.Kind == ClaimKind.Measured && claim.Cell.Table == table && Ledger.Measured(claim.Cell, Tier.Full) is not null));

    [Fact]
    public void The_two_rows_of_a_measured_trend_are_never_the_same_runs()
    {
        var answered = 0;
        foreach (var claim in Claims.Where(claim => claim.Kind == ClaimKind.Trend))
        {
            var trend = Trend.Parse(claim.Cell.Row)!;
            var (first, second) = (Query(trend.First), Query(trend.Second));
            Assert.True(first is null || second is null || first != second, claim.Cell.ToString());
            if (first is not null && second is not null) answered++;

            (string, string)? Query(string row) => Ledger.Measured(claim.Cell with { Row = row }, Tier.Full) is { } query
                ? (CanonicalJson.Hash(query.Configuration), query.Metric)
                : null;
        }
        Assert.Equal(3 + 3 + 4 + 3 + 23 + 2 + 3 + 2, answered); // of Tables 1, 3, 4, 5, 6, 8, 10 and 11
    }
}
