using System.Text.Json.Serialization;

namespace Fovea.Training;

/// <summary>Parameters whose rate is a multiple of the recipe's.</summary>
/// <param name="Containing">Those whose name, as in a state_dict, contains this.</param>
/// <param name="Times">The multiple; at 0 they stay as they are.</param>
public sealed record RateFactor(string Containing, double Times);

/// <summary>
/// How a classifier is trained: AdamW with a linear warm-up and a cosine, step by step. It belongs into the run's
/// configuration. The defaults are PS-ViT's (Table 4), cut down to CIFAR-10 on a CPU.
/// </summary>
public sealed record Recipe
{
    /// <summary>Batches, over as many epochs as they take.</summary>
    public int Steps { get; init; } = 500;

    /// <summary>The highest rate, which the warm-up ends with.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps over which the rate rises.</summary>
    public int WarmUp { get; init; } = 50;

    /// <summary>What weights shrink by at each step, times the rate. Vectors (biases, scales and shifts of norms, class tokens) do not.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The share of each target that is spread over all classes.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>The largest norm of all gradients together.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Parameters that learn faster or slower than the others; none where null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RateFactor? Factor { get; init; }

    /// <summary>
    /// The rate of a step: <see cref="LearningRate"/> (step + 1) / <see cref="WarmUp"/> up to the warm-up's end, then half a
    /// cosine that would reach 0 at <see cref="Steps"/> (Loshchilov and Hutter 2017).
    /// </summary>
    /// <param name="step">From 0 on.</param>
    public double RateAt(int step) => step < WarmUp
        ? LearningRate * (step + 1) / WarmUp
        : LearningRate / 2 * (1 + Math.Cos(Math.PI * (step - WarmUp) / (Steps - WarmUp)));

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Require(Steps >= 1, nameof(Steps), "at least 1", Steps);
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), "above 0", LearningRate);
        Require(WarmUp >= 0 && WarmUp < Steps, nameof(WarmUp), $"0 to {Steps - 1}, so that it ends before the {Steps} steps do", WarmUp);
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), "0 or more", WeightDecay);
        Require(LabelSmoothing is >= 0 and < 1, nameof(LabelSmoothing), "0 to below 1", LabelSmoothing);
        Require(ClipNorm > 0, nameof(ClipNorm), "above 0", ClipNorm);
        Require(Factor is null or { Times: >= 0 and < double.PositiveInfinity }, nameof(Factor), "0 or more", Factor?.Times ?? 1);
    }

    private static void Require(bool holds, string name, string expected, object found)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{name}: expected {expected}, found {found}"), name);
    }
}
