using Fovea.Data.Scenes;
using Fovea.Layers;

namespace Fovea.Detection.Queries;

/// <summary>The small query detector. The defaults are for Digit Scenes: a training of it is a minute of a CPU.</summary>
public sealed record QueryDetectorOptions
{
    /// <summary>Of the backbone's features.</summary>
    public int Channels { get; init; } = SmallBackbone.Channels;

    /// <summary>Rows and columns of the backbone's features.</summary>
    public int Side { get; init; } = Scene.Side / SmallBackbone.Stride;

    /// <summary>K.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>C, of the transformer; a multiple of twice the heads.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Of every attention.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Between the two layers of every feed-forward unit.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>0 for none.</summary>
    public int EncoderLayers { get; init; } = 1;

    /// <summary>Each refines the boxes of the one before.</summary>
    public int DecoderLayers { get; init; } = 2;

    /// <summary>Q, a square number: their anchors begin on a grid.</summary>
    public int Queries { get; init; } = 25;

    /// <exception cref="ArgumentException">The settings do not hold together.</exception>
    public void Validate()
    {
        Check.AtLeast(1, Channels, nameof(Channels));
        Check.AtLeast(1, Side, nameof(Side));
        Check.AtLeast(1, Classes, nameof(Classes));
        Check.AtLeast(1, Heads, nameof(Heads));
        Check.AtLeast(1, Hidden, nameof(Hidden));
        Check.AtLeast(0, EncoderLayers, nameof(EncoderLayers));
        Check.AtLeast(1, DecoderLayers, nameof(DecoderLayers));
        Check.That(Width > 0 && Width % (2 * Heads) == 0 && Width % 4 == 0, nameof(Width), $"a multiple of 4 and of {2 * Heads}, twice the heads", Width);
        Check.That(Queries > 0 && GridSide * GridSide == Queries, nameof(Queries), "a square number", Queries);
    }

    internal int GridSide => (int)Math.Round(Math.Sqrt(Queries));
}
