using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>The exponent of eq. 7 for some regions of one image, before it is known at which positions it is wanted.</summary>
/// <param name="Appearance">A, [K, H W]; null where it does not count.</param>
/// <param name="Boxes">W_k^box E^box(b), [r, K, C_g]; null where geometry does not count.</param>
/// <param name="Places">W^im E^im(p), [H W, C_g]; null with <paramref name="Boxes"/>.</param>
/// <param name="Size">r, K and H W.</param>
/// <param name="Features">Have the type and device of weights.</param>
internal sealed record WeightsOf(Tensor? Appearance, Tensor? Boxes, Tensor? Places, (long Regions, long Parts, long Positions) Size, Tensor Features)
{
    /// <summary>At every position, [r, K, H W].</summary>
    public Tensor Everywhere()
    {
        var all = Boxes?.matmul(Places!.transpose(0, 1));
        return (all, Appearance) switch
        {
            (null, null) => zeros([Size.Regions, Size.Parts, Size.Positions], Features.dtype, Features.device),
            (null, { } a) => a.unsqueeze(0).repeat(Size.Regions, 1, 1),
            ({ } g, null) => g,
            ({ } g, { } a) => g.add_(a),
        };
    }

    /// <summary>At positions that all regions share.</summary>
    /// <param name="positions">[n].</param>
    /// <returns>[r, K, n].</returns>
    public Tensor At(Tensor positions) => new WeightsOf(Appearance?.index_select(-1, positions), Boxes, Places?.index_select(0, positions),
        Size with { Positions = positions.shape[0] }, Features).Everywhere();

    /// <summary>At positions of each region's own.</summary>
    /// <param name="positions">[r S], region by region.</param>
    /// <param name="regions">r.</param>
    /// <returns>[r, K, S].</returns>
    public Tensor At(Tensor positions, long regions)
    {
        var a = Appearance?.index_select(-1, positions).unflatten(-1, regions, -1).transpose(0, 1);         // [K, r S] -> [r, K, S]
        if (Boxes is null) return a ?? zeros([regions, Size.Parts, positions.shape[0] / regions], Features.dtype, Features.device);
        var g = Boxes.matmul(Places!.index_select(0, positions).unflatten(0, regions, -1).transpose(1, 2)); // [r, K, S]
        return a is null ? g : g.add_(a);
    }
}

/// <summary>The positions of some regions of one image, as tensors.</summary>
internal sealed class SupportPositions
{
    /// <param name="sampling">Of all regions.</param>
    /// <param name="regions">r of them.</param>
    /// <param name="device">Where the tensors go.</param>
    public SupportPositions(SupportSampling sampling, long[] regions, Device device)
    {
        var most = regions.Max(region => sampling.Inside[(int)region].Length);
        var (inside, left) = (new List<long>(), new List<bool>());
        foreach (var region in regions)
        {
            var (own, outside) = (sampling.Inside[(int)region], sampling.Outside[(int)region]);
            var missing = most - own.Length;
            inside.AddRange([.. own, .. new long[missing]]);
            left.AddRange([.. new bool[own.Length], .. Enumerable.Repeat(true, missing), .. outside.Select(counted => !counted)]);
        }
        Regions = regions.Length;
        Inside = tensor(inside.ToArray(), device: device);
        if (sampling.Grid.Length > 0) Grid = tensor(sampling.Grid, device: device);
        if (left.Contains(true)) LeftOut = tensor(left.ToArray(), [Regions, 1, left.Count / Regions], device: device);
    }

    /// <summary>r.</summary>
    public long Regions { get; }

    /// <summary>Those within each region, filled up to S with any, [r S].</summary>
    public Tensor Inside { get; }

    /// <summary>Those that regions share, [n]; null where there are none.</summary>
    public Tensor? Grid { get; }

    /// <summary>Which of a region's S + n positions do not count, [r, 1, S + n]; null where all do.</summary>
    public Tensor? LeftOut { get; }
}
