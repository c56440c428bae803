using Fovea.Counting;
using Fovea.Detection.Detr;

namespace Fovea.Papers.PnpDetr;

/// <summary>
/// FLOPs of PnP-ViT, Table 4. The paper gives neither the model nor the rule; this is the one reading that was found to give all five
/// rows of the PnP-ViT: 768 channels, 8 layers, hidden layers of 3 x 768 and a class token on a map of 14 x 14 x 1024, M = 10,
/// N = ceil(196 alpha); multiply-accumulates of linear layers, convolutions and the pool sampler, those of attention left out.
/// </summary>
/// <remarks>The ViT's own 10.0 is on another basis: with attention's products and the element-wise operations.</remarks>
public static class VitFlops
{
    private const int Side = 14, Channels = 1024, Pool = 10;

    private static readonly TransformerOptions Options = new() { Width = 768, FeedForward = 3 * 768, EncoderLayers = 8 };

    private static readonly Convention Products = new("pnp-vit", "Table 4: found by fitting its rows",
        new Dictionary<OpKind, double> { [OpKind.ConvMac] = 1, [OpKind.LinearMac] = 1, [OpKind.MatmulMac] = 1 });

    /// <summary>Of one image.</summary>
    /// <param name="alpha">The poll ratio; null for the ViT, which takes every location.</param>
    public static double Of(double? alpha)
    {
        const int Locations = Side * Side;
        var tokens = alpha is { } ratio ? (long)Math.Ceiling(ratio * Locations) + Pool : Locations;
        using var encoder = Encoder();
        var operations = Operations.Of(encoder, 1, tokens + 1, Options.Width);
        return (double)Locations * Channels * Options.Width + operations.Amount(OpKind.LinearMac) + (alpha is null ? 0 : Sampler(tokens - Pool));
    }

    /// <summary>The encoder alone, without values, for counting.</summary>
    internal static TransformerEncoder Encoder() => Blueprint.Of(() => new TransformerEncoder(Options));

    private static double Sampler(long fine)
    {
        // Half a location more than N, which truncation takes off again.
        var options = new SamplerOptions { Width = Options.Width, PoolNumber = Pool, Alpha = (fine + .5) / (Side * Side) };
        using var sampler = Blueprint.Of(() => new PollPoolSampler(options));
        return Operations.Of(sampler, 1, Options.Width, Side, Side).Cost(Products);
    }
}
