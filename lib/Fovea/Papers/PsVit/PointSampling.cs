using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PsVit;

/// <summary>How gradients pass through the lookup of features at points.</summary>
public enum SamplingGradient
{
    /// <summary>As the authors' CUDA code computes it, which at the map's border is not the derivative of the lookup.</summary>
    AsReleased,

    /// <summary>The derivative of the lookup, eq. 9.</summary>
    Exact,
}

/// <summary>Sampling points and the lookup of features at them. Points are (y, x) in pixels of the feature map.</summary>
public static class PointSampling
{
    /// <summary>Eq. 2: p_1 = (i_y s_h + s_h / 2, i_x s_w + s_w / 2), with s_h = H / n and s_w = W / n.</summary>
    /// <remarks>Column by column, as in the authors' code and checkpoints; the paper's index runs row by row.</remarks>
    /// <param name="perSide">n.</param>
    /// <param name="side">H = W.</param>
    /// <returns>[1, n * n, 2].</returns>
    public static Tensor InitialPoints(int perSide, int side)
    {
        using var scope = NewDisposeScope();
        var step = side / (double)perSide;
        var along = (arange(perSide, dtype: ScalarType.Float32) + .5) * step;   // [n]
        var y = along.expand(perSide, perSide);                                 // [column, row]
        var x = along.unsqueeze(1).expand(perSide, perSide);                    // [column, row]
        return stack([y, x], -1).reshape(1, -1, 2).MoveToOuterDisposeScope();   // [column, row, 2] -> [1, n * n, 2]
    }

    /// <summary>Eq. 3: T' = F(p), bilinear between pixels and zero outside the map, where a pixel beyond the border counts as zero.</summary>
    /// <param name="features">F, [B, C, H, W], at least two pixels a side.</param>
    /// <param name="points">p, [B, L, 2].</param>
    /// <param name="gradient">How gradients pass, where there are any.</param>
    /// <returns>T', [B, L, C].</returns>
    public static Tensor Sample(Tensor features, Tensor points, SamplingGradient gradient)
    {
        using var scope = NewDisposeScope();
        var trained = features.requires_grad || points.requires_grad;
        var tokens = trained && gradient == SamplingGradient.AsReleased ? SampleAsReleased(features, points) : Lookup(features, points);
        return tokens.MoveToOuterDisposeScope();
    }

    /// <summary>The lookup; autograd differentiates it as eq. 9 does.</summary>
    private static Tensor Lookup(Tensor features, Tensor points)
    {
        var (height, width) = (features.shape[2], features.shape[3]);
        var scale = tensor([2.0 / (width - 1), 2.0 / (height - 1)], features.dtype, features.device);
        var grid = points.flip(-1) * scale - 1;                                 // [B, L, 2], (x, y) with -1 and 1 at the outermost pixels
        return nn.functional.grid_sample(features, grid.unsqueeze(1), GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: true)
            .squeeze(2).transpose(1, 2);                                        // [B, C, 1, L] -> [B, C, L] -> [B, L, C]
    }

    /// <summary>The same lookup with the authors' backward pass.</summary>
    /// <remarks>
    /// Theirs is that of a lookup at the nearest place on the map, though outside of it the features fade to zero within a pixel:
    /// the feature map gets the whole gradient instead of the faded one, and a point keeps its gradient before the first pixel, but
    /// on and after the last row or column it gets none, along either axis. So the lookup is made at the nearest place, and then faded.
    /// </remarks>
    private static Tensor SampleAsReleased(Tensor features, Tensor points)
    {
        var at = points.detach();
        var size = tensor(features.shape[2..], features.dtype, features.device);
        var last = size - 1;
        var near = (at > -1).logical_and(at < size).all(-1, keepdim: true);     // [B, L, 1]
        var moves = near.logical_and((at < last).all(-1, keepdim: true));       // [B, L, 1]
        var fade = minimum(at + 1, size - at).clamp(0, 1).prod(-1, keepdim: true); // [B, L, 1]

        var nearest = minimum(at.clamp_min(0), last) + (points - at) * moves;   // the difference is zero, its gradient is not
        var tokens = Lookup(features, nearest);
        return tokens * near + tokens.detach() * (fade - near.to(fade.dtype));
    }
}
