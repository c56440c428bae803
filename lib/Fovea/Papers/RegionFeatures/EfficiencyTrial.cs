using System.Diagnostics;
using System.Text.Json.Nodes;
using Fovea.Counting;
using Fovea.Display;
using Fovea.Results;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>
/// What the efficient implementation of Section 3.1 saves, measured at the paper's sizes (Table 1): N = 300, K = 49, H W = 2250, C_f = 256,
/// C_E = 512, C_g = 256, without gradients.
/// </summary>
/// <remarks>
/// Three ways take turns, round by round: <c>efficient</c>, sampled by eq. 10 and 11; <c>dense</c>, the efficient code without sampling;
/// <c>naive</c>, every weight at every position, as eq. 2 stands, which gives the dense way's features. A time is the median over the
/// rounds but the first. Memory is that of the first round, in which nothing is kept of a greedier way. The boxes are drawn so that about as many positions are within them as within the paper's proposals.
/// </remarks>
public static class EfficiencyTrial
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "efficiency";

    /// <summary>C_f.</summary>
    public const int Channels = 256;

    /// <summary>Positions of the map a pixel.</summary>
    public const double Scale = 1 / 16.0;

    private const int Regions = 300, Height = 45, Width = 50;
    private const double ShortestSide = 4, LongestSide = 35, Aspect = .5;

    private static readonly string[] Ways = ["efficient", "dense", "naive"];

    /// <summary>The runs of a tier.</summary>
    public static RunQuery Query(string metric, Tier tier) =>
        new(Experiment, Configuration(tier), metric, "the paper measured no time; it counts FLOPs");

    /// <summary>Every setting, the seed apart.</summary>
    public static JsonObject Configuration(Tier tier) => CanonicalJson.Of(new { regions = Regions, map = new[] { Channels, Height, Width }, rounds = Rounds(tier) });

    /// <summary>Features and regions as they are measured: geometric means of a region's sides from 4 to 35 positions, log-uniform, anywhere on the map.</summary>
    /// <returns>[1, 256, 45, 50] and [300, 5].</returns>
    public static (Tensor Features, Tensor Rois) Input(int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var draws = rand([Regions, 4], generator: generator);
        var side = (draws.select(1, 0) * Math.Log(LongestSide / ShortestSide)).exp() * ShortestSide;
        var aspect = ((draws.select(1, 1) * 2 - 1) * Aspect).exp();
        var (width, height) = ((side * aspect).clamp_max(Width), (side / aspect).clamp_max(Height));
        var (x, y) = (draws.select(1, 2) * (Width - width), draws.select(1, 3) * (Height - height));
        var rois = cat([zeros(Regions, 1), stack([x, y, x + width, y + height], 1) / Scale], 1);
        return (randn([1, Channels, Height, Width], generator: generator).MoveToOuterDisposeScope(), rois.MoveToOuterDisposeScope());
    }

    /// <summary>Measures, with one thread: the efficient way is many small products, among which threads wait for each other.</summary>
    /// <remarks>
    /// Of each way <c>WAY_seconds</c>, <c>WAY_gmacs</c> (billions of multiply-accumulates, as Table 1 counts them) and, where the system tells a process's peak
    /// memory, <c>WAY_megabytes</c>: the most above what there was before the first of them. Beside them <c>inside</c> and <c>outside</c>, mean positions a
    /// region, and <c>difference</c>, the largest between features of the naive way and the dense one.
    /// </remarks>
    /// <param name="seed">Of the weights, the features and the regions.</param>
    /// <param name="tier">How many rounds.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two measurements.</param>
    public static RunRecord Run(int seed, Tier tier, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            return OnOneThread(seed, tier, show, cancellation);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static RunRecord OnOneThread(int seed, Tier tier, Action<Progress>? show, CancellationToken cancellation)
    {
        var run = RunInProgress.Start(Experiment, Configuration(tier), seed, tier, CPU);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (features, rois) = Input(seed);
        var (sampled, dense) = (Made(seed, new SamplingOptions()), Made(seed, SamplingOptions.Dense));
        Func<Tensor, Tensor>[] ways = [some => sampled.call(features, some, Scale), some => dense.call(features, some, Scale), some => dense.Naive(features, some, Scale)];

        foreach (var way in ways) Cost(() => way(rois[..1]), 0); // what a process loads once is not counted
        PeakMemory.Trim();
        var before = PeakMemory.Now;
        var measured = Array.ConvertAll(ways, _ => new List<(double Seconds, double? Bytes)>());
        var progress = new Progress("measure region features (rounds)", Rounds(tier) + 1);
        show?.Invoke(progress);
        for (var round = 0; round <= Rounds(tier); round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                cancellation.ThrowIfCancellationRequested();
                measured[way].Add(Cost(() => ways[way](rois), before));
            }
            progress.Report(round + 1);
        }
        RegionLoad few = sampled.Load(features, rois, Scale), all = dense.Load(features, rois, Scale);
        var metrics = new Dictionary<string, double>
        {
            ["inside"] = few.Inside,
            ["outside"] = few.Outside,
            ["difference"] = (dense.call(features, rois, Scale) - dense.Naive(features, rois, Scale)).abs().max().ToDouble(),
        };
        for (var way = 0; way < ways.Length; way++)
        {
            metrics[$"{Ways[way]}_seconds"] = measured[way].Skip(1).Select(one => one.Seconds).Median(); // the first warms up
            metrics[$"{Ways[way]}_gmacs"] = sampled.Operations(Ways[way] == "efficient" ? few : all, features.shape).Cost(Conventions.RegionFeatures) / 1e9;
            if (measured[way][0].Bytes is { } bytes) metrics[$"{Ways[way]}_megabytes"] = bytes / 1e6;
        }
        sampled.Dispose();
        dense.Dispose();
        return run.Finish(metrics, new Dictionary<string, string>());
    }

    /// <summary>What a run found, a row a way.</summary>
    public static Table Table(RunRecord run)
    {
        var table = new Table(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{Regions} regions of 49 parts on {Height} x {Width} positions, {run.Metrics["inside"]:F0} within each and {run.Metrics["outside"]:F0} around it sampled"),
            [new Column("Way"), Column.Number("Multiply-accumulates", "G", "F2"), Column.Number("Time", "s", "F3"), Column.Number("Memory", "MB", "F0"),
             Column.Number("Of the naive operations", "", "F2"), Column.Number("Of its time", "", "F2"), Column.Number("Of its memory", "", "F2")]);
        foreach (var way in Ways)
        {
            object? Of(string what) => run.Metrics.TryGetValue($"{way}_{what}", out var value) ? value : null;
            object? Share(string what) => Of(what) is double value ? value / run.Metrics[$"naive_{what}"] : null;
            table = table.Row([way, Of("gmacs"), Of("seconds"), Of("megabytes"), Share("gmacs"), Share("seconds"), Share("megabytes")]);
        }
        return table;
    }

    private static int Rounds(Tier tier) => tier switch { Tier.Smoke => 1, Tier.Small => 3, _ => 5 };

    private static LearnedFeatures Made(int seed, SamplingOptions sampling)
    {
        manual_seed(seed);
        return new LearnedFeatures(new() { Sampling = sampling }, Channels);
    }

    // Reading a number waits for a device that works on its own.
    private static (double Seconds, double? Bytes) Cost(Func<Tensor> work, long before)
    {
        using var scope = NewDisposeScope();
        var peak = PeakMemory.Restart();
        var clock = Stopwatch.StartNew();
        work().sum().ToSingle();
        var seconds = clock.Elapsed.TotalSeconds;
        return (seconds, peak ? PeakMemory.Bytes - before : null);
    }
}
