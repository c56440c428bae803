using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>How far a token is from the box that it lies in, which decides the feature map that the box belongs to.</summary>
public enum BoxDistance
{
    /// <summary>To the furthest side, max(l, t, r, b), above the range's begin and up to its end: the authors' code.</summary>
    FurthestSide,

    /// <summary>The Chebyshev distance to the box' centre, within the closed range: eq. 1.</summary>
    Centre,
}

/// <summary>Distances that belong to a feature map.</summary>
/// <param name="From">In pixels.</param>
/// <param name="To">In pixels.</param>
public readonly record struct DistanceRange(double From, double To);

/// <summary>Which tokens are foreground: what the token selector learns (Section 3.2, Appendix A.1.2).</summary>
public sealed record ForegroundLabels
{
    private const double Unbounded = 999_999;

    /// <summary>Ranges that overlap, by which Table 8 is best.</summary>
    public static IReadOnlyList<DistanceRange> Overlapping { get; } = [new(-1, 64), new(64, 256), new(128, 512), new(256, Unbounded)];

    /// <summary>Ranges that do not overlap, those of the authors' code.</summary>
    public static IReadOnlyList<DistanceRange> Separate { get; } = [new(-1, 64), new(64, 128), new(128, 256), new(256, Unbounded)];

    /// <summary>Ranges that do not overlap, the larger ones of Table 8.</summary>
    public static IReadOnlyList<DistanceRange> SeparateLarger { get; } = [new(-1, 128), new(128, 256), new(256, 512), new(512, Unbounded)];

    /// <summary>Pixels a token, for each map; ResNet's and one more.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [8, 16, 32, 64];

    /// <summary>Distances that belong to each map, in pixels; the authors' code.</summary>
    public IReadOnlyList<DistanceRange> Ranges { get; init; } = Separate;

    /// <summary>What is measured; the authors' code.</summary>
    public BoxDistance Distance { get; init; }

    /// <summary>Eq. 1: a token is foreground where its place lies within a box, and its distance within the range of its map.</summary>
    /// <param name="pyramid">L maps of N positions, of the padded images.</param>
    /// <param name="corners">The objects of each of B images, x1, y1, x2, y2 in pixels, [T, 4].</param>
    /// <returns>[B, N], boolean.</returns>
    /// <exception cref="ArgumentException">There are other than L strides or ranges.</exception>
    public Tensor Of(Pyramid pyramid, IReadOnlyList<Tensor> corners)
    {
        Check.That(Strides.Count == pyramid.Sizes.Count, nameof(Strides), $"one for each of {pyramid.Sizes.Count} maps", Strides.Count);
        Check.That(Ranges.Count == pyramid.Sizes.Count, nameof(Ranges), $"one for each of {pyramid.Sizes.Count} maps", Ranges.Count);
        using var scope = NewDisposeScope();
        return stack([.. corners.Select(boxes => cat([.. pyramid.Sizes.Select((size, level) => OfMap(size, level, boxes))]))])
            .MoveToOuterDisposeScope();
    }

    // Of one image and map, [H W].
    private Tensor OfMap((long Height, long Width) size, int level, Tensor corners)
    {
        Tensor Places(long count) => arange(count, ScalarType.Float32, corners.device) * Strides[level] + Strides[level] / 2;
        var x = Places(size.Width).unsqueeze(0).expand(size.Height, -1).reshape(-1, 1);     // [H W, 1]
        var y = Places(size.Height).unsqueeze(1).expand(-1, size.Width).reshape(-1, 1);
        var (left, top, right, bottom) = (corners[.., 0], corners[.., 1], corners[.., 2], corners[.., 3]); // [T]
        var sides = stack([x - left, y - top, right - x, bottom - y], -1);                  // [H W, T, 4]
        var (from, to) = Ranges[level];
        Tensor within;
        if (Distance == BoxDistance.FurthestSide)
        {
            var distance = sides.amax(-1);
            within = (distance > from).logical_and(distance <= to);
        }
        else
        {
            var distance = maximum((x - (left + right) / 2).abs(), (y - (top + bottom) / 2).abs());
            within = (distance >= from).logical_and(distance <= to);
        }
        return (sides.amin(-1) > 0).logical_and(within).any(-1);
    }
}

/// <summary>What the token selector is blamed for.</summary>
public static class SelectorLoss
{
    /// <summary>lambda_f of eq. 6; Section 4.1.</summary>
    public const double Weight = 1.5;

    /// <summary>Eq. 7: the focal loss over all tokens, divided by an image's foreground tokens, a mean over the images.</summary>
    /// <param name="scores">Logits, [B, N].</param>
    /// <param name="foreground">[B, N], boolean.</param>
    public static Tensor ByBoxes(Tensor scores, Tensor foreground)
    {
        using var scope = NewDisposeScope();
        var wanted = foreground.to(scores.dtype);
        return (FocalLoss.Of(scores, wanted).sum(dim: 1) / wanted.sum(dim: 1).clamp_min(1)).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Sparse DETR's: cross-entropy with the tokens that the decoder looks at most, as many of each image as are kept.</summary>
    /// <param name="scores">Logits, [B, N].</param>
    /// <param name="attention">The decoder's attention map, [B, N].</param>
    /// <param name="kept">Of each image, B numbers.</param>
    /// <param name="padding">[B, N].</param>
    public static Tensor ByAttention(Tensor scores, Tensor attention, IReadOnlyList<int> kept, Tensor padding)
    {
        using var scope = NewDisposeScope();
        attention = attention.detach().masked_fill(padding, double.NegativeInfinity);
        var (_, best) = attention.topk(kept.Max());                                         // [B, most]
        var counted = arange(kept.Max(), device: scores.device).unsqueeze(0) < tensor(kept.Select(count => (long)count).ToArray(), device: scores.device).unsqueeze(1);
        var wanted = scores.detach().zeros_like().scatter(1, best, counted.to(scores.dtype));
        return nn.functional.binary_cross_entropy_with_logits(scores, wanted).MoveToOuterDisposeScope();
    }
}
