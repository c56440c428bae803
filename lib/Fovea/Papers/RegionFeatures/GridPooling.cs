using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>An extractor whose parts are the bins of a regular grid, h x w, row by row.</summary>
public abstract class GridPooling : RegionExtractor
{
    private protected GridPooling(string name, (int Height, int Width) size, Support support) : base(name, size.Height * size.Width)
    {
        Check.That(size is { Height: > 0, Width: > 0 }, nameof(size), "at least one bin along each axis", size);
        (Size, Support) = (size, support);
    }

    /// <summary>Bins along the height and the width.</summary>
    public (int Height, int Width) Size { get; }

    /// <summary>What the grid divides.</summary>
    public Support Support { get; }

    /// <summary>Features of the grid on a region, [R, C, h, w].</summary>
    private protected abstract Tensor Pool(Tensor features, Tensor rois, double scale);

    /// <summary>The share of each position along an axis in each bin, [R, bins, length].</summary>
    private protected abstract Tensor Shares(Tensor from, Tensor to, int bins, long length);

    private protected sealed override Tensor Extract(Tensor features, Tensor rois, Regions regions, double scale) =>
        Pool(features, Support.Of(rois, features.shape, scale), scale).flatten(2).transpose(1, 2);          // [R, C, h, w] -> [R, K, C]

    private protected override Tensor Weigh(Tensor features, Tensor rois, Regions regions, double scale)
    {
        var (left, top, right, bottom) = Support.Of(regions, features.shape);
        var (rows, columns) = (Shares(top, bottom, Size.Height, features.shape[2]), Shares(left, right, Size.Width, features.shape[3]));
        return einsum("riy,rjx->rijyx", rows, columns).flatten(1, 2);                                       // [R, K, H, W]
    }
}

/// <summary>Regular RoI pooling (eq. 3, Girshick 2015): the maximum or the mean of the whole positions of each bin.</summary>
/// <remarks>
/// w_k(b, p) = 1 / |R_bk| for p in R_bk, else 0, for means; for maxima each channel has all its weight where its maximum is. Corners
/// are rounded, so that a region has at least one position and close regions have the same features. A bin outside of the map is zero.
/// </remarks>
/// <param name="size">Bins along the height and the width.</param>
/// <param name="support">What the grid divides.</param>
/// <param name="average">Whether means, else maxima.</param>
public sealed class RegularPooling((int Height, int Width) size, Support support = Support.Region, bool average = false)
    : GridPooling(nameof(RegularPooling), size, support)
{
    private protected override Tensor Pool(Tensor features, Tensor rois, double scale) =>
        average ? RoiPooling.Mean(features, rois, Size, scale) : RoiPooling.Max(features, rois, Size, scale);

    private protected override Tensor Shares(Tensor from, Tensor to, int bins, long length) =>
        RoiPooling.MeanWeights(RoiPooling.Bins(from, to, bins, 1, length), length);

    private protected override Tensor Weigh(Tensor features, Tensor rois, Regions regions, double scale)
    {
        var shares = base.Weigh(features, rois, regions, scale);
        if (average) return shares;
        var bins = shares.flatten(2).gt(0).unsqueeze(2);                                                    // [R, K, 1, H W]
        var maps = features.index_select(0, tensor(regions.Images, ScalarType.Int64, features.device)).flatten(2).unsqueeze(1);
        var first = maps.masked_fill(bins.logical_not(), double.NegativeInfinity).argmax(-1, keepdim: true); // [R, K, C, 1]
        var one = first.expand(-1, -1, -1, bins.shape[3]).eq(arange(bins.shape[3], device: features.device));
        return one.logical_and(bins).to(features.dtype).unflatten(3, features.shape[2], features.shape[3]); // [R, K, C, H, W]
    }

    private protected override Tensor Sum(Tensor weights, Tensor map) =>
        average ? base.Sum(weights, map) : einsum("rkcyx,cyx->rkc", weights, map);

    internal override void Count(Tally tally, long[] features, RegionLoad load) =>
        tally.Add(average ? OpKind.Reduce : OpKind.Pool, load.Regions * load.Inside * features[1]);
}

/// <summary>Aligned RoI pooling (eq. 4, He et al. 2017): the mean of bilinear lookups at points within each bin.</summary>
/// <remarks>
/// w_k(b, p) = g(u_p, u_bk) g(v_p, v_bk) with g(a, b) = max(0, 1 - |a - b|) for one point a bin, else the mean of it over the bin's points.
/// The arithmetic is torchvision's <c>roi_align</c>, aligned. A region without area has a single place to look up.
/// </remarks>
public class AlignedPooling : GridPooling
{
    /// <param name="size">Bins along the height and the width.</param>
    /// <param name="support">What the grid divides.</param>
    /// <param name="samples">Points a bin along each axis: 1 in eq. 4, 2 in practice.</param>
    public AlignedPooling((int Height, int Width) size, Support support = Support.Region, int samples = 2) : this(nameof(AlignedPooling), size, support, samples)
    {
    }

    private protected AlignedPooling(string name, (int Height, int Width) size, Support support, int samples) : base(name, size, support)
    {
        Check.AtLeast(1, samples, nameof(samples));
        Samples = samples;
    }

    /// <summary>Points a bin along each axis.</summary>
    public int Samples { get; }

    private protected override Tensor Pool(Tensor features, Tensor rois, double scale) =>
        RoiPooling.Align(features, rois, Size, scale, Samples, aligned: true);

    private protected override Tensor Shares(Tensor from, Tensor to, int bins, long length) =>
        RoiPooling.LookupWeights(from - .5, to - .5, bins, length, Samples, double.NegativeInfinity);

    internal override void Count(Tally tally, long[] features, RegionLoad load) =>
        tally.Add(OpKind.BilinearLookup, load.Regions * Parts * Samples * Samples * Channels(features[1]));
}

/// <summary>Position-sensitive RoI pooling (eq. 6; Dai et al. 2016, here with aligned bins): each bin in channels x_k of its own.</summary>
/// <remarks>Channel c of part k is read from channel c K + k of the map, so the map has K times the channels of y.</remarks>
/// <param name="size">Bins along the height and the width.</param>
/// <param name="support">What the grid divides.</param>
/// <param name="samples">Points a bin along each axis.</param>
public sealed class PositionSensitivePooling((int Height, int Width) size, Support support = Support.Region, int samples = 2)
    : AlignedPooling(nameof(PositionSensitivePooling), size, support, samples)
{
    private protected override Tensor Pool(Tensor features, Tensor rois, double scale) =>
        RoiPooling.PositionSensitiveAlign(features, rois, Size, scale, Samples);

    private protected override Tensor Sum(Tensor weights, Tensor map) =>
        einsum("rkyx,ckyx->rkc", weights, map.unflatten(0, -1, Parts));

    private protected override long Channels(long ofMap) => ofMap / Parts;
}
