using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.RegionFeatures;

/// <summary>
/// Learned region features: w_k(b, p, x) = exp(G_k(b, p) + A_k(x, p)), normalised over Omega_b (eq. 7), with the geometry
/// G_k(b, p) = W_k^box E^box(b) . W^im E^im(p) (eq. 8) and the appearance A_k(x, p) = W_k^app x(p) (eq. 9).
/// </summary>
/// <remarks>
/// <para>
/// W_k^box = What_k V, where the parts share V. E^box embeds the region's cx, cy, w and h (which four numbers of a box, the
/// paper does not say), E^im a position's centre, all in positions of the map. All weights begin Gaussian, of deviation .01.
/// </para>
/// <para>
/// A region so small that no centre lies in it is the position that its own centre is in. Where Omega_b has no position, y is zero.
/// </para>
/// </remarks>
public sealed class LearnedFeatures : RegionExtractor
{
    private const double Deviation = .01;

    // Numbers that regions hold that are worked on together: 4 MB in single precision.
    private const long Held = 1 << 20;

    private readonly Linear? box_shared, box, position;
    private readonly Conv2d? appearance;

    /// <param name="options">The defaults are the paper's.</param>
    /// <param name="channels">C.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public LearnedFeatures(LearnedOptions options, int channels) : base(nameof(LearnedFeatures), options.Parts)
    {
        options.Validate();
        Options = options;
        if (options.Terms.HasFlag(WeightTerms.Geometry))
        {
            box_shared = Linear(4 * options.Embedding, options.Embedding, hasBias: false);
            box = Linear(options.Embedding, options.Parts * options.Transform, hasBias: false);
            position = Linear(2 * options.Embedding, options.Transform, hasBias: false);
        }
        if (options.Terms.HasFlag(WeightTerms.Appearance)) appearance = Conv2d(channels, options.Parts, 1, bias: false);
        RegisterComponents();
        foreach (var weight in parameters()) init.normal_(weight, 0, Deviation);
    }

    /// <summary>What it was made of.</summary>
    public LearnedOptions Options { get; }

    /// <summary>How many positions are summed over.</summary>
    /// <inheritdoc cref="RegionExtractor.forward"/>
    public RegionLoad Load(Tensor features, Tensor rois, double scale)
    {
        using var scope = NewDisposeScope();
        return Sampled(features, Regions.Of(features, rois, scale)).Load;
    }

    /// <summary>Section 3.1's efficient implementation: only the positions of Omega_b are looked at, and only a few of them.</summary>
    /// <remarks>What depends on the map alone is computed once; regions of about one size are worked on together.</remarks>
    private protected override Tensor Extract(Tensor features, Tensor rois, Regions regions, double scale)
    {
        var sampling = Sampled(features, regions);
        var common = CommonOf(features, regions);
        var found = zeros([regions.Count, Parts, features.shape[1]], features.dtype, features.device);
        foreach (var (image, some) in Together(regions, sampling, features.shape[1]))
        {
            using var scope = NewDisposeScope();
            var positions = new SupportPositions(sampling, some, features.device);
            var sum = Sum(features[image].flatten(1).transpose(0, 1), WeightsFor(common, image, some, features), positions);
            found.index_copy_(0, tensor(some, device: features.device), sum);
        }
        return found;
    }

    private protected override Tensor Weigh(Tensor features, Tensor rois, Regions regions, double scale)
    {
        var sampling = Sampled(features, regions);
        var (common, places) = (CommonOf(features, regions), features.shape[2] * features.shape[3]);
        var (found, order) = (new List<Tensor>(), new List<long>());
        foreach (var (image, some) in regions.ByImage(regions.Count))
        {
            using var scope = NewDisposeScope();
            var weights = WeightsFor(common, image, some, features).Everywhere();                            // [r, K, H W]
            var left = sampling.LeftOut(some, places);
            if (Array.IndexOf(left, true) >= 0)
            {
                var mask = tensor(left, [some.Length, 1, places], device: features.device);
                weights = weights.masked_fill_(mask, double.NegativeInfinity).softmax(-1).masked_fill(mask, 0);
            }
            else
            {
                weights = weights.softmax(-1);
            }
            found.Add(weights.unflatten(-1, features.shape[2], features.shape[3]).MoveToOuterDisposeScope());
            order.AddRange(some);
        }
        return InOrder(found, order, features.device);
    }

    internal override void Count(Tally tally, long[] features, RegionLoad load)
    {
        var (n, parts, places) = (load.Regions, (double)Parts, (double)features[2] * features[3]);
        var weights = n * parts * (load.Inside + load.Outside);
        if (position is not null)
        {
            tally.At(nameof(position)).Add(OpKind.LinearMac, places * 2 * Options.Embedding * Options.Transform);          // P1
            tally.At(nameof(box_shared)).Add(OpKind.LinearMac, n * 4 * Options.Embedding * Options.Embedding);             // P2
            tally.At(nameof(box)).Add(OpKind.LinearMac, n * Options.Embedding * parts * Options.Transform);                // P2
            tally.At("geometry").Add(OpKind.MatmulMac, weights * Options.Transform);                                       // P3
        }
        if (appearance is not null) tally.Through(nameof(appearance), appearance, features);                               // P4
        if (Options.Terms == WeightTerms.Both) tally.Add(OpKind.Add, weights);
        tally.Add(OpKind.Softmax, weights);
        tally.At("sum").Add(OpKind.MatmulMac, weights * features[1]);                                                      // P5
    }

    /// <summary>Eq. 7 and 2 over some positions, for regions of one image.</summary>
    /// <param name="map">[H W, C].</param>
    /// <param name="terms">Of the regions.</param>
    /// <param name="at">Their positions.</param>
    /// <returns>[r, K, C].</returns>
    private static Tensor Sum(Tensor map, WeightsOf terms, SupportPositions at)
    {
        var inside = terms.At(at.Inside, at.Regions);                                                       // [r, K, S]
        var logits = at.Grid is null ? inside : cat([inside, terms.At(at.Grid)], -1);                       // [r, K, S + n]
        if (at.LeftOut is not null) logits = logits.masked_fill(at.LeftOut, double.NegativeInfinity);
        var weights = logits.softmax(-1);
        var sum = weights.narrow(-1, 0, inside.shape[2]).matmul(map.index_select(0, at.Inside).unflatten(0, at.Regions, -1));
        return at.Grid is null ? sum : sum + weights.narrow(-1, inside.shape[2], at.Grid.shape[0]).matmul(map.index_select(0, at.Grid));
    }

    private SupportSampling Sampled(Tensor features, Regions regions) =>
        SupportSampling.Of(regions, features.shape[2], features.shape[3], Options.Support, Options.Sampling);

    private Common CommonOf(Tensor features, Regions regions)
    {
        var (height, width) = (features.shape[2], features.shape[3]);
        var a = appearance?.call(features).flatten(2);                                                      // [B, K, H W]
        if (position is null) return new(a, null, null);

        Tensor[] box4 = [(regions.Left + regions.Right) / 2, (regions.Top + regions.Bottom) / 2, regions.Right - regions.Left, regions.Bottom - regions.Top];
        using var scope = NewDisposeScope();
        var boxes = box_shared!.call(Embedding.Of(stack(box4, 1), Options.Embedding).flatten(1));           // [R, 4 C_E] -> [R, C_E]
        Tensor Middles(long length) => Embedding.Of(arange(length, features.dtype, features.device) + .5, Options.Embedding);
        long[] all = [height, width, Options.Embedding];
        var places = cat([Middles(width).unsqueeze(0).expand(all), Middles(height).unsqueeze(1).expand(all)], -1).flatten(0, 1);
        return new(a, boxes.MoveToOuterDisposeScope(), position.call(places).MoveToOuterDisposeScope());    // [H W, 2 C_E] -> [H W, C_g]
    }

    /// <summary>The exponent for some regions of one image. A region has K C_g numbers of its own, so not for all at once.</summary>
    private WeightsOf WeightsFor(Common common, int image, long[] some, Tensor features)
    {
        var boxes = common.Boxes is null ? null : box!.call(common.Boxes.index_select(0, tensor(some, device: features.device))).unflatten(1, Parts, -1); // [r, K, C_g]
        return new(common.Appearance?[image], boxes, common.Places, (some.Length, Parts, features.shape[2] * features.shape[3]), features);
    }

    /// <summary>The regions that have any position, by image and number of positions, so many together as there is memory for.</summary>
    private IEnumerable<(int Image, long[] Regions)> Together(Regions regions, SupportSampling sampling, long channels)
    {
        foreach (var (image, all) in regions.ByImage(regions.Count))
        {
            var sorted = all.Where(region => sampling.CountOf((int)region) > 0).OrderBy(region => sampling.Inside[(int)region].Length).ToArray();
            for (var (start, end) = (0, 0); start < sorted.Length; start = end)
            {
                while (end < sorted.Length && (end == start || (end - start + 1) * Numbers(sorted[end]) <= Held)) end++;
                yield return (image, sorted[start..end]);
            }
        }

        long Numbers(long region)
        {
            var inside = sampling.Inside[(int)region].Length;
            return inside * (channels + Options.Transform) + Parts * 2L * (inside + sampling.Grid.Length);
        }
    }
    /// <summary>What is computed once for all regions.</summary>
    /// <param name="Appearance">A, [B, K, H W]; null where it does not count.</param>
    /// <param name="Boxes">V E^box(b), [R, C_E]; null where geometry does not count.</param>
    /// <param name="Places">W^im E^im(p), [H W, C_g]; null with <paramref name="Boxes"/>.</param>
    private sealed record Common(Tensor? Appearance, Tensor? Boxes, Tensor? Places);
}
