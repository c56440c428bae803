using Fovea.Detection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>Objects with noise, which the decoder is to find again, beside objects with more noise, which it is to refuse (DINO, Section 3.3).</summary>
/// <remarks>Queries are in groups; a group has a place for each object of the image with most, and as many for the refused ones.</remarks>
/// <param name="Contents">Embedded labels, zero where an image has no object, [B, P, C].</param>
/// <param name="Boxes">By the inverse of the sigmoid, [B, P, 4].</param>
/// <param name="Mask">True for queries that must not see each other, [P + Q, P + Q]: groups are blind to one another, and all others to groups.</param>
/// <param name="Groups">How many groups there are.</param>
/// <param name="Places">2 x the most objects of an image.</param>
public sealed record DenoisingQueries(Tensor Contents, Tensor Boxes, Tensor Mask, int Groups, int Places)
{
    /// <summary>Makes them, with noise from the default random generator.</summary>
    /// <param name="targets">What is to be found, of B images.</param>
    /// <param name="options">How much noise.</param>
    /// <param name="labels">An embedding of each class, C numbers.</param>
    /// <param name="queries">Q, the decoder's own.</param>
    /// <returns>Null where nothing is to be found.</returns>
    public static DenoisingQueries? Of(IReadOnlyList<DetectionTarget> targets, DenoisingOptions options, Embedding labels, long queries)
    {
        var counts = targets.Select(target => (int)target.Labels.shape[0]).ToArray();
        var most = counts.Max();
        if (most == 0) return null;
        using var scope = NewDisposeScope();
        var device = labels.weight.device;
        var groups = Math.Max(1, options.Pairs / most);
        // Object by object, for a group's wanted ones, then for its refused ones, and then for the next group.
        var label = cat([.. targets.Select(target => target.Labels)]).repeat(2 * groups);
        var box = cat([.. targets.Select(target => target.Boxes)]).repeat(2 * groups, 1);
        var refused = arange(2 * groups, device: device).remainder(2).repeat_interleave(counts.Sum()).unsqueeze(1); // [T, 1], 0 or 1
        var image = tensor(counts.SelectMany((count, i) => Enumerable.Repeat((long)i, count)).ToArray(), device: device).repeat(2 * groups);
        var place = tensor(Enumerable.Range(0, 2 * groups).SelectMany(half => counts.SelectMany(count =>
            Enumerable.Range(0, count).Select(i => (long)(half * most + i)))).ToArray(), device: device);

        var contents = labels.call(NoisyLabels(label, options.LabelNoise, labels.weight.shape[0])); // [T, C]
        var boxes = TokenPlaces.InverseSigmoid(NoisyBoxes(box, refused, options.BoxNoise));
        var size = 2 * groups * most;
        return new(
            zeros([targets.Count, size, contents.shape[1]], contents.dtype, device).index_put_(contents, image, place).MoveToOuterDisposeScope(),
            zeros([targets.Count, size, 4], boxes.dtype, device).index_put_(boxes, image, place).MoveToOuterDisposeScope(),
            Blind(groups, 2 * most, size + queries, device).MoveToOuterDisposeScope(), groups, 2 * most);
    }

    /// <summary>Which of them are to find which objects; all others are to see none.</summary>
    /// <param name="targets">Those that they were made of.</param>
    public IReadOnlyList<Match> Matches(IReadOnlyList<DetectionTarget> targets) => [.. targets.Select(target =>
    {
        var count = (int)target.Labels.shape[0];
        return new Match(
            [.. Enumerable.Range(0, Groups).SelectMany(group => Enumerable.Range(0, count).Select(i => (long)(group * Places + i)))],
            [.. Enumerable.Range(0, Groups).SelectMany(_ => Enumerable.Range(0, count).Select(i => (long)i))]);
    })];

    internal DenoisingQueries MoveToOuterDisposeScope()
    {
        foreach (var tensor in new[] { Contents, Boxes, Mask }) tensor.MoveToOuterDisposeScope();
        return this;
    }

    // Half of the share gets a label drawn from all.
    private static Tensor NoisyLabels(Tensor labels, double share, long classes)
    {
        var drawn = rand(labels.shape, device: labels.device) < share / 2;
        return where(drawn, randint(classes, labels.shape, ScalarType.Int64, labels.device), labels);
    }

    // Each corner moves by less than half a side; of a refused box by half a side or more, and less than a whole one; none leaves the image.
    private static Tensor NoisyBoxes(Tensor boxes, Tensor refused, double scale)
    {
        if (scale == 0) return boxes;
        var half = boxes.narrow(1, 2, 2).repeat(1, 2) / 2;
        var sign = randint(2, boxes.shape, ScalarType.Float32, boxes.device) * 2 - 1;
        var moved = BoxTensors.ToCorners(boxes) + (rand(boxes.shape, device: boxes.device) + refused) * sign * half * scale;
        return BoxTensors.FromCorners(moved.clamp(0, 1));
    }

    private static Tensor Blind(int groups, int places, long all, Device device)
    {
        var group = (arange(all, device: device) / places).floor().clamp_max(groups); // the decoder's own queries are one more
        var (seer, seen) = (group.unsqueeze(1), group.unsqueeze(0));
        return seer.ne(seen).logical_and(seen < groups);
    }
}
