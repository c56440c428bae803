using System.Collections.Concurrent;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection.Detr;

namespace Fovea.Papers.PnpDetr;

/// <summary>What the parts of a transformer cost, the F columns of Table 1.</summary>
/// <param name="Encoder">F-encoder.</param>
/// <param name="Decoder">F-decoder.</param>
/// <param name="Sampler">F-sampler; 0 without one.</param>
public readonly record struct PartFlops(double Encoder, double Decoder, double Sampler)
{
    /// <summary>F-total; the backbone is left out, as in the paper.</summary>
    public double Total => Encoder + Decoder + Sampler;
}

/// <summary>The side of a backbone's feature map, as a share of the image's.</summary>
public enum MapStride
{
    /// <summary>A token for 32 x 32 pixels: R50.</summary>
    R50 = 32,

    /// <summary>A token for 16 x 16 pixels, the last stage dilated: R50-DC5.</summary>
    Dc5 = 16,
}

/// <summary>
/// FLOPs of DETR's transformer with and without the sampler, counted on the modules by <see cref="Conventions.PnpDetr"/>: Table 1,
/// the axis of Fig. 4, the budget of Fig. 6, and eq. 20 and 21.
/// </summary>
public static class TransformerFlops
{
    private const int Queries = 100;

    private static readonly TransformerOptions Options = new();

    private static readonly Lazy<Transformer> Detr = new(() => Blueprint.Of(() => new Transformer(Options)));

    private static readonly Lazy<MaskAttention> MaskAttention = new(() => Blueprint.Of(() => new MaskAttention(Options.Width, Options.Heads)));

    private static readonly ConcurrentDictionary<long, PartFlops> Counted = [];

    /// <summary>Of one image.</summary>
    /// <param name="height">Of the feature map, in locations.</param>
    /// <param name="width">Of the feature map, in locations.</param>
    /// <param name="alpha">The poll ratio; null for DETR, which takes every location.</param>
    /// <param name="pool">M; of no meaning without alpha.</param>
    public static PartFlops Of(int height, int width, double? alpha, int pool)
    {
        if (alpha is not { } ratio)
            return OfTokens(height * width);
        using var sampler = Blueprint.Of(() => new PollPoolSampler(new() { Width = Options.Width, Alpha = ratio, PoolNumber = pool }));
        var tally = new Tally();
        var tokens = sampler.Count(tally, [1, Options.Width, height, width])[1];    // N + M
        return OfTokens(tokens) with { Sampler = tally.Ops.Sum(Conventions.PnpDetr.Cost) };
    }

    /// <summary>The mean over the first 100 images of COCO val2017, resized by DETR's rule, without padding.</summary>
    /// <param name="stride">Of the feature map.</param>
    /// <param name="alpha">The poll ratio; null for DETR.</param>
    /// <param name="pool">M.</param>
    public static PartFlops Mean(MapStride stride, double? alpha, int pool)
    {
        double Part(Func<PartFlops, double> part) => MeanOverMaps(stride, (height, width) => part(Of(height, width, alpha, pool)));
        return new(Part(one => one.Encoder), Part(one => one.Decoder), Part(one => one.Sampler));
    }

    /// <summary>
    /// Table 3, R50: the same mean with what the mask head has at the map's size, which is a reading of the paper: the queries'
    /// attention maps, and the reverse projection of eq. 18.
    /// </summary>
    /// <param name="alpha">The poll ratio, with M = 60; null for DETR.</param>
    public static double MeanPanoptic(double? alpha)
    {
        const int Pool = 60;
        return Mean(MapStride.R50, alpha, Pool).Total + MeanOverMaps(MapStride.R50, (height, width) =>
        {
            var tally = new Tally();
            MaskAttention.Value.Count(tally, [1, Queries, Options.Width], [1, Options.Width, height, width]);
            if (alpha is { } ratio)
                tally.Matmul([height * width - Rankings.SampleLength(height * width, ratio), Options.Width], Pool);    // [L - N, M] x [M, C]
            return tally.Ops.Sum(Conventions.PnpDetr.Cost);
        });
    }

    /// <summary>The feature map of an image of COCO that is resized by DETR's rule.</summary>
    /// <param name="width">Of the image, in pixels.</param>
    /// <param name="height">Of the image, in pixels.</param>
    /// <param name="stride">Of the feature map.</param>
    public static (int Height, int Width) MapOf(int width, int height, MapStride stride)
    {
        var resized = ResizeRule.Detr.SizeOf(width, height);
        return (Side(resized.Height), Side(resized.Width));

        // Each stage halves and rounds up.
        int Side(int pixels) => (pixels + (int)stride - 1) / (int)stride;
    }

    /// <summary>E[L], the locations of a map, the mean over the first 100 images of val2017.</summary>
    public static double MeanLocations(MapStride stride) => MeanOverMaps(stride, (height, width) => height * width);

    /// <summary>
    /// The alpha that Fig. 6 has beside M: of R50's E[L] locations it samples 0.4 together with the M coarse tokens, so that the
    /// transformer takes as many for every M.
    /// </summary>
    /// <returns>Less than 0 where M alone is more.</returns>
    public static double AlphaWithinBudget(int pool) => .4 - pool / MeanLocations(MapStride.R50);

    /// <summary>Eq. 20: what the encoder costs with a share r of the L tokens, over what it costs with all; within (r^2, r).</summary>
    /// <param name="locations">L.</param>
    /// <param name="share">r = (N + M) / L.</param>
    public static double EncoderShare(double locations, double share)
    {
        var (a, b) = Quadratic(tokens => OfTokens(tokens).Encoder);
        return (a * share * share * locations + b * share) / (a * locations + b);
    }

    /// <summary>Eq. 21: the same of the decoder; within (r, 1).</summary>
    /// <param name="locations">L.</param>
    /// <param name="share">r.</param>
    public static double DecoderShare(double locations, double share)
    {
        var (none, one) = (OfTokens(0).Decoder, OfTokens(1).Decoder);   // O, and O + c
        return ((one - none) * share * locations + none) / ((one - none) * locations + none);
    }

    private static double MeanOverMaps(MapStride stride, Func<int, int, double> of) => ImageSizes.First100OfVal2017.Mean((width, height) =>
    {
        var map = MapOf(width, height, stride);
        return of(map.Height, map.Width);
    });

    // a and b of a n^2 + b n, from n = 1 and 2.
    private static (double A, double B) Quadratic(Func<long, double> cost)
    {
        var a = (cost(2) - 2 * cost(1)) / 2;
        return (a, cost(1) - a);
    }

    private static PartFlops OfTokens(long tokens) => Counted.GetOrAdd(tokens, _ =>
    {
        var tally = new Tally();
        Detr.Value.Count(tally, [1, Options.Width, 1, tokens], Queries);
        return new(Cost(tally, "encoder"), Cost(tally, "decoder"), 0);
    });

    private static double Cost(Tally tally, string part) =>
        tally.Ops.Where(op => op.Where.StartsWith($"{part}.", StringComparison.Ordinal)).Sum(Conventions.PnpDetr.Cost);
}
