using Fovea.Papers.RegionFeatures;
using Fovea.Results;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>The committed ledger of Learning Region Features against the code.</summary>
public class RegionFeaturesLedgerTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "results", "region-features");

    // Table 3: the samples outside and inside as printed, and what they cost.
    private static readonly (int Outside, int Inside, decimal Printed)[] Rows =
    [
        (1737, 32, 15.3m), (1737, 86, 15.7m), (1737, 158, 16.2m), (1737, 282, 17.1m),
        (71, 86, 3.84m), (114, 86, 4.16m), (194, 86, 4.72m), (432, 86, 6.42m),
    ];

    [Fact]
    public void Every_computed_number_is_reproduced_comes_near_or_is_one_of_four_slips()
    {
        var computed = PaperResults.Load(Folder, [new RegionFeaturesLedger()]).Judgements.Where(judgement => judgement.Claim.Kind == ClaimKind.Computed).ToList();
        Assert.Equal(33, computed.Count);
        Assert.Equal(
            [
                "1 N typical values 300 284",
                "1 (P3) inner product in Eq. (8) efficient (G) 0.72 0.71",
                "1 (P5) weighted aggregation in Eq. (2) efficient (G) 0.72 0.71",
                "text |Ω^Out| with 196 at most average 86 112",
            ],
            computed.Where(judgement => judgement.Verdict == Verdict.Slip).Select(Line));
        Assert.Equal(
            [
                "3 100, 14² |Ω^Out|_avg 71 70",
                "3 100, 14² FLOPS (G) 3.84 3.85",
                "3 196, 14² |Ω^Out|_avg 114 112",
                "3 400, 14² |Ω^Out|_avg 194 201",
                "3 400, 14² FLOPS (G) 4.72 4.73",
                "3 625, 14² |Ω^Out|_avg 432 431",
            ],
            computed.Where(judgement => judgement is { Verdict: Verdict.Reproduced, Reason: not "" }).Select(Line));
        Assert.Equal(23, computed.Count(judgement => judgement is { Verdict: Verdict.Reproduced, Reason: "" }));
    }

    [Fact]
    public void The_cost_of_every_row_of_table_3_is_the_closed_form_and_within_a_third_of_a_percent_of_the_page()
    {
        var ledger = new RegionFeaturesLedger();
        var counted = ledger.Computed.Where(cell => cell.Key is { Table: "3", Column: "FLOPS (G)" }).Take(Rows.Length).Select(cell => cell.Value());
        foreach (var ((outside, inside, printed), cost) in Rows.Zip(counted))
        {
            Assert.Equal((outside, inside, ClosedForm(283.5m, 2250, outside, inside)), (outside, inside, cost));
            Assert.InRange(cost / printed, 1 - .0034m, 1 + .0034m);
        }
    }

    [Fact]
    public void No_size_of_the_map_brings_the_stated_300_rois_within_three_percent_of_every_row() =>
        Assert.All(Enumerable.Range(1, 400).Select(step => 10 * step), positions =>
            Assert.Contains(Rows, row => Math.Abs(ClosedForm(300, positions, row.Outside, row.Inside) / row.Printed - 1) > .03m));

    // Table 1: C_E = 512, C_f = C_g = 256, K = 49.
    private static decimal ClosedForm(decimal rois, decimal positions, int outside, int inside) =>
        ((2 * positions * 512 * 256) + (rois * 512 * ((49 * 256) + (4 * 512))) + (positions * 49 * 256) + (rois * 49 * (outside + inside) * (256 + 256))) / 1e9m;

    [Fact]
    public void Every_measured_row_of_tables_2_to_4_and_figure_3_is_answered_by_a_reported_trial()
    {
        var ledger = new RegionFeaturesLedger();
        var reported = SceneStudy.Reported(Tier.Full).Select(trial => CanonicalJson.Hash(trial.Configuration)).ToHashSet();
        foreach (var claim in ClaimsFile.Read(Path.Combine(Folder, "claims.csv"), "region-features").Where(claim => claim.Kind == ClaimKind.Measured))
        {
            var query = ledger.Measured(claim.Cell, Tier.Full);
            var isAnswered = claim.Cell.Table is "2" or "3" or "4" or "fig-3" && !claim.Cell.Column.StartsWith('|');
            Assert.Equal((claim.Cell, isAnswered), (claim.Cell, query is not null && reported.Contains(CanonicalJson.Hash(query.Configuration))));
            Assert.Null(ledger.Measured(claim.Cell, Tier.Smoke));
        }
    }

    [Theory]
    [InlineData("2", "2× RoI, aligned RoI pooling", "mAP75", "aligned 2x", "ap75")]
    [InlineData("2", "Whole image, ours", "mAP_L", "learned image", "apLarge")]
    [InlineData("3", "100, 14²", "mAP", "learned, inside 16, outside 4", "ap")]
    [InlineData("3", "full, 14² again", "mAP", "learned, inside 16, outside full", "ap")]
    [InlineData("4", "our (geometry)", "mAP_S", "learned, geometry", "apSmall")]
    [InlineData("4", "our (geometry+appearance)", "mAP", "learned, inside 16, outside 16", "ap")]
    [InlineData("fig-3", "after training, medium objects", "KL of mask", "learned image", "maskKlMedium@16")]
    public void A_row_asks_for_the_trial_that_stands_for_it(string table, string row, string column, string label, string metric)
    {
        var query = new RegionFeaturesLedger().Measured(new(table, row, column), Tier.Full)!;
        var trial = SceneStudy.Reported(Tier.Full).Single(trial => trial.Label == label);
        Assert.Equal((CanonicalJson.Hash(trial.Configuration), metric), (CanonicalJson.Hash(query.Configuration), query.Metric));
    }

    [Fact]
    public void The_committed_claims_runs_and_tables_hold() =>
        Assert.Empty(new Verification(Folder, new RegionFeaturesLedger(), _ => { }).RunWithoutExperiments());

    private static string Line(Judgement judgement) =>
        $"{judgement.Claim.Cell.Table} {judgement.Claim.Cell.Row} {judgement.Claim.Cell.Column} {ResultTables.Number(judgement.Claim.Value)} {ResultTables.Number(judgement.Ours)}";
}
