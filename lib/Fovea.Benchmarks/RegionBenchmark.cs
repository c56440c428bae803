using System.Globalization;
using Fovea.Papers.RegionFeatures;
using Fovea.Results;

namespace Fovea.Benchmarks;

/// <summary>What the efficient implementation of learned region features saves on this machine.</summary>
public static class RegionBenchmark
{
    private const double LeastSpeedup = 3, MostMemory = 1 / 3.0, Agreement = 1e-5;

    /// <summary>Measures, and writes the table and what of it is missed.</summary>
    /// <param name="output">The table.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Whether every target was met; that of memory counts where the system tells a peak.</returns>
    public static bool Run(TextWriter output, CancellationToken cancellation)
    {
        var run = EfficiencyTrial.Run(seed: 0, Tier.Full, cancellation: cancellation);
        output.WriteLine(run.Device);
        output.Write(EfficiencyTrial.Table(run).ToText());
        var misses = Misses(run.Metrics).ToList();
        foreach (var miss in misses) output.WriteLine($"missed: {miss}");
        return misses.Count == 0;
    }

    internal static IEnumerable<string> Misses(IReadOnlyDictionary<string, double> found)
    {
        string Text(string what, double value, double target) => string.Create(CultureInfo.InvariantCulture, $"{what} {value:g3}, expected {target:g3}");
        var speedup = found["naive_seconds"] / found["efficient_seconds"];
        if (speedup < LeastSpeedup) yield return Text("times as fast", speedup, LeastSpeedup);
        if (found.TryGetValue("naive_megabytes", out var naive) && found["efficient_megabytes"] / naive is > MostMemory and var share)
            yield return Text("share of the memory", share, MostMemory);
        if (found["difference"] > Agreement) yield return Text("the ways without sampling differ by", found["difference"], Agreement);
    }
}
