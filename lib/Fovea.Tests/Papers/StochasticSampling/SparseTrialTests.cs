using Fovea.Benchmarks;
using Fovea.Papers.StochasticSampling;
using Fovea.Results;
using Fovea.Tests.Training;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>What is measured of sparse inference, how it is told and held against its targets, not how fast it is.</summary>
public sealed class SparseTrialTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_break_even_lies_on_the_line_between_the_densities_beside_it()
    {
        SparseTiming[] timings = [Timed(.6, .5), Timed(.2, 2), Timed(.4, 1.25)]; // in any order
        Assert.Equal(.4 + (.2 * .25 / .75), SparseSpeed.BreakEven(timings, timing => timing.Ratio)!.Value, 12);
        Assert.Equal("0.47", SparseSpeed.BreakEvenInWords(timings, timing => timing.Ratio));
        var uneven = Timed(.4, .5) with { Density = new(.4, .5) };
        Assert.Equal(.2 + (.25 * 1 / 1.5), SparseSpeed.BreakEven([Timed(.2, 2), uneven], timing => timing.Ratio)!.Value, 12);
        Assert.Equal(.4, SparseSpeed.BreakEven([Timed(.2, 2), Timed(.4, 1), Timed(.6, .5)], timing => timing.Ratio)!.Value, 12);
    }

    [Fact]
    public void Without_a_density_at_which_both_take_as_long_there_is_no_break_even()
    {
        SparseTiming[] faster = [Timed(.2, 2), Timed(.4, 1.1)], slower = [Timed(.2, .9), Timed(.4, .8)];
        Assert.Null(SparseSpeed.BreakEven(faster, timing => timing.Ratio));
        Assert.Null(SparseSpeed.BreakEven(slower, timing => timing.Ratio));
        Assert.Equal("above 0.4", SparseSpeed.BreakEvenInWords(faster, timing => timing.Ratio));
        Assert.Equal("below 0.2", SparseSpeed.BreakEvenInWords(slower, timing => timing.Ratio));
    }

    [Fact]
    public void A_measurement_is_held_against_the_target_of_the_density_that_was_asked()
    {
        Assert.Equal([(.2, 1.3), (.4, 1)], SparseTarget.All.Select(target => (target.At, target.Ratio)));
        Assert.Null(SparseTarget.Miss(Timed(.2, 1.3)));
        Assert.Null(SparseTarget.Miss(Timed(.4, 1)));
        Assert.Equal("1.296 times as fast as dense where 1.3 was asked", SparseTarget.Miss(Timed(.2, 1.296)));
        Assert.Null(SparseTarget.Of(Timed(.3, .1)));
        Assert.Null(SparseTarget.Miss(Timed(.3, .1)));
        Assert.Null(SparseTarget.Miss(Timed(.2, .1) with { Pattern = MaskPattern.Clustered }));
    }

    [Theory]
    [InlineData(.26, .2)]
    [InlineData(.2, .165)]
    public void A_measurement_of_another_density_than_was_asked_fails_its_target_however_fast_it_is(double first, double second)
    {
        var strayed = Timed(.2, 5) with { Density = new(first, second) };
        var miss = SparseTarget.Miss(strayed);
        Assert.Contains("where 0.2 was asked", miss);
        Assert.Equal([$"stage 3, density 0.2: {miss}"], SparseTarget.Misses([Timed(.4, 1), strayed, Timed(.3, .1)]));
        var output = new StringWriter();
        Assert.False(SparseBenchmark.Write(strayed, output));
        Assert.Contains($"target 1.3 missed: {miss}", output.ToString());
        Assert.True(SparseBenchmark.Write(Timed(.2, 5), output));
        Assert.Null(SparseTarget.Miss(Timed(.2, 5) with { Density = new(.22, .18) }));
    }

    [Fact]
    public void Every_measurement_of_a_trial_is_named_and_read_back()
    {
        var (trial, threads) = (SparseTrial.Reported(Tier.Smoke)[1], get_num_threads());
        var run = trial.Run(seed: 1, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(threads, get_num_threads());
        string[] steps = ["masks", "tables", "first_convolution", "interpolation", "other_convolutions", "output"];
        string[] expected =
        [
            .. from what in new[] { "density_first", "density_second", "sparse_seconds", "dense_seconds", "in_place_seconds", "ratio", "ratio_in_place" }
                   .Concat(steps.Select(step => $"share_{step}"))
               from at in new[] { "scattered-0.2", "scattered-0.4", "clustered-0.2" }
               select $"{what}@stage-4-{at}",
        ];
        var found = run.Metrics.Where(metric => !metric.Key.StartsWith("break_even", StringComparison.Ordinal)).ToDictionary(); // not every machine has one
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(found, metric => Assert.True(metric.Value > 0, metric.Key));
        Assert.Equal((SparseTrial.Experiment, Tier.Smoke, 1), (run.Experiment, run.Tier, run.Seed));
        Assert.Contains("2 threads", run.Device);

        var timings = trial.Timings([run]);
        Assert.Equal([(MaskPattern.Scattered, .2), (MaskPattern.Scattered, .4), (MaskPattern.Clustered, .2)], timings.Select(timing => (timing.Pattern, timing.Asked)));
        Assert.All(timings, timing => Assert.Equal(1, timing.Profile.Values.Sum(), 1e-9));
        Assert.Equal(run.Metrics["ratio@stage-4-scattered-0.4"], timings[1].Ratio);
        Assert.Equal(SparseSpeed.BreakEven(timings.Take(2), timing => timing.Ratio), Even(run, inPlace: false));
        Assert.Equal(SparseSpeed.BreakEven(timings.Take(2), timing => timing.RatioInPlace), Even(run, inPlace: true));
    }

    [Fact]
    public void Masks_sample_as_much_as_they_are_asked_to()
    {
        foreach (var pattern in Enum.GetValues<MaskPattern>())
            Assert.All(SparseSpeed.Measure([new(4, 31, 52, 8)], [.2, .4], pattern, threads: 1, rounds: 7, seed: 3), timing =>
            {
                Assert.Equal(timing.Asked, timing.Density.First, SparseTarget.Tolerance);
                Assert.Equal(timing.Asked, timing.Density.Second, SparseTarget.Tolerance);
            });
    }

    [Fact]
    public void Of_several_seeds_the_median_is_told_and_none_is_measured_twice()
    {
        var (log, trials) = (new RunLog(folder.File("runs.jsonl")), SparseTrial.Reported(Tier.Smoke));
        SparseTrial.Complete(trials, [0, 1], log, cancellation: TestContext.Current.CancellationToken);
        var runs = log.Read();
        Assert.Equal(4, runs.Runs.Count);
        Assert.Equal(2, runs.Runs.Select(run => run.ConfigurationHash).Distinct().Count());
        SparseTrial.Complete(trials, [0, 1], log, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(4, log.Read().Runs.Count);
        var ratios = trials[0].Runs(runs).Select(run => run.Metrics["ratio@stage-4-scattered-0.2"]).ToArray();
        Assert.Equal(ratios.Average(), trials[0].Timings(runs)[0].Ratio, 1e-9);
        Assert.Empty(trials[0].Timings([]));
    }

    [Fact]
    public void Every_step_has_words()
    {
        var words = Enum.GetValues<SparseStep>().Select(SparseProfile.InWords).ToArray();
        Assert.Equal(words.Length, words.Distinct().Count());
        Assert.Contains("working out what is read where", words);
    }

    [Fact]
    public void One_thread_and_two_are_committed_at_all_stages_of_the_paper()
    {
        var scale = SparseTrial.Of(Tier.Full);
        Assert.Equal(StageSize.Paper, scale.Stages);
        Assert.All(SparseTarget.All, target => Assert.Contains(target.At, scale.Scattered.Intersect(scale.Clustered)));
        var runs = ResultsFolder.Runs("stochastic-sampling").Read();
        Assert.Equal([1, 2], SparseTrial.Reported(Tier.Full).Select(trial => trial.Threads));
        Assert.All(SparseTrial.Reported(Tier.Full), trial =>
        {
            var committed = trial.Runs(runs);
            Assert.True(committed.Count > 0, $"no full run of {trial.Label}: lib/fovea train stochastic-sampling makes them");
            Assert.All(committed, run => Assert.False(run.Dirty));
            Assert.All(trial.Timings(runs), timing => Assert.Equal(timing.Asked, timing.Density.Second, SparseTarget.Tolerance));
        });
    }

    private static double? Even(RunRecord run, bool inPlace) =>
        run.Metrics.TryGetValue(SparseTrial.BreakEven(SparseTrial.Of(run.Tier).Stages[0], inPlace), out var even) ? even : null;

    /// <summary>Scattered masks of the third stage that sample as much as was asked.</summary>
    private static SparseTiming Timed(double density, double ratio) => new(
        StageSize.Paper[2], MaskPattern.Scattered, density, new(density, density), Sparse: 1, Dense: ratio, DenseInPlace: ratio, ratio, ratio,
        Enum.GetValues<SparseStep>().ToDictionary(step => step, _ => 1.0 / 6));
}
