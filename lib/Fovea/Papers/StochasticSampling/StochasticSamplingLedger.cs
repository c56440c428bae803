using System.Globalization;
using Fovea.Counting;
using Fovea.Data.Scenes;
using Fovea.Results;
using Fovea.Training;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What the backbones say to the numbers of the appendix: FLOPs by <see cref="Conventions.StochasticSampling"/>, parameters under pruning.</summary>
public sealed class StochasticSamplingLedger : IPaperLedger
{
    private const string FinalTemperatures = "final temperature 0.03, 0.01 or 0.005";
    private const string OverThree = "a bound in mAP and GFLOPs over models of the paper's scale, which small ones can neither keep nor break; the notebook has their differences, with intervals";

    // The rows of Table 4 as printed, and the ratios that their parameters are of.
    private static readonly (string Row, decimal Ratio)[] PruningRows =
        [("0.00", 0), ("0.50", .5m), ("0.55", .55m), ("0.60", .6m), ("0.66", .65m), ("0.79", .7m), ("0.75", .75m)];

    private readonly Dictionary<Cell, Func<decimal>> _computed = [];

    /// <summary>A ledger that has built no model yet: each is built when a cell asks for it.</summary>
    public StochasticSamplingLedger()
    {
        Cost("1", "ResNet-50(1000 px)", BackboneOptions.R50, SamplingCost.CocoImage(1000));
        foreach (var (table, options) in new[] { ("1", BackboneOptions.R101), ("5", BackboneOptions.X101) })
            foreach (var size in new[] { 1000, 800, 600, 500 })
                Cost(table, Uniform(size), options, SamplingCost.CocoImage(size));
        foreach (var size in new[] { 1024, 896, 736, 512 })
            Cost("2", Uniform(size), BackboneOptions.Cityscapes, SamplingCost.CityscapesImage(size));
        Cost("4", "0.00 Baseline", BackboneOptions.R101, SamplingCost.CocoImage(1000));
        foreach (var (row, ratio) in PruningRows)
        {
            _computed[new("4", row, "Prune Ratio")] = () => ratio;
            Parameters(row, "Baseline", BackboneOptions.R101, ratio);
            Parameters(row, "Ours(0.02)", BackboneOptions.R101 with { Sampling = new() }, ratio);
        }
    }

    /// <inheritdoc/>
    public string Paper => "stochastic-sampling";

    /// <inheritdoc/>
    public string Notebook => "40-stochastic-sampling";

    /// <inheritdoc/>
    public IReadOnlyDictionary<Cell, Func<decimal>> Computed => _computed;

    /// <inheritdoc/>
    public IReadOnlyList<Slip> Slips { get; } =
    [
        new(new("4", "0.66", "Prune Ratio"), .65m, "a slip of the pen: both of the row's parameters, and the steps of the column, are those of 0.65"),
        new(new("4", "0.79", "Prune Ratio"), .70m, "a slip of the pen: both of the row's parameters, and the steps of the column, are those of 0.70"),
    ];

    /// <inheritdoc/>
    public IReadOnlyDictionary<Cell, string> Unanswered { get; } = new Dictionary<Cell, string>
    {
        [new("section-5", FinalTemperatures, "largest difference of mAP")] = OverThree,
        [new("section-5", FinalTemperatures, "largest difference of GFLOPs")] = OverThree,
    };

    /// <inheritdoc/>
    public RunQuery? Measured(Cell cell, Tier tier) => tier is Tier.Small or Tier.Full ? SceneCells.Query(cell, tier) : null;

    /// <inheritdoc/>
    public TrendQuery? Compared(Cell trend, Tier tier) => tier is Tier.Small or Tier.Full ? SceneCells.Compared(trend, tier) : null;

    /// <inheritdoc/>
    public IReadOnlyList<ILiveExperiment> LiveExperiments { get; } =
    [
        .. SceneStudy.Live(Tier.Small).Select((_, i) => new LiveTraining<SmallModel>(SceneTrial.Reported, tier => SceneStudy.Live(tier)[i].Configuration,
            (seed, tier, cancellation) => SceneStudy.Live(tier)[i].Run(DigitScenes.Load(cancellation: cancellation), seed))),
    ];

    private static string Uniform(int size) => string.Create(CultureInfo.InvariantCulture, $"Uniform Sampling({size} px)");

    private void Cost(string table, string row, BackboneOptions options, long[] images) =>
        _computed[new(table, row, "GFLOPs")] = () => (decimal)(SamplingCost.At(options, images, 1) / 1e9);

    private void Parameters(string row, string model, BackboneOptions options, decimal ratio) => _computed[new("4", $"{row} {model}", "params(M)")] = () =>
    {
        using var backbone = Blueprint.Of(() => new SampledBackbone(options));
        return Pruning.Parameters(backbone, ratio) / 1e6m;
    };
}
