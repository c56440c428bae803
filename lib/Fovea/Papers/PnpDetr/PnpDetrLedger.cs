using System.Globalization;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection.Queries;
using Fovea.Results;
using Fovea.Training;

namespace Fovea.Papers.PnpDetr;

/// <summary>What the modules say to the numbers of the paper: FLOPs by <see cref="Conventions.PnpDetr"/>, and which runs answer the rest.</summary>
/// <remarks>
/// Tables 3, 4 and 10 are turned, so that trends compare rows; "0.33" is a third, as its FLOPs say. What the text says of Figures 4, 6
/// and 8 stands as tables of their names.
/// </remarks>
public sealed class PnpDetrLedger : IPaperLedger
{
    private const string Encoder = "F-encoder (G)", Decoder = "F-decoder (G)", Sampler = "F-sampler (G)", Total = "F-total (G)", Saved = "F-total (%)";
    private const string Flops = "FLOPs (G)";

    private readonly Dictionary<Cell, Func<decimal>> _computed = [];

    /// <summary>A ledger that has counted nothing yet: what a cell asks for is counted then.</summary>
    public PnpDetrLedger()
    {
        Table1("DETR-R50", "PnP-DETR-R50", MapStride.R50, pool: 60);
        Table1("DETR-R50-DC5", "PnP-DETR-R50-DC5", MapStride.Dc5, pool: 240);
        foreach (var (row, alpha) in new (string, double?)[] { ("DETR", null), ("α-0.65", .65), ("α-0.5", .5), ("α-0.33", 1.0 / 3), ("α-0.25", .25), ("α-0.2", .2) })
            _computed[new("3", row, Flops)] = () => Giga(TransformerFlops.MeanPanoptic(alpha));
        foreach (var (row, alpha) in new (string, double?)[] { ("ViT", null), ("α-0.7", .7), ("α-0.5", .5), ("α-0.33", .33), ("α-0.25", .25), ("α-0.2", .2) })
            _computed[new("4", row, Flops)] = () => Giga(VitFlops.Of(alpha));
    }

    /// <inheritdoc/>
    public string Paper => "pnp-detr";

    /// <inheritdoc/>
    public string Notebook => "10-pnp-detr";

    /// <inheritdoc/>
    public IReadOnlyDictionary<Cell, Func<decimal>> Computed => _computed;

    /// <inheritdoc/>
    public IReadOnlyList<Slip> Slips { get; } =
    [
        new(new("1", "PnP-DETR-R50-α-0.33", Total), 4.7m, "added after rounding: 3.2 + 1.3 + 0.1; 3.225 + 1.304 + 0.124 is 4.653"),
        new(new("1", "PnP-DETR-R50-DC5-α-0.33", Sampler), 0.8m,
            "a sampler pools less as α grows, yet 0.4 at 0.33 and 0.7 at 0.5 are printed; 0.4 is what scores and values cost, without the M aggregation weights"),
        new(new("1", "PnP-DETR-R50-DC5-α-0.33", Total), 21.1m, "the sum of the parts, of which the sampler's is wrong"),
        new(new("1", "PnP-DETR-R50-DC5-α-0.33", Saved), -71m, "of the total, in which the sampler's part is wrong"),
        new(new("1", "DETR-R50-DC5 -% PnP-DETR-R50-DC5-α-0.33", Total), 71m, "of the total, in which the sampler's part is wrong"),
        new(new("1", "Deformable-DETR > PnP-DETR-R50-α-0.33", Total), 0.8m, "of the total, which was added after rounding"),
        new(new("1", "Deformable-DETR-DC5 > PnP-DETR-R50-DC5-α-0.33", Total), 5.3m, "of the total, in which the sampler's part is wrong"),
        new(new("4", "ViT", Flops), 9.4m, "on another basis than the other rows: with the products and element-wise operations of attention, which they leave out"),
        new(new("4", "ViT -% α-0.5", Flops), 42m, "of a baseline on another basis"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Approximation> Approximations { get; } =
        [.. new[] { "α-0.65", "α-0.5", "α-0.25" }.Select(row => new Approximation(new("3", row, Flops), .13m,
            "the paper does not say what it counts of the mask head; here the transformer, the attention maps of the queries and eq. 18"))];

    /// <inheritdoc/>
    public RunQuery? Measured(Cell cell, Tier tier) => (cell.Table, tier) switch
    {
        (_, Tier.Paper) => CocoTrial.Query(cell),
        (_, not (Tier.Small or Tier.Full)) => null,
        ("2", _) => OnThisMachine(cell, tier),
        ("3", _) => Panoptic(cell, tier),
        ("4", _) => OnCifar(cell, tier),
        _ => SceneCells.Query(cell, tier),
    };

    /// <inheritdoc/>
    public IReadOnlyList<ILiveExperiment> LiveExperiments { get; } =
    [
        .. SceneStudy.Live(Tier.Small).Select((_, i) => new LiveTraining<QueryDetector>(SceneTrial.Reported, tier => SceneStudy.Live(tier)[i].Configuration,
            (seed, tier, cancellation) => SceneStudy.Live(tier)[i].Run(DigitScenes.Load(cancellation: cancellation), seed))),
        .. PnpVitStudy.Live(Tier.Small).Select((_, i) => new LiveTraining<PnpVit>(PnpVitTrial.Reported, tier => PnpVitStudy.Live(tier)[i].Configuration,
            (seed, tier, cancellation) => PnpVitStudy.Live(tier)[i].Run(Cifar10.Load(cancellation), seed))),
    ];

    private static RunQuery OnThisMachine(Cell cell, Tier tier)
    {
        double? alpha = cell.Row switch { "PnP-DETR-α-0.5" => .5, "PnP-DETR-α-0.33" => 1.0 / 3, _ => null };
        var part = cell.Column switch { "Encoder (ms)" => "encoder", "Decoder (ms)" => "decoder", _ => "sampler" };
        return SpeedTrial.Query(SpeedTrial.Milliseconds(part, alpha), tier);
    }

    // SQ and RQ of a trial are told of things and stuff apart.
    private static RunQuery? Panoptic(Cell cell, Tier tier) => cell.Column != "PQ" ? null : PanopticStudy.Panoptic(cell.Row switch
    {
        "DETR" => 1,
        "α-0.33" => 1.0 / 3,
        _ => double.Parse(cell.Row["α-".Length..], CultureInfo.InvariantCulture),
    }, tier).Query("pq");

    // Plain images, which fill their frame as ImageNet's do.
    private static RunQuery OnCifar(Cell cell, Tier tier) => cell.Row switch
    {
        "ViT" => PnpVitStudy.Vit(CifarView.Plain, tier).Query("top1"),
        ['α', '-', .. var alpha] => PnpVitStudy.Poll(CifarView.Plain, tier).Query(PnpVitTrial.Top1At(double.Parse(alpha, CultureInfo.InvariantCulture))),
        _ => throw new ArgumentException($"{cell}: no such row"),
    };

    private void Table1(string detr, string pnp, MapStride stride, int pool)
    {
        var whole = new Lazy<PartFlops>(() => TransformerFlops.Mean(stride, null, 0));
        Parts(detr, whole);
        foreach (var (row, alpha) in new[] { ($"{pnp}-α-0.33", 1.0 / 3), ($"{pnp}-α-0.5", .5) })
        {
            var sampled = new Lazy<PartFlops>(() => TransformerFlops.Mean(stride, alpha, pool));
            Parts(row, sampled);
            _computed[new("1", row, Sampler)] = () => Giga(sampled.Value.Sampler);
            _computed[new("1", row, Saved)] = () => 100 * ((decimal)sampled.Value.Total / (decimal)whole.Value.Total - 1);
        }
    }

    private void Parts(string row, Lazy<PartFlops> flops)
    {
        _computed[new("1", row, Encoder)] = () => Giga(flops.Value.Encoder);
        _computed[new("1", row, Decoder)] = () => Giga(flops.Value.Decoder);
        _computed[new("1", row, Total)] = () => Giga(flops.Value.Total);
    }

    private static decimal Giga(double flops) => (decimal)flops / 1e9m;
}
