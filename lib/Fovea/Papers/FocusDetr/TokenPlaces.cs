using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>Where the tokens of a batch of images lie; images smaller than the batch are padded to the right and below.</summary>
public static class TokenPlaces
{
    /// <summary>What <see cref="InverseSigmoid"/> keeps from 0 and 1; detrex's.</summary>
    public const double Least = 1e-3;

    private const double Border = .01;

    /// <summary>The image's share of each map.</summary>
    /// <param name="masks">True for padding, each [B, H, W].</param>
    /// <returns>Along the width and the height, [B, L, 2].</returns>
    public static Tensor ValidRatios(IEnumerable<Tensor> masks)
    {
        using var scope = NewDisposeScope();
        return stack([.. masks.Select(mask =>
        {
            var valid = mask.logical_not().to(ScalarType.Float32);
            return stack([valid.select(1, 0).mean([1]), valid.select(2, 0).mean([1])], -1); // [B, W] and [B, H] -> [B, 2]
        })], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Where each token is in each map: the place of its position's centre.</summary>
    /// <param name="pyramid">L maps of N positions.</param>
    /// <param name="ratios">[B, L, 2].</param>
    /// <returns>(x, y) as fractions of the padded map, [B, N, L, 2].</returns>
    public static Tensor References(Pyramid pyramid, Tensor ratios)
    {
        using var scope = NewDisposeScope();
        var centres = pyramid.Sizes.Select((size, level) =>
            Centres(size, ratios.device).unsqueeze(0) / (ratios.select(1, level) * Size(size, ratios.device)).unsqueeze(1)); // [1, H W, 2] / [B, 1, 2]
        return (cat([.. centres], 1).unsqueeze(2) * ratios.unsqueeze(1)).MoveToOuterDisposeScope(); // [B, N, 1, 2] x [B, 1, L, 2]
    }

    /// <summary>A box around each token, twice as large from map to map (Deformable DETR, Appendix A.4).</summary>
    /// <param name="pyramid">L maps of N positions.</param>
    /// <param name="padding">[B, N].</param>
    /// <param name="side">Of the finest map's boxes, as a fraction of the image's.</param>
    /// <returns>
    /// cx, cy, w, h as fractions of the image, by the inverse of the sigmoid, [B, N, 4], infinite for tokens that propose none: those of
    /// padding, and those whose box reaches the border; and which tokens these are, [B, N].
    /// </returns>
    public static (Tensor Boxes, Tensor Without) Proposals(Pyramid pyramid, Tensor padding, double side)
    {
        using var scope = NewDisposeScope();
        var boxes = cat([.. pyramid.Sizes.Select((size, level) =>
        {
            var valid = pyramid.Part(padding, level).logical_not().view(-1, size.Height, size.Width).to(ScalarType.Float32);
            var extent = stack([valid.select(1, 0).sum(dim: 1), valid.select(2, 0).sum(dim: 1)], -1).unsqueeze(1); // [B, 1, 2]
            var centres = Centres(size, padding.device).unsqueeze(0) / extent;  // [B, H W, 2]
            return cat([centres, centres.full_like(side * (1 << level))], -1);
        })], 1);
        var inside = (boxes > Border).logical_and(boxes < 1 - Border).all(-1);
        var without = padding.logical_or(inside.logical_not());
        return ((boxes / (1 - boxes)).log().masked_fill(without.unsqueeze(-1), double.PositiveInfinity).MoveToOuterDisposeScope(),
            without.MoveToOuterDisposeScope());
    }

    /// <summary>The inverse of the sigmoid of what is between 0 and 1, which stays finite.</summary>
    public static Tensor InverseSigmoid(Tensor values)
    {
        using var scope = NewDisposeScope();
        values = values.clamp(0, 1);
        return (values.clamp_min(Least) / (1 - values).clamp_min(Least)).log().MoveToOuterDisposeScope();
    }

    /// <summary>Picks tokens.</summary>
    /// <param name="tokens">[B, N, C].</param>
    /// <param name="index">[B, Q].</param>
    /// <returns>[B, Q, C].</returns>
    internal static Tensor Take(Tensor tokens, Tensor index)
    {
        using var scope = NewDisposeScope();
        return tokens.gather(1, index.unsqueeze(-1).expand(-1, -1, tokens.shape[2])).MoveToOuterDisposeScope();
    }

    /// <summary>Puts tokens in the place of others.</summary>
    /// <param name="tokens">[B, N, C].</param>
    /// <param name="index">[B, Q].</param>
    /// <param name="others">[B, Q, C].</param>
    /// <returns>[B, N, C].</returns>
    internal static Tensor Put(Tensor tokens, Tensor index, Tensor others)
    {
        using var scope = NewDisposeScope();
        return tokens.scatter(1, index.unsqueeze(-1).expand(-1, -1, tokens.shape[2]), others).MoveToOuterDisposeScope();
    }

    // (x, y) of the positions' centres in positions, [H W, 2].
    private static Tensor Centres((long Height, long Width) size, Device device)
    {
        var y = arange(size.Height, ScalarType.Float32, device) + .5;
        var x = arange(size.Width, ScalarType.Float32, device) + .5;
        return stack([x.unsqueeze(0).expand(size.Height, -1), y.unsqueeze(1).expand(-1, size.Width)], -1).view(-1, 2);
    }

    private static Tensor Size((long Height, long Width) size, Device device) => tensor([(float)size.Width, size.Height], device: device);
}
