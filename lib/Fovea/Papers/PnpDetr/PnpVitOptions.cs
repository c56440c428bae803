using Fovea.Layers;

namespace Fovea.Papers.PnpDetr;

/// <summary>A hybrid ViT with or without a sampler (Table 4); the defaults are the paper's on ImageNet.</summary>
/// <remarks>
/// The paper does not print the model. Width, depth and the feed-forward units' ratio are those by which Table 4's FLOPs come out, which
/// leave the heads open: 8, as the small ViT of timm has with such a width and depth.
/// </remarks>
public sealed record PnpVitOptions
{
    /// <summary>Locations along each side of the extractor's map; Section 4.3.</summary>
    public int MapSide { get; init; } = 14;

    /// <summary>Channels of the extractor's map: those of ResNet-50's stage 4.</summary>
    public int MapChannels { get; init; } = 1024;

    /// <summary>Every encoder layer.</summary>
    public EncoderOptions Encoder { get; init; } = new(768, 8) { MlpRatio = 3, Dropout = 0 };

    /// <summary>Encoder layers.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>The sampler before the first layer, M and the range of alpha of Section 4.3; null for the ViT.</summary>
    public SamplerOptions? Sampler { get; init; } = new() { Width = 768, PoolNumber = 10, RandomAlpha = new(.2, .8), ScoreLossWeight = 0 };

    /// <summary>Classes of the head; ImageNet's.</summary>
    public int Classes { get; init; } = 1000;

    /// <exception cref="ArgumentException">A setting is out of its range, or does not go with another.</exception>
    public void Validate()
    {
        Encoder.Validate();
        Sampler?.Validate();
        Check.AtLeast(1, MapSide, nameof(MapSide));
        Check.AtLeast(1, MapChannels, nameof(MapChannels));
        Check.AtLeast(1, Depth, nameof(Depth));
        Check.AtLeast(1, Classes, nameof(Classes));
        Check.That(Sampler is null || Sampler.Width == Encoder.Width, $"{nameof(Sampler)}.{nameof(Sampler.Width)}", $"the encoder's, {Encoder.Width}", Sampler?.Width ?? 0);
    }
}
