using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>Features with the channels of a position side by side, so that a position is a row.</summary>
/// <param name="Values">[B H W, C], contiguous; image by image, row by row.</param>
/// <param name="Batch">B.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
public sealed record FeatureRows(Tensor Values, int Batch, int Height, int Width)
{
    /// <summary>C.</summary>
    public int Channels => (int)Values.shape[1];

    /// <summary>Copies a map, unless it lies in memory like this already.</summary>
    /// <param name="map">[B, C, H, W].</param>
    public static FeatureRows Of(Tensor map) =>
        new(map.permute(0, 2, 3, 1).contiguous().view(-1, map.shape[1]), (int)map.shape[0], (int)map.shape[2], (int)map.shape[3]);

    /// <summary>The same memory as a map, [B, C, H, W].</summary>
    public Tensor ToMap() => Values.view(Batch, Height, Width, Channels).permute(0, 3, 1, 2);
}
