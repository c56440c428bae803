using Fovea.Papers.StochasticSampling;
using Fovea.Results;
using TorchSharp;

namespace Fovea.Benchmarks;

/// <summary>Bottlenecks of the stochastic sampling paper that compute only what they sample, beside dense ones.</summary>
public static class SparseBenchmark
{
    /// <summary>Measures what <see cref="SparseTrial"/> does at the tier full, stage by stage, and writes its tables.</summary>
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
        output.WriteLine($"The profile is of the sparse one, percent: {string.Join(", ", Enum.GetValues<SparseStep>().Select(SparseProfile.InWords))}.");
        var (scale, met) = (SparseTrial.Of(Tier.Full), true);
        foreach (var stage in scale.Stages)
        {
            progress.WriteLine($"measuring {stage} ...");
            var scattered = SparseSpeed.Measure([stage], scale.Scattered, MaskPattern.Scattered, threads, rounds, cancellation: cancellation);
            var clustered = SparseSpeed.Measure([stage], scale.Clustered, MaskPattern.Clustered, threads, rounds, cancellation: cancellation);
            output.WriteLine($"\n{stage}");
            output.WriteLine($"{"",-10}{"densities",12}{"sparse",9}{"dense",9}{"ratio",7}{"in place",10}{"ratio",7}   profile");
            foreach (var timing in scattered.Concat(clustered)) met &= Write(timing, output);
            output.WriteLine($"breaks even with dense at density {SparseSpeed.BreakEvenInWords(scattered, timing => timing.Ratio)}, in place at {SparseSpeed.BreakEvenInWords(scattered, timing => timing.RatioInPlace)} (scattered)");
        }
        return met;
    }

    /// <returns>Whether the target was met, where the measurement has one.</returns>
    internal static bool Write(SparseTiming timing, TextWriter output)
    {
        var (target, miss) = (SparseTarget.Of(timing), SparseTarget.Miss(timing));
        output.WriteLine(
            $"{timing.Pattern,-10}{$"{timing.Density.First:0.00} {timing.Density.Second:0.00}",12}{timing.Sparse * 1e3,9:0.0}{timing.Dense * 1e3,9:0.0}"
            + $"{timing.Ratio,7:0.00}{timing.DenseInPlace * 1e3,10:0.0}{timing.RatioInPlace,7:0.00}   "
            + string.Join(' ', timing.Profile.Values.Select(share => $"{100 * share,3:0}"))
            + (target is null ? "" : $"   target {target.Ratio:0.0}{(miss is null ? "" : $" missed: {miss}")}"));
        return miss is null;
    }
}
