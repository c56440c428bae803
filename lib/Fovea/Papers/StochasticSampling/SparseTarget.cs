namespace Fovea.Papers.StochasticSampling;

/// <summary>How many times as fast as a dense bottleneck a sparse one is to be, whose samples are scattered.</summary>
/// <remarks>This project's own: the paper counts operations and prints no time.</remarks>
/// <param name="At">The density that is asked of both masks.</param>
/// <param name="Ratio">Dense over sparse, at least.</param>
public sealed record SparseTarget(double At, double Ratio)
{
    /// <summary>How far a mask's density may be from the one that is asked, for the measurement to be of that one.</summary>
    public const double Tolerance = .03;

    /// <summary>By density.</summary>
    public static IReadOnlyList<SparseTarget> All { get; } = [new(.2, 1.3), new(.4, 1)];

    /// <summary>The target of a measurement; null where none is set: at other densities, and where samples are clustered.</summary>
    public static SparseTarget? Of(SparseTiming timing) =>
        timing.Pattern == MaskPattern.Scattered ? All.FirstOrDefault(target => target.At == timing.Asked) : null;

    /// <summary>In what a measurement falls short of its target; null where it does not, or has none.</summary>
    public static string? Miss(SparseTiming timing) =>
        Of(timing) is not { } target ? null
        : new[] { timing.Density.First, timing.Density.Second }.Any(density => Math.Abs(density - target.At) > Tolerance)
            ? FormattableString.Invariant($"masks of density {timing.Density.First:0.00} and {timing.Density.Second:0.00} where {target.At} was asked")
        : timing.Ratio < target.Ratio ? FormattableString.Invariant($"{timing.Ratio:0.000} times as fast as dense where {target.Ratio:0.0} was asked")
        : null;

    /// <summary>A line for each measurement that misses its target.</summary>
    public static IReadOnlyList<string> Misses(IEnumerable<SparseTiming> timings) =>
        [.. from timing in timings
            let miss = Miss(timing)
            where miss is not null
            select FormattableString.Invariant($"stage {timing.Stage.Stage}, density {timing.Asked}: {miss}")];
}
