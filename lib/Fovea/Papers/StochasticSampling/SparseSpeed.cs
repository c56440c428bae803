using System.Diagnostics;
using Fovea.Display;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>Where a mask's samples lie.</summary>
public enum MaskPattern
{
    /// <summary>Each position is drawn by itself: the hardest, for nearly all positions are then beside a sampled one.</summary>
    Scattered,

    /// <summary>In patches with frayed edges, as where a trained network finds something to look at.</summary>
    Clustered,
}

/// <summary>The map that a stage's bottlenecks work on.</summary>
/// <param name="Stage">Its number, from 1.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Middle">Channels of the 3x3 convolution, a quarter of the map's.</param>
public sealed record StageSize(int Stage, int Height, int Width, int Middle)
{
    /// <summary>The stages of ResNet-50 and -101 at the paper's 1000 pixels, which it pads to 992 x 1664.</summary>
    public static IReadOnlyList<StageSize> Paper { get; } =
        [.. Enumerable.Range(0, 4).Select(i => new StageSize(i + 1, 992 >> (i + 2), 1664 >> (i + 2), 64 << i))];

    /// <inheritdoc/>
    public override string ToString() => $"stage {Stage}, {Height} x {Width}, {Middle} of {4 * Middle} channels";
}

/// <summary>A sparse bottleneck timed against dense ones; medians over rounds.</summary>
/// <param name="Stage">The map.</param>
/// <param name="Pattern">Where the masks sample.</param>
/// <param name="Asked">How much they are asked to sample.</param>
/// <param name="Density">How much they sample, the mean over the rounds.</param>
/// <param name="Sparse">Seconds of the whole bottleneck, masks and interpolation included.</param>
/// <param name="Dense">Seconds of an ordinary bottleneck, in the faster of both memory layouts.</param>
/// <param name="DenseInPlace">Seconds of one that adds its last product to the input where it lies, the fastest that was found.</param>
/// <param name="Ratio">Dense over sparse.</param>
/// <param name="RatioInPlace">Dense in place over sparse.</param>
/// <param name="Profile">The share of each step in the sparse one's time, all rounds together.</param>
public sealed record SparseTiming(
    StageSize Stage, MaskPattern Pattern, double Asked, Density Density, double Sparse, double Dense, double DenseInPlace,
    double Ratio, double RatioInPlace, IReadOnlyDictionary<SparseStep, double> Profile);

/// <summary>Times whole bottlenecks of one image, sparse against dense, on whatever machine this is.</summary>
/// <remarks>
/// All take turns, round by round, and a ratio is the median of the rounds' own ratios, so that what else the machine does falls on
/// all of them. With one thread the time is the processor's, with more the clock's. Weights are random; batch normalisation is
/// folded into the convolutions on either side.
/// </remarks>
/// <example><code>
/// var timings = SparseSpeed.Measure([StageSize.Paper[2]], [.1, .2, .4], MaskPattern.Scattered, threads: 1, rounds: 5);
/// </code></example>
public static class SparseSpeed
{
    /// <summary>Times every stage at every density.</summary>
    /// <param name="stages">Maps.</param>
    /// <param name="densities">Of both masks, about; the grid prior's positions are among them.</param>
    /// <param name="pattern">Where the masks sample.</param>
    /// <param name="threads">Of all of them.</param>
    /// <param name="rounds">After one that warms up.</param>
    /// <param name="seed">Of weights, features and masks.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two bottlenecks.</param>
    public static IReadOnlyList<SparseTiming> Measure(
        IReadOnlyList<StageSize> stages, IReadOnlyList<double> densities, MaskPattern pattern, int threads, int rounds,
        int seed = 0, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        try
        {
            using var _ = no_grad();
            var progress = new Progress($"time bottlenecks, {pattern.ToString().ToLowerInvariant()} masks", stages.Count * densities.Count);
            show?.Invoke(progress);
            List<SparseTiming> timings = [];
            foreach (var stage in stages)
            {
                foreach (var density in densities)
                {
                    using var scope = NewDisposeScope();
                    manual_seed(seed);
                    timings.Add(Measure(stage, density, pattern, threads == 1, rounds, cancellation));
                    progress.Report(timings.Count);
                }
            }
            return timings;
        }
        finally
        {
            set_num_threads(before);
        }
    }

    /// <summary>The density at which sparse and dense take as long, on the line between the two measured ones beside it.</summary>
    /// <param name="timings">Of one stage and pattern.</param>
    /// <param name="ratio">Which of the ratios.</param>
    /// <returns>Null where one of them is faster at all densities.</returns>
    public static double? BreakEven(IEnumerable<SparseTiming> timings, Func<SparseTiming, double> ratio)
    {
        var points = timings.Select(timing => (Density: (timing.Density.First + timing.Density.Second) / 2, Ratio: ratio(timing))).OrderBy(point => point.Density).ToList();
        foreach (var (low, high) in points.Zip(points.Skip(1)))
        {
            if (low.Ratio < 1 || high.Ratio >= 1) continue;
            return low.Density + ((high.Density - low.Density) * (low.Ratio - 1) / (low.Ratio - high.Ratio));
        }
        return null;
    }

    /// <summary>The same in words: where one of them is faster at all densities, on which side of these it lies.</summary>
    /// <param name="timings">Of one stage and pattern.</param>
    /// <param name="ratio">Which of the ratios.</param>
    public static string BreakEvenInWords(IReadOnlyList<SparseTiming> timings, Func<SparseTiming, double> ratio)
    {
        string In(FormattableString words) => FormattableString.Invariant(words);
        var (low, high) = (timings.MinBy(timing => timing.Asked)!, timings.MaxBy(timing => timing.Asked)!);
        return BreakEven(timings, ratio) is { } even ? In($"{even:0.00}") : ratio(low) < 1 ? In($"below {low.Asked}") : In($"above {high.Asked}");
    }

    private static SparseTiming Measure(StageSize stage, double density, MaskPattern pattern, bool oneThread, int rounds, CancellationToken cancellation)
    {
        using var pair = new TimedBottlenecks(stage, density, pattern);
        var contenders = new Action[] { pair.RunDense, pair.RunDenseChannelsLast, pair.RunDenseInPlace, pair.RunSparse };
        var seconds = contenders.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (i, run) in contenders.Index().OrderBy(contender => (contender.Index + round) % contenders.Length))
            {
                cancellation.ThrowIfCancellationRequested();
                pair.Restore();
                var time = Time(run, oneThread);
                if (round > 0) seconds[i].Add(time);
            }
            if (round == 0) pair.Forget();
        }
        var dense = seconds[0].Median() <= seconds[1].Median() ? seconds[0] : seconds[1];
        double Ratio(List<double> other) => other.Zip(seconds[3], (slow, fast) => slow / fast).Median();
        return new(stage, pattern, density, pair.Density, seconds[3].Median(), dense.Median(), seconds[2].Median(), Ratio(dense), Ratio(seconds[2]),
            Enum.GetValues<SparseStep>().ToDictionary(step => step, step => pair.Profile[step] / pair.Profile.Total));
    }

    private static double Time(Action run, bool processor)
    {
        static double Now(bool processor) => processor
            ? Environment.CpuUsage.TotalTime.TotalSeconds
            : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        using var scope = NewDisposeScope();
        var before = Now(processor);
        run();
        return Now(processor) - before;
    }
}
