using Fovea.Counting;
using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.RegionFeatures;

/// <summary>
/// The detection head: two fully connected layers, then the classes' scores and a box regression that all classes share
/// (Section 4). Region features [R, K, C] to [R, classes + 1 + 4].
/// </summary>
public sealed class DetectionHead : Module<Tensor, Tensor>, ICounted
{
    private readonly LayerNorm? norm;
    private readonly Linear fc1, fc2, score, box;

    /// <param name="features">K C.</param>
    /// <param name="width">Of both layers, 1024 in the paper.</param>
    /// <param name="classes">Without the background.</param>
    /// <param name="normalised">Whether features are normalised first, which the paper does not need and short training does.</param>
    public DetectionHead(long features, int width, int classes, bool normalised) : base(nameof(DetectionHead))
    {
        if (normalised) norm = LayerNorm(features);
        (fc1, fc2) = (Linear(features, width), Linear(width, width));
        (score, box) = (Linear(width, classes + 1), Linear(width, 4));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var flat = features.flatten(1);                                                 // [R, K, C] -> [R, K C]
        var hidden = fc2.call(fc1.call(norm?.call(flat) ?? flat).relu()).relu();
        return cat([score.call(hidden), box.call(hidden)], 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        long[] flat = [features[0], features[1] * features[2]];
        if (norm is not null) tally.Through(nameof(norm), norm, flat);
        var hidden = tally.Through(nameof(fc1), fc1, flat);
        tally.Each(OpKind.Relu, hidden);
        hidden = tally.Through(nameof(fc2), fc2, hidden);
        tally.Each(OpKind.Relu, hidden);
        return [features[0], tally.Through(nameof(score), score, hidden)[1] + tally.Through(nameof(box), box, hidden)[1]];
    }
}

/// <summary>The second stage of a two-stage detector on the frozen backbone's features: regions, their features, what they hold.</summary>
/// <remarks>
/// [B, 64, H, W] to [B, P, 4 + classes + 1 + 4]: each region as x1, y1, x2, y2 in pixels, the scores of the classes and of the background,
/// and the regression, as <see cref="BoxDeltas"/> reads it.
/// </remarks>
public sealed class RegionDetector : Module<Tensor, Tensor>
{
    private readonly RegionProposals proposals;
    private readonly DetectionHead head;

    /// <param name="proposals">Becomes this module's.</param>
    /// <param name="extractor">Becomes this module's.</param>
    /// <param name="width">Of the head's two layers.</param>
    /// <param name="classes">Without the background.</param>
    public RegionDetector(RegionProposals proposals, RegionExtractor extractor, int width, int classes) : base(nameof(RegionDetector))
    {
        (this.proposals, Extractor) = (proposals, extractor);
        head = new DetectionHead(extractor.Parts * SmallBackbone.Channels, width, classes, normalised: true);
        register_module("proposals", proposals);
        register_module("extractor", extractor);
        register_module("head", head);
    }

    /// <summary>What makes region features.</summary>
    public RegionExtractor Extractor { get; }

    /// <summary>Positions of the features a pixel.</summary>
    public static double Scale => 1.0 / SmallBackbone.Stride;

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var boxes = proposals.call(features);                                           // [B, P, 4]
        var rois = Rois(boxes);
        var said = head.call(Extractor.call(features, rois, Scale));
        return cat([rois.narrow(1, 1, 4), said], 1).unflatten(0, boxes.shape[0], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Boxes of a batch's images, [B, P, 4], as rows of <see cref="RegionExtractor"/>, [B P, 5].</summary>
    public static Tensor Rois(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var images = arange(boxes.shape[0], boxes.dtype, boxes.device).view(-1, 1, 1).expand(-1, boxes.shape[1], 1);
        return cat([images, boxes], -1).flatten(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>The regions proposed in images, [B P, 5].</summary>
    public Tensor Propose(Tensor features)
    {
        using var scope = NewDisposeScope();
        return Rois(proposals.call(features)).MoveToOuterDisposeScope();
    }
}
