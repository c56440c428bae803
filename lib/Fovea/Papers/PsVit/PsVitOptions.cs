using Fovea.Layers;

namespace Fovea.Papers.PsVit;

/// <summary>The feature extractor: a convolution, an optional max-pool, and two bottlenecks (Section 3.2).</summary>
/// <remarks>The defaults are ResNet-50's, its stem and the first two blocks of its first stage, with the channels of PS-ViT-B.</remarks>
public sealed record StemOptions
{
    /// <summary>Side of the first convolution's kernel; its stride is 2.</summary>
    public int Kernel { get; init; } = 7;

    /// <summary>Channels of the first convolution, and inside the bottlenecks.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Whether a max-pool of stride 2 follows the first convolution.</summary>
    public bool Pool { get; init; } = true;

    /// <summary>Channels after the first bottleneck; the second's are the tokens'. 256, and 192 in PS-ViT-Ti, by the authors' code.</summary>
    public int Middle { get; init; } = 256;

    /// <summary>Side of the feature map of an image.</summary>
    public int MapSide(int imageSize)
    {
        var side = Halved(imageSize, Kernel);
        return Pool ? Halved(side, 3) : side;

        static int Halved(int side, int kernel) => (side + kernel / 2 * 2 - kernel) / 2 + 1;
    }
}

/// <summary>A displacement in feature pixels.</summary>
public readonly record struct Shift(double Y, double X);

/// <summary>A PS-ViT (Table 2); the defaults are PS-ViT-B/14 on ImageNet.</summary>
/// <remarks>Another image size or number of points is <c>PsVitOptions.B with { Points = 18 }</c>.</remarks>
public sealed record PsVitOptions
{
    /// <summary>PS-ViT-B of Table 2.</summary>
    public static PsVitOptions B { get; } = new();

    /// <summary>PS-ViT-Ti of Table 2; the authors' code trains it without dropout.</summary>
    public static PsVitOptions Ti { get; } = new()
    {
        Depth = 12,
        Encoder = new(192, 3) { Dropout = 0 },
        Stem = new() { Middle = 192 },
    };

    /// <summary>Side of the square input image in pixels; Section 4.1.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>n, the sampling points along each side; Section 3.3.</summary>
    public int Points { get; init; } = 14;

    /// <summary>N, the iterations of the sampling module; Table 2.</summary>
    public int Iterations { get; init; } = 4;

    /// <summary>N + N_v, the encoder layers of both modules together; Tables 2 and 6.</summary>
    public int Depth { get; init; } = 14;

    /// <summary>Whether the iterations share one encoder layer and one offset layer; the dagger of Tables 2 and 8.</summary>
    public bool SharedWeights { get; init; }

    /// <summary>Every encoder layer; Table 2 and Section 3.3.</summary>
    public EncoderOptions Encoder { get; init; } = new(384, 6);

    /// <summary>The feature extractor; Section 3.2.</summary>
    public StemOptions Stem { get; init; } = new();

    /// <summary>What an offset is multiplied by where it moves the lookup, in feature pixels; 1 in the authors' models.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>How gradients pass through the lookup; the authors'.</summary>
    public SamplingGradient Gradient { get; init; }

    /// <summary>
    /// Where the points are at each iteration, from where they start: a control beyond the paper's, without offset layers.
    /// Null, as in the paper, where the offsets of eq. 5 move them.
    /// </summary>
    public IReadOnlyList<Shift>? Shifts { get; init; }

    /// <summary>Classes of the head; ImageNet's.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Side of the feature map in pixels.</summary>
    public int MapSide => Stem.MapSide(ImageSize);

    /// <summary>The same model with points that never move: every iteration looks again where the first did.</summary>
    public PsVitOptions Frozen() => this with { Shifts = [.. Enumerable.Repeat(default(Shift), Iterations)] };

    /// <summary>The same model with points that go round a square of half the points' distance, whatever the image.</summary>
    /// <remarks>Together, four iterations look at an evenly spaced grid of 2n x 2n places.</remarks>
    public PsVitOptions GoingRound()
    {
        var step = MapSide / (2.0 * Points);
        Shift[] corners = [new(0, 0), new(-step, 0), new(-step, -step), new(0, -step)];
        return this with { Shifts = [.. Enumerable.Range(0, Iterations).Select(i => corners[i % 4])] };
    }

    /// <exception cref="ArgumentException">A setting is out of its range, or does not go with another.</exception>
    public void Validate()
    {
        Encoder.Validate();
        Check.AtLeast(1, Stem.Width, "Stem.Width");
        Check.AtLeast(1, Stem.Middle, "Stem.Middle");
        Check.That(Stem.Kernel > 0 && Stem.Kernel % 2 == 1, "Stem.Kernel", "an odd number", Stem.Kernel);
        Check.That(ImageSize > 0 && MapSide > 1, nameof(ImageSize), "a size that leaves a feature map of at least 2 pixels a side", ImageSize);
        Check.AtLeast(1, Points, nameof(Points));
        Check.That(Iterations >= 1 && Iterations < Depth, nameof(Iterations),
            $"1 to {Depth - 1}, so that one of the {nameof(Depth)} = {Depth} layers is left for the class token", Iterations);
        Check.That(Shifts is null || Shifts.Count == Iterations, nameof(Shifts), $"one for each of {Iterations} iterations", Shifts?.Count ?? 0);
        Check.AtLeast(1, Classes, nameof(Classes));
    }
}
