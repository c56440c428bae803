using System.Globalization;
using Fovea.Results;

namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// Which small trial stands for a cell of the paper: the same comparison on Digit Scenes, a row's sparse loss weight or resolution by its
/// place in the table. Segmentation (Table 2) and other backbones than R-101 have no counterpart.
/// </summary>
internal static class SceneCells
{
    private static readonly string[] PaperWeights = ["0.02", "0.05", "0.1", "0.2"];
    private static readonly string[] PaperSides = ["1000", "800", "600", "500"];

    /// <summary>The runs that stand for a cell at a tier below the paper's; null where none do.</summary>
    public static RunQuery? Query(Cell cell, Tier tier) => cell.Table switch
    {
        "1" => Table1(cell.Row, tier)?.Query(Metric(cell.Column)),
        "3" => Table3(cell, tier),
        "4" => Table4(cell, tier),
        "fig-2" => Figure2(cell.Row, tier),
        _ => null,
    };

    /// <summary>
    /// What answers the trends of Table 1 that set a sampled detector beside a smaller image of about its cost. The small ones do not cost the same, and
    /// their curves still rise; so it is AP above the line through the uniform ones, of the longest trainings, all given the same CPU time.
    /// </summary>
    public static TrendQuery? Compared(Cell trend, Tier tier)
    {
        if (trend is not { Table: "1", Column: "mAP" } || Trend.Parse(trend.Row) is not { } rows
            || !rows.First.StartsWith("Ours", StringComparison.Ordinal) || !rows.Second.StartsWith("Uniform", StringComparison.Ordinal)) return null;
        var (weight, times) = (SceneStudy.Weights[Array.IndexOf(PaperWeights, Setting(rows.First))], SceneStudy.Lengths[^1]);
        return EqualCost.Above(SceneStudy.SampledLong(weight, times, tier), SceneStudy.Sides.Select(side => SceneStudy.UniformAtCpuTime(side, times, tier)),
            "AP above the line through the uniform detectors at the same cost, of the longest trainings, at equal CPU time; the notebook has equal steps too");
    }

    private static string Setting(string row) => row[(row.IndexOf('(') + 1)..].TrimEnd(')');

    private static string Metric(string column) => column == "mAP" ? "ap" : "mmacs";

    private static SceneTrial? Table1(string row, Tier tier)
    {
        var (name, setting) = (row[..row.IndexOf('(')], Setting(row));
        var place = Math.Max(Array.IndexOf(PaperWeights, setting), Array.IndexOf(PaperSides, setting.Split(' ')[0]));
        return name switch
        {
            "Uniform Sampling" => SceneStudy.Uniform(SceneStudy.Sides[place], tier),
            "Ours" => SceneStudy.Sampled(SceneStudy.Weights[place], tier),
            "Determ Gumble-Softmax" => SceneStudy.Deterministic(SceneStudy.Weights[place], tier),
            "ReLU" => SceneStudy.Relu(SceneStudy.Weights[place], tier),
            _ => null,
        };
    }

    private static RunQuery Table3(Cell cell, Tier tier)
    {
        var weight = SceneStudy.Weights[Array.IndexOf(PaperWeights, cell.Row.Split(' ')[0])];
        return SceneStudy.Sampled(weight, tier, grid: !cell.Row.Contains("without", StringComparison.Ordinal)).Query(cell.Column switch
        {
            "mAP mean" => "apMean",
            "mAP std" => "apDeviation",
            "GFLOPs mean" => "mmacsMean",
            _ => "mmacsDeviation",
        });
    }

    // The means over a block's two masks, or over a mask's blocks; of the longest trainings, whose masks had time to come down.
    private static RunQuery Figure2(string row, Tier tier)
    {
        var (part, weight) = (row[..row.IndexOf(',')], row[(row.LastIndexOf(' ') + 1)..]);
        int[] masks = part switch { "conv1" => [1], "conv2 and conv3" => [2], _ => [1, 2] };
        var last = SmallSampledBackbone.Blocks.Sum();
        int[] blocks = part switch { "first block" => [1], "last block" => [last], _ => [.. Enumerable.Range(1, last)] };
        return SceneStudy.SampledLong(SceneStudy.Weights[Array.IndexOf(PaperWeights, weight)], SceneStudy.Lengths[^1], tier).Query($"sparsity of {part}") with
        {
            Derived = metric => 1 - masks.SelectMany(mask => blocks.Select(block => metric(SceneTrial.DensityOf(mask, block)))).Average(),
        };
    }

    // 0.66 and 0.79 are slips for .65 and .7.
    private static RunQuery? Table4(Cell cell, Tier tier)
    {
        if (cell.Row.Split(' ') is not [var printed, var model]) return null;
        var trial = model == "Baseline" ? SceneStudy.Uniform(SceneStudy.Sides[0], tier) : SceneStudy.Sampled(SceneStudy.Weights[0], tier);
        var ratio = printed switch { "0.66" => .65, "0.79" => .7, _ => double.Parse(printed, CultureInfo.InvariantCulture) };
        return trial.Query(ratio == 0 ? Metric(cell.Column) : SceneTrial.AtPruning(Metric(cell.Column), ratio));
    }
}
