using Fovea.Papers.StochasticSampling;
using Fovea.Results;
using TorchSharp;

namespace Fovea.Benchmarks;

/// <summary>Bottlenecks of the stochastic sampling paper that compute only what they sample, beside dense ones.</summary>
public static class SparseBenchmark
{
    private static readonly double[] Scattered = [.1, .2, .3, .4, .5, .7], Clustered = [.2, .4];

    /// <summary>What sparse inference is to reach: how many times as fast as dense, at a density of scattered samples.</summary>
    private static readonly (double Density, double Ratio)[] Targets = [(.2, 1.3), (.4, 1)];

    /// <summary>Measures every stage and writes its tables.</summary>
    /// <param name="threads">Of both sides.</param>
    /// <param name="rounds">In which both sides take turns.</param>
    /// <param name="output">The tables.</param>
    /// <param name="progress">What is being done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Whether every target was met.</returns>
    public static bool Run(int threads, int rounds, TextWriter output, TextWriter progress, CancellationToken cancellation)
    {
        output.WriteLine($"{Provenance.Describe(torch.CPU)}, libtorch {torch.__version__}, threads {threads}, rounds {rounds}");
        output.WriteLine("Milliseconds of one bottleneck on one image of 992 x 1664 pixels; ratios are dense over sparse.");
        output.WriteLine("\"in place\" is a dense bottleneck that adds its last product to its input where it lies.");
        var met = true;
        foreach (var stage in StageSize.Paper)
        {
            progress.WriteLine($"measuring {stage} ...");
            var scattered = SparseSpeed.Measure([stage], Scattered, MaskPattern.Scattered, threads, rounds, cancellation: cancellation);
            var clustered = SparseSpeed.Measure([stage], Clustered, MaskPattern.Clustered, threads, rounds, cancellation: cancellation);
            output.WriteLine($"\n{stage}");
            output.WriteLine($"{"",-10}{"densities",12}{"sparse",9}{"dense",9}{"ratio",7}{"in place",10}{"ratio",7}   profile of the sparse one, percent: {string.Join(", ", Enum.GetNames<SparseStep>())}");
            foreach (var timing in scattered.Concat(clustered)) met &= Write(timing, output);
            output.WriteLine($"breaks even with dense at density {Density(timing => timing.Ratio)}, in place at {Density(timing => timing.RatioInPlace)} (scattered)");

            string Density(Func<SparseTiming, double> ratio) =>
                SparseSpeed.BreakEven(scattered, ratio)?.ToString("0.00") ?? (ratio(scattered[0]) < 1 ? $"below {Scattered[0]}" : $"above {Scattered[^1]}");
        }
        return met;
    }

    private static bool Write(SparseTiming timing, TextWriter output)
    {
        var target = timing.Pattern == MaskPattern.Scattered
            ? Targets.FirstOrDefault(target => Math.Abs(target.Density - timing.Density.Second) < .03) : default;
        var met = timing.Ratio >= target.Ratio;
        var all = timing.Profile.Values.Sum();
        output.WriteLine(
            $"{timing.Pattern,-10}{$"{timing.Density.First:0.00} {timing.Density.Second:0.00}",12}{timing.Sparse * 1e3,9:0.0}{timing.Dense * 1e3,9:0.0}"
            + $"{timing.Ratio,7:0.00}{timing.DenseInPlace * 1e3,10:0.0}{timing.RatioInPlace,7:0.00}   "
            + string.Join(' ', timing.Profile.Values.Select(seconds => $"{100 * seconds / all,3:0}"))
            + (target.Ratio == 0 ? "" : $"   target {target.Ratio:0.0}{(met ? "" : ": missed")}"));
        return met;
    }
}
