using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>Which query of an image is to find which of its objects.</summary>
/// <param name="Queries">Ascending.</param>
/// <param name="Objects">Of the query at the same place.</param>
public readonly record struct Match(long[] Queries, long[] Objects);

/// <summary>What a query and an object cost together.</summary>
public sealed record MatchingCosts
{
    /// <summary>How the class is compared.</summary>
    public ClassTerm Term { get; init; }

    /// <summary>Weight of the class: 1 in DETR, 2 in Deformable DETR and its kin.</summary>
    public double Class { get; init; } = 1;

    /// <summary>Weight of the L1 distance of the boxes; DETR's.</summary>
    public double Box { get; init; } = 5;

    /// <summary>Weight of the negative <see cref="BoxTensors.GIoU"/>; DETR's.</summary>
    public double GIoU { get; init; } = 2;
}

/// <summary>The cheapest one-to-one matching of queries and objects, image by image (DETR, eq. 1).</summary>
/// <param name="costs">What it makes small.</param>
public sealed class HungarianMatcher(MatchingCosts costs)
{
    /// <summary>Matches; queries without an object are in no match, and objects neither where an image has more of them than queries.</summary>
    /// <param name="output">Of B images.</param>
    /// <param name="targets">B of them.</param>
    /// <exception cref="ArgumentException">The counts differ, or a cost is not finite: the message names image, query and object.</exception>
    public IReadOnlyList<Match> Match(QueryOutput output, IReadOnlyList<DetectionTarget> targets)
    {
        Check.That(output.Logits.shape[0] == targets.Count, nameof(targets), $"{output.Logits.shape[0]}, one for each image", targets.Count);
        using var scope = NewDisposeScope();
        var queries = (int)output.Logits.shape[1];
        var all = new DetectionTarget(cat([.. targets.Select(target => target.Labels)]), cat([.. targets.Select(target => target.Boxes)]));
        var total = (int)all.Labels.shape[0];
        // One transfer for all images: on a GPU each would wait for it.
        var cost = Cost(output.Logits.flatten(0, 1), output.Boxes.flatten(0, 1), all).to(ScalarType.Float64).cpu().data<double>().ToArray();   // [B Q, T]
        var (matches, first) = (new Match[targets.Count], 0);
        for (var image = 0; image < matches.Length; image++)
        {
            var objects = (int)targets[image].Labels.shape[0];
            var own = new double[queries, objects];
            for (var query = 0; query < queries; query++)
                for (var one = 0; one < objects; one++)
                    own[query, one] = cost[(image * queries + query) * total + first + one];
            matches[image] = Solve(own, image);
            first += objects;
        }
        return matches;
    }

    /// <summary>What each query and object cost together: Class c + Box |b - b'|_1 - GIoU giou(b, b').</summary>
    /// <remarks>
    /// c is minus the object's class' probability, or, focal, the difference of the focal losses of saying and of not saying the class.
    /// </remarks>
    /// <param name="logits">[N, K].</param>
    /// <param name="boxes">[N, 4].</param>
    /// <param name="target">T objects.</param>
    /// <returns>[N, T], without gradient.</returns>
    public Tensor Cost(Tensor logits, Tensor boxes, DetectionTarget target)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var said = costs.Term == ClassTerm.Softmax ? -logits.softmax(-1) : FocalLoss.Difference(logits);                    // [N, K]
        var distance = (boxes.unsqueeze(1) - target.Boxes.unsqueeze(0)).abs().sum(dim: -1);                                 // [N, T]
        var overlap = BoxTensors.PairwiseGIoU(BoxTensors.ToCorners(boxes), BoxTensors.ToCorners(target.Boxes));             // [N, T]
        return (costs.Class * said.index_select(1, target.Labels) + costs.Box * distance - costs.GIoU * overlap).MoveToOuterDisposeScope();
    }

    private static Match Solve(double[,] cost, int image)
    {
        int[] objectOf;
        try
        {
            objectOf = Assignment.Solve(cost);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"image {image} of the batch, queries by objects: {e.Message}", e);
        }
        var matched = objectOf.Index().Where(pair => pair.Item >= 0).ToArray();
        return new([.. matched.Select(pair => (long)pair.Index)], [.. matched.Select(pair => (long)pair.Item)]);
    }
}
