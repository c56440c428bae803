using Fovea.Layers;

namespace Fovea.Detection.Detr;

/// <summary>A DETR; the defaults are those of the released R50.</summary>
public sealed record DetrOptions
{
    /// <summary>DETR with ResNet-50, a token for 32 x 32 pixels.</summary>
    public static DetrOptions R50 { get; } = new();

    /// <summary>DETR-DC5 with ResNet-50, a token for 16 x 16 pixels.</summary>
    public static DetrOptions R50Dc5 { get; } = new() { Backbone = ResNetOptions.ResNet50 with { DilatedLast = true } };

    /// <summary>DETR with ResNet-101.</summary>
    public static DetrOptions R101 { get; } = new() { Backbone = ResNetOptions.ResNet101 };

    /// <summary>All parts of a DETR at a hundredth of its parameters, for ten classes; trained from the first layer on.</summary>
    public static DetrOptions Small { get; } = new()
    {
        Backbone = new() { Blocks = [1, 1, 1, 1], Width = 8 },
        FreezesStem = false,
        Transformer = new() { Width = 64, Heads = 4, FeedForward = 128, EncoderLayers = 1, DecoderLayers = 2 },
        Classes = 10,
        Queries = 25,
    };

    /// <summary>What the features come from.</summary>
    public ResNetOptions Backbone { get; init; } = ResNetOptions.ResNet50;

    /// <summary>Whether the backbone's stem and first stage stay as they are.</summary>
    public bool FreezesStem { get; init; } = true;

    /// <summary>Encoder and decoder.</summary>
    public TransformerOptions Transformer { get; init; } = new();

    /// <summary>Whether positions are learnt instead of sines.</summary>
    public bool LearnedPositions { get; init; }

    /// <summary>Classes an object may have; COCO's category ids go up to 90. No object is one more.</summary>
    public int Classes { get; init; } = 91;

    /// <summary>Q, how many objects can be found.</summary>
    public int Queries { get; init; } = 100;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Backbone.Validate();
        Transformer.Validate();
        Check.That(Backbone.Classes == 0, $"{nameof(Backbone)}.{nameof(Backbone.Classes)}", "0, no classifier", Backbone.Classes);
        Check.That(Transformer.Width % 4 == 0, $"{nameof(Transformer)}.{nameof(Transformer.Width)}", "a multiple of 4, for sines and cosines of two axes", Transformer.Width);
        Check.AtLeast(1, Classes, nameof(Classes));
        Check.AtLeast(1, Queries, nameof(Queries));
    }
}
