using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Layers;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>
/// Fig. 8 at small scale: as the poll sampler learns, which share of the sampled locations is within boxes of objects, and how much
/// of them it sampled at the look before. The paper looks after each of 150 epochs, this after each sixteenth of the training.
/// </summary>
/// <remarks>
/// As metrics of a run: <c>inside@k</c>, a percentage, and from the second look on <c>overlap@k</c>, intersection over union, k = 1 to 16.
/// </remarks>
public static class SamplerDynamics
{
    /// <summary>Looks in a training.</summary>
    public const int Looks = 16;

    private const int Watched = 100; // scenes

    /// <summary>Watches the first scenes of a split.</summary>
    /// <param name="split">Not trained on.</param>
    /// <param name="steps">Of the whole training; the last look is after the last.</param>
    public static Observation<QueryDetector> Watch(SceneSplit split, int steps) => new(
        steps / Looks,
        model => Sampled(model, split),
        looks => Metrics(looks, Boxed(split)));

    // [scenes, H, W], boolean.
    private static Tensor Sampled(QueryDetector model, SceneSplit split)
    {
        using var scope = NewDisposeScope();
        var device = model.parameters().First().device;
        return SceneSampler.Look(model, FrozenFeatures.Of(split, Watched).to(device)).Chosen().MoveToOuterDisposeScope();
    }

    /// <summary>Which locations have their centre in a box, [scenes, H, W].</summary>
    internal static Tensor Boxed(SceneSplit split)
    {
        const int side = Scene.Side / SmallBackbone.Stride;
        var inside = new bool[Watched, side, side];
        for (var i = 0; i < Watched; i++)
            foreach (var box in split.Scenes[i].Digits.Select(digit => digit.Box))
                for (var row = 0; row < side; row++)
                    for (var column = 0; column < side; column++)
                    {
                        var (x, y) = ((column + .5) * SmallBackbone.Stride, (row + .5) * SmallBackbone.Stride);
                        inside[i, row, column] |= x >= box.X && x < box.Right && y >= box.Y && y < box.Bottom;
                    }
        return tensor(inside.Cast<bool>().ToArray(), [Watched, side, side]);
    }

    internal static Dictionary<string, double> Metrics(IReadOnlyList<Tensor> looks, Tensor boxed)
    {
        using var scope = NewDisposeScope();
        var metrics = new Dictionary<string, double>();
        for (var k = 0; k < looks.Count; k++)
        {
            metrics[$"inside@{k + 1}"] = 100 * Count(looks[k] & boxed) / Count(looks[k]);
            if (k > 0)
                metrics[$"overlap@{k + 1}"] = Count(looks[k] & looks[k - 1]) / Count(looks[k] | looks[k - 1]);
        }
        return metrics;

        static double Count(Tensor flags) => flags.sum().ToInt64();
    }
}
