using Fovea.Counting;
using Fovea.Data.Scenes;
using Fovea.Results;
using Fovea.Training;

namespace Fovea.Papers.RegionFeatures;

/// <summary>What the module says to the numbers of the paper: its cost part by part, by <see cref="Conventions.RegionFeatures"/>, and the samples that eq. 11 leaves.</summary>
public sealed class RegionFeaturesLedger : IPaperLedger
{
    // Rows of Table 3: |Ω^Out|_max, |Ω^In|_max and their averages as printed.
    private static readonly (string Row, int Outside, int Inside)[] Sampled =
    [
        ("full, 7²", CountedSetting.Outside, 32),
        ("full, 14²", CountedSetting.Outside, 86),
        ("full, 21²", CountedSetting.Outside, 158),
        ("full, full", CountedSetting.Outside, CountedSetting.Inside),
        ("100, 14²", 71, 86),
        ("196, 14²", 114, 86),
        ("400, 14²", 194, 86),
        ("625, 14²", 432, 86),
        ("full, 14² again", CountedSetting.Outside, 86),
    ];

    internal const int Channels = 256; // C_f

    // Of Table 1, and where the module does them.
    private static readonly (string Row, string[] Where)[] Parts =
    [
        ("(P1) transform position embedding in Eq. (8)", ["position"]),
        ("(P2) transform RoI box embedding in Eq. (8)", ["box_shared", "box"]),
        ("(P3) inner product in Eq. (8)", ["geometry"]),
        ("(P4) appearance usage in Eq. (9)", ["appearance"]),
        ("(P5) weighted aggregation in Eq. (2)", ["sum"]),
    ];

    private static readonly LearnedOptions Options = new();

    private readonly Lazy<LearnedFeatures> _module = new(() => Blueprint.Of(() => new LearnedFeatures(Options, Channels)));

    private readonly Dictionary<Cell, Func<decimal>> _computed = [];

    /// <summary>A ledger that has counted nothing yet: it does so when a cell asks.</summary>
    public RegionFeaturesLedger()
    {
        Typical("N", CountedSetting.Rois);
        Typical("K", Options.Parts);
        Typical("C_E", Options.Embedding);
        Typical("C_f", Channels);
        Typical("C_g", Options.Transform);
        _computed[new("1", "|Ω_b|", "efficient")] = () => CountedSetting.Sampled.Outside + CountedSetting.Sampled.Inside;
        foreach (var (column, outside, inside) in new[] { ("naive (G)", CountedSetting.Outside, CountedSetting.Inside), ("efficient (G)", CountedSetting.Sampled.Outside, CountedSetting.Sampled.Inside) })
        {
            foreach (var (row, where) in Parts)
                _computed[new("1", row, column)] = () => Cost(outside, inside, where) / 1e9m;
            _computed[new("1", "sum", column)] = () => Cost(outside, inside) / 1e9m;
        }
        foreach (var (row, outside, inside) in Sampled)
            _computed[new("3", row, "FLOPS (G)")] = () => Cost(outside, inside) / 1e9m;
        foreach (var most in new[] { 100, 196, 400, 625 })
            _computed[new("3", $"{most}, 14²", "|Ω^Out|_avg")] = () => CountedSetting.OutsideSampled(most);
        _computed[new("text", "|Ω^Out| with 196 at most", "average")] = () => CountedSetting.OutsideSampled(196);
        _computed[new("text", "2-fc head", "FLOPs (G)")] = () => Head / 1e9m;
    }

    /// <inheritdoc/>
    public string Paper => "region-features";

    /// <inheritdoc/>
    public string Notebook => "50-region-features";

    /// <inheritdoc/>
    public IReadOnlyDictionary<Cell, Func<decimal>> Computed => _computed;

    /// <inheritdoc/>
    public IReadOnlyList<Slip> Slips { get; } =
    [
        new(new("1", "N", "typical values"), 284m, "every cost of Tables 1 and 3 is counted with 283.5 RoIs; 300 is the most"),
        new(new("1", "(P3) inner product in Eq. (8)", "efficient (G)"), 0.71m, "the naive 7.2 divided by ten, but 200 samples are less than a tenth of its positions"),
        new(new("1", "(P5) weighted aggregation in Eq. (2)", "efficient (G)"), 0.71m, "the naive 7.2 divided by ten, but 200 samples are less than a tenth of its positions"),
        new(new("text", "|Ω^Out| with 196 at most", "average"), 112m, "the two are exchanged: Table 3 has 114 outside, 86 inside"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Approximation> Approximations { get; } =
    [
        Near("100, 14²", "FLOPS (G)", .013m, Unstated),
        Near("400, 14²", "FLOPS (G)", .008m, Unstated),
        Near("100, 14²", "|Ω^Out|_avg", 1, Unreleased),
        Near("196, 14²", "|Ω^Out|_avg", 2, Unreleased),
        Near("400, 14²", "|Ω^Out|_avg", 8, Unreleased),
        Near("625, 14²", "|Ω^Out|_avg", 2, Unreleased),
    ];

    /// <inheritdoc/>
    public RunQuery? Measured(Cell cell, Tier tier) => tier is Tier.Full or Tier.Small && Metric(cell) is { } metric ? Trial(cell, tier)?.Query(metric) : null;

    /// <inheritdoc/>
    public IReadOnlyList<ILiveExperiment> LiveExperiments { get; } =
    [
        .. SceneStudy.Live(Tier.Small).Select((_, i) => new LiveTraining<RegionDetector>(SceneTrial.Reported, tier => SceneStudy.Live(tier)[i].Configuration,
            (seed, tier, cancellation) => SceneStudy.Live(tier)[i].Run(DigitScenes.Load(cancellation: cancellation), seed))),
    ];

    // Rows of Figure 3 are a look at the weights and a size of objects.
    private static string? Metric(Cell cell) => (cell.Column, cell.Row.Split(", ")) switch
    {
        ("mAP", _) => "ap",
        ("mAP50", _) => "ap50",
        ("mAP75", _) => "ap75",
        ("mAP_S", _) => "apSmall",
        ("mAP_M", _) => "apMedium",
        ("mAP_L", _) => "apLarge",
        ("mean KL between parts", [var look, var size]) => $"partKl{Look(look, size)}",
        ("KL of mask", [var look, var size]) => $"maskKl{Look(look, size)}",
        _ => null,
    };

    private static string Look(string look, string size) =>
        $"{WeightStatistics.Sizes.Single(name => size.StartsWith(name, StringComparison.OrdinalIgnoreCase))}@{(look == "at first" ? 1 : WeightStatistics.Looks)}";

    /// <summary>
    /// Which small trial stands for a row. Those of Table 3 are <see cref="SceneStudy.Samplings"/> in order; the paper's default sampling, of
    /// Tables 3 and 4, is <see cref="SceneStudy.Default"/>. Table 5's backbones have no counterpart.
    /// </summary>
    private static SceneTrial? Trial(Cell cell, Tier tier) => (cell.Table, cell.Row) switch
    {
        ("2", _) when cell.Row.Split(", ") is [var support, var method] => OfTable2(support, method, tier),
        ("3", _) when Array.FindIndex(Sampled, row => cell.Row.StartsWith(row.Row, StringComparison.Ordinal)) is >= 0 and var i =>
            SceneStudy.Sampled(SceneStudy.Samplings[i], tier),
        ("4", "regular RoI pooling") => SceneStudy.Regular(Support.Region, tier),
        ("4", "aligned RoI pooling") => SceneStudy.Aligned(Support.Region, tier),
        ("4", "deformable pooling") => SceneStudy.Deformable(tier),
        ("4", "our (geometry)") => SceneStudy.Of(WeightTerms.Geometry, tier),
        ("4", _) => SceneStudy.Of(WeightTerms.Both, tier),
        ("fig-3", _) => SceneStudy.Dense(Support.Image, tier),
        _ => null,
    };

    private static SceneTrial OfTable2(string printed, string method, Tier tier)
    {
        var support = printed switch { "1× RoI" => Support.Region, "2× RoI" => Support.TwiceArea, _ => Support.Image };
        return method switch
        {
            "ours" => SceneStudy.Dense(support, tier),
            "aligned RoI pooling" => SceneStudy.Aligned(support, tier),
            _ => SceneStudy.Regular(support, tier),
        };
    }

    // In all, or of some places of the module.
    private decimal Cost(int outside, int inside, params string[] where) =>
        (decimal)_module.Value.Operations(new RegionLoad((double)CountedSetting.Rois, inside, outside), [1, Channels, .. CountedSetting.Map])
            .Where(op => where.Length == 0 || where.Contains(op.Where)).Sum(Conventions.RegionFeatures.Cost);

    // Section 4: two fully connected layers of 1024. As many RoIs as two images have are a whole number.
    private static decimal Head
    {
        get
        {
            using var head = Blueprint.Of(() => new DetectionHead(Options.Parts * Channels, 1024, 80, normalised: false));
            return (decimal)Operations.Of(head, (long)(2 * CountedSetting.Rois), Options.Parts, Channels)
                .Where(op => op.Where is "fc1" or "fc2").Sum(Conventions.RegionFeatures.Cost) / 2;
        }
    }

    private const string Unstated = "N and HW are not stated but fitted, and the samples are averages";

    private const string Unreleased = "the share of positions outside of the RoIs is that without sampling; the proposals are not released";

    private static Approximation Near(string row, string column, decimal tolerance, string reason) => new(new("3", row, column), tolerance, reason);

    private void Typical(string row, decimal value) => _computed[new("1", row, "typical values")] = () => value;
}
