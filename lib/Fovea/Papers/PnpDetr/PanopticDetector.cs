using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection.Queries;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PnpDetr;

/// <summary>What the dense head of a <see cref="PanopticDetector"/> reads.</summary>
public enum DenseSource
{
    /// <summary>What the encoder made of the tokens, brought back to the map by <see cref="ReverseProjection"/>.</summary>
    Encoded,

    /// <summary>What the sampler and the encoder take, the backbone's map through a linear layer; control of the reverse projection.</summary>
    Backbone,
}

/// <summary>What a <see cref="PanopticDetector"/> says of a batch.</summary>
/// <param name="Queries">As a <see cref="QueryDetector"/>'s, [decoder layers, B, Q, K + 4].</param>
/// <param name="Strokes">Logits of each pixel's being a digit's, [B, 128, 128].</param>
/// <param name="Photos">Logits of the class of the photograph at each location, [B, 10, H, W].</param>
public readonly record struct PanopticOutput(Tensor Queries, Tensor Strokes, Tensor Photos)
{
    private const int PixelsOfLocation = SmallBackbone.Stride * SmallBackbone.Stride;

    /// <summary>Channels of the dense head: the pixels of a location and the classes of photographs.</summary>
    internal static int Channels => PixelsOfLocation + Cifar10.Classes.Count;

    /// <summary>One tensor, as a model in training gives one.</summary>
    /// <param name="queries">[decoder layers, B, Q, K + 4].</param>
    /// <param name="dense">Of the dense head, [B, <see cref="Channels"/>, H, W].</param>
    /// <returns>[B, X].</returns>
    internal static Tensor Join(Tensor queries, Tensor dense) => cat([queries.transpose(0, 1).flatten(1), dense.flatten(1)], 1);

    /// <summary>Takes a tensor of <see cref="Join"/> apart again.</summary>
    /// <param name="joined">[B, X].</param>
    /// <param name="detector">Of the model.</param>
    public static PanopticOutput Read(Tensor joined, QueryDetectorOptions detector)
    {
        using var scope = NewDisposeScope();
        long batch = joined.shape[0], numbers = detector.DecoderLayers * detector.Queries * (detector.Classes + 4);
        var queries = joined.narrow(1, 0, numbers).reshape(batch, detector.DecoderLayers, detector.Queries, -1).transpose(0, 1);
        var dense = joined.narrow(1, numbers, joined.shape[1] - numbers).reshape(batch, Channels, detector.Side, detector.Side);
        var strokes = functional.pixel_shuffle(dense.narrow(1, 0, PixelsOfLocation), SmallBackbone.Stride).squeeze(1);
        return new(queries.MoveToOuterDisposeScope(), strokes.MoveToOuterDisposeScope(), dense.narrow(1, PixelsOfLocation, Cifar10.Classes.Count).MoveToOuterDisposeScope());
    }
}

/// <summary>
/// The small query detector with a dense head, for Table 3 at small scale. The head is two linear layers on each location by itself: all
/// that it knows of a location is what <see cref="DenseSource"/> has there. It tells digits from the rest at each of the location's 8 x 8
/// pixels, and the class of the photograph behind.
/// </summary>
/// <remarks>Features [B, channels, H, W] to what <see cref="PanopticOutput.Read"/> takes apart.</remarks>
public sealed class PanopticDetector : Module<Tensor, Tensor>, ICounted
{
    private readonly QueryDetector detector;
    private readonly PollPoolSampler? sampler;
    private readonly Sequential dense_head;
    private readonly DenseSource source;
    private Tensor? penalty;

    /// <param name="options">Of the detector.</param>
    /// <param name="sampler">A poll sampler of the detector's width; all tokens where null.</param>
    /// <param name="source">What the dense head reads.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public PanopticDetector(QueryDetectorOptions options, SamplerOptions? sampler, DenseSource source) : base(nameof(PanopticDetector))
    {
        Check.That(sampler is null or { Selection: FineSelection.Poll }, nameof(sampler), $"{FineSelection.Poll}", sampler?.Selection ?? default);
        this.source = source;
        detector = new QueryDetector(options);
        this.sampler = sampler is null ? null : new PollPoolSampler(sampler);
        dense_head = Sequential(Conv2d(options.Width, options.Hidden, 1), ReLU(), Conv2d(options.Hidden, PanopticOutput.Channels, 1));
        RegisterComponents();
    }

    /// <summary>Of the detector.</summary>
    public QueryDetectorOptions Options => detector.Options;

    /// <summary><see cref="PollPoolSampler.ScoreLoss"/> of what was sampled last in training; null for nothing.</summary>
    public Tensor? Penalty => penalty;

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var (map, places) = detector.Map(features);                                         // [B, C, H, W]
        var set = sampler?.call(new FeatureMap(map, places));
        penalty?.Dispose();
        penalty = training && set is not null ? sampler!.ScoreLoss(set).DetachFromDisposeScope() : null;

        var (tokens, positions) = set is null ? (FeatureMap.Tokens(map), FeatureMap.Tokens(places)) : (set.Tokens, set.Positions);
        var encoded = detector.Encode(tokens, positions);                                   // [B, T, C]
        var dense = source == DenseSource.Backbone ? map
            : set is null ? FeatureMap.AsMap(encoded, map.shape[2], map.shape[3])
            : ReverseProjection.Project(set, encoded);
        return PanopticOutput.Join(detector.Decode(encoded, positions), dense_head.call(dense)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        var inner = tally.At(nameof(detector));
        var map = detector.CountMap(inner, features);
        var tokens = sampler is null ? [map[0], map[2] * map[3], map[1]] : tally.Through(nameof(sampler), sampler, map);
        var queries = detector.CountTransformer(inner, tokens, tokens);
        if (sampler is not null && source == DenseSource.Encoded) ReverseProjection.Count(tally.At("reverse_projection"), sampler, map);
        var dense = tally.Through(nameof(dense_head), dense_head, map);
        return [map[0], queries[0] * queries[2] * queries[3] + dense[1] * dense[2] * dense[3]];
    }
}
