using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// Features where nothing was sampled, from what was sampled around: out = m f + (1 - m) (K * (m f)) / (K * m + 1e-5), with the
/// kernel K = s^2 / 2 pi exp(-s^2 d^2 / 2) of distance d over a square window, and s learnt.
/// </summary>
public static class Interpolation
{
    /// <summary>Added to the sum of weights, so that a window without samples gives zero.</summary>
    public const double Epsilon = 1e-5;

    /// <summary>Interpolates densely, as training does.</summary>
    /// <param name="features">f, [B, C, H, W].</param>
    /// <param name="mask">m, [B, 1, H, W]. Where it is above 1, the features are multiplied by it and nothing is added.</param>
    /// <param name="sigma">s, a scalar.</param>
    /// <param name="window">Side of K, odd.</param>
    /// <returns>[B, C, H, W].</returns>
    public static Tensor Apply(Tensor features, Tensor mask, Tensor sigma, int window)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (Band(sigma, features.shape[2], window), Band(sigma, features.shape[3], window));
        var height = sigma * sigma / (2 * Math.PI);
        Tensor Convolved(Tensor map) => rows.matmul(map.matmul(columns)) * height;  // [H, H] x [B, C, H, W] x [W, W]
        var kept = features * mask;
        var around = Convolved(kept) / (Convolved(mask) + Epsilon);
        return (kept + (1 - mask).clamp(min: (Scalar)0) * around).MoveToOuterDisposeScope();
    }

    /// <summary>K without its height along one axis: it is the product of two of these, one an axis.</summary>
    /// <param name="sigma">s.</param>
    /// <param name="length">L, of the axis.</param>
    /// <param name="window">Side of K.</param>
    /// <returns>exp(-s^2 (i - j)^2 / 2) within the window and 0 beyond, [L, L].</returns>
    private static Tensor Band(Tensor sigma, long length, int window)
    {
        var positions = arange(length, sigma.dtype, sigma.device);
        var distance = positions.unsqueeze(0) - positions.unsqueeze(1);
        return (sigma * sigma * distance * distance / -2).exp() * (distance.abs() <= window / 2);
    }
}
