using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>The embedding of numbers in eq. 8.</summary>
public static class Embedding
{
    private const double Base = 1000;

    /// <summary>E_2i(z) = sin(z / 1000^(2i / C_E)), E_(2i+1)(z) = cos(z / 1000^(2i / C_E)), for i from 0 to C_E / 2 - 1.</summary>
    /// <param name="z">Any shape.</param>
    /// <param name="width">C_E, even.</param>
    /// <returns>One axis more, of C_E.</returns>
    public static Tensor Of(Tensor z, int width)
    {
        using var scope = NewDisposeScope();
        var rates = (arange(0, width, 2, z.dtype, z.device) * (-Math.Log(Base) / width)).exp();
        var angles = z.unsqueeze(-1) * rates;                                           // [..., C_E / 2]
        return stack([angles.sin(), angles.cos()], -1).flatten(-2).MoveToOuterDisposeScope();
    }
}
