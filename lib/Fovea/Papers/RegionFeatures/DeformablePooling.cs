using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.RegionFeatures;

/// <summary>
/// Deformable RoI pooling (eq. 5, Dai et al. 2017): aligned pooling whose bins are moved by offsets that a fully connected layer
/// reads from the region's regular (mean) features. The layer begins with zeros, where this is aligned pooling.
/// </summary>
/// <remarks>
/// w_k(b, p, x) = g(u_p, u_bk + du_bk) g(v_p, v_bk + dv_bk). As in Dai et al. offsets are a tenth of what the layer says, in sides of the
/// region. Bins may move anywhere on the map, so there is no fixed support region. A lookup up to one position outside of
/// the map takes the border's value, further out zero.
/// </remarks>
public sealed class DeformablePooling : RegionExtractor
{
    private const double Gamma = .1;

    private readonly (int Height, int Width) size;
    private readonly int samples;
    private readonly RegularPooling initial;
    private readonly Linear offset;

    /// <param name="size">Bins along the height and the width.</param>
    /// <param name="channels">C.</param>
    /// <param name="samples">Points a bin along each axis.</param>
    public DeformablePooling((int Height, int Width) size, int channels, int samples = 2) : base(nameof(DeformablePooling), size.Height * size.Width)
    {
        Check.AtLeast(1, samples, nameof(samples));
        (this.size, this.samples) = (size, samples);
        initial = new RegularPooling(size, average: true);
        offset = Linear(Parts * channels, 2 * Parts);
        RegisterComponents();
        init.zeros_(offset.weight);
        init.zeros_(offset.bias!);
    }

    private protected override Tensor Extract(Tensor features, Tensor rois, Regions regions, double scale)
    {
        var points = Points(features, rois, regions, scale);                                                // [R, K, S S, 2]
        var (found, order) = (new List<Tensor>(), new List<long>());
        foreach (var (image, some) in regions.ByImage(regions.Count))
        {
            var at = points.index_select(0, tensor(some, device: features.device)).flatten(0, 1);            // [r K, S S, 2]
            found.Add(Lookup(features[image], at).mean([-1]).transpose(0, 1).unflatten(0, some.Length, Parts)); // [C, r K] -> [r, K, C]
            order.AddRange(some);
        }
        return InOrder(found, order, features.device);
    }

    private protected override Tensor Weigh(Tensor features, Tensor rois, Regions regions, double scale)
    {
        var points = Points(features, rois, regions, scale);
        var rows = Hats(points.select(-1, 0), features.shape[2]);                                           // [R, K, S S, H]
        var columns = Hats(points.select(-1, 1), features.shape[3]);                                        // [R, K, S S, W]
        return einsum("rksy,rksx->rkyx", rows, columns) / (samples * samples);
    }

    internal override void Count(Tally tally, long[] features, RegionLoad load)
    {
        initial.Count(tally.At(nameof(initial)), features, load);
        tally.At(nameof(offset)).Add(OpKind.LinearMac, load.Regions * Parts * features[1] * 2 * Parts);
        tally.Add(OpKind.BilinearLookup, load.Regions * Parts * samples * samples * features[1]);
    }

    /// <summary>The points of each bin, moved: (v, u) = (row, column) of the map.</summary>
    /// <returns>[R, K, S S, 2].</returns>
    private Tensor Points(Tensor features, Tensor rois, Regions regions, double scale)
    {
        var sides = stack([regions.Bottom - regions.Top, regions.Right - regions.Left], -1);                // [R, 2]
        var offsets = offset.call(initial.call(features, rois, scale).flatten(1)).unflatten(1, Parts, 2) * Gamma * sides.unsqueeze(1);
        var rows = Along(regions.Top, regions.Bottom, size.Height);                                         // [R, h S]
        var columns = Along(regions.Left, regions.Right, size.Width);                                       // [R, w S]
        long[] all = [rows.shape[0], size.Height, samples, size.Width, samples];
        var grid = stack([rows.view(-1, size.Height, samples, 1, 1).expand(all), columns.view(-1, 1, 1, size.Width, samples).expand(all)], -1);
        return grid.permute(0, 1, 3, 2, 4, 5).reshape(-1, Parts, samples * samples, 2) + offsets.unsqueeze(2); // [R, h, w, S, S, 2] ->

        Tensor Along(Tensor from, Tensor to, int bins)
        {
            var parts = bins * samples;
            var middles = (arange(parts, from.dtype, from.device) + .5) / parts;
            return from.unsqueeze(1) - .5 + (to - from).unsqueeze(1) * middles;
        }
    }

    /// <summary>Bilinear lookups in a map.</summary>
    /// <param name="map">[C, H, W].</param>
    /// <param name="points">[n, S, 2].</param>
    /// <returns>[C, n, S].</returns>
    private static Tensor Lookup(Tensor map, Tensor points)
    {
        var size = tensor(map.shape[1..], map.dtype, map.device);                                           // (H, W)
        var counts = points.ge(-1).logical_and(points.le(size)).all(-1);                                    // [n, S]
        // (x, y) with -1 and 1 at the outer edges of the outermost positions.
        var grid = ((points * 2 + 1) / size - 1).flip(-1);
        var found = functional.grid_sample(map.unsqueeze(0), grid.unsqueeze(0), GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
        return found.squeeze(0) * counts.to(map.dtype);
    }

    /// <summary>g of eq. 5 along an axis, by the same rule at the border as <see cref="Lookup"/>.</summary>
    /// <returns>[..., length].</returns>
    private static Tensor Hats(Tensor points, long length)
    {
        var counts = points.ge(-1).logical_and(points.le(length)).unsqueeze(-1);
        var near = 1 - (points.clamp(0, length - 1).unsqueeze(-1) - arange(length, points.dtype, points.device)).abs();
        return near.clamp_min(0) * counts.to(points.dtype);
    }
}
