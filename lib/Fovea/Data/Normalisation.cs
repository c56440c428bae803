namespace Fovea.Data;

/// <summary>Bytes to the numbers that a model takes: (value / 255 - mean) / standard deviation, a channel at a time.</summary>
/// <param name="Mean">Of red, green and blue, from 0 to 1.</param>
/// <param name="Deviation">Of red, green and blue, from 0 to 1.</param>
public sealed record Normalisation((float Red, float Green, float Blue) Mean, (float Red, float Green, float Blue) Deviation)
{
    private readonly float[][] tables =
        [Table(Mean.Red, Deviation.Red), Table(Mean.Green, Deviation.Green), Table(Mean.Blue, Deviation.Blue)];

    /// <summary>Of CIFAR-10's training images.</summary>
    public static Normalisation Cifar10 { get; } = new((125.3f / 255, 123.0f / 255, 113.9f / 255), (63.0f / 255, 62.1f / 255, 66.7f / 255));

    /// <summary>Of ImageNet's, as everyone uses them.</summary>
    public static Normalisation ImageNet { get; } = new((0.485f, 0.456f, 0.406f), (0.229f, 0.224f, 0.225f));

    /// <summary>Writes an image channels first.</summary>
    /// <param name="image">RGB, or grey, which is repeated.</param>
    /// <param name="target">3 x height x width.</param>
    /// <exception cref="ArgumentException">The image has an alpha channel, or the target is of another size.</exception>
    public void Apply(Image image, Span<float> target) => Apply(image, target, image.Height, image.Width);

    /// <summary>Writes an image channels first into the upper left corner of a larger one, whose rest stays as it is.</summary>
    /// <param name="image">RGB, or grey, which is repeated.</param>
    /// <param name="target">3 x height x width.</param>
    /// <param name="height">Of the target, at least the image's.</param>
    /// <param name="width">Of the target, at least the image's.</param>
    internal void Apply(Image image, Span<float> target, int height, int width)
    {
        if (image.Channels == 4)
            throw new ArgumentException("an alpha channel has no place in a model's input; drop it with ToRgb()", nameof(image));
        if (target.Length != 3 * height * width)
            throw new ArgumentException($"room for {target.Length} numbers; 3 x {height} x {width} are {3 * height * width}", nameof(target));
        for (var channel = 0; channel < 3; channel++)
        {
            var table = tables[channel];
            for (int y = 0, from = Math.Min(channel, image.Channels - 1); y < image.Height; y++)
            {
                var row = target.Slice((channel * height + y) * width, image.Width);
                for (var x = 0; x < row.Length; x++, from += image.Channels)
                    row[x] = table[image.Pixels[from]];
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(Normalisation? other) => other is not null && (Mean, Deviation) == (other.Mean, other.Deviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mean, Deviation);

    /// <summary>In single precision step by step, so that the numbers are torchvision's to the last bit.</summary>
    private static float[] Table(float mean, float deviation) => [.. Enumerable.Range(0, 256).Select(value => (value / 255f - mean) / deviation)];
}
