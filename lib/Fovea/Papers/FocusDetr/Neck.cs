using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>Brings feature maps to one width, and makes more of the last (Section 3.1).</summary>
public sealed class Neck : Module<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>
{
    private readonly ModuleList<NormedConvolution> convs;
    private readonly ModuleList<NormedConvolution>? extra_convs;

    /// <param name="channels">Of each map of the backbone, the finest first.</param>
    /// <param name="options">The model's; as many maps as it has levels come out.</param>
    public Neck(IReadOnlyList<int> channels, FocusDetrOptions options) : base(nameof(Neck))
    {
        convs = ModuleList([.. channels.Select(input => new NormedConvolution(input, options, 1, 1))]);
        if (options.Levels > channels.Count)
            extra_convs = ModuleList([.. Enumerable.Range(0, options.Levels - channels.Count)
                .Select(i => new NormedConvolution(i == 0 ? channels[^1] : options.Width, options, 3, 2))]);
        RegisterComponents();
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            init.xavier_uniform_(convolution.weight);
            init.zeros_(convolution.bias!);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> features)
    {
        List<Tensor> maps = [.. features.Zip(convs, (map, conv) => conv.call(map))];
        foreach (var (i, conv) in (extra_convs ?? []).Index()) maps.Add(conv.call(i == 0 ? features[^1] : maps[^1]));
        return maps;
    }

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="features">[B, C, H, W] of each map.</param>
    /// <returns>[B, C, H, W] of each of the L maps.</returns>
    internal IReadOnlyList<long[]> Count(Tally tally, IReadOnlyList<long[]> features)
    {
        List<long[]> maps = [.. features.Select((map, i) => tally.Through($"{nameof(convs)}.{i}", convs[i], map))];
        foreach (var (i, conv) in (extra_convs ?? []).Index()) maps.Add(tally.Through($"{nameof(extra_convs)}.{i}", conv, i == 0 ? features[^1] : maps[^1]));
        return maps;
    }

    /// <summary>A convolution and a group normalisation.</summary>
    private sealed class NormedConvolution : Module<Tensor, Tensor>, ICounted
    {
        private readonly Conv2d conv;
        private readonly GroupNorm norm;

        public NormedConvolution(int input, FocusDetrOptions options, int kernel, int stride) : base(nameof(NormedConvolution))
        {
            conv = Conv2d(input, options.Width, kernel, stride: stride, padding: kernel / 2);
            norm = GroupNorm(options.NormGroups, options.Width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor map)
        {
            using var scope = NewDisposeScope();
            return norm.call(conv.call(map)).MoveToOuterDisposeScope();
        }

        public long[] Count(Tally tally, long[] map) => tally.Through(nameof(norm), norm, tally.Through(nameof(conv), conv, map));
    }
}
