using Fovea.Layers;

namespace Fovea.Detection.Detr;

/// <summary>What a feed-forward unit has between its layers.</summary>
public enum Activation
{
    /// <summary>DETR's.</summary>
    Relu,

    /// <summary>By the error function.</summary>
    Gelu,
}

/// <summary>DETR's transformer; the defaults are those of the released models (DETR, Section 4 and appendix A.4).</summary>
public sealed record TransformerOptions
{
    /// <summary>C, the tokens' dimension.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Heads of every attention.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Hidden dimension of the feed-forward units.</summary>
    public int FeedForward { get; init; } = 2048;

    /// <summary>Layers of the encoder; there may be none.</summary>
    public int EncoderLayers { get; init; } = 6;

    /// <summary>Layers of the decoder.</summary>
    public int DecoderLayers { get; init; } = 6;

    /// <summary>Share of elements dropped, of the attention's weights too.</summary>
    public double Dropout { get; init; } = .1;

    /// <summary>Of the feed-forward units.</summary>
    public Activation Activation { get; init; }

    /// <summary>Whether tokens are normalised before each unit, and once at the end, instead of behind each unit.</summary>
    public bool PreNorm { get; init; }

    /// <exception cref="ArgumentException">A setting is out of its range, or the heads do not divide the width.</exception>
    public void Validate()
    {
        Check.AtLeast(1, Heads, nameof(Heads));
        Check.That(Width >= 1 && Width % Heads == 0, nameof(Width), $"a multiple of {nameof(Heads)}, {Heads}", Width);
        Check.AtLeast(1, FeedForward, nameof(FeedForward));
        Check.AtLeast(0, EncoderLayers, nameof(EncoderLayers));
        Check.AtLeast(1, DecoderLayers, nameof(DecoderLayers));
        Check.That(Dropout is >= 0 and < 1, nameof(Dropout), "a share from 0 to less than 1", Dropout);
    }
}
