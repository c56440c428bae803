using System.Diagnostics;
using TorchSharp;

namespace Fovea.Benchmarks;

/// <summary>The engine's speed beside Python's on the same machine at the same time.</summary>
/// <remarks>
/// Speeds of a shared machine mean little by themselves, ratios of neighbouring measurements do: the two sides
/// take turns, and each figure is the median over its rounds. Both must come to the same result.
/// </remarks>
public static class EngineBenchmark
{
    /// <summary>How far results may differ, relatively: rounding, not another computation.</summary>
    private const double Agreement = 1e-3;

    /// <summary>Measures every figure and writes a line each.</summary>
    /// <param name="interpreter">A Python with PyTorch on the same libtorch; where it has none, ratios are left out.</param>
    /// <param name="threads">Of both sides.</param>
    /// <param name="output">The table.</param>
    /// <param name="progress">What is being done.</param>
    /// <returns>Whether every target that could be judged was met.</returns>
    /// <exception cref="InvalidOperationException">Python failed, or came to another result.</exception>
    public static bool Run(string interpreter, int threads, TextWriter output, TextWriter progress)
    {
        torch.set_num_threads(threads);
        using var python = PythonReference.Start(interpreter, threads);
        if (python is null) progress.WriteLine($"{interpreter} has no PyTorch: ratios are left out (apt-get install python3-torch)");
        output.WriteLine($"libtorch {torch.__version__}, PyTorch {python?.Version ?? "not there"}, threads {threads}");
        output.WriteLine($"{"",-44}{"ours",12}{"Python",12}{"ratio",8}  target");

        var allMet = true;
        foreach (var figure in EngineFigures.All)
        {
            progress.WriteLine($"measuring {figure.Name} ...");
            Round[] rounds = [.. Measure(figure, python)];
            var ours = Time(Median(rounds.Select(r => r.Ours)) / figure.Repetitions);
            if (python is null)
            {
                output.WriteLine($"{figure.Name,-44}{ours,12}");
                continue;
            }
            var theirs = Time(Median(rounds.Select(r => r.Python)) / figure.Repetitions);
            var ratio = Median(rounds.Select(r => figure.Target.Ratio(r.Ours, r.Python)));
            var met = figure.Target.IsMet(ratio);
            output.WriteLine($"{figure.Name,-44}{ours,12}{theirs,12}{ratio,8:0.00}  {figure.Target}{(met ? "" : ": missed")}");
            allMet &= met;
        }
        return allMet;
    }

    /// <summary>Seconds of neighbouring measurements.</summary>
    private readonly record struct Round(double Ours, double Python);

    /// <summary>The figure's rounds, after one that warms up and compares the results.</summary>
    private static IEnumerable<Round> Measure(Figure figure, PythonReference? python)
    {
        var run = figure.Prepare();
        var (_, result) = Ours();
        var (_, expected) = Python();
        if (python is not null && !(Math.Abs(result - expected) <= Agreement * Math.Abs(expected)))
            throw new InvalidOperationException($"{figure.Name}: the results differ, {result} here and {expected} in Python");
        for (int round = 0; round < figure.Rounds; round++)
        {
            // Who is first alternates, in case being first is worth something.
            if (round % 2 == 0) yield return new(Ours: Ours().Seconds, Python: Python().Seconds);
            else yield return new(Python: Python().Seconds, Ours: Ours().Seconds);
        }

        (double Seconds, double Result) Ours()
        {
            var started = Stopwatch.GetTimestamp();
            using var result = run(figure.Repetitions);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            using var magnitudes = result.abs();
            using var sum = magnitudes.sum();
            return (seconds, sum.ToDouble());
        }

        (double Seconds, double Result) Python() => python?.Measure(figure.Reference, figure.Repetitions) ?? default;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Time(double seconds) => seconds switch
    {
        < 1e-3 => $"{seconds * 1e6:0.00} us",
        < 1 => $"{seconds * 1e3:0.0} ms",
        _ => $"{seconds:0.00} s",
    };
}
