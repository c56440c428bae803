namespace Fovea.Data;

/// <summary>
/// Random changes of a training image, in the order of the properties. What is drawn depends on the loader's seed, the epoch
/// and the image's index alone.
/// </summary>
public sealed record Augmentation
{
    /// <summary>Pads by so many black pixels on each side, then cuts the image's size out anywhere; 0 leaves it.</summary>
    public int CropPadding { get; init; }

    /// <summary>How often left and right are exchanged.</summary>
    public double Flip { get; init; }

    /// <summary>None where null.</summary>
    public RandAugment? RandAugment { get; init; }

    internal Image Apply(Image image, ref SeededRandom random)
    {
        if (CropPadding > 0)
            image = image.Crop(random.Next(2 * CropPadding + 1) - CropPadding, random.Next(2 * CropPadding + 1) - CropPadding, image.Width, image.Height);
        if (random.Chance(Flip))
            image = image.FlipHorizontal();
        return RandAugment is null ? image : RandAugment.Apply(image, ref random);
    }
}

/// <summary>
/// RandAugment (Cubuk et al. 2020): some operations at random, all of one strength. The operations are those of the paper's
/// CIFAR experiments, the strengths those of timm's <c>rand-m9-mstd0.5-inc1</c>, which PS-ViT's code uses.
/// </summary>
/// <param name="Magnitude">Mean strength, 0 to 10 (PS-ViT, Table 4: 9).</param>
/// <param name="Deviation">Standard deviation of the strength (PS-ViT, Table 4: 0.5).</param>
/// <param name="Operations">How many an image.</param>
/// <param name="Probability">How often each of them is done.</param>
public sealed record RandAugment(double Magnitude = 9, double Deviation = 0.5, int Operations = 2, double Probability = 0.5)
{
    private delegate Image Operation(Image image, double level, ref SeededRandom random, (byte, byte, byte) fill);

    // A level is in [0, 1]; signs are drawn.
    private static readonly Operation[] All =
    [
        (image, level, ref random, fill) => Tones.AutoContrast(image),
        (image, level, ref random, fill) => Tones.Equalize(image),
        (image, level, ref random, fill) => Tones.Posterize(image, 4 - (int)(level * 4)),
        (image, level, ref random, fill) => Tones.Solarize(image, 256 - (int)(level * 256)),
        (image, level, ref random, fill) => Tones.Colour(image, (float)(1 + random.Sign() * 0.9 * level)),
        (image, level, ref random, fill) => Tones.Contrast(image, (float)(1 + random.Sign() * 0.9 * level)),
        (image, level, ref random, fill) => Tones.Brightness(image, (float)(1 + random.Sign() * 0.9 * level)),
        (image, level, ref random, fill) => Tones.Sharpness(image, (float)(1 + random.Sign() * 0.9 * level)),
        (image, level, ref random, fill) => Affine.Rotate(random.Sign() * 30 * level, image.Width, image.Height).Apply(image, fill),
        (image, level, ref random, fill) => Affine.ShearX(random.Sign() * 0.3 * level).Apply(image, fill),
        (image, level, ref random, fill) => Affine.ShearY(random.Sign() * 0.3 * level).Apply(image, fill),
        (image, level, ref random, fill) => Affine.Translate(random.Sign() * 0.45 * level * image.Width, 0).Apply(image, fill),
        (image, level, ref random, fill) => Affine.Translate(0, random.Sign() * 0.45 * level * image.Height).Apply(image, fill),
    ];

    /// <summary>What geometric operations leave empty: CIFAR-10's mean, rounded.</summary>
    public (byte Red, byte Green, byte Blue) Fill { get; init; } = (125, 123, 114);

    internal Image Apply(Image image, ref SeededRandom random)
    {
        image = image.ToRgb();
        for (var i = 0; i < Operations; i++)
        {
            var operation = All[random.Next(All.Length)];
            var level = Math.Clamp(Magnitude + Deviation * random.NextNormal(), 0, 10) / 10;
            if (random.Chance(Probability))
                image = operation(image, level, ref random, Fill);
        }
        return image;
    }
}
