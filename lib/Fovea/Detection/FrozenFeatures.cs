using System.Runtime.CompilerServices;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Display;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>Which features of the frozen backbone; those of both are [64, 16, 16] a scene.</summary>
public enum FeatureDepth
{
    /// <summary>The last: they are pretrained for detection, and a position has seen 95 pixels a side.</summary>
    Deep,

    /// <summary><see cref="SmallBackbone.Early"/>: a position has seen 31 pixels a side, of most objects a part.</summary>
    Early,
}

/// <summary>
/// What the committed backbone, frozen, makes of Digit Scenes. It is computed once a process and kept as long as the split is:
/// 66 KB a scene, 330 MB for the train split. On a CPU it is the same to the bit, however many threads there are.
/// </summary>
public static class FrozenFeatures
{
    private const int AtOnce = 50; // scenes

    private static readonly IReadOnlyDictionary<FeatureDepth, ConditionalWeakTable<SceneSplit, Computed>> Kept =
        Enum.GetValues<FeatureDepth>().ToDictionary(depth => depth, _ => new ConditionalWeakTable<SceneSplit, Computed>());

    private static readonly Lock Gate = new();

    /// <summary>The features of the scenes of a split, in its order.</summary>
    /// <param name="split">The first call for it takes some seconds for a thousand scenes.</param>
    /// <param name="count">How many of its scenes, the first; all where null.</param>
    /// <param name="depth">Which features.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends the computation; what has been computed is kept.</param>
    /// <returns>[N, 64, 16, 16] on the CPU: a view of what is shared, not to be changed.</returns>
    public static Tensor Of(SceneSplit split, int? count = null, FeatureDepth depth = FeatureDepth.Deep, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var wanted = Math.Min(count ?? split.Count, split.Count);
        lock (Gate)
        {
            var computed = Kept[depth].GetValue(split, one => new Computed(one.Count));
            if (computed.Count < wanted)
                Compute(split, depth, computed, wanted, show, cancellation);
            return computed.Features.narrow(0, 0, wanted);
        }
    }

    /// <summary>Multiply-accumulates of the backbone on one scene, as far as these features need it.</summary>
    public static double Macs(FeatureDepth depth)
    {
        using var backbone = Blueprint.Of(() => new SmallBackbone());
        var operations = Operations.Of(backbone, 1, 3, Scene.Side, Scene.Side);
        return (depth == FeatureDepth.Deep ? operations : operations.Where(SmallBackbone.IsEarly)).Sum(Conventions.RegionFeatures.Cost);
    }

    private static void Compute(SceneSplit split, FeatureDepth depth, Computed computed, int wanted, Action<Progress>? show, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        // A training in whose midst this is done goes on as it would have.
        var (threads, random) = (get_num_threads(), get_rng_state());
        set_num_threads(1);
        try
        {
            using var backbone = PretrainedBackbone.Load();
            backbone.eval();
            var images = new Loader(split, new() { BatchSize = AtOnce, Normalisation = DigitScenes.Normalisation });
            var (first, end) = (computed.Count / AtOnce, (wanted + AtOnce - 1) / AtOnce);
            var progress = new Progress($"features of {split.Name} scenes", wanted - computed.Count);
            show?.Invoke(progress);
            var before = computed.Count;
            foreach (var batch in images.Epoch(0, first).Take(end - first))
            {
                using var made = batch;
                cancellation.ThrowIfCancellationRequested();
                using var part = depth == FeatureDepth.Deep ? backbone.call(batch.Images) : backbone.Early(batch.Images);
                using var place = computed.Features.narrow(0, batch.Indices[0], batch.Indices.Length);
                place.copy_(part);
                computed.Count = batch.Indices[^1] + 1;
                progress.Report(computed.Count - before);
            }
        }
        finally
        {
            set_num_threads(threads);
            set_rng_state(random);
        }
    }

    /// <summary>Room for a split's features; the memory of those that are not computed is not touched.</summary>
    private sealed class Computed(int scenes)
    {
        public Tensor Features { get; } =
            empty(scenes, SmallBackbone.Channels, Scene.Side / SmallBackbone.Stride, Scene.Side / SmallBackbone.Stride).DetachFromDisposeScope();

        /// <summary>How many are computed, the first; whole batches, or all.</summary>
        public int Count { get; set; }
    }
}

/// <summary>Batches of <see cref="FrozenFeatures"/> in the order in which a <see cref="Loader"/> has the scenes themselves.</summary>
/// <remarks>The features are computed when the first batch is asked for.</remarks>
public sealed class FeatureBatches : IBatches
{
    private readonly SceneSplit split;
    private readonly int count;
    private readonly FeatureDepth depth;
    private readonly BatchPlan plan;

    /// <param name="split">The scenes.</param>
    /// <param name="batchSize">Scenes a batch.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own; else scenes come as they are stored.</param>
    /// <param name="dropLast">Whether an epoch leaves out the scenes that do not fill a batch.</param>
    /// <param name="count">How many of the split's scenes, the first; all where null.</param>
    /// <param name="depth">Which features.</param>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    public FeatureBatches(
        SceneSplit split, int batchSize, int seed = 0, bool shuffle = false, bool dropLast = false, int? count = null, FeatureDepth depth = FeatureDepth.Deep)
    {
        (this.split, this.count, this.depth) = (split, Math.Min(count ?? split.Count, split.Count), depth);
        plan = new BatchPlan(this.count, batchSize, seed, shuffle, dropLast);
    }

    /// <inheritdoc/>
    public int Steps => plan.Steps;

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch = 0, int fromStep = 0)
    {
        return plan.Batches(epoch, fromStep).Select(batch =>
        {
            using var features = FrozenFeatures.Of(split, count, depth);
            using var indices = tensor(Array.ConvertAll(batch.Indices, index => (long)index));
            var labels = tensor(Array.ConvertAll(batch.Indices, index => (long)split.Label(index)));
            return new Batch(batch.Step, batch.Indices, features.index_select(0, indices), labels, nn.functional.one_hot(labels, split.Classes.Count).to(float32));
        });
    }
}
