using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.RegionFeatures;

/// <summary>How regions are proposed.</summary>
public sealed record ProposalOptions
{
    /// <summary>Regions an image; the paper's are 300.</summary>
    public int Count { get; init; } = 16;

    /// <summary>So many of the surest tokens are considered.</summary>
    public int Considered { get; init; } = 64;

    /// <summary>A box that overlaps a surer one by more than this comes after all that do not.</summary>
    public double Overlap { get; init; } = .7;

    /// <summary>Centres are moved by up to this share of the box's sides.</summary>
    public double Shift { get; init; } = .15;

    /// <summary>Logarithms of the sides are changed by up to this.</summary>
    public double Scale { get; init; } = .2;
}

/// <summary>
/// Regions that may hold an object: boxes of the per-token detector that the backbone was pretrained as, whatever their class,
/// moved and scaled at random. Annotations play no part, neither in training nor in testing.
/// </summary>
/// <remarks>
/// <para>
/// The detector's own boxes are as good as the backbone's features let them be: they would leave the second stage nothing to
/// do. Loosened, they are what a region proposal network gives, which is right about where an object is and
/// not exact.
/// </para>
/// <para>
/// Features [B, 64, H, W] to boxes [B, P, 4] as x1, y1, x2, y2 in pixels. In training draws come from the default generator; in
/// evaluation from one of its own that begins anew with each batch, so that every model gets the same regions. No gradient.
/// </para>
/// </remarks>
public sealed class RegionProposals : Module<Tensor, Tensor>
{
    private const ulong EvaluationSeed = 0;
    private static readonly TokenOptions Reading = new();

    private readonly TokenDetector detector;
    private readonly ProposalOptions options;

    /// <param name="options">How.</param>
    /// <param name="detector">Becomes this module's, and stays as it is.</param>
    public RegionProposals(ProposalOptions options, TokenDetector detector) : base(nameof(RegionProposals))
    {
        Check.AtLeast(1, options.Count, nameof(options.Count));
        Check.That(options.Considered >= options.Count, nameof(options.Considered), $"at least {nameof(options.Count)}, {options.Count}", options.Considered);
        (this.options, this.detector) = (options, detector);
        RegisterComponents();
        foreach (var parameter in detector.parameters()) parameter.requires_grad = false;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (batch, sides) = (features.shape[0], tensor([features.shape[3], features.shape[2], features.shape[3], features.shape[2]], float32) * SmallBackbone.Stride);
        var said = detector.Say(features).flatten(2);                                                       // [B, K + 1 + 4, H W]
        var objectness = 1 - said.narrow(1, 0, detector.Classes + 1).softmax(1).select(1, detector.Classes); // [B, H W]
        var (scores, surest) = objectness.topk((int)Math.Min(options.Considered, objectness.shape[1]), 1);   // [B, n]
        var boxes = Boxes(said, surest, features.shape[3]);                                                 // [B, n, 4]
        var chosen = stack(Enumerable.Range(0, (int)batch).Select(image =>
            boxes[image].index_select(0, First(boxes[image], scores[image]))));                             // [B, P, 4]
        var loose = Loosened(chosen);
        return minimum(loose.clamp_min(0), sides.to(loose.device)).MoveToOuterDisposeScope();
    }

    /// <summary>The boxes of some tokens, [B, n, 4].</summary>
    private Tensor Boxes(Tensor said, Tensor tokens, long width)
    {
        var distances = (said.narrow(1, detector.Classes + 1, 4) * Reading.SideUnit).clamp_min(0)
            .gather(2, tokens.unsqueeze(1).expand(-1, 4, -1)).transpose(1, 2);                              // left, top, right, bottom
        var x = (tokens.remainder(width) + .5) * SmallBackbone.Stride;
        var y = (tokens.div(width, RoundingMode.floor) + .5) * SmallBackbone.Stride;
        var centres = stack([x, y], -1);                                                                    // [B, n, 2]
        return cat([centres - distances.narrow(-1, 0, 2), centres + distances.narrow(-1, 2, 2)], -1);
    }

    /// <summary>Which boxes of an image, the surest first: those kept, and where they are too few, others.</summary>
    private Tensor First(Tensor boxes, Tensor scores)
    {
        var kept = NonMaximumSuppression.Keep(boxes.contiguous(), scores.contiguous(), options.Overlap).data<long>().ToArray();
        var all = kept.Concat(Enumerable.Range(0, (int)boxes.shape[0]).Select(i => (long)i).Except(kept));
        return tensor(all.Take(options.Count).ToArray(), device: boxes.device);
    }

    private Tensor Loosened(Tensor boxes)
    {
        using var generator = training ? null : new Generator(EvaluationSeed);
        var draws = (rand([.. boxes.shape[..2], 4], generator: generator) * 2 - 1).to(boxes.device);        // -1 to 1
        var sides = boxes.narrow(-1, 2, 2) - boxes.narrow(-1, 0, 2);
        var centres = (boxes.narrow(-1, 2, 2) + boxes.narrow(-1, 0, 2)) / 2 + draws.narrow(-1, 0, 2) * options.Shift * sides;
        var half = sides / 2 * (draws.narrow(-1, 2, 2) * options.Scale).exp();
        return cat([centres - half, centres + half], -1);
    }
}
