using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection;

/// <summary>What the losses of a set of predictions count; the defaults are DETR's.</summary>
public sealed record SetCriterionOptions
{
    /// <summary>What decides which query is to find which object; its <see cref="MatchingCosts.Term"/> is the class loss's too.</summary>
    public MatchingCosts Matching { get; init; } = new();

    /// <summary>Weight of the class loss: 1 in DETR, 2 in Deformable DETR.</summary>
    public double Class { get; init; } = 1;

    /// <summary>Weight of the boxes' L1 loss.</summary>
    public double Box { get; init; } = 5;

    /// <summary>Weight of the boxes' GIoU loss.</summary>
    public double GIoU { get; init; } = 2;

    /// <summary>How much a query without an object counts in the cross-entropy beside one with an object; not of the focal loss.</summary>
    public double NoObject { get; init; } = .1;
}

/// <summary>The losses of one decoder layer, before their weights.</summary>
/// <param name="Class">Cross-entropy or focal loss.</param>
/// <param name="Box">L1 distance of the boxes, a mean over the objects of the sum over the four numbers.</param>
/// <param name="GIoU">1 - GIoU, a mean over the objects.</param>
public readonly record struct SetLosses(Tensor Class, Tensor Box, Tensor GIoU);

/// <summary>DETR's loss (eq. 2): objects and queries are matched one to one, layer by layer, and each query learns what it was matched with.</summary>
/// <param name="options">What counts.</param>
public sealed class SetCriterion(SetCriterionOptions options)
{
    /// <summary>What matches a layer's queries with the objects.</summary>
    public HungarianMatcher Matcher { get; } = new(options.Matching);

    /// <summary>The weighted sum over the losses of all layers, each matched for itself: auxiliary losses are those of all but the last.</summary>
    /// <param name="layers">What each layer says, of B images.</param>
    /// <param name="targets">B of them.</param>
    /// <returns>One number.</returns>
    /// <inheritdoc cref="HungarianMatcher.Match"/>
    public Tensor Loss(IEnumerable<QueryOutput> layers, IReadOnlyList<DetectionTarget> targets)
    {
        using var scope = NewDisposeScope();
        return layers.Select(layer => Weighted(Losses(layer, targets, Matcher.Match(layer, targets), ObjectsOf(targets))))
            .Aggregate((sum, loss) => sum + loss).MoveToOuterDisposeScope();
    }

    /// <summary>The losses of one layer by given matches.</summary>
    /// <param name="output">Of B images.</param>
    /// <param name="targets">B of them.</param>
    /// <param name="matches">B of them.</param>
    /// <param name="objects">What sums over the objects are divided by: <see cref="ObjectsOf"/> the batch.</param>
    public SetLosses Losses(QueryOutput output, IReadOnlyList<DetectionTarget> targets, IReadOnlyList<Match> matches, double objects)
    {
        using var scope = NewDisposeScope();
        var pairs = Pairs.Of(matches, output.Logits.device);
        var (label, box) = Pairs.Wanted(targets, matches);
        var found = output.Boxes[pairs.Images, pairs.Queries];                                                              // [N, 4]
        var classes = options.Matching.Term == ClassTerm.Softmax ? CrossEntropy(output.Logits, pairs, label) : Focal(output.Logits, pairs, label, objects);
        var distance = (found - box).abs().sum() / objects;
        var overlap = (1 - BoxTensors.GIoU(BoxTensors.ToCorners(found), BoxTensors.ToCorners(box))).sum() / objects;
        return new(classes.MoveToOuterDisposeScope(), distance.MoveToOuterDisposeScope(), overlap.MoveToOuterDisposeScope());
    }

    /// <summary>The losses' sum by the options' weights.</summary>
    public Tensor Weighted(SetLosses losses)
    {
        using var scope = NewDisposeScope();
        return (options.Class * losses.Class + options.Box * losses.Box + options.GIoU * losses.GIoU).MoveToOuterDisposeScope();
    }

    /// <summary>How many objects a batch has, and at least 1.</summary>
    public static double ObjectsOf(IReadOnlyList<DetectionTarget> targets) => Math.Max(1, targets.Sum(target => target.Labels.shape[0]));

    /// <summary>The share of the matched queries whose likeliest class is wrong, in percent; 100 where nothing is matched. No loss: it tells how training goes.</summary>
    /// <param name="output">The last layer's, of B images.</param>
    /// <param name="targets">B of them.</param>
    /// <param name="matches">B of them.</param>
    public static double ClassError(QueryOutput output, IReadOnlyList<DetectionTarget> targets, IReadOnlyList<Match> matches)
    {
        using var scope = NewDisposeScope();
        var pairs = Pairs.Of(matches, output.Logits.device);
        var (label, _) = Pairs.Wanted(targets, matches);
        return label.shape[0] == 0 ? 100 : 100 - 100 * output.Logits[pairs.Images, pairs.Queries].argmax(-1).eq(label).to(ScalarType.Float64).mean().ToDouble();
    }

    /// <summary>By how much the number of queries that see an object misses the number of objects, a mean over the images, where logits are a softmax's. No loss.</summary>
    /// <param name="output">Of B images.</param>
    /// <param name="targets">B of them.</param>
    public static double CardinalityError(QueryOutput output, IReadOnlyList<DetectionTarget> targets)
    {
        using var scope = NewDisposeScope();
        var seen = output.Logits.argmax(-1).ne(output.Logits.shape[^1] - 1).sum(dim: 1).cpu().data<long>().ToArray();
        return seen.Zip(targets, (count, target) => Math.Abs(count - target.Labels.shape[0])).Average();
    }

    private Tensor CrossEntropy(Tensor logits, Pairs pairs, Tensor label)
    {
        var nothing = logits.shape[2] - 1;
        var wanted = full(logits.shape[..2], nothing, ScalarType.Int64, logits.device);                                     // [B, Q]
        wanted.index_put_(label, pairs.Images, pairs.Queries);
        var weight = ones([nothing + 1], logits.dtype, logits.device);
        weight[nothing] = options.NoObject;
        return functional.cross_entropy(logits.transpose(1, 2), wanted, weight);
    }

    private static Tensor Focal(Tensor logits, Pairs pairs, Tensor label, double objects)
    {
        var wanted = logits.detach().zeros_like();                                                                          // [B, Q, K]
        wanted.index_put_(ones([label.shape[0]], logits.dtype, logits.device), pairs.Images, pairs.Queries, label);
        return FocalLoss.Of(logits, wanted).sum() / objects;
    }
}
