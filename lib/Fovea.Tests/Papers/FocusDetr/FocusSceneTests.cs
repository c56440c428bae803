using Fovea.Counting;
using Fovea.Detection;
using Fovea.Papers.FocusDetr;
using Fovea.Results;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Training;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>The trials on Digit Scenes.</summary>
public sealed class FocusSceneTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void No_configuration_is_trained_twice_and_every_group_is_there()
    {
        var trials = SceneStudy.Reported(Tier.Full);
        var known = trials.Select(Hash).ToHashSet();
        Assert.Equal((44, 44, 44), (trials.Count, known.Count, trials.Select(trial => trial.Label).Distinct().Count()));
        Assert.All(SceneStudy.Ladder(Tier.Full), trial => Assert.Contains(Hash(trial), known));
        Assert.All(SceneStudy.Assignments(Tier.Full), trial => Assert.Contains(Hash(trial), known));
        Assert.All(SceneStudy.Central(Tier.Full), trial => Assert.Contains(Hash(trial), known));
        Assert.All(SceneStudy.Live(Tier.Full), trial => Assert.Contains(Hash(trial), known));
        var choosing = SceneStudy.Choosing(Tier.Full);
        Assert.Equal(5 * SceneStudy.Rates.Count, choosing.Count);
        Assert.DoesNotContain(SceneStudy.Settings(Tier.Full), trial => known.Contains(Hash(trial)));
        Assert.Equal(choosing.Count, choosing.Select(trial => (trial.Experiment, Hash(trial))).Distinct().Count());
        Assert.DoesNotContain(choosing, trial => trial.Experiment == SceneTrial.Reported);
    }

    [Fact]
    public void Every_trial_can_be_built_and_finds_what_its_queries_say()
    {
        using var _ = no_grad();
        foreach (var trial in SceneStudy.Reported(Tier.Full).Concat(SceneStudy.Choosing(Tier.Full)).Concat(SceneStudy.Settings(Tier.Full)))
        {
            using var model = trial.Build();
            model.eval();
            Assert.Equal([2, 1, 25, 14], model.call(zeros(SceneDetector.Input)).shape);
        }
    }

    [Fact]
    public void The_last_step_of_the_ladder_is_focus_detr_and_so_are_the_best_of_tables_5_and_8()
    {
        var focus = Hash(SceneStudy.Focus(.3, Tier.Full));
        Assert.Equal(focus, Hash(SceneStudy.Ladder(Tier.Full)[^1]));
        Assert.Equal(focus, Hash(SceneStudy.Modulating(ScoreModulation.TopDown, Tier.Full)));
        Assert.Equal(focus, Hash(SceneStudy.Assignments(Tier.Full)[^1]));
    }

    [Fact]
    public void A_cascade_keeps_its_keep_ratio_on_average_and_never_rises() => Assert.All(SceneStudy.KeepRatios, keep =>
    {
        var cascade = SceneStudy.Cascade(keep);
        Assert.Equal(keep, cascade.Average(), 3);
        Assert.Equal(cascade.OrderDescending(), cascade);
    });

    [Fact]
    public void The_encoder_costs_more_the_more_it_keeps_and_chance_as_much_as_a_score()
    {
        var costs = SceneStudy.KeepRatios.Select(keep => EncoderCost(SceneStudy.Focus(keep, Tier.Full))).Append(EncoderCost(SceneStudy.Dense(Tier.Full))).ToArray();
        Assert.Equal(costs.Order(), costs);
        Assert.Equal(0, EncoderCost(SceneStudy.NoEncoder(Tier.Full)));
        Assert.All(SceneStudy.RandomRatios, keep => Assert.Equal(EncoderCost(SceneStudy.Sparse(keep, Tier.Full)), EncoderCost(SceneStudy.Random(keep, Tier.Full))));
    }

    [Fact]
    public void A_trial_goes_from_training_to_metrics_and_on_from_where_it_was_stopped()
    {
        var scenes = DigitScenesTests.Load();
        var trial = SceneStudy.Focus(.3, Tier.Smoke);
        TrainingRun<SceneDetector> Run(string name) => trial.Run(scenes, seed: 1) with { Folder = folder.File(name), SaveEvery = TimeSpan.Zero };
        var whole = Run("whole").Train(TestContext.Current.CancellationToken);
        Assert.ThrowsAny<OperationCanceledException>(() => Run("parts").Train(new(canceled: true)));
        Assert.Equal(PatchRun.Bits(whole), PatchRun.Bits(Run("parts").Train(TestContext.Current.CancellationToken)));

        string[] expected = ["ap", "ap50", "ap75", "apSmall", "apMedium", "apLarge", "ap@1/3", "ap@2/3", "ap@3/3", "chooseAp", "corr", "encoderMmacs", "mmacs"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), whole.Record.Metrics.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(whole.Record.Metrics["corr"], 0, 1);
        Assert.InRange(whole.Record.Metrics["mmacs"], whole.Record.Metrics["encoderMmacs"], 1_000);
        Assert.Equal(["cifar10", "digit-backbone", "digit-scenes", "mnist"], whole.Record.Data.Keys.Order());
        var log = new RunLog(folder.File("runs.jsonl"));
        log.Append(whole.Record);
        Assert.Equal(whole.Record.Metrics["ap"], log.Read().Values(trial.Query("ap"), Tier.Smoke)[1]);
    }

    [Fact]
    public void A_few_steps_make_the_loss_smaller_whatever_teaches_the_selector()
    {
        var scenes = DigitScenesTests.Load();
        foreach (var trial in new[]
        {
            SceneStudy.Sparse(.3, Tier.Smoke), SceneStudy.Ladder(Tier.Smoke)[0], SceneStudy.Random(.1, Tier.Smoke), SceneStudy.NoEncoder(Tier.Smoke),
            SceneStudy.Sparse(.3, Tier.Smoke, QueryOrigin.Mixed),
        })
        {
            var trained = (trial.Run(scenes, seed: 0) with { Folder = folder.File("out") }).Train(TestContext.Current.CancellationToken);
            using var _ = trained.Model;
            Assert.True(trained.History.TakeLast(4).Average(step => step.Loss) < trained.History.Take(4).Average(step => step.Loss), trial.Label);
            Assert.Equal(trial.Detector.Selector is not null, trained.Record.Metrics.ContainsKey("corr"));
            Assert.Equal(trial.Detector.Selector is { Random: true }, !trained.Record.Metrics.ContainsKey(SceneTrial.ApAfter(1)));
        }
    }

    [Fact]
    public void What_is_to_be_found_is_said_once_and_makes_denoising_queries()
    {
        using var model = SceneStudy.Dense(Tier.Smoke, QueryOrigin.Mixed).Build();
        var target = new DetectionTarget(tensor([3L, 7L]), tensor([.5f, .5f, .2f, .4f, .2f, .3f, .1f, .1f]).view(2, 4));
        model.Seek([target]);
        Assert.Equal([2, 1, 4 * 50 + 25, 14], model.call(zeros(SceneDetector.Input)).shape);  // 100 pairs, in 50 groups of 2 objects
        Assert.Equal(200, model.Denoising!.Contents.shape[1]);
        Assert.Equal(model.Seen!.Layers[1].Logits[0, 200].data<float>(), model.Seen.Split(model.Denoising).Own.Last.Logits[0, 0].data<float>());
        Assert.Equal([2, 1, 25, 14], model.call(zeros(SceneDetector.Input)).shape);
        Assert.Null(model.Denoising);
    }

    [Fact]
    public void The_learning_rate_is_the_best_on_the_choose_split_with_all_tokens_and_with_selected_ones()
    {
        var runs = new RunLog(Path.Combine(Shared.Repository.FullName, "results", "focus-detr", "runs.jsonl")).Read();
        var compared = SceneStudy.Choosing(Tier.Full).Where(trial => trial is { Experiment: "learning-rate", Detector.EncoderLayers: > 0 }).ToLookup(trial => trial.Label);
        Assert.Equal(4, compared.Count);
        foreach (var candidates in compared)
        {
            var best = candidates.MaxBy(trial => runs.Values(trial.Query("chooseAp"), Tier.Full).Values.DefaultIfEmpty().Average())!;
            Assert.All(SceneStudy.Reported(Tier.Full).Where(trial => trial.Detector.Denoising == best.Detector.Denoising),
                trial => Assert.Equal(best.LearningRate, trial.LearningRate));
        }
    }

    private static string Hash(SceneTrial trial) => CanonicalJson.Hash(trial.Configuration);

    private static double EncoderCost(SceneTrial trial)
    {
        using var model = trial.Build();
        return Operations.Of(model, SceneDetector.Input).Where(op => op.Where.StartsWith("detector.transformer.encoder", StringComparison.Ordinal)).Sum(Conventions.RegionFeatures.Cost);
    }
}
