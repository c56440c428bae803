using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>The matches of a batch as indices into [B, Q, ...].</summary>
/// <param name="Images">[N].</param>
/// <param name="Queries">[N].</param>
internal readonly record struct Pairs(Tensor Images, Tensor Queries)
{
    public static Pairs Of(IReadOnlyList<Match> matches, Device device) => new(
        tensor(matches.SelectMany((match, image) => match.Queries.Select(_ => (long)image)).ToArray(), device: device),
        tensor(matches.SelectMany(match => match.Queries).ToArray(), device: device));

    /// <summary>What the matched queries are to say, in the same order: labels, [N], and boxes, [N, 4].</summary>
    public static (Tensor Labels, Tensor Boxes) Wanted(IReadOnlyList<DetectionTarget> targets, IReadOnlyList<Match> matches)
    {
        var own = targets.Zip(matches, (target, match) => (Target: target, Objects: tensor(match.Objects, device: target.Labels.device))).ToArray();
        return (cat([.. own.Select(one => one.Target.Labels[one.Objects])]), cat([.. own.Select(one => one.Target.Boxes[one.Objects])]));
    }
}
