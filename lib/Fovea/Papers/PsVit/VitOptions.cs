using Fovea.Layers;

namespace Fovea.Papers.PsVit;

/// <summary>A ViT or DeiT, which the paper compares with: square patches, learnt position embeddings, a class token.</summary>
public sealed record VitOptions
{
    /// <summary>DeiT-Ti of Table 3.</summary>
    public static VitOptions DeitTi { get; } = new() { Encoder = Deit(192, 3) };

    /// <summary>DeiT-S of Table 3.</summary>
    public static VitOptions DeitS { get; } = new() { Encoder = Deit(384, 6) };

    /// <summary>DeiT-B of Table 3.</summary>
    public static VitOptions DeitB { get; } = new();

    /// <summary>ViT-B/16 at 384 pixels, of Table 3.</summary>
    public static VitOptions VitB { get; } = new() { ImageSize = 384 };

    /// <summary>Side of the square input image in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Side of a patch in pixels; it divides the image's.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Encoder layers.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Every encoder layer.</summary>
    public EncoderOptions Encoder { get; init; } = Deit(768, 12);

    /// <summary>Classes of the head; ImageNet's.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Patches along each side of the image.</summary>
    public int PatchesPerSide => ImageSize / PatchSize;

    /// <summary>The ViT of Table 7, of the same layers, channels, heads and number of tokens as a PS-ViT.</summary>
    /// <exception cref="ArgumentException">The points of the PS-ViT do not divide the image, so that patches cannot be as many.</exception>
    public static VitOptions Like(PsVitOptions options)
    {
        Check.AtLeast(1, options.Points, nameof(options.Points));
        Check.That(options.ImageSize % options.Points == 0, nameof(options.Points),
            $"a divisor of {nameof(ImageSize)}, {options.ImageSize}, so that there are as many patches", options.Points);
        return new()
        {
            ImageSize = options.ImageSize,
            PatchSize = options.ImageSize / options.Points,
            Depth = options.Depth,
            Encoder = options.Encoder,
            Classes = options.Classes,
        };
    }

    /// <exception cref="ArgumentException">A setting is out of its range, or does not go with another.</exception>
    public void Validate()
    {
        Encoder.Validate();
        Check.AtLeast(1, PatchSize, nameof(PatchSize));
        Check.That(ImageSize > 0 && ImageSize % PatchSize == 0, nameof(PatchSize), $"a divisor of {nameof(ImageSize)}, {ImageSize}", PatchSize);
        Check.AtLeast(1, Depth, nameof(Depth));
        Check.AtLeast(1, Classes, nameof(Classes));
    }

    private static EncoderOptions Deit(int width, int heads) =>
        new(width, heads) { MlpRatio = 4, QkvBias = true, NormEpsilon = 1e-6, Dropout = 0 };
}
