using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.RegionFeatures;

/// <summary>
/// Region feature extraction, y(b) = RegionFeat(x, b) (eq. 1), every kind of it a weighted sum (eq. 2): y_k(b) = sum over the
/// positions p in Omega_b of w_k(b, p, x) x(p), for K parts of a region.
/// </summary>
/// <remarks>
/// <para>
/// Features x [B, C, H, W], regions [R, 5] and positions of the map a pixel, such as 1 / 16; to y [R, K, C]. A region is a row: the
/// index of an image of the batch, then the corners x1, y1, x2, y2 in pixels. Regions get no gradient.
/// </para>
/// <para>
/// No region at all gives [0, K, C]. A corner that is not finite, or an image that is not in the batch, is refused by the
/// region's number. What lies outside of the map adds nothing, so a region wholly outside gives zeros, but for what an extractor
/// looks up beyond the region. What becomes of a region without area each extractor says.
/// </para>
/// </remarks>
public abstract class RegionExtractor : Module<Tensor, Tensor, double, Tensor>
{
    private protected RegionExtractor(string name, int parts) : base(name) => Parts = parts;

    /// <summary>K.</summary>
    public int Parts { get; }

    /// <summary>The features of regions, computed as is efficient for this kind.</summary>
    /// <param name="features">x, [B, C, H, W].</param>
    /// <param name="rois">[R, 5].</param>
    /// <param name="scale">Positions of the map a pixel.</param>
    /// <returns>y, [R, K, C].</returns>
    /// <exception cref="ArgumentException">A shape does not fit, or a region is not finite or of no image of the batch.</exception>
    public sealed override Tensor forward(Tensor features, Tensor rois, double scale)
    {
        using var scope = NewDisposeScope();
        var regions = Regions.Of(features, rois, scale);
        var found = regions.Count > 0
            ? Extract(features, rois, regions, scale)
            : features.reshape(-1)[..0].reshape(0, Parts, Channels(features.shape[1]));     // still of the features' graph
        return found.MoveToOuterDisposeScope();
    }

    /// <summary>w_k(b, p, x) at every position p of the map, zero outside of Omega_b.</summary>
    /// <returns>[R, K, H, W]; [R, K, C, H, W] where each channel has weights of its own.</returns>
    /// <inheritdoc cref="forward"/>
    public Tensor Weights(Tensor features, Tensor rois, double scale)
    {
        using var scope = NewDisposeScope();
        return Weigh(features, rois, Regions.Of(features, rois, scale), scale).MoveToOuterDisposeScope();
    }

    /// <summary>The same features as <see cref="forward"/> gives, by eq. 2 as it stands: every weight times every position.</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor Naive(Tensor features, Tensor rois, double scale)
    {
        using var scope = NewDisposeScope();
        var regions = Regions.Of(features, rois, scale);
        if (regions.Count == 0) return call(features, rois, scale).MoveToOuterDisposeScope();
        var weights = Weigh(features, rois, regions, scale);
        var (found, order) = (new List<Tensor>(), new List<long>());
        foreach (var (image, some) in regions.ByImage(regions.Count))
        {
            found.Add(Sum(some.Length == regions.Count ? weights : weights.index_select(0, tensor(some, device: features.device)), features[image]));
            order.AddRange(some);
        }
        return InOrder(found, order, features.device).MoveToOuterDisposeScope();
    }

    /// <summary>The operations of <see cref="forward"/>.</summary>
    /// <param name="load">The regions, which may be means over many images.</param>
    /// <param name="features">[B, C, H, W].</param>
    public Operations Operations(RegionLoad load, params long[] features)
    {
        using var loaded = new Loaded(this, load);
        return Counting.Operations.Of(loaded, features);
    }

    private protected abstract Tensor Extract(Tensor features, Tensor rois, Regions regions, double scale);

    private protected abstract Tensor Weigh(Tensor features, Tensor rois, Regions regions, double scale);

    /// <summary>Adds the operations of <see cref="forward"/>.</summary>
    internal abstract void Count(Tally tally, long[] features, RegionLoad load);

    /// <summary>Eq. 2 for regions of one image, [C, H, W].</summary>
    private protected virtual Tensor Sum(Tensor weights, Tensor map) => einsum("rkyx,cyx->rkc", weights, map);

    /// <summary>Of y, where the map has so many.</summary>
    private protected virtual long Channels(long ofMap) => ofMap;

    /// <summary>Parts of a tensor of regions, put together in the regions' order.</summary>
    /// <param name="parts">Some regions each; they are gone afterwards.</param>
    /// <param name="order">The number of each region, in the parts' order.</param>
    /// <param name="device">Where the parts are.</param>
    internal static Tensor InOrder(List<Tensor> parts, List<long> order, Device device)
    {
        if (parts.Count == 1 && order.SequenceEqual(order.Order())) return parts[0];
        var inverse = new long[order.Count];
        for (var i = 0; i < inverse.Length; i++) inverse[order[i]] = i;
        var all = cat(parts);
        foreach (var part in parts) part.Dispose(); // their memory is wanted for the result
        return all.index_select(0, tensor(inverse, device: device));
    }

    /// <summary>An extractor with regions, to be counted.</summary>
    private sealed class Loaded(RegionExtractor extractor, RegionLoad regions) : Module(nameof(Loaded)), ICounted
    {
        public long[] Count(Tally tally, long[] input)
        {
            extractor.Count(tally, input, regions);
            return [(long)regions.Regions, extractor.Parts, extractor.Channels(input[1])];
        }
    }
}

/// <summary>How many regions there are, and how many positions are summed over for each: Table 1 and 3.</summary>
/// <param name="Regions">N, in all images together.</param>
/// <param name="Inside">|Omega_b^In|, the mean over the regions.</param>
/// <param name="Outside">|Omega_b^Out|, the mean over the regions.</param>
public readonly record struct RegionLoad(double Regions, double Inside, double Outside = 0);
