using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Layers;

/// <summary>Regions of interest as the operators take them: checked, and in positions of the feature map.</summary>
/// <param name="Images">The image of each region, R indices.</param>
/// <param name="Left">[R], as the others of the features' type and without gradient.</param>
/// <param name="Top">[R].</param>
/// <param name="Right">[R].</param>
/// <param name="Bottom">[R].</param>
internal sealed record Regions(int[] Images, Tensor Left, Tensor Top, Tensor Right, Tensor Bottom)
{
    /// <summary>How many.</summary>
    public int Count => Images.Length;

    /// <param name="features">[B, C, H, W].</param>
    /// <param name="rois">[R, 5]: the index of an image, then the corners x1, y1, x2, y2 in pixels of the image.</param>
    /// <param name="scale">Positions of the feature map a pixel.</param>
    /// <exception cref="ArgumentException">A shape is another, an image is not in the batch, or a corner is not finite.</exception>
    public static Regions Of(Tensor features, Tensor rois, double scale)
    {
        Check.That(features.ndim == 4 && features.numel() > 0, nameof(features), "[B, C, H, W], none of them 0", Text(features));
        Check.That(rois.ndim == 2 && rois.shape[1] == 5, nameof(rois), "[R, 5], an image's index and x1, y1, x2, y2", Text(rois));
        Check.That(double.IsFinite(scale) && scale > 0, nameof(scale), "above 0", scale);
        var corners = rois.detach().to(features.dtype, features.device) * scale;
        var images = Indices(rois, corners, features.shape[0]);
        return new Regions(images, corners[.., 1], corners[.., 2], corners[.., 3], corners[.., 4]);
    }

    /// <summary>All edges.</summary>
    public IEnumerable<Edges> Edges()
    {
        double[][] edges = [Values(Left), Values(Top), Values(Right), Values(Bottom)];
        return Images.Select((_, i) => new Edges(edges[0][i], edges[1][i], edges[2][i], edges[3][i]));
    }

    /// <summary>The regions of each image that has any, in pieces.</summary>
    /// <param name="most">How many regions a piece has at most.</param>
    public IEnumerable<(int Image, long[] Regions)> ByImage(int most) => Enumerable.Range(0, Count)
        .GroupBy(region => Images[region], region => (long)region)
        .SelectMany(group => group.Chunk(most), (group, piece) => (group.Key, piece));

    private static int[] Indices(Tensor rois, Tensor corners, long batch)
    {
        var given = Values(rois);
        var scaled = Values(corners);
        var images = new int[rois.shape[0]];
        for (var i = 0; i < images.Length; i++)
        {
            var image = given[5 * i];
            Check.That(image >= 0 && image < batch && image == Math.Floor(image) && scaled.AsSpan(5 * i + 1, 4).ToArray().All(double.IsFinite),
                $"rois[{i}]", $"the index of one of {batch} images and four finite corners",
                FormattableString.Invariant($"{image}, {given[5 * i + 1]}, {given[5 * i + 2]}, {given[5 * i + 3]}, {given[5 * i + 4]}"));
            images[i] = (int)image;
        }
        return images;
    }

    private static double[] Values(Tensor tensor) => tensor.detach().cpu().to(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}

/// <summary>Of a region, in positions of the feature map.</summary>
internal readonly record struct Edges(double Left, double Top, double Right, double Bottom);
