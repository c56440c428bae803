using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Display;
using Fovea.Results;
using MathNet.Numerics.Statistics;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>How long bottlenecks that compute only what they sample take beside dense ones, at the stages of the paper's images, on whatever machine this is.</summary>
/// <remarks>What <see cref="SparseSpeed"/> measures, as runs that are recorded: of a quiet machine, for it cannot tell what else it does.</remarks>
/// <param name="Threads">Of both sides.</param>
/// <param name="Tier">The scale.</param>
public sealed record SparseTrial(int Threads, Tier Tier)
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "sparse-speed";

    /// <summary>What is measured at a tier.</summary>
    /// <param name="Stages">Maps.</param>
    /// <param name="Scattered">Densities of scattered masks, ascending.</param>
    /// <param name="Clustered">Densities of clustered masks, ascending.</param>
    /// <param name="Rounds">Of which the medians are taken.</param>
    public sealed record Scale(IReadOnlyList<StageSize> Stages, IReadOnlyList<double> Scattered, IReadOnlyList<double> Clustered, int Rounds);

    /// <summary>All stages of the paper's images at the tier full; the third at small; a map of a few positions at smoke.</summary>
    public static Scale Of(Tier tier) => tier switch
    {
        Tier.Smoke => new([new(4, 16, 26, 64)], [.2, .4], [.2], 1),
        Tier.Small => new([StageSize.Paper[2]], [.1, .2, .4, .6], [.2, .4], 3),
        _ => new(StageSize.Paper, [.1, .2, .3, .4, .5, .7], [.2, .4], 7),
    };

    /// <summary>With one thread, and with two.</summary>
    public static IReadOnlyList<SparseTrial> Reported(Tier tier) => [new(1, tier), new(2, tier)];

    /// <summary>What a reader calls it.</summary>
    public string Label => Threads == 1 ? "one thread" : $"{Threads} threads";

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        scale = Of(Tier), threads = Threads, sampling = new SamplingOptions(), clusters = new { spread = TimedBottlenecks.Spread, patch = TimedBottlenecks.Patch },
    });

    /// <summary>The runs that measured something.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>A metric's name at a measurement.</summary>
    /// <param name="what">One of those that <see cref="Run"/> measures.</param>
    /// <param name="stage">The map.</param>
    /// <param name="pattern">Where the masks sample.</param>
    /// <param name="density">How much they are asked to.</param>
    public static string Metric(string what, StageSize stage, MaskPattern pattern, double density) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}@stage-{stage.Stage}-{pattern.Word()}-{density:0.0}");

    /// <summary>The name of the share of the time that goes into a step.</summary>
    public static string Share(SparseStep step) => $"share_{JsonNamingPolicy.SnakeCaseLower.ConvertName(step.ToString())}";

    /// <summary>The name of the density at which sparse and dense take as long, scattered samples.</summary>
    /// <param name="stage">The map.</param>
    /// <param name="inPlace">Whether the dense one adds to its input where it lies.</param>
    public static string BreakEven(StageSize stage, bool inPlace) => $"break_even{(inPlace ? "_in_place" : "")}@stage-{stage.Stage}";

    /// <summary>Measures, with random weights and features, which decide no time.</summary>
    /// <remarks>
    /// By <see cref="Metric"/> what <see cref="SparseTiming"/> has: <c>density_first</c>, <c>density_second</c>, <c>sparse_seconds</c>, <c>dense_seconds</c>,
    /// <c>in_place_seconds</c>, <c>ratio</c>, <c>ratio_in_place</c>, and each step's <see cref="Share"/>. By stage <see cref="BreakEven"/>, where
    /// there is one between the densities.
    /// </remarks>
    /// <param name="seed">Of weights, features and masks.</param>
    /// <param name="show">Is given the progress of either pattern when it begins.</param>
    /// <param name="cancellation">Ends it between two bottlenecks.</param>
    public RunRecord Run(int seed, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var threads = get_num_threads();
        set_num_threads(Threads); // the run writes down how many there are as it begins
        try
        {
            var scale = Of(Tier);
            var run = RunInProgress.Start(Experiment, Configuration, seed, Tier, CPU);
            var scattered = SparseSpeed.Measure(scale.Stages, scale.Scattered, MaskPattern.Scattered, Threads, scale.Rounds, seed, show, cancellation);
            var clustered = SparseSpeed.Measure(scale.Stages, scale.Clustered, MaskPattern.Clustered, Threads, scale.Rounds, seed, show, cancellation);
            return run.Finish(new Dictionary<string, double>(scattered.Concat(clustered).SelectMany(Metrics).Concat(Evens(scattered))), new Dictionary<string, string>());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    /// <summary>Runs what a log lacks of trials and seeds, one process at a time: two would measure each other.</summary>
    /// <param name="trials">Configurations.</param>
    /// <param name="seeds">Each trial is run from each.</param>
    /// <param name="log">Is read, and gets a line a run.</param>
    /// <param name="show">Is given the progress of a measurement when it begins.</param>
    /// <param name="cancellation">Ends the run that is going on, which is lost.</param>
    public static void Complete(
        IReadOnlyList<SparseTrial> trials, IReadOnlyList<int> seeds, RunLog log, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Workbook.Root, "out", "training"));
        using var turn = FileLock.Wait(Path.Combine(folder.FullName, $"{Experiment}.lock"), "another process that measures the same", cancellation);
        foreach (var seed in seeds)
            foreach (var trial in trials.Where(trial => trial.Runs(log.Read()).All(run => run.Seed != seed)))
                log.Append(trial.Run(seed, show, cancellation));
    }

    /// <summary>Its runs in a log, the latest of each seed.</summary>
    public IReadOnlyList<RunRecord> Runs(RunLogContents log) => [.. RunSeries.Of(log.Runs, Query("ratio"), Tier).Runs];

    /// <summary>What its runs in a log measured, scattered samples first: of each number the median over the seeds.</summary>
    /// <returns>Nothing where there is no run.</returns>
    public IReadOnlyList<SparseTiming> Timings(RunLogContents log) => Timings(Runs(log));

    /// <summary>What such runs measured.</summary>
    /// <inheritdoc cref="Timings(RunLogContents)"/>
    internal IReadOnlyList<SparseTiming> Timings(IReadOnlyList<RunRecord> runs)
    {
        var scale = Of(Tier);
        return runs.Count == 0 ? [] :
        [
            .. from pattern in new[] { MaskPattern.Scattered, MaskPattern.Clustered }
               from stage in scale.Stages
               from density in pattern == MaskPattern.Scattered ? scale.Scattered : scale.Clustered
               select Timing(what => runs.Select(run => run.Metrics[Metric(what, stage, pattern, density)]).Median(), stage, pattern, density),
        ];
    }

    private static SparseTiming Timing(Func<string, double> of, StageSize stage, MaskPattern pattern, double density) => new(
        stage, pattern, density, new(of("density_first"), of("density_second")), of("sparse_seconds"), of("dense_seconds"), of("in_place_seconds"),
        of("ratio"), of("ratio_in_place"), Enum.GetValues<SparseStep>().ToDictionary(step => step, step => of(Share(step))));

    private static IEnumerable<KeyValuePair<string, double>> Metrics(SparseTiming timing)
    {
        KeyValuePair<string, double> Of(string what, double value) => new(Metric(what, timing.Stage, timing.Pattern, timing.Asked), value);
        return
        [
            Of("density_first", timing.Density.First), Of("density_second", timing.Density.Second),
            Of("sparse_seconds", timing.Sparse), Of("dense_seconds", timing.Dense), Of("in_place_seconds", timing.DenseInPlace),
            Of("ratio", timing.Ratio), Of("ratio_in_place", timing.RatioInPlace), .. timing.Profile.Select(step => Of(Share(step.Key), step.Value)),
        ];
    }

    private static IEnumerable<KeyValuePair<string, double>> Evens(IEnumerable<SparseTiming> scattered) =>
        from timings in scattered.GroupBy(timing => timing.Stage)
        from inPlace in new[] { false, true }
        let even = SparseSpeed.BreakEven(timings, timing => inPlace ? timing.RatioInPlace : timing.Ratio)
        where even is not null
        select KeyValuePair.Create(BreakEven(timings.Key, inPlace), even.Value);
}
