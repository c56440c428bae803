using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>What is learnt (Section 5): weights as distributions over the map, of regions that are the annotated boxes.</summary>
/// <remarks>Annotations are looked at here alone, after and beside the training.</remarks>
public static class WeightStatistics
{
    /// <summary>Looks in a training; the paper's are two epochs apart.</summary>
    public const int Looks = 16;

    private const int Watched = 60; // scenes
    private const double Least = 1e-30; // of a weight, so that its logarithm is finite

    /// <summary>Sizes of objects, as AP has them.</summary>
    public static IReadOnlyList<string> Sizes { get; } = ["Small", "Medium", "Large"];

    /// <summary>
    /// Fig. 3 at small scale, of the first scenes of a split: <c>partKlSmall@k</c>, the mean KL between parts of the small objects, and
    /// <c>maskKlSmall@k</c>, the KL of mask; of medium and large ones likewise; k = 1 to 16.
    /// </summary>
    /// <param name="split">Not trained on.</param>
    /// <param name="steps">Of the whole training; the last look is after the last.</param>
    public static Observation<RegionDetector> Watch(SceneSplit split, int steps)
    {
        var objects = new Lazy<WatchedObjects>(() => WatchedObjects.Of(split, Watched));
        return new(Math.Max(1, steps / Looks), model => Look(model.Extractor, objects.Value), Metrics);
    }

    /// <summary>Mean KL between parts: over all pairs, KL(w_k1 || w_k2).</summary>
    /// <param name="weights">[R, K, H, W].</param>
    /// <returns>[R].</returns>
    public static Tensor BetweenParts(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var w = weights.flatten(2);                                                     // [R, K, H W]
        var logarithms = w.clamp_min(Least).log();
        var own = (w * logarithms).sum(dim: -1).mean([-1]);
        var crossed = w.matmul(logarithms.transpose(1, 2)).mean([-2, -1]);              // [R, K, K] ->
        return (own - crossed).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// KL of mask: KL(mask || the greatest weight of any part at each position), both normalised. The other direction would be
    /// infinite, a mask being zero outside of its object.
    /// </summary>
    /// <param name="weights">[R, K, H, W].</param>
    /// <param name="masks">Share of each position that the object covers, [R, H, W].</param>
    /// <returns>[R].</returns>
    public static Tensor OfMask(Tensor weights, Tensor masks)
    {
        using var scope = NewDisposeScope();
        var (greatest, mask) = (Normalised(weights.amax(1)), Normalised(masks));
        return (mask * (mask.clamp_min(Least).log() - greatest.clamp_min(Least).log())).sum(dim: -1).MoveToOuterDisposeScope();

        static Tensor Normalised(Tensor maps)
        {
            var flat = maps.flatten(1);                                                 // [R, H W]
            return flat / flat.sum(dim: -1, keepdim: true);
        }
    }

    /// <summary>Means by size, [2, 3]: between parts, of mask; small, medium, large.</summary>
    private static Tensor Look(RegionExtractor extractor, WatchedObjects objects)
    {
        using var scope = NewDisposeScope();
        var device = extractor.parameters().First().device;
        var weights = extractor.Weights(objects.Features.to(device), objects.Rois.to(device), RegionDetector.Scale);
        var found = stack([BetweenParts(weights), OfMask(weights, objects.Masks.to(device))], 0).cpu(); // [2, R]
        return found.matmul(objects.Shares).MoveToOuterDisposeScope();
    }

    private static Dictionary<string, double> Metrics(IReadOnlyList<Tensor> looks)
    {
        var metrics = new Dictionary<string, double>();
        for (var k = 0; k < looks.Count; k++)
            for (var size = 0; size < Sizes.Count; size++)
            {
                metrics[$"partKl{Sizes[size]}@{k + 1}"] = looks[k][0, size].ToDouble();
                metrics[$"maskKl{Sizes[size]}@{k + 1}"] = looks[k][1, size].ToDouble();
            }
        return metrics;
    }

    /// <summary>Annotated objects of some scenes.</summary>
    /// <param name="Features">[scenes, C, H, W].</param>
    /// <param name="Rois">[R, 5].</param>
    /// <param name="Masks">[R, H, W].</param>
    /// <param name="Shares">Of each object in the mean of its size, [R, 3].</param>
    private sealed record WatchedObjects(Tensor Features, Tensor Rois, Tensor Masks, Tensor Shares)
    {
        public static WatchedObjects Of(SceneSplit split, int scenes)
        {
            using var scope = NewDisposeScope();
            var features = FrozenFeatures.Of(split, scenes);
            var objects = Enumerable.Range(0, scenes).SelectMany(i => split.Scenes[i].Digits.Select(digit => (Scene: i, digit.Box, Digit: digit))).ToList();
            float[] rois = [.. objects.SelectMany(one => (float[])[one.Scene, (float)one.Box.X, (float)one.Box.Y, (float)one.Box.Right, (float)one.Box.Bottom])];
            var size = tensor(objects.ConvertAll(one => (long)SizeOf(one.Box.Area)).ToArray());
            var members = nn.functional.one_hot(size, Sizes.Count).to(float32);         // [R, 3]
            return new(
                features.alias().DetachFromDisposeScope(),
                tensor(rois, [objects.Count, 5]).DetachFromDisposeScope(),
                stack(objects.Select(one => SceneMasks.On(one.Digit, (int)features.shape[2]))).DetachFromDisposeScope(),
                (members / members.sum(dim: 0, keepdim: true)).DetachFromDisposeScope());
        }

        private static int SizeOf(double area) => area <= SceneSplit.Evaluation.SmallArea ? 0 : area <= SceneSplit.Evaluation.MediumArea ? 1 : 2;
    }
}

/// <summary>Masks of digits on a feature map.</summary>
public static class SceneMasks
{
    /// <summary>The share of each position that a digit's stroke covers.</summary>
    /// <param name="digit">Of a scene.</param>
    /// <param name="side">Of the map, a divisor of the scene's.</param>
    /// <returns>[side, side].</returns>
    public static Tensor On(SceneDigit digit, int side)
    {
        var stride = Scene.Side / side;
        var covered = new float[side * side];
        for (var y = 0; y < digit.Height; y++)
            for (var x = 0; x < digit.Width; x++)
                if (digit.Mask[y, x]) covered[(digit.Top + y) / stride * side + (digit.Left + x) / stride] += 1f / (stride * stride);
        return tensor(covered, [side, side]);
    }
}
