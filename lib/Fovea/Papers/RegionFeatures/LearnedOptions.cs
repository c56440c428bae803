using Fovea.Layers;

namespace Fovea.Papers.RegionFeatures;

/// <summary>What the weights of eq. 7 are made of (Table 4).</summary>
[Flags]
public enum WeightTerms
{
    /// <summary>Nothing: the mean over Omega_b, the same for every part. A control beyond the paper's.</summary>
    None = 0,

    /// <summary>G_k(b, p), eq. 8.</summary>
    Geometry = 1,

    /// <summary>A_k(x, p), eq. 9. Alone it is a control beyond the paper's.</summary>
    Appearance = 2,

    /// <summary>The paper's.</summary>
    Both = Geometry | Appearance,
}

/// <summary>Learned region features; the defaults are the paper's.</summary>
public sealed record LearnedOptions
{
    /// <summary>K; Table 1 and Section 4.</summary>
    public int Parts { get; init; } = 49;

    /// <summary>C_E, of each embedded number; Table 1.</summary>
    public int Embedding { get; init; } = 512;

    /// <summary>C_g, in which the geometry's inner product is taken; Table 1.</summary>
    public int Transform { get; init; } = 256;

    /// <summary>Eq. 7; Table 4.</summary>
    public WeightTerms Terms { get; init; } = WeightTerms.Both;

    /// <summary>Omega_b; Table 2.</summary>
    public Support Support { get; init; } = Support.Image;

    /// <summary>How densely Omega_b is summed over; Table 3.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Check.AtLeast(1, Parts, nameof(Parts));
        Check.That(Embedding > 0 && Embedding % 2 == 0, nameof(Embedding), "an even number from 2 on", Embedding);
        Check.AtLeast(1, Transform, nameof(Transform));
        Sampling.Validate();
    }
}
