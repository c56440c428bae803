using Fovea.Layers;

namespace Fovea.Papers.StochasticSampling;

/// <summary>How a position's probability becomes its mask.</summary>
public enum Gate
{
    /// <summary>Two-way Gumbel softmax with noise, at test too; the paper's.</summary>
    Stochastic,

    /// <summary>The same without noise: the "Determ Gumbel-Softmax" of Tables 1 and 2.</summary>
    Deterministic,

    /// <summary>
    /// The mask is ReLU of the logit, and what it keeps is what is above zero: the "ReLU" of Table 1. How the authors blend
    /// features under a mask above 1 is not known; here it then multiplies them, without interpolation.
    /// </summary>
    Relu,
}

/// <summary>The sampling of a bottleneck; the defaults are the authors' on COCO.</summary>
public sealed record SamplingOptions
{
    /// <summary>How masks are drawn.</summary>
    public Gate Gate { get; init; } = Gate.Stochastic;

    /// <summary>Of the grid prior: every so-manieth position of both axes is sampled always. None where 0, the rows of Table 3 without it.</summary>
    public int GridInterval { get; init; } = 11;

    /// <summary>Side of the window that interpolation reads; odd.</summary>
    public int Window { get; init; } = 7;

    /// <summary>s of the interpolation's kernel to begin with.</summary>
    public double InitialSigma { get; init; } = 3;

    /// <summary>Bias of the masks' convolutions to begin with, their weights being zero: all but 1 in 20 positions are sampled.</summary>
    public double InitialBias { get; init; } = 3;

    /// <summary>Temperature of the first training step.</summary>
    public double FirstTemperature { get; init; } = 1;

    /// <summary>What the temperature is multiplied by after each training step; <see cref="DecayTo"/> gives it for a final temperature.</summary>
    public double TemperatureDecay { get; init; } = .99998;

    /// <summary>Temperature at test.</summary>
    public double TestTemperature { get; init; } = .03;

    /// <summary>The decay with which a training of so many steps ends at a temperature (section 5 of the appendix).</summary>
    /// <exception cref="ArgumentException">The temperature is not above zero, or there are no steps.</exception>
    public double DecayTo(double last, int steps)
    {
        Check.That(last > 0, nameof(last), "above 0", last);
        Check.AtLeast(1, steps, nameof(steps));
        return Math.Pow(last / FirstTemperature, 1.0 / steps);
    }

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Check.AtLeast(0, GridInterval, nameof(GridInterval));
        Check.That(Window > 0 && Window % 2 == 1, nameof(Window), "an odd number", Window);
        Check.That(InitialSigma > 0, nameof(InitialSigma), "above 0", InitialSigma);
        Check.That(FirstTemperature > 0, nameof(FirstTemperature), "above 0", FirstTemperature);
        Check.That(TemperatureDecay is > 0 and <= 1, nameof(TemperatureDecay), "above 0 and at most 1", TemperatureDecay);
        Check.That(TestTemperature > 0, nameof(TestTemperature), "above 0", TestTemperature);
    }
}
