namespace Fovea.Layers;

/// <summary>Where a stage's first bottleneck, which halves the map, has its stride.</summary>
public enum ResNetStride
{
    /// <summary>In the 3x3 convolution: PyTorch's weights.</summary>
    Middle,

    /// <summary>In the first 1x1 convolution: He et al. 2016, and Keras' weights.</summary>
    First,
}

/// <summary>A ResNet of bottlenecks (He et al. 2016) with frozen batch normalisation.</summary>
public sealed record ResNetOptions
{
    /// <summary>How many stages every ResNet has.</summary>
    public const int Stages = 4;

    /// <summary>ResNet-50 as PyTorch has it.</summary>
    public static ResNetOptions ResNet50 { get; } = new();

    /// <summary>ResNet-101 as PyTorch has it.</summary>
    public static ResNetOptions ResNet101 { get; } = new() { Blocks = [3, 4, 23, 3] };

    /// <summary>Bottlenecks of each stage; 3, 4, 6, 3 make ResNet-50.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [3, 4, 6, 3];

    /// <summary>Channels of the stem; stage k = 0, 1, ... has 4 * 2^k times as many.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Whether the last stage is dilated by 2 instead of halving the map: the DC5 of DETR.</summary>
    public bool DilatedLast { get; init; }

    /// <summary>Where a stage that halves the map has its stride.</summary>
    public ResNetStride Stride { get; init; }

    /// <summary>What a normalisation adds to the variance: 1e-5 in PyTorch.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Classes of the linear layer behind the mean over the map; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>Channels of the last map.</summary>
    public int Channels => ChannelsOf(Stages - 1);

    /// <summary>Channels of a stage's map.</summary>
    /// <param name="stage">From 0 on.</param>
    public int ChannelsOf(int stage) => (4 * Width) << stage;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Check.That(Blocks.Count == Stages && Blocks.All(count => count >= 1), nameof(Blocks), $"{Stages} numbers of at least 1", string.Join(", ", Blocks));
        Check.AtLeast(1, Width, nameof(Width));
        Check.AtLeast(0, Classes, nameof(Classes));
        Check.That(NormEpsilon > 0, nameof(NormEpsilon), "above 0", NormEpsilon);
    }
}
