using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.RegionFeatures;

/// <summary>
/// A feature pyramid (Lin et al. 2017, Section 3; Table 5's FPN): each map of a backbone through a 1x1 convolution, plus the coarser result
/// enlarged to its size, through a 3x3 convolution.
/// </summary>
/// <remarks>Maps [B, C_l, H_l, W_l], the finest first, each half as large as the one before, to as many of C channels.</remarks>
public sealed class FeaturePyramid : Module<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>, ICounted
{
    private readonly ModuleList<Conv2d> lateral, output;

    /// <param name="channels">C_l of each map.</param>
    /// <param name="width">C; 256 in the paper.</param>
    public FeaturePyramid(IReadOnlyList<int> channels, int width) : base(nameof(FeaturePyramid))
    {
        Check.AtLeast(1, channels.Count, nameof(channels));
        lateral = ModuleList([.. channels.Select(input => Conv2d(input, width, 1))]);
        output = ModuleList([.. channels.Select(_ => Conv2d(width, width, 3, padding: 1))]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are more or fewer maps than it was made for.</exception>
    public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> maps)
    {
        Check.That(maps.Count == lateral.Count, nameof(maps), $"{lateral.Count} maps", maps.Count);
        using var scope = NewDisposeScope();
        var levels = new Tensor[maps.Count];
        Tensor? coarser = null;
        for (var level = maps.Count - 1; level >= 0; level--)
        {
            var own = lateral[level].call(maps[level]);
            coarser = coarser is null ? own : own + functional.interpolate(coarser, own.shape[2..], mode: InterpolationMode.Nearest);
            levels[level] = output[level].call(coarser).MoveToOuterDisposeScope();
        }
        return levels;
    }

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="finest">The shape of the finest map; the others follow, sides halved and rounded up.</param>
    public long[] Count(Tally tally, long[] finest)
    {
        var (batch, height, width) = (finest[0], finest[2], finest[3]);
        for (var level = 0; level < lateral.Count; level++, height = (height + 1) / 2, width = (width + 1) / 2)
        {
            var own = tally.Through($"{nameof(lateral)}.{level}", lateral[level], batch, lateral[level].in_channels, height, width);
            if (level < lateral.Count - 1) tally.Each(OpKind.Add, own);
            tally.Through($"{nameof(output)}.{level}", output[level], own);
        }
        return [batch, output[0].out_channels, finest[2], finest[3]];
    }
}

/// <summary>
/// Region features from a <see cref="FeaturePyramid"/>: each region from one level (Lin et al. 2017, eq. 1), all by one extractor, which takes
/// the place of RoI pooling there (Section 4).
/// </summary>
/// <remarks>The levels and regions [R, 5] to [R, K, C].</remarks>
public sealed class PyramidFeatures : Module<IReadOnlyList<Tensor>, Tensor, Tensor>
{
    private readonly RegionExtractor extractor;
    private readonly int stride, canonical;

    /// <param name="extractor">Becomes this module's.</param>
    /// <param name="stride">Of the finest level, in pixels; 4 in the paper.</param>
    /// <param name="canonical">Side in pixels from which regions come from the level of the finest's stride times 4; 224 in the paper.</param>
    public PyramidFeatures(RegionExtractor extractor, int stride = 4, int canonical = 224) : base(nameof(PyramidFeatures))
    {
        (this.extractor, this.stride, this.canonical) = (extractor, stride, canonical);
        register_module(nameof(extractor), extractor);
    }

    /// <summary>Eq. 1 of Lin et al.: floor(2 + log2(sqrt(w h) / 224)), from the finest level, 0, to the coarsest.</summary>
    /// <param name="rois">[R, 5].</param>
    /// <param name="levels">How many.</param>
    /// <returns>[R], 64-bit.</returns>
    public Tensor LevelsOf(Tensor rois, int levels)
    {
        using var scope = NewDisposeScope();
        var area = ((rois.select(1, 3) - rois.select(1, 1)) * (rois.select(1, 4) - rois.select(1, 2))).clamp_min(1e-6);
        return (2 + (area.sqrt() / canonical).log2()).floor().clamp(0, levels - 1).to(ScalarType.Int64).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> levels, Tensor rois)
    {
        using var scope = NewDisposeScope();
        Check.AtLeast(1, levels.Count, nameof(levels));
        _ = Regions.Of(levels[0], rois, 1.0 / stride); // refuses what is no region before it is sorted by size
        var of = LevelsOf(rois, levels.Count).cpu().data<long>().ToArray();
        var (found, order) = (new List<Tensor>(), new List<long>());
        for (var level = 0; level < levels.Count; level++)
        {
            long[] some = [.. Enumerable.Range(0, of.Length).Where(region => of[region] == level)];
            if (some.Length == 0 && level < levels.Count - 1) continue;
            found.Add(extractor.call(levels[level], rois.index_select(0, tensor(some, device: rois.device)), 1.0 / (stride << level)));
            order.AddRange(some);
        }
        return RegionExtractor.InOrder(found, order, levels[0].device).MoveToOuterDisposeScope();
    }
}
