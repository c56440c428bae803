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

    /// <summary>Of one image.</summary>
    /// <param name="height">Of the feature map, in locations.</param>
    /// <param name="width">Of the feature map, in locations.</param>
    /// <param name="alpha">The poll ratio; null for DETR, which takes every location.</param>
    /// <param name="pool">M; of no meaning without alpha.</param>
    public static PartFlops Of(int height, int width, double? alpha, int pool)
    {
        using var transformer = Built(alpha, pool);
        return Parts(transformer, height, width);
    }

    /// <summary>The mean over the first 100 images of COCO val2017, resized by DETR's rule, without padding.</summary>
    /// <param name="stride">Of the feature map.</param>
    /// <param name="alpha">The poll ratio; null for DETR.</param>
    /// <param name="pool">M.</param>
    public static PartFlops Mean(MapStride stride, double? alpha, int pool)
    {
        using var transformer = Built(alpha, pool);
        return new(Part(one => one.Encoder), Part(one => one.Decoder), Part(one => one.Sampler));

        double Part(Func<PartFlops, double> part) => MeanOverMaps(stride, (height, width) => part(Parts(transformer, height, width)));
    }

    /// <summary>
    /// Table 3, R50: the same mean with what the mask head has at the map's size, which is a reading of the paper: the queries'
    /// attention maps, and the reverse projection of eq. 18.
    /// </summary>
    /// <param name="alpha">The poll ratio, with M = 60; null for DETR.</param>
    public static double MeanPanoptic(double? alpha)
    {
        using var transformer = Built(alpha, pool: 60, projectsBack: true);
        using var attention = Blueprint.Of(() => new MaskAttention(Options.Width, Options.Heads));
        return MeanOverMaps(MapStride.R50, (height, width) =>
        {
            long[] map = [1, Options.Width, height, width];
            var tally = Counted(transformer, map);
            attention.Count(tally, [1, Queries, Options.Width], map);
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
        // a + b and 4 a + 2 b.
        var (one, two) = (Of(1, 1, null, 0).Encoder, Of(1, 2, null, 0).Encoder);
        var (a, b) = (two / 2 - one, 2 * one - two / 2);
        return (a * share * share * locations + b * share) / (a * locations + b);
    }

    /// <summary>Eq. 21: the same of the decoder; within (r, 1).</summary>
    /// <param name="locations">L.</param>
    /// <param name="share">r.</param>
    public static double DecoderShare(double locations, double share)
    {
        // c + O and 2 c + O.
        var (one, two) = (Of(1, 1, null, 0).Decoder, Of(1, 2, null, 0).Decoder);
        var (c, constant) = (two - one, 2 * one - two);
        return (c * share * locations + constant) / (c * locations + constant);
    }

    private static DetrTransformer Built(double? alpha, int pool, bool projectsBack = false) => Blueprint.Of<DetrTransformer>(() => alpha is { } ratio
        ? new PnpTransformer(Options, new() { Width = Options.Width, Alpha = ratio, PoolNumber = pool }, projectsBack)
        : new Transformer(Options));

    private static PartFlops Parts(DetrTransformer transformer, int height, int width)
    {
        var costs = Counted(transformer, [1, Options.Width, height, width]).Ops.ToLookup(op => op.Where.Split('.')[0], Conventions.PnpDetr.Cost);
        return new(costs["encoder"].Sum(), costs["decoder"].Sum(), costs["sampler"].Sum());
    }

    private static Tally Counted(DetrTransformer transformer, long[] map)
    {
        var tally = new Tally();
        transformer.Count(tally, map, Queries);
        return tally;
    }

    private static double MeanOverMaps(MapStride stride, Func<int, int, double> of) => ImageSizes.First100OfVal2017.Mean((width, height) =>
    {
        var map = MapOf(width, height, stride);
        return of(map.Height, map.Width);
    });
}
