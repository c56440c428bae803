using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Layers;

/// <summary>
/// Features of regions of interest (RoIs): each region is divided into bins, and each bin gives one feature vector. The
/// arithmetic is torchvision's, to the order of its roundings.
/// </summary>
/// <remarks>
/// <para>
/// A region is a row of [R, 5]: the index of an image of the batch, then the corners x1, y1, x2, y2 in pixels of the image,
/// each multiplied by <c>scale</c> to give positions of the feature map. Regions get no gradient, features do.
/// </para>
/// <para>
/// No region at all gives [0, C, h, w]. What lies outside of the map adds nothing: a region wholly outside gives zeros. A corner
/// that is not finite, or an image that is not in the batch, is refused by the region's number. What becomes of a region
/// without area, or with its corners exchanged, each operator says.
/// </para>
/// <para>
/// An average over a grid of bilinear lookups is a sum along rows of a sum along columns, so averaging operators are two matrix
/// products a region, at R h C H W multiplications, whatever the number of lookups. A feature that is not finite therefore
/// reaches every region of its image.
/// </para>
/// </remarks>
public static partial class RoiPooling
{
    // Numbers between the two sums that are held at a time: 16 MB in single precision.
    private const long Held = 1 << 22;

    /// <summary>RoI align (He et al. 2017, Mask R-CNN, Section 3): the mean of bilinear lookups on a regular grid in each bin.</summary>
    /// <remarks>
    /// A lookup up to one position outside of the map takes the border's value, further out zero. Unaligned regions have at least one
    /// position a side. An aligned one without area has a single place to look up, or, where the grid follows the bin's size, none: zeros.
    /// </remarks>
    /// <param name="features">[B, C, H, W].</param>
    /// <param name="rois">[R, 5].</param>
    /// <param name="size">Bins along the height and the width, h and w.</param>
    /// <param name="scale">Positions of the feature map a pixel of the image, such as 1 / 16.</param>
    /// <param name="samplingRatio">Lookups a bin along each axis; where not positive, one for each position that the bin begins to cover.</param>
    /// <param name="aligned">Whether regions are moved by half a position, so that a pixel's centre is what is looked up for it; Mask R-CNN did not.</param>
    /// <returns>[R, C, h, w].</returns>
    /// <exception cref="ArgumentException">A shape does not fit, or a region is not finite or of no image of the batch.</exception>
    public static Tensor Align(Tensor features, Tensor rois, (int Height, int Width) size, double scale = 1, int samplingRatio = -1, bool aligned = false)
    {
        using var scope = NewDisposeScope();
        var regions = Checked(features, rois, size, scale);
        var (offset, least) = aligned ? (.5, double.NegativeInfinity) : (0, 1);
        var rows = LookupWeights(regions.Top - offset, regions.Bottom - offset, size.Height, features.shape[2], samplingRatio, least);
        var columns = LookupWeights(regions.Left - offset, regions.Right - offset, size.Width, features.shape[3], samplingRatio, least);
        return Average(features, regions, rows, columns, positionSensitive: false).MoveToOuterDisposeScope();
    }

    /// <summary>Position-sensitive RoI align (Li et al. 2017, Light-Head R-CNN): the mean of bilinear lookups, each bin in channels of its own.</summary>
    /// <remarks>
    /// Output channel c of bin (i, j) is read from input channel (c h + i) w + j. Regions are moved by half a position, as
    /// <see cref="Align"/> does where aligned; where the grid follows the bin's size and there is none, the output is zero, which torchvision
    /// gives as 0 / 0.
    /// </remarks>
    /// <param name="features">[B, C h w, H, W].</param>
    /// <param name="rois">[R, 5].</param>
    /// <param name="size">Bins along the height and the width, h and w.</param>
    /// <param name="scale">Positions of the feature map a pixel of the image.</param>
    /// <param name="samplingRatio">Lookups a bin along each axis; where not positive, one for each position that the bin begins to cover.</param>
    /// <returns>[R, C, h, w].</returns>
    /// <exception cref="ArgumentException">A shape does not fit, or a region is not finite or of no image of the batch.</exception>
    public static Tensor PositionSensitiveAlign(Tensor features, Tensor rois, (int Height, int Width) size, double scale = 1, int samplingRatio = -1)
    {
        using var scope = NewDisposeScope();
        var regions = Checked(features, rois, size, scale, positionSensitive: true);
        var rows = LookupWeights(regions.Top - .5, regions.Bottom - .5, size.Height, features.shape[2], samplingRatio, double.NegativeInfinity);
        var columns = LookupWeights(regions.Left - .5, regions.Right - .5, size.Width, features.shape[3], samplingRatio, double.NegativeInfinity);
        return Average(features, regions, rows, columns, positionSensitive: true).MoveToOuterDisposeScope();
    }

    /// <summary>Position-sensitive RoI pooling (Dai et al. 2016, R-FCN, eq. 1): the mean of each bin, in channels of its own.</summary>
    /// <remarks>
    /// Corners are rounded, half away from zero; a region has at least one position a side; a bin without positions is zero. As in
    /// torchvision a bin ends before the last row and the last column of the map. Channels are those of <see cref="PositionSensitiveAlign"/>.
    /// </remarks>
    /// <inheritdoc cref="PositionSensitiveAlign"/>
    public static Tensor PositionSensitivePool(Tensor features, Tensor rois, (int Height, int Width) size, double scale = 1)
    {
        using var scope = NewDisposeScope();
        var regions = Checked(features, rois, size, scale, positionSensitive: true);
        var rows = MeanWeights(Bins(regions.Top, regions.Bottom, size.Height, 0, features.shape[2] - 1), features.shape[2]);
        var columns = MeanWeights(Bins(regions.Left, regions.Right, size.Width, 0, features.shape[3] - 1), features.shape[3]);
        return Average(features, regions, rows, columns, positionSensitive: true).MoveToOuterDisposeScope();
    }

    /// <summary>RoI pooling by means: as <see cref="Max"/>, but the mean of each bin's positions.</summary>
    /// <inheritdoc cref="Max"/>
    public static Tensor Mean(Tensor features, Tensor rois, (int Height, int Width) size, double scale = 1)
    {
        using var scope = NewDisposeScope();
        var regions = Checked(features, rois, size, scale);
        var rows = MeanWeights(Bins(regions.Top, regions.Bottom, size.Height, 1, features.shape[2]), features.shape[2]);
        var columns = MeanWeights(Bins(regions.Left, regions.Right, size.Width, 1, features.shape[3]), features.shape[3]);
        return Average(features, regions, rows, columns, positionSensitive: false).MoveToOuterDisposeScope();
    }

    private static Regions Checked(Tensor features, Tensor rois, (int Height, int Width) size, double scale, bool positionSensitive = false)
    {
        Check.That(size is { Height: > 0, Width: > 0 }, nameof(size), "at least one bin along each axis", size);
        var regions = Regions.Of(features, rois, scale);
        Check.That(!positionSensitive || features.shape[1] % (size.Height * size.Width) == 0, nameof(features),
            $"a multiple of {size.Height} x {size.Width} channels, one set for each bin", $"{features.shape[1]} channels");
        return regions;
    }

    /// <summary>What no region gives, still of the features' graph.</summary>
    private static Tensor None(Tensor features, long channels, int h, int w) => features.reshape(-1)[..0].reshape(0, channels, h, w);

    /// <summary>out[r, c, i, j] = sum over y and x of rows[r, i, y] columns[r, j, x] F[c, y, x], with F that of the region's image.</summary>
    /// <param name="features">[B, channels, H, W].</param>
    /// <param name="regions">R of them.</param>
    /// <param name="rows">[R, h, H].</param>
    /// <param name="columns">[R, w, W].</param>
    /// <param name="positionSensitive">Whether each bin has channels of its own.</param>
    /// <returns>[R, C, h, w].</returns>
    private static Tensor Average(Tensor features, Regions regions, Tensor rows, Tensor columns, bool positionSensitive)
    {
        var (h, w) = (rows.shape[1], columns.shape[1]);
        var (channels, height, width) = (features.shape[1], features.shape[2], features.shape[3]);
        var output = positionSensitive ? channels / (h * w) : channels;
        if (regions.Count == 0) return None(features, output, (int)h, (int)w);

        var between = channels * width * (positionSensitive ? 1 : h);
        var (pooled, order) = (new List<Tensor>(), new List<long>());
        foreach (var (image, some) in regions.ByImage((int)Math.Clamp(Held / between, 1, regions.Count)))
        {
            using var scope = NewDisposeScope();
            var index = tensor(some, device: features.device);
            var (along, across) = (rows.index_select(0, index), columns.index_select(0, index));
            var map = features[image];
            pooled.Add((positionSensitive
                ? einsum("rjx,rcijx->rcij", across, einsum("riy,cijyx->rcijx", along, map.view(output, h, w, height, width)))
                : einsum("rjx,ricx->rcij", across, einsum("riy,cyx->ricx", along, map))).MoveToOuterDisposeScope());
            order.AddRange(some);
        }
        var inverse = new long[order.Count];
        for (var i = 0; i < inverse.Length; i++) inverse[order[i]] = i;
        return cat(pooled).index_select(0, tensor(inverse, device: features.device));
    }
}
