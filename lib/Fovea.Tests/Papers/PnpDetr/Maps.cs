using Fovea.Papers.PnpDetr;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>Small feature maps to sample.</summary>
internal static class Maps
{
    public const int Width = 8;

    /// <summary>Drawn features and positions; the images are numbered from 0.</summary>
    /// <param name="extents">Rows and columns of each image; the largest of each are the map's.</param>
    public static FeatureMap Of(params (int Rows, int Columns)[] extents)
    {
        var (height, width) = (extents.Max(e => e.Rows), extents.Max(e => e.Columns));
        var random = new Random(height * 100 + width);
        var padding = extents.SelectMany(e => from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) select y >= e.Rows || x >= e.Columns);
        return new(Drawn(), Drawn(), tensor(padding.ToArray()).reshape(extents.Length, height, width), [.. Enumerable.Range(0, extents.Length)]);

        Tensor Drawn() => tensor(Enumerable.Range(0, extents.Length * Width * height * width).Select(_ => (float)random.NextDouble() * 4 - 2).ToArray())
            .reshape(extents.Length, Width, height, width);
    }

    /// <summary>A sampler of such maps.</summary>
    public static PollPoolSampler Sampler(SamplerOptions options) => new(options with { Width = Width });

    /// <summary>The values of a tensor of whole numbers, row by row.</summary>
    public static long[] Numbers(Tensor tensor) => tensor.cpu().contiguous().reshape(-1).data<long>().ToArray();
}
