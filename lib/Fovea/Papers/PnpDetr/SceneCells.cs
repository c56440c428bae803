using Fovea.Results;

namespace Fovea.Papers.PnpDetr;

/// <summary>
/// Which small trial stands for a cell of the paper: the same ablation on Digit Scenes, with a map of 256 locations for DETR's 880 and so
/// about a quarter of the paper's M. Models with another backbone have no counterpart, nor has Deformable DETR.
/// </summary>
internal static class SceneCells
{
    private const double Alpha = .33;
    private const int Pool = 16;

    private static readonly IReadOnlyDictionary<string, string> Metrics = new Dictionary<string, string>
    {
        ["AP"] = "ap",
        ["AP50"] = "ap50",
        ["AP75"] = "ap75",
        ["APs"] = "apSmall",
        ["APm"] = "apMedium",
        ["APl"] = "apLarge",
        ["w/o pool"] = "ap",
        ["w pool"] = "ap",
    };

    /// <summary>The runs that stand for a cell at a tier below the paper's; null where none do.</summary>
    public static RunQuery? Query(Cell cell, Tier tier) =>
        Trial(cell, tier) is { } trial && Metric(cell) is { } metric ? trial.Query(metric) : null;

    private static SceneTrial? Trial(Cell cell, Tier tier) => (cell.Table, cell.Row) switch
    {
        ("1", "DETR-R50") => SceneStudy.AllTokens(tier),
        ("1", "PnP-DETR-R50-α-0.33" or "Inference-α-0.5") => SceneStudy.Poll(Alpha, Pool, tier),
        ("1", "PnP-DETR-R50-α-0.5") => SceneStudy.Poll(.5, Pool, tier),
        ("6" or "7", "baseline") => SceneStudy.AllTokens(tier),
        ("6", ['M', '-', .. var number]) => SceneStudy.Poll(Alpha, PoolFor(number), tier),
        ("7", "α-0.1") => SceneStudy.Poll(.1, Pool, tier),
        ("7", "α-0.2") => SceneStudy.Poll(.2, Pool, tier),
        ("7", "α-0.3") => SceneStudy.Poll(Alpha, Pool, tier),
        ("7", "α-0.5") => SceneStudy.Poll(.5, Pool, tier),
        ("7", "α-0.7") => SceneStudy.Poll(.7, Pool, tier),
        ("8", "1-layer-fc") => SceneStudy.Scoring(new(1), tier),
        ("8", "2-layer-fc-256") => SceneStudy.Scoring(new(2), tier),
        ("8", "3-layer-fc-256") => SceneStudy.Scoring(new(3), tier),
        ("8", "2-layer-fc-32") => SceneStudy.Scoring(new(2, 8), tier),
        ("9", "pool-after-poll") => SceneStudy.Poll(Alpha, Pool, tier),
        ("9", "pool-full-set") => SceneStudy.PoolingAll(tier),
        ("10", var sampler) => SceneStudy.Selecting(Selection(sampler), cell.Column == "w pool" ? Pool : 0, tier),
        ("fig-4", ['r', ..]) => SceneStudy.Drawing(AlphaRange.Paper, tier),
        ("fig-4", "fixed α-0.5, inference α-0.5") => SceneStudy.Poll(.5, Pool, tier),
        ("fig-4", _) => SceneStudy.Poll(Alpha, Pool, tier),
        ("fig-6", var setting) => SceneStudy.WithinBudget(BudgetPool(setting), tier),
        ("fig-8", _) => SceneStudy.Poll(Alpha, Pool, tier),
        _ => null,
    };

    // A model's own ratio is its AP; what is tested at another one has a metric of its own.
    private static string? Metric(Cell cell) => (cell.Row, cell.Column) switch
    {
        ("Inference-α-0.5", "AP") or ("random α, inference α-0.5" or "fixed α-0.33, inference α-0.5", _) => SceneTrial.ApAt(.5),
        ("Inference-α-0.5", _) => null,
        ("random α, inference α-0.33" or "fixed α-0.33, inference α-0.33", _) => SceneTrial.ApAt(Alpha),
        ("random α, inference α-0.65", _) => null,
        (var when, "In GT boxes (%)") => $"inside@{Look(when, first: 1)}",
        (var when, "IoU with the epoch before") => $"overlap@{Look(when, first: 2)}",
        (_, var column) => Metrics.GetValueOrDefault(column),
    };

    private static int PoolFor(string printed) => printed switch { "0" => 0, "30" => 8, "60" => Pool, _ => 32 };

    private static int BudgetPool(string printed) => printed switch { "α-0.4" => 0, "α-0.39-M-10" => 4, "α-0.33-M-60" => Pool, _ => 102 };

    private static FineSelection Selection(string printed) => printed switch
    {
        "random" => FineSelection.Random,
        "uniform" => FineSelection.Uniform,
        "direct-interp" => FineSelection.Interpolated,
        _ => FineSelection.Poll,
    };

    // The paper looks after each of 150 epochs, the trials after each sixteenth of the training.
    private static int Look(string when, int first) => when switch
    {
        "first epochs" => first,
        "epoch 30" => 4,
        "before the decay" => 11,
        _ => SamplerDynamics.Looks,
    };
}
