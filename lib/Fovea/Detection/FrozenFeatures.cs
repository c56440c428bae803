using System.Runtime.CompilerServices;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Display;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>
/// What the committed backbone, frozen, makes of Digit Scenes. It is computed once a process and kept as long as the split is:
/// 66 KB a scene, 330 MB for the train split. On a CPU it is the same to the bit, however many threads there are.
/// </summary>
public static class FrozenFeatures
{
    private const int AtOnce = 50; // scenes

    private static readonly ConditionalWeakTable<SceneSplit, Tensor> Kept = [];
    private static readonly Lock Gate = new();

    /// <summary>The features of all scenes of a split, in its order.</summary>
    /// <param name="split">The first call for it takes some seconds for a thousand scenes.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends the computation, and nothing is kept.</param>
    /// <returns>[N, 64, 16, 16] on the CPU: shared, not to be changed or disposed of.</returns>
    public static Tensor Of(SceneSplit split, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        lock (Gate)
        {
            if (!Kept.TryGetValue(split, out var features))
                Kept.Add(split, features = Compute(split, show, cancellation));
            return features;
        }
    }

    private static Tensor Compute(SceneSplit split, Action<Progress>? show, CancellationToken cancellation)
    {
        var threads = get_num_threads();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        set_num_threads(1);
        try
        {
            using var backbone = PretrainedBackbone.Load();
            backbone.eval();
            var images = new Loader(split, new() { BatchSize = AtOnce, Normalisation = DigitScenes.Normalisation });
            var progress = new Progress($"features of the {split.Name} scenes", images.Steps);
            show?.Invoke(progress);
            var all = empty(split.Count, SmallBackbone.Channels, Scene.Side / SmallBackbone.Stride, Scene.Side / SmallBackbone.Stride);
            foreach (var batch in images.Epoch())
            {
                using var made = batch;
                cancellation.ThrowIfCancellationRequested();
                using var part = backbone.call(batch.Images);
                using var place = all.narrow(0, batch.Indices[0], batch.Indices.Length);
                place.copy_(part);
                progress.Report(batch.Step + 1);
            }
            return all.DetachFromDisposeScope();
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}

/// <summary>Batches of <see cref="FrozenFeatures"/> in the order in which a <see cref="Loader"/> has the scenes themselves.</summary>
/// <remarks>The features are computed when the first batch is asked for.</remarks>
public sealed class FeatureBatches : IBatches
{
    private readonly SceneSplit split;
    private readonly BatchPlan plan;

    /// <param name="split">The scenes.</param>
    /// <param name="batchSize">Scenes a batch.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own; else scenes come as they are stored.</param>
    /// <param name="dropLast">Whether an epoch leaves out the scenes that do not fill a batch.</param>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    public FeatureBatches(SceneSplit split, int batchSize, int seed = 0, bool shuffle = false, bool dropLast = false) =>
        (this.split, plan) = (split, new BatchPlan(split.Count, batchSize, seed, shuffle, dropLast));

    /// <inheritdoc/>
    public int Steps => plan.Steps;

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch = 0, int fromStep = 0)
    {
        var features = FrozenFeatures.Of(split);
        return plan.Batches(epoch, fromStep).Select(batch =>
        {
            using var indices = tensor(Array.ConvertAll(batch.Indices, index => (long)index));
            var labels = tensor(Array.ConvertAll(batch.Indices, index => (long)split.Label(index)));
            return new Batch(batch.Step, batch.Indices, features.index_select(0, indices), labels, nn.functional.one_hot(labels, split.Classes.Count).to(float32));
        });
    }
}
