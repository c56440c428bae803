using System.Globalization;
using Fovea.Results;

namespace Fovea.Papers.FocusDetr;

/// <summary>
/// Which small trial stands for a cell of the paper: the same comparison on Digit Scenes. DINO's rows are of mixed queries with denoising, those of
/// Deformable DETR "priori" and of Sparse DETR of the encoder's queries, and so are Tables 4, 5 and 8, which <see cref="SceneStudy"/> has of these alone.
/// Detectors with learnt queries have no counterpart, nor have other backbones.
/// </summary>
internal static class SceneCells
{
    private const double Keep = .3;
    private const string Sparse = " + Sparse DETR (α=0.3)", Focus = " + Focus-DETR (α=0.3)", Dual = " + Sparse DETR (dual attention) (α=0.3)";

    private static readonly IReadOnlyDictionary<string, string> Metrics = new Dictionary<string, string>
    {
        ["AP"] = "ap",
        ["AP50"] = "ap50",
        ["AP75"] = "ap75",
        ["APS"] = "apSmall",
        ["APM"] = "apMedium",
        ["APL"] = "apLarge",
        ["Corr"] = "corr",
    };

    private static readonly string[] Rungs = ["score predictor", "+ supervision", "+ modulations", "+ cascade", "+ dual attention"];

    private static readonly string[] Assignments =
    [
        "non-overlapping [-1, 64], [64, 128], [128, 256], [256, ∞]",
        "non-overlapping [-1, 128], [128, 256], [256, 512], [512, ∞]",
        "overlapping [-1, 64], [64, 256], [128, 512], [256, ∞]",
    ];

    /// <summary>The runs that stand for a cell at a tier below the paper's; null where none do.</summary>
    public static RunQuery? Query(Cell cell, Tier tier) => Trial(cell, tier) is { } trial && Metric(cell) is { } metric ? trial.Query(metric) : null;

    private static SceneTrial? Trial(Cell cell, Tier tier) => (cell.Table, cell.Row) switch
    {
        ("1", var row) => Embedded(row, "DINO", QueryOrigin.Mixed, tier),
        ("3" or "11", var row) => Embedded(row, "DINO (mixed)", QueryOrigin.Mixed, tier) ?? Embedded(row, "Deformable DETR (priori)", QueryOrigin.Encoder, tier),
        ("4", var row) => SceneStudy.Ladder(tier)[Array.IndexOf(Rungs, row)],
        ("5", "neither") => SceneStudy.Modulating(ScoreModulation.None, tier),
        ("5", "Top-down") => SceneStudy.Modulating(ScoreModulation.TopDown, tier),
        ("5", "Bottom-up") => SceneStudy.Modulating(ScoreModulation.BottomUp, tier),
        ("6", var row) => Kept(row, tier),
        ("8", var row) => SceneStudy.Assignments(tier)[Array.IndexOf(Assignments, row)],
        ("10", var row) when row.StartsWith("DINO, R-50", StringComparison.Ordinal) => SceneStudy.Dense(tier, QueryOrigin.Mixed),
        ("10", var row) when row.StartsWith("Focus-DETR, R-50", StringComparison.Ordinal) => SceneStudy.Focus(Keep, tier, QueryOrigin.Mixed),
        _ => null,
    };

    // A detector of Tables 3 and 11, and what is embedded in it.
    private static SceneTrial? Embedded(string row, string detector, QueryOrigin origin, Tier tier) =>
        !row.StartsWith(detector, StringComparison.Ordinal) ? null : row[detector.Length..] switch
        {
            "" => SceneStudy.Dense(tier, origin),
            Sparse => SceneStudy.Sparse(Keep, tier, origin),
            Focus => SceneStudy.Focus(Keep, tier, origin),
            Dual => SceneStudy.Sparse(Keep, tier, origin, dual: true),
            _ => null,
        };

    private static SceneTrial? Kept(string row, Tier tier) => row.Split(", α=") is not [var detector, var keep] ? null
        : (detector, double.Parse(keep, CultureInfo.InvariantCulture)) switch
        {
            ("Sparse DETR", var ratio) => SceneStudy.Sparse(ratio, tier),
            ("DINO + Sparse DETR", var ratio) => SceneStudy.Sparse(ratio, tier, QueryOrigin.Mixed),
            ("Focus-DETR", var ratio) => SceneStudy.Focus(ratio, tier, QueryOrigin.Mixed),
            _ => null,
        };

    // The paper's 36 epochs are all of a training here.
    private static string? Metric(Cell cell) => (cell.Table, cell.Column) switch
    {
        ("10", "AP") => SceneTrial.ApAfter(cell.Row.Split(", ")[^1] switch { "12 epochs" => 1, "24 epochs" => 2, _ => 3 }),
        ("10", _) => null,
        (_, var column) => Metrics.GetValueOrDefault(column),
    };
}
