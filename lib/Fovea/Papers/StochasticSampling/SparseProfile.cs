using System.Diagnostics;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What sparse inference does one after the other.</summary>
public enum SparseStep
{
    /// <summary>The convolutions of the two masks, and the noise.</summary>
    Masks,

    /// <summary>Working out what is read where.</summary>
    Tables,

    /// <summary>The first convolution where it is read.</summary>
    FirstConvolution,

    /// <summary>Interpolating its features where the second reads them and they were not sampled.</summary>
    Interpolation,

    /// <summary>Gathering, the second convolution where it is sampled, and the third.</summary>
    OtherConvolutions,

    /// <summary>Adding the third's outputs, interpolated, to the carried input.</summary>
    Output,
}

/// <summary>Seconds that went into each step of sparse inference, by the clock.</summary>
public sealed class SparseProfile
{
    private readonly double[] seconds = new double[Enum.GetValues<SparseStep>().Length];
    private long last;

    /// <summary>Seconds of a step.</summary>
    public double this[SparseStep step] => seconds[(int)step];

    /// <summary>A step as a reader calls it.</summary>
    public static string InWords(SparseStep step) => step switch
    {
        SparseStep.Masks => "masks",
        SparseStep.Tables => "working out what is read where",
        SparseStep.FirstConvolution => "first convolution",
        SparseStep.Interpolation => "interpolating what the second reads",
        SparseStep.OtherConvolutions => "second and third convolution",
        SparseStep.Output => "interpolating and adding the output",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    /// <summary>Seconds of all steps.</summary>
    public double Total => seconds.Sum();

    internal void Begin() => last = Stopwatch.GetTimestamp();

    internal void End(SparseStep step)
    {
        var now = Stopwatch.GetTimestamp();
        seconds[(int)step] += Stopwatch.GetElapsedTime(last, now).TotalSeconds;
        last = now;
    }
}
