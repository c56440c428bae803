using System.Security.Cryptography;
using Fovea.Data;
using Fovea.Papers.StochasticSampling;
using Fovea.Results;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Training;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>The trials on Digit Scenes and on CIFAR-10.</summary>
public sealed class SceneStudyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public SceneStudyTests() => manual_seed(2);

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void No_configuration_is_trained_twice_and_every_group_is_there()
    {
        var trials = SceneStudy.Reported(Tier.Full);
        Assert.Equal(4 + 8 + 8 + 4 + 8 + 12 + 2 + 2 + 2, trials.Count);
        Assert.Equal(trials.Count, trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).Distinct().Count());
        Assert.Equal(trials.Count, trials.Select(trial => trial.Label).Distinct().Count());
        Assert.Equal(8, trials.Count(trial => trial.Tests == 5));
        Assert.Equal(2, trials.Count(trial => trial.Pruned));
        Assert.All(trials.Take(4), trial => Assert.Null(trial.Sampling));
        var known = trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).ToHashSet();
        Assert.All(SceneStudy.FinalTemperatures.Select(last => SceneStudy.Cooled(last, Tier.Full)), trial => Assert.Contains(CanonicalJson.Hash(trial.Configuration), known));
        Assert.All(SceneStudy.GridIntervals.Select(interval => SceneStudy.Gridded(interval, Tier.Full)), trial => Assert.Contains(CanonicalJson.Hash(trial.Configuration), known));
        Assert.DoesNotContain(SceneStudy.Choosing(Tier.Full), trial => trial.Experiment == SceneTrial.Reported);
        Assert.Equal(6, CifarStudy.Reported(Tier.Full).Select(trial => CanonicalJson.Hash(trial.Configuration)).Distinct().Count());
    }

    [Fact]
    public void At_equal_cpu_time_a_cheaper_step_is_taken_more_often()
    {
        var steps = SceneStudy.Sampled(SceneStudy.Middle, Tier.Full).Recipe.Steps;
        var uniform = SceneStudy.Sides.Select(side => SceneStudy.UniformAtCpuTime(side, 1, Tier.Full).Recipe.Steps).ToArray();
        Assert.Equal(uniform.Order(), uniform);
        Assert.All(uniform, count => Assert.True(count > steps));
        Assert.All(SceneStudy.Lengths, times =>
        {
            Assert.Equal(uniform.Select(count => times * count), SceneStudy.Sides.Select(side => (double)SceneStudy.UniformAtCpuTime(side, times, Tier.Full).Recipe.Steps));
            Assert.Equal(times * steps, SceneStudy.SampledLong(SceneStudy.Middle, times, Tier.Full).Recipe.Steps);
        });
    }

    [Fact]
    public void The_temperature_ends_where_a_trial_says()
    {
        foreach (var last in SceneStudy.FinalTemperatures)
        {
            var trial = SceneStudy.Cooled(last, Tier.Smoke) with { FromDense = false };
            using var model = trial.Build();
            model.train();
            for (var step = 0; step < trial.Recipe.Steps; step++) model.call(zeros(1, 3, 32, 32));
            var gate = (GumbelGate)model.named_modules().First(part => part.module is GumbelGate).module;
            Assert.Equal(last, gate.Temperature, 1e-3 * last);
        }
    }

    [Fact]
    public void Masks_learn_faster_and_random_ones_not_at_all()
    {
        var (sampled, random) = (SceneStudy.Sampled(SceneStudy.Middle, Tier.Full), SceneStudy.Random(.5, Tier.Full));
        Assert.Equal(new RateFactor("_mask", SceneTrial.MaskRate), sampled.Recipe.Factor);
        Assert.Equal(new RateFactor("_mask", 0), random.Recipe.Factor);
        Assert.Null(SceneStudy.Uniform(96, Tier.Full).Recipe.Factor);
        using var model = (random with { FromDense = false }).Build();
        model.eval();
        model.call(zeros(16, 3, 128, 128));
        Assert.All(model.Densities.Mean, density => Assert.Equal(.5, (density.First + density.Second) / 2, .03));
    }

    [Fact]
    public void The_committed_start_is_the_file_that_the_code_expects_and_lacks_masks_alone()
    {
        Assert.True(new FileInfo(DenseStart.File).Length < 2_000_000);
        Assert.Equal(DenseStart.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(DenseStart.File))));
        Assert.Contains(DenseStart.Sha256, File.ReadAllText(Path.Combine(Shared.Repository.FullName, "data", "digit-scenes.md")));
        using var model = SceneStudy.Sampled(SceneStudy.Middle, Tier.Full).Build();
        var (missing, unexpected) = Checkpoint.Read(DenseStart.File).LoadInto(model, strict: false);
        Assert.Empty(unexpected);
        Assert.Equal(7 * 2 * 4, missing.Count); // weight, bias, s and temperature of each mask
        Assert.All(missing, name => Assert.Matches("_(mask|sigma|gumbel)", name));
    }

    [Fact]
    public void A_trial_starts_from_the_committed_detector_which_detects_as_well_as_its_run_says()
    {
        var run = ResultsFolder.Runs("stochastic-sampling").Read().Runs.Single(run => run.Experiment == SceneStudy.Pretraining.Experiment);
        using var model = SceneStudy.Uniform(128, Tier.Full).Build();
        var found = SceneStudy.Pretraining.Evaluate(model, DigitScenesTests.Load().Report);
        Assert.Equal(run.Metrics["ap"], 100 * found.AP, .1); // other processors and libtorchs round differently
        Assert.False(run.Dirty);
    }

    [Fact]
    public void A_trial_goes_from_training_to_metrics_and_on_from_where_it_was_stopped()
    {
        var scenes = DigitScenesTests.Load();
        var trial = SceneStudy.Sampled(SceneStudy.Weights[0], Tier.Smoke);
        var log = new RunLog(folder.File("runs.jsonl"));
        TrainingRun<SmallModel> Run(string name) => trial.Run(scenes, seed: 1) with { Folder = folder.File(name), SaveEvery = TimeSpan.Zero };
        var whole = Run("whole").Train();
        for (var stop = 0; stop < 3; stop++)
            Assert.ThrowsAny<OperationCanceledException>(() => Run("parts").Train(new(canceled: true)));
        Assert.Equal(PatchRun.Bits(whole), PatchRun.Bits(Run("parts").Train()));

        string[] expected =
        [
            "ap", "ap50", "ap75", "apSmall", "apMedium", "apLarge", "chooseAp", "mmacs", "density", "apRandom", "mmacsRandom",
            "apMean", "apDeviation", "mmacsMean", "mmacsDeviation",
            .. Enumerable.Range(1, 7).SelectMany(block => (string[])[SceneTrial.DensityOf(1, block), SceneTrial.DensityOf(2, block)]),
            .. SceneStudy.PruningRatios.SelectMany(ratio => (string[])[SceneTrial.AtPruning("ap", ratio), SceneTrial.AtPruning("mmacs", ratio)]),
        ];
        Assert.Equal(expected.Order(), whole.Record.Metrics.Keys.Order());
        Assert.Equal(whole.Record.Metrics["mmacs"], whole.Record.Metrics["mmacsRandom"], .5);
        log.Append(whole.Record);
        Assert.Equal(whole.Record.Metrics["ap"], log.Read().Values(trial.Query("ap"), Tier.Smoke)[1]);
        Assert.Equal(["cifar10", "digit-scenes", "mnist", "sampling-start"], whole.Record.Data.Keys.Order());
    }

    [Fact]
    public void Smaller_scenes_are_detected_in_as_well_as_larger_ones_are_known()
    {
        var trained = (SceneStudy.Uniform(80, Tier.Smoke).Run(DigitScenesTests.Load(), seed: 0) with { Folder = folder.Path }).Train();
        Assert.True(trained.Record.Metrics["ap50"] > 3, $"AP50 {trained.Record.Metrics["ap50"]}"); // places and sizes are right, or it would be near 0
        Assert.Equal(26.3, trained.Record.Metrics["mmacs"], .05);
    }

    [Fact]
    public void A_classifier_goes_from_training_to_metrics()
    {
        Assert.SkipUnless(DataCache.Default.Has(Catalog.Default["cifar10"]), "needs CIFAR-10: lib/fovea data cifar10");
        var cifar = Cifar10.Load(TestContext.Current.CancellationToken);
        foreach (var trial in new[] { CifarStudy.Sampled(.1, Tier.Smoke), CifarStudy.Uniform(24, Tier.Smoke) })
        {
            var trained = (trial.Run(cifar, seed: 1) with { Folder = folder.Path }).Train();
            string[] expected = ["top1", "top5", "loss", "choose_top1", "mmacs", .. trial.Sampling is null ? [] : (string[])["density"]];
            Assert.Equal(expected.Order(), trained.Record.Metrics.Keys.Order());
            Assert.InRange(trained.Record.Metrics["mmacs"], 1, 5);
        }
    }

    [Fact]
    public void Settings_are_the_best_on_the_choose_split()
    {
        var runs = Committed(SceneStudy.Choosing(Tier.Full)[0].Experiment);
        double On(SceneTrial trial, string metric) => runs.Values(trial.Query(metric), Tier.Full).Values.Average();
        var choosing = SceneStudy.Choosing(Tier.Full).ToLookup(trial => trial.Experiment);
        var rate = choosing["learning-rate"].GroupBy(trial => trial.Recipe.LearningRate).MaxBy(trials => trials.Average(trial => On(trial, "chooseAp")))!;
        Assert.All(SceneStudy.Reported(Tier.Full).Where(trial => trial.Sampling is null), trial => Assert.Equal(rate.Key, trial.Recipe.LearningRate));

        var line = rate.Select(trial => (Cost: On(trial, "mmacs"), Ap: On(trial, "chooseAp"))).ToArray();
        var slope = (line[0].Ap - line[1].Ap) / (line[0].Cost - line[1].Cost);
        var sampled = choosing["sampled-setting"].MaxBy(trial => On(trial, "chooseAp") - line[0].Ap - slope * (On(trial, "mmacs") - line[0].Cost))!;
        Assert.All(SceneStudy.Reported(Tier.Full).Where(trial => trial.Sampling is not null), trial =>
        {
            Assert.Equal(sampled.Sampling!.InitialSigma, trial.Sampling!.InitialSigma);
            Assert.Equal(sampled.Recipe.LearningRate, trial.Recipe.LearningRate);
        });

        var best = CifarStudy.Choosing(Tier.Full).MaxBy(trial => runs.Values(trial.Query("choose_top1"), Tier.Full).Values.Average())!;
        Assert.All(CifarStudy.Reported(Tier.Full), trial => Assert.Equal(best.LearningRate, trial.LearningRate));
    }

    [Fact]
    public void The_whole_grid_is_committed_with_three_seeds_of_clean_commits()
    {
        var runs = Committed(SceneTrial.Reported);
        Assert.All(SceneStudy.Reported(Tier.Full), trial => Assert.True(runs.Values(trial.Query("ap"), Tier.Full).Count >= 3, trial.Label));
        Assert.All(CifarStudy.Reported(Tier.Full), trial => Assert.True(runs.Values(trial.Query("top1"), Tier.Full).Count >= 3, trial.Label));
        Assert.All(runs.Runs, run => Assert.False(run.Dirty));
    }

    private static RunLogContents Committed(string experiment)
    {
        var runs = ResultsFolder.Runs("stochastic-sampling").Read();
        Assert.SkipUnless(runs.Runs.Any(run => run.Experiment == experiment && run.Tier == Tier.Full),
            $"results/stochastic-sampling/{PaperResults.RunsFile} has no full run of {experiment}: lib/fovea train stochastic-sampling makes them");
        return runs;
    }
}
