using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PnpDetr;

/// <summary>The poll and pool sampler (Section 3.3, Fig. 2): a feature map to N fine and M coarse tokens.</summary>
/// <remarks>
/// Parameters have the names of the authors' release (twangnh/pnp-detr), and begin as the framework's layers do. By
/// <see cref="SamplerOptions.Selection"/> it is one of the samplers of Table 10 instead.
/// </remarks>
/// <example><code>
/// var sampler = new PollPoolSampler(new() { Width = 64, PoolNumber = 16 });
/// var tokens = sampler.call(new FeatureMap(features, positions));
/// sampler.Alpha = .5; // from here on
/// </code></example>
public sealed partial class PollPoolSampler : Module<FeatureMap, AbstractSet>, ICounted
{
    private readonly Module<Tensor, Tensor>? score_pred_net;
    private readonly Module<Tensor, Tensor>? k_proj;
    private readonly Module<Tensor, Tensor>? v_proj;
    private double alpha;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public PollPoolSampler(SamplerOptions options) : base(nameof(PollPoolSampler))
    {
        options.Validate();
        Options = options;
        Alpha = options.Alpha;
        var (width, biased) = (options.Width, options.Form == SamplerForm.AsReleased);
        if (options.Selection == FineSelection.Poll)
            score_pred_net = Scorer(options.Scorer, width);
        if (options.PoolNumber > 0)
        {
            var last = Linear(width, options.PoolNumber, biased);
            k_proj = options.KeyLayers == 1 ? last : Sequential(Linear(width, width, biased), ReLU(), last);
            v_proj = Linear(width, width, biased);
        }
        RegisterComponents();
    }

    /// <summary>What the sampler was made of.</summary>
    public SamplerOptions Options { get; }

    /// <summary>alpha, the share of locations that become fine tokens; what is sampled next goes by it, with the same parameters.</summary>
    /// <remarks>In training <see cref="SamplerOptions.RandomAlpha"/> goes before it.</remarks>
    /// <exception cref="ArgumentException">It is not a share.</exception>
    public double Alpha
    {
        get => alpha;
        set
        {
            Check.That(value is >= 0 and <= 1, nameof(Alpha), "a share from 0 to 1", value);
            alpha = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The map's shapes do not go together.</exception>
    public override AbstractSet forward(FeatureMap map)
    {
        map.Validate(Options.Width);
        using var scope = NewDisposeScope();
        var ratio = training && Options.RandomAlpha is { } range ? Drawn(range) : Alpha;
        var set = Options.Selection == FineSelection.Interpolated ? Interpolated(map, ratio) : Sampled(map, ratio);
        return set.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// A loss that the paper omits: the mean score of the sampled, those that pad a shorter image among them, times
    /// <see cref="SamplerOptions.ScoreLossWeight"/>. 0 where nothing was scored or sampled, and in the form that the paper writes.
    /// </summary>
    /// <param name="set">What this sampler made.</param>
    /// <returns>One number.</returns>
    public Tensor ScoreLoss(AbstractSet set) => set is { Scores: { } scores, Indices: { } chosen, Fine: > 0 } && Options.Form == SamplerForm.AsReleased
        ? scores.gather(1, chosen).mean() * Options.ScoreLossWeight
        : zeros([], device: set.Tokens.device);

    private AbstractSet Sampled(FeatureMap map, double ratio)
    {
        var scores = score_pred_net is null ? null : Scores(map.Features);
        var (order, lengths) = Options.Selection switch
        {
            FineSelection.Poll => Rankings.ByScore(scores!, map, ratio),
            FineSelection.Random => Rankings.AtRandom(map, ratio, Options.Seed),
            _ => Rankings.OnGrid(map, ratio),
        };
        // Unequal images: the longest decides how many are gathered; what is too much of the others is padding.
        var chosen = order.narrow(1, 0, lengths.Max());                                     // [B, N]
        var excess = arange(lengths.Max(), device: order.device).ge(tensor(lengths, device: order.device).unsqueeze(1));    // [B, N]
        var factors = scores?.gather(1, chosen);                                            // [B, N]
        var features = FeatureMap.Tokens(map.Features);                                     // [B, L, C]
        var normalised = Normalised(features);
        var fine = Fine(normalised, chosen, factors);
        var at = FeatureMap.Tokens(map.Positions);                                          // [B, L, C]
        var set = new AbstractSet(fine, At(at, chosen), excess, map.Height, map.Width)
        {
            Scores = scores,
            Indices = chosen,
            Lengths = lengths,
        };
        if (Options.PoolNumber == 0)
            return set;

        var (rest, excluded) = Rest(order, lengths, map.Padding);
        return WithCoarse(set, At(Options.Form == SamplerForm.AsReleased ? normalised : features, rest), At(at, rest), rest, excluded);
    }

    /// <summary>Eq. 12: the locations that the fine tokens left out, or those of the full set.</summary>
    /// <returns>[B, R], and which of them are not an image's to pool.</returns>
    private (Tensor Locations, Tensor Excluded) Rest(Tensor order, int[] lengths, Tensor? padding)
    {
        int[] from = Options.PoolFrom == PoolFrom.FullSet ? [.. lengths.Select(_ => 0)] : lengths;
        var rest = order.narrow(1, from.Min(), order.shape[1] - from.Min());                // [B, R]
        var sampled = arange(from.Min(), order.shape[1], device: order.device).lt(tensor(from, device: order.device).unsqueeze(1));
        return (rest, padding is null ? sampled : sampled.logical_or(padding.flatten(1).gather(1, rest)));
    }

    /// <summary>The map resized to about r of its locations; its fine tokens come from none of them alone.</summary>
    private AbstractSet Interpolated(FeatureMap map, double ratio)
    {
        Check.That(ratio > 0, nameof(Alpha), "more than 0, where the map is interpolated", ratio);
        long[] size = [Rankings.Interpolated(map.Height, ratio), Rankings.Interpolated(map.Width, ratio)];
        var device = map.Features.device;
        var outside = map.Padding ?? zeros(map.Batch, map.Height, map.Width, dtype: ScalarType.Bool, device: device);
        var padding = functional.interpolate(outside.unsqueeze(1).to(map.Features.dtype), size).to(ScalarType.Bool).flatten(1);   // [B, N]
        var set = new AbstractSet(Normalised(Resized(map.Features, size)), Resized(map.Positions, size), padding, map.Height, map.Width)
        {
            Lengths = map.Padding is null ? [.. Enumerable.Repeat((int)(size[0] * size[1]), map.Batch)] : Rankings.Counts(padding),
        };
        if (Options.PoolNumber == 0)
            return set;
        var all = arange(map.Length, device: device).expand(map.Batch, -1);
        var features = FeatureMap.Tokens(map.Features);
        var pooled = Options.Form == SamplerForm.AsReleased ? Normalised(features) : features;
        return WithCoarse(set, pooled, FeatureMap.Tokens(map.Positions), all, outside.flatten(1));
    }

    /// <summary>Eq. 7: s = ScoringNet(f), here with the sigmoid of the released code. [B, C, H, W] to [B, L].</summary>
    private Tensor Scores(Tensor features)
    {
        var scores = score_pred_net!.call(features).flatten(1);                             // [B, 1, H, W] -> [B, L]
        return Options.Form == SamplerForm.AsReleased ? scores.sigmoid() : scores;
    }

    /// <summary>Eq. 11: f = LayerNorm(f) s, by which gradients reach the scoring network. Without scores, LayerNorm(f). [B, N, C].</summary>
    private static Tensor Fine(Tensor normalised, Tensor chosen, Tensor? scores)
    {
        var fine = At(normalised, chosen);
        return scores is null ? fine : fine * scores.unsqueeze(-1);
    }

    /// <summary>Eq. 13 to 17: a set with its M coarse tokens, whose positions are the same weights applied to the positions.</summary>
    /// <param name="fine">The set without them.</param>
    /// <param name="features">f_r, [B, R, C].</param>
    /// <param name="positions">[B, R, C].</param>
    /// <param name="locations">Where these are, [B, R].</param>
    /// <param name="excluded">True for what is not to be pooled, [B, R].</param>
    private AbstractSet WithCoarse(AbstractSet fine, Tensor features, Tensor positions, Tensor locations, Tensor excluded)
    {
        var keys = k_proj!.call(Options.KeyPositions ? features + positions : features);    // eq. 13, [B, R, M]
        var weights = AggregationWeights(keys, excluded);
        var coarse = weights.matmul(v_proj!.call(features));                                // eq. 14 and 16, [B, M, R] x [B, R, C]
        return fine with
        {
            Tokens = cat([fine.Tokens, coarse], 1),
            Positions = cat([fine.Positions, weights.matmul(positions)], 1),
            Padding = cat([fine.Padding, zeros(coarse.shape[0], coarse.shape[1], dtype: ScalarType.Bool, device: coarse.device)], 1),
            Pooled = locations,
            Weights = weights,
        };
    }

    /// <summary>Eq. 15: a_rm = exp(a_rm) / sum over r' of exp(a_r'm), over what is not excluded; all 0 where everything is.</summary>
    /// <param name="keys">[B, R, M].</param>
    /// <param name="excluded">[B, R].</param>
    /// <returns>[B, M, R].</returns>
    private static Tensor AggregationWeights(Tensor keys, Tensor excluded)
    {
        var never = excluded.unsqueeze(1);
        return keys.transpose(1, 2).masked_fill(never, double.NegativeInfinity).softmax(-1).masked_fill(never, 0);
    }

    // LayerNorm without scale and shift.
    private Tensor Normalised(Tensor tokens) => functional.layer_norm(tokens, [Options.Width]);

    private static Tensor Resized(Tensor map, long[] size) =>
        FeatureMap.Tokens(functional.interpolate(map, size, mode: InterpolationMode.Bilinear, align_corners: false));

    // [B, L, C] at [B, K] to [B, K, C].
    private static Tensor At(Tensor tokens, Tensor places) => tokens.gather(1, places.unsqueeze(-1).expand(-1, -1, tokens.shape[2]));

    /// <summary>Eq. 19, from the default generator.</summary>
    private static double Drawn(AlphaRange range)
    {
        using var drawn = rand(1);
        return range.Low + (range.High - range.Low) * drawn.ToDouble();
    }

    private static Module<Tensor, Tensor> Scorer(ScorerOptions options, int width)
    {
        var hidden = options.Hidden ?? width;
        if (options.Layers == 1)
            return Conv2d(width, 1, 1);
        var layers = Sequential(Conv2d(width, hidden, 1), ReLU());
        for (var layer = 2; layer < options.Layers; layer++)
            layers.append(Conv2d(hidden, hidden, 1)).append(ReLU());
        return layers.append(Conv2d(hidden, 1, 1));
    }
}
