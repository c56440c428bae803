using Fovea.Layers;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What the 3x3 convolution of a bottleneck is.</summary>
public enum Deformation
{
    /// <summary>An ordinary one.</summary>
    None,

    /// <summary>Deformable (Dai et al. 2017); the paper's.</summary>
    Offsets,

    /// <summary>Deformable, each lookup with a weight of its own (Zhu et al. 2019).</summary>
    Modulated,
}

/// <summary>A stage of a backbone.</summary>
/// <param name="Blocks">Bottlenecks.</param>
/// <param name="Stride">Of the first of them.</param>
/// <param name="Dilation">Of their 3x3 convolutions.</param>
/// <param name="Deformation">Of their 3x3 convolutions.</param>
public sealed record StageOptions(int Blocks, int Stride, int Dilation = 1, Deformation Deformation = Deformation.None);

/// <summary>A backbone; a stage has twice the channels of the one before, and the first has 256.</summary>
public sealed record BackboneOptions
{
    /// <summary>ResNet-50 of Table 1: deformable convolutions from the second stage on (the paper's conv3).</summary>
    public static BackboneOptions R50 { get; } = new() { Stages = Deformable(3, 4, 6, 3) };

    /// <summary>ResNet-101 of Tables 1, 3 and 4.</summary>
    public static BackboneOptions R101 { get; } = new() { Stages = Deformable(3, 4, 23, 3) };

    /// <summary>ResNeXt-101 (32 x 4d) of Table 5.</summary>
    public static BackboneOptions X101 { get; } = R101 with { Groups = 32, GroupWidth = 4 };

    /// <summary>ResNet-50 of Table 2: the last two stages dilated in place of striding, and a stem of three 3x3 convolutions.</summary>
    /// <remarks>The stem is not in the paper: it is the one with which Table 2's four FLOPs come out exactly.</remarks>
    public static BackboneOptions Cityscapes { get; } = new()
    {
        DeepStem = true,
        Stages = [new(3, 1), new(4, 2, 1, Deformation.Offsets), new(6, 1, 2, Deformation.Offsets), new(3, 1, 4, Deformation.Offsets)],
    };

    /// <summary>Of bottlenecks.</summary>
    public IReadOnlyList<StageOptions> Stages { get; init; } = [new(3, 1), new(4, 2), new(6, 2), new(3, 2)];

    /// <summary>Groups of the 3x3 convolutions.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Channels of a group in the first stage.</summary>
    public int GroupWidth { get; init; } = 64;

    /// <summary>Whether the first convolution is three of 3x3 (64, 64 and 128 channels) and not one of 7x7 (64).</summary>
    public bool DeepStem { get; init; }

    /// <summary>Masks and interpolation; null for the plain backbone, "uniform sampling".</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>The same backbone with another 3x3 convolution in every stage but the first.</summary>
    public BackboneOptions With(Deformation deformation) =>
        this with { Stages = [Stages[0], .. Stages.Skip(1).Select(stage => stage with { Deformation = deformation })] };

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Check.AtLeast(1, Stages.Count, nameof(Stages));
        foreach (var stage in Stages)
        {
            Check.AtLeast(1, stage.Blocks, nameof(stage.Blocks));
            Check.AtLeast(1, stage.Stride, nameof(stage.Stride));
            Check.AtLeast(1, stage.Dilation, nameof(stage.Dilation));
        }
        Check.AtLeast(1, Groups, nameof(Groups));
        Check.AtLeast(1, GroupWidth, nameof(GroupWidth));
        Sampling?.Validate();
    }

    private static StageOptions[] Deformable(params int[] blocks) =>
        [new(blocks[0], 1), .. blocks.Skip(1).Select(count => new StageOptions(count, 2, 1, Deformation.Offsets))];
}
