using Fovea.Counting;
using Fovea.Data.Coco;
using Fovea.Papers.PnpDetr;
using Fovea.Results;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>The committed ledger of PnP-DETR against the modules, and the modules' counts against formulas.</summary>
public class PnpDetrLedgerTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "results", "pnp-detr");

    private static readonly IReadOnlyList<Judgement> Judgements = PaperResults.Load(Folder, [new PnpDetrLedger()]).Judgements;

    [Fact]
    public void Every_computed_number_is_reproduced_to_the_printed_digit_but_for_five_slips_and_three_that_are_near()
    {
        var computed = Judgements.Where(judgement => judgement.Claim.Kind == ClaimKind.Computed).ToList();
        Assert.Equal(38, computed.Count);
        Assert.Equal(
            [
                "1 PnP-DETR-R50-α-0.33 F-total (G) 4.6 4.7", "1 PnP-DETR-R50-DC5-α-0.33 F-sampler (G) 0.4 0.8",
                "1 PnP-DETR-R50-DC5-α-0.33 F-total (G) 20.7 21.1", "1 PnP-DETR-R50-DC5-α-0.33 F-total (%) -72 -71", "4 ViT FLOPs (G) 10.0 9.4",
            ],
            computed.Where(judgement => judgement.Verdict == Verdict.Slip).Select(Shown));
        Assert.Equal(
            ["3 α-0.65 FLOPs (G) 8.3 8.2", "3 α-0.5 FLOPs (G) 6.6 6.5", "3 α-0.25 FLOPs (G) 4.0 3.9"],
            computed.Where(judgement => judgement is { Verdict: Verdict.Reproduced, Reason: not "" }).Select(Shown));
        Assert.Equal(30, computed.Count(judgement => judgement is { Verdict: Verdict.Reproduced, Reason: "" }));
    }

    [Fact]
    public void Every_statement_over_computed_rows_is_supported_or_a_slip()
    {
        var exact = Judgements.Where(judgement => judgement.Claim.Kind == ClaimKind.Trend && judgement.Claim.Cell.Column.EndsWith("(G)", StringComparison.Ordinal)).ToList();
        Assert.Equal(8, exact.Count);
        Assert.Equal(4, exact.Count(judgement => judgement.Verdict == Verdict.Supported));
        Assert.Equal(4, exact.Count(judgement => judgement.Verdict == Verdict.Slip));
    }

    [Theory]
    [InlineData(MapStride.R50, 60)]
    [InlineData(MapStride.Dc5, 240)]
    public void The_modules_cost_what_the_formulas_of_the_authors_counter_say(MapStride stride, int pool)
    {
        foreach (var size in ImageSizes.First100OfVal2017.Counts)
        {
            var (height, width) = TransformerFlops.MapOf(size.Width, size.Height, stride);
            double locations = height * width;
            Assert.Equal(new PartFlops(PnpDetrFormulas.Encoder(locations), PnpDetrFormulas.Decoder(locations), 0), TransformerFlops.Of(height, width, null, pool));
            foreach (var alpha in new[] { 1.0 / 3, .5 })
            {
                var (fine, tokens) = (Math.Floor(alpha * locations), Math.Floor(alpha * locations) + pool);
                Assert.Equal(
                    new PartFlops(PnpDetrFormulas.Encoder(tokens), PnpDetrFormulas.Decoder(tokens), PnpDetrFormulas.Sampler(locations, fine, pool)),
                    TransformerFlops.Of(height, width, alpha, pool));
            }
        }
    }

    [Theory]
    [InlineData(null, 11.629)]
    [InlineData(.65, 8.182)]
    [InlineData(1.0 / 3, 4.753)]
    [InlineData(.2, 3.472)]
    public void Panoptic_segmentation_adds_attention_maps_and_the_reverse_projection(double? alpha, double giga)
    {
        var extra = ImageSizes.First100OfVal2017.Mean((width, height) =>
        {
            var map = TransformerFlops.MapOf(width, height, MapStride.R50);
            double locations = map.Height * map.Width;
            return PnpDetrFormulas.Panoptic(locations, alpha is { } ratio ? (int)((float)ratio * (int)locations) : locations, 60);
        });
        Assert.Equal(TransformerFlops.Mean(MapStride.R50, alpha, 60).Total + extra, TransformerFlops.MeanPanoptic(alpha), 1e-3);
        Assert.Equal(giga, TransformerFlops.MeanPanoptic(alpha) / 1e9, 5e-4);
    }

    /// <summary>By hand: 196 x 1024 x 768 of the projection, 8 layers of 10 x 768^2 a token, and the sampler's products.</summary>
    [Theory]
    [InlineData(null, 196 + 1, 0)]
    [InlineData(.33, 65 + 10 + 1, 131)]
    [InlineData(.2, 40 + 10 + 1, 156)]
    public void A_vit_costs_its_linear_layers(double? alpha, int tokens, int rest) =>
        Assert.Equal(
            196.0 * 1024 * 768 + 8 * 10.0 * 768 * 768 * tokens + (alpha is null ? 0 : 196.0 * (768 * 768 + 768) + rest * (768 * 768 + 30.0 * 768)),
            VitFlops.Of(alpha));

    [Fact]
    public void The_flops_printed_for_the_vit_itself_take_in_attention_and_elementwise_operations()
    {
        using var encoder = VitFlops.Encoder();
        var all = 196.0 * 1024 * 768 + Operations.Of(encoder, 1, 197, 768).Cost(Conventions.PnpDetr);
        Assert.Equal(10.0m, Judge.HalfUp((decimal)all / 1e9m, 1));
    }

    [Fact]
    public void Shares_of_the_tokens_cost_what_equations_20_and_21_say()
    {
        var locations = TransformerFlops.MeanLocations(MapStride.R50);
        var share = (1.0 / 3 * locations + 60) / locations;
        Assert.Equal(.4013, share, 5e-5);
        Assert.Equal(.336, TransformerFlops.EncoderShare(locations, share), 5e-4);
        Assert.Equal(.687, TransformerFlops.DecoderShare(locations, share), 5e-4);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(882.62)]
    [InlineData(3493.78)]
    public void The_encoders_share_lies_between_r_squared_and_r_and_the_decoders_above_r(double locations)
    {
        foreach (var share in new[] { .1, .25, .5, .9 })
        {
            var (a, b, c, o) = (PnpDetrFormulas.A, PnpDetrFormulas.B, PnpDetrFormulas.CrossAttention, PnpDetrFormulas.Queries);
            Assert.Equal((a * share * share * locations + b * share) / (a * locations + b), TransformerFlops.EncoderShare(locations, share), 1e-12);
            Assert.Equal((c * share * locations + o) / (c * locations + o), TransformerFlops.DecoderShare(locations, share), 1e-12);
            Assert.InRange(TransformerFlops.EncoderShare(locations, share), share * share, share);
            Assert.InRange(TransformerFlops.DecoderShare(locations, share), share, 1);
        }
    }

    [Theory]
    [InlineData(0, .4)]
    [InlineData(10, .389)]
    [InlineData(60, .332)]
    [InlineData(353, 0)]
    public void The_budget_of_figure_6_gives_alpha_up_for_m(int pool, double alpha) =>
        Assert.Equal(alpha, TransformerFlops.AlphaWithinBudget(pool), 5e-4);

    [Fact]
    public void The_committed_claims_runs_and_tables_hold() =>
        Assert.Empty(new Verification(Folder, new PnpDetrLedger(), _ => { }).RunWithoutExperiments());

    private static string Shown(Judgement judgement) =>
        $"{judgement.Claim.Cell.Table} {judgement.Claim.Cell.Row} {judgement.Claim.Cell.Column} {ResultTables.Number(judgement.Claim.Value)} {ResultTables.Number(judgement.Ours)}";
}
