
namespace Fovea.Layers;

/// <summary>What the scores of attention are multiplied by.</summary>
public enum AttentionScale
{
    /// <summary>1 / sqrt(C / M), the width of a head: PS-ViT, eq. 7, and its code's default.</summary>
    HeadWidth,

    /// <summary>1 / sqrt(C), the width of all heads together: PS-ViT's released checkpoints were trained with it.</summary>
    Width,
}

/// <summary>An encoder layer of a vision transformer; the defaults are PS-ViT's (Section 3.3 and Table 4 there).</summary>
/// <param name="Width">C, the tokens' dimension.</param>
/// <param name="Heads">M, the heads of the attention.</param>
public sealed record EncoderOptions(int Width, int Heads)
{
    /// <summary>Hidden dimension of the feed-forward unit in units of C; 3 in PS-ViT and PnP-ViT, 4 in ViT and DeiT.</summary>
    public int MlpRatio { get; init; } = 3;

    /// <summary>Whether queries, keys and values have a bias; PS-ViT's eq. 8 has none, ViT and DeiT have one.</summary>
    public bool QkvBias { get; init; }

    /// <summary>What the scores are multiplied by.</summary>
    public AttentionScale Scale { get; init; }

    /// <summary>Share of elements dropped after the attention's projection and after each layer of the feed-forward unit; .1 in PS-ViT.</summary>
    public double Dropout { get; init; } = .1;

    /// <summary>What a layer normalisation adds to the variance; the framework's default.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <exception cref="ArgumentException">A setting is out of its range, or the heads do not divide the width.</exception>
    public void Validate()
    {
        Check.AtLeast(1, Width, nameof(Width));
        Check.AtLeast(1, Heads, nameof(Heads));
        Check.AtLeast(1, MlpRatio, nameof(MlpRatio));
        Check.That(Width % Heads == 0, nameof(Heads), $"a divisor of {nameof(Width)}, {Width}", Heads);
        Check.That(Dropout is >= 0 and < 1, nameof(Dropout), "a share from 0 to less than 1", Dropout);
    }
}
