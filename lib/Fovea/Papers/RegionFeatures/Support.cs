using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>Omega_b, where features of a region come from (Table 2).</summary>
public enum Support
{
    /// <summary>1x: the region.</summary>
    Region,

    /// <summary>2x: twice the region's area around the same centre.</summary>
    TwiceArea,

    /// <summary>The whole image.</summary>
    Image,
}

/// <summary>The rectangles that a <see cref="Support"/> is.</summary>
internal static class Supports
{
    private static readonly double Side = Math.Sqrt(2); // of twice the area

    /// <param name="support">Which.</param>
    /// <param name="rois">[R, 5], in pixels.</param>
    /// <param name="features">[B, C, H, W].</param>
    /// <param name="scale">Positions of the map a pixel.</param>
    /// <returns>[R, 5].</returns>
    public static Tensor Of(this Support support, Tensor rois, long[] features, double scale)
    {
        if (support == Support.Region) return rois;
        var (left, top, right, bottom) = support.Of((rois.select(1, 1), rois.select(1, 2), rois.select(1, 3), rois.select(1, 4)), features[3] / scale, features[2] / scale);
        return stack([rois.select(1, 0), left, top, right, bottom], 1);
    }

    /// <returns>Edges in positions of the map, [R] each.</returns>
    public static (Tensor Left, Tensor Top, Tensor Right, Tensor Bottom) Of(this Support support, Regions regions, long[] features) =>
        support.Of((regions.Left, regions.Top, regions.Right, regions.Bottom), features[3], features[2]);

    /// <summary>The same for numbers.</summary>
    public static (double From, double To) Of(this Support support, double from, double to, double length)
    {
        var (middle, half) = ((from + to) / 2, (to - from) / 2 * Side);
        return support switch { Support.Region => (from, to), Support.TwiceArea => (middle - half, middle + half), _ => (0, length) };
    }

    private static (Tensor Left, Tensor Top, Tensor Right, Tensor Bottom) Of(
        this Support support, (Tensor Left, Tensor Top, Tensor Right, Tensor Bottom) box, double width, double height)
    {
        var (left, right) = Along(box.Left, box.Right, width);
        var (top, bottom) = Along(box.Top, box.Bottom, height);
        return (left, top, right, bottom);

        (Tensor, Tensor) Along(Tensor from, Tensor to, double length)
        {
            if (support == Support.Region) return (from, to);
            if (support == Support.Image) return (from.zeros_like(), from.full_like(length));
            var (middle, half) = ((from + to) / 2, (to - from) / 2 * Side);
            return (middle - half, middle + half);
        }
    }
}
