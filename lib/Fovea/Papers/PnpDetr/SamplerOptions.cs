using Fovea.Layers;

namespace Fovea.Papers.PnpDetr;

/// <summary>Which of two descriptions of the sampler is meant.</summary>
public enum SamplerForm
{
    /// <summary>
    /// The authors' code: scores pass a sigmoid, the pool sampler reads normalised features through layers with biases, and the mean
    /// score of the sampled adds to the loss.
    /// </summary>
    AsReleased,

    /// <summary>Eq. 7 to 16 to the letter: scores as they are, the pool sampler reads f through W^a and W^v alone, and no such loss.</summary>
    AsWritten,
}

/// <summary>How the fine tokens are come by: the poll sampler, or what Table 10 holds it against.</summary>
public enum FineSelection
{
    /// <summary>The locations of the highest scores, eq. 7 to 11.</summary>
    Poll,

    /// <summary>As many locations, drawn once an image and the same ever after.</summary>
    Random,

    /// <summary>Locations at equal intervals.</summary>
    Uniform,

    /// <summary>The map interpolated to a smaller one, which leaves no location out: coarse tokens, if any, pool them all.</summary>
    Interpolated,
}

/// <summary>Which locations the pool sampler pools; Table 9.</summary>
public enum PoolFrom
{
    /// <summary>Those that the fine tokens left out, eq. 12.</summary>
    Remaining,

    /// <summary>All of them.</summary>
    FullSet,
}

/// <summary>The meta-scoring network of eq. 7, layers over each location by itself; Table 8.</summary>
/// <param name="Layers">1, 2 (the default there) or 3; ReLU between them.</param>
/// <param name="Hidden">Channels between the layers; as many as the features have where null.</param>
public sealed record ScorerOptions(int Layers = 2, int? Hidden = null)
{
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Check.That(Layers is >= 1 and <= 3, nameof(Layers), "1, 2 or 3", Layers);
        Check.AtLeast(1, Hidden ?? 1, nameof(Hidden));
    }
}

/// <summary>From where a poll ratio is drawn, eq. 19: alpha = uniform(alpha_low, alpha_high).</summary>
public readonly record struct AlphaRange(double Low, double High)
{
    /// <summary>The range of Section 4.2; the released code's default is 1/3 to .8.</summary>
    public static AlphaRange Paper { get; } = new(.15, .8);

    /// <exception cref="ArgumentException">It is not a range within 0 to 1.</exception>
    public void Validate() => Check.That(Low >= 0 && Low <= High && High <= 1, nameof(AlphaRange), "0 <= Low <= High <= 1", this);
}

/// <summary>A poll and pool sampler (Section 3.3); the defaults are PnP-DETR-R50's of Table 1.</summary>
/// <remarks><c>new SamplerOptions { PoolNumber = 240 }</c> is that of the DC5 models.</remarks>
public sealed record SamplerOptions
{
    /// <summary>C, the features' channels.</summary>
    public int Width { get; init; } = 256;

    /// <summary>alpha, the share of locations that become fine tokens; "0.33" of Table 1 is a third.</summary>
    public double Alpha { get; init; } = 1.0 / 3;

    /// <summary>Where alpha is drawn from in training, once a forward pass; null for the fixed one. Section 3.4.</summary>
    public AlphaRange? RandomAlpha { get; init; }

    /// <summary>M, the coarse tokens; Section 4.1. 0 for none.</summary>
    public int PoolNumber { get; init; } = 60;

    /// <summary>How the fine tokens are come by; Table 10.</summary>
    public FineSelection Selection { get; init; }

    /// <summary>What the coarse tokens pool; Table 9.</summary>
    public PoolFrom PoolFrom { get; init; }

    /// <summary>The scoring network; Table 8.</summary>
    public ScorerOptions Scorer { get; init; } = new();

    /// <summary>Layers that make the aggregation weights, 1 or 2; the paper and the released models have 1, eq. 13.</summary>
    public int KeyLayers { get; init; } = 1;

    /// <summary>Whether positions are added to what makes the aggregation weights; an option of the released code, off in its models.</summary>
    public bool KeyPositions { get; init; }

    /// <summary>The authors' code or the paper's text.</summary>
    public SamplerForm Form { get; init; }

    /// <summary>What the mean score of the sampled counts in the loss; in the released code, not in the paper.</summary>
    public double ScoreLossWeight { get; init; } = 1e-4;

    /// <summary>Of the locations of <see cref="FineSelection.Random"/>.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Check.AtLeast(1, Width, nameof(Width));
        Check.AtLeast(0, PoolNumber, nameof(PoolNumber));
        Check.That(Alpha is >= 0 and <= 1, nameof(Alpha), "a share from 0 to 1", Alpha);
        RandomAlpha?.Validate();
        Scorer.Validate();
        Check.That(KeyLayers is 1 or 2, nameof(KeyLayers), "1 or 2", KeyLayers);
        Check.That(ScoreLossWeight >= 0, nameof(ScoreLossWeight), "0 or more", ScoreLossWeight);
    }
}
