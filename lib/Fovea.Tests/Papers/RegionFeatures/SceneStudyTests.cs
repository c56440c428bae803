using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Papers.RegionFeatures;
using Fovea.Results;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Training;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>The trials on Digit Scenes.</summary>
public sealed class SceneStudyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void No_configuration_is_trained_twice_and_every_row_of_the_three_tables_is_there()
    {
        var trials = SceneStudy.Reported(Tier.Full);
        Assert.Equal(20, trials.Count); // 9 of Table 2, 7 more of Table 3, 4 more of Table 4
        Assert.Equal(trials.Count, trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).Distinct().Count());
        Assert.Equal(trials.Count, trials.Select(trial => trial.Label).Distinct().Count());
        var known = trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).ToHashSet();
        Assert.All(
            SceneStudy.Supports.SelectMany(support => (SceneTrial[])[SceneStudy.Regular(support, Tier.Full), SceneStudy.Aligned(support, Tier.Full), SceneStudy.Dense(support, Tier.Full)])
                .Concat(SceneStudy.Samplings.Select(sampling => SceneStudy.Sampled(sampling, Tier.Full)))
                .Concat(Enum.GetValues<WeightTerms>().Select(terms => SceneStudy.Of(terms, Tier.Full)))
                .Append(SceneStudy.Deformable(Tier.Full)),
            trial => Assert.Contains(CanonicalJson.Hash(trial.Configuration), known));
        Assert.DoesNotContain(SceneStudy.Choosing(Tier.Full), trial => trial.Experiment == SceneTrial.Reported);
    }

    [Fact]
    public void The_learning_rates_are_the_best_on_the_choose_split()
    {
        var runs = new RunLog(Path.Combine(Shared.Repository.FullName, "results", "region-features", "runs.jsonl")).Read();
        foreach (var candidates in SceneStudy.Choosing(Tier.Full).GroupBy(trial => trial.Label))
        {
            Assert.Equal(SceneStudy.Rates, candidates.Select(trial => trial.LearningRate));
            var best = candidates.MaxBy(trial => runs.Values(trial.Query("chooseAp"), Tier.Full).Values.Average())!;
            Assert.All(SceneStudy.Reported(Tier.Full).Where(trial => (trial.Extractor.Weights is null) == (best.Extractor.Weights is null)),
                trial => Assert.Equal(best.LearningRate, trial.LearningRate));
        }
    }

    [Fact]
    public void A_detector_costs_what_proposes_its_regions_what_they_read_and_its_head()
    {
        const double head = 16.0 * (16 * 64 * 128 + 128 * 128 + 128 * (11 + 4));                // 16 regions of 16 parts
        var runs = ResultsFolder.Runs("region-features").Read();
        double Features(SceneTrial trial) => trial.Macs(runs) - TokenBaseline.Macs() - head;
        Assert.Equal(0, Features(SceneStudy.Aligned(Support.Region, Tier.Full)), 1e-6); // the rule counts no lookups
        var learned = SceneStudy.Sampled(SceneStudy.Default, Tier.Full);
        Assert.Equal(runs.Values(learned.Query("mmacs"), Tier.Full).Values.Average(), Features(learned) / 1e6, 1e-6);
        Assert.Throws<InvalidOperationException>(() => learned.Macs(new([], null)));
    }

    [Fact]
    public void A_trial_goes_from_training_to_metrics_and_on_from_where_it_was_stopped()
    {
        using var scope = NewDisposeScope();
        var scenes = DigitScenesTests.Load();
        var trial = SceneStudy.Dense(Support.Image, Tier.Smoke);
        TrainingRun<RegionDetector> Run(string name) => trial.Run(scenes, seed: 1) with { Folder = folder.File(name), SaveEvery = TimeSpan.Zero };
        var whole = Run("whole").Train();
        for (var stop = 0; stop < 3; stop++)
            Assert.ThrowsAny<OperationCanceledException>(() => Run("parts").Train(new(canceled: true)));
        Assert.Equal(PatchRun.Bits(whole), PatchRun.Bits(Run("parts").Train()));

        Assert.Superset(new HashSet<string>(["ap", "ap50", "ap75", "apSmall", "apMedium", "apLarge", "chooseAp", "inside", "outside", "mmacs"]), whole.Record.Metrics.Keys.ToHashSet());
        Assert.Equal(2 * 3 * WeightStatistics.Looks, whole.Record.Metrics.Keys.Count(name => name.Contains('@')));
        Assert.Equal(256, whole.Record.Metrics["inside"] + whole.Record.Metrics["outside"], 1e-9);
        Assert.Equal(["cifar10", "digit-backbone", "digit-scenes", "mnist"], whole.Record.Data.Keys.Order());
        var log = new RunLog(folder.File("runs.jsonl"));
        log.Append(whole.Record);
        Assert.Equal(whole.Record.Metrics["ap"], log.Read().Values(trial.Query("ap"), Tier.Smoke)[1]);
    }
}
