using Fovea.Counting;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Training;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>The trials on Digit Scenes, and how the sampler sits in their detector.</summary>
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
        Assert.Equal(36, trials.Count);
        Assert.Equal(trials.Count, trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).Distinct().Count());
        Assert.Equal(trials.Count, trials.Select(trial => trial.Label).Distinct().Count());
        Assert.Equal(3, trials.Count(trial => trial.AcrossAlphas));
        var known = trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).ToHashSet();
        Assert.All(SceneStudy.Scorers.Select(scorer => SceneStudy.Scoring(scorer, Tier.Full)), trial => Assert.Contains(CanonicalJson.Hash(trial.Configuration), known));
        Assert.DoesNotContain(SceneStudy.Choosing(Tier.Full), trial => trial.Experiment == SceneTrial.Reported);
    }

    [Fact]
    public void Samplers_that_are_compared_take_as_many_tokens_to_within_a_grids_line()
    {
        foreach (var pool in new[] { 0, 16 })
        {
            var counts = Enum.GetValues<FineSelection>().Select(selection => Tokens(SceneStudy.Selecting(selection, pool, Tier.Full))).ToArray();
            Assert.Equal([84 + pool, 84 + pool, 81 + pool, 81 + pool], counts);
        }
        Assert.Equal(256, Tokens(SceneStudy.Poll(1, 16, Tier.Full)));
        Assert.All(SceneStudy.BudgetPools, pool => Assert.Equal(102, Tokens(SceneStudy.WithinBudget(pool, Tier.Full))));
    }

    [Fact]
    public void Fewer_tokens_cost_less_and_one_model_follows_alpha()
    {
        var flops = SceneStudy.Alphas.Select(alpha => SceneTrial.Flops(SceneStudy.Poll(alpha, 16, Tier.Full).Build())).ToArray();
        Assert.Equal(flops.Order(), flops);
        var model = SceneStudy.Poll(.33, 16, Tier.Full).Build();
        foreach (var (alpha, expected) in SceneStudy.Alphas.Zip(flops).SkipLast(1))
        {
            ((SceneSampler)model.Sampler!).Alpha = alpha;
            Assert.Equal(expected, SceneTrial.Flops(model));
        }
        Assert.True(SceneTrial.Macs(model) > SceneTrial.Flops(model));
    }

    [Fact]
    public void Random_locations_stay_an_images_own_whatever_has_been_learnt_and_differ_between_images_and_seeds()
    {
        var features = FrozenFeatures.Of(DigitScenesTests.Load().Choose, 50).narrow(0, 0, 3);
        var trial = SceneStudy.Selecting(FineSelection.Random, 0, Tier.Full);
        Tensor Chosen(SceneTrial one, Tensor of) => SceneSampler.Look(one.Build(), of).Chosen();
        var chosen = Chosen(trial, features);
        Assert.True(chosen.Equals(Chosen(trial, features)));
        Assert.True(chosen[1].Equals(Chosen(trial, features.narrow(0, 1, 2))[0]));
        Assert.False(chosen[0].Equals(chosen[1]));
        Assert.False(chosen.Equals(Chosen(trial with { Sampler = trial.Sampler! with { Seed = 1 } }, features)));
    }

    [Fact]
    public void The_score_loss_is_the_penalty_of_a_training_step_alone()
    {
        var model = SceneStudy.Poll(.33, 16, Tier.Full).Build();
        model.train();
        model.call(rand(2, 64, 16, 16));
        Assert.InRange(model.Sampler!.Penalty!.ToDouble(), 1e-6, 1e-4);
        model.eval();
        model.call(rand(2, 64, 16, 16));
        Assert.Null(model.Sampler.Penalty);
    }

    [Fact]
    public void Dynamics_are_shares_of_the_sampled_locations()
    {
        var boxed = tensor(new[] { true, true, false, false }).reshape(1, 2, 2);
        var (first, second) = (tensor(new[] { true, false, true, false }).reshape(1, 2, 2), tensor(new[] { true, true, false, false }).reshape(1, 2, 2));
        Assert.Equal(new Dictionary<string, double> { ["inside@1"] = 50, ["inside@2"] = 100, ["overlap@2"] = 1 / 3.0 }, SamplerDynamics.Metrics([first, second], boxed));
        var watched = SamplerDynamics.Boxed(DigitScenesTests.Load().Choose);
        Assert.Equal([100, 16, 16], watched.shape);
        Assert.InRange(watched.to(float32).mean().ToDouble(), .12, .20); // boxes are 16% of the image
    }

    [Fact]
    public void A_trial_goes_from_training_to_metrics_and_on_from_where_it_was_stopped()
    {
        var scenes = DigitScenesTests.Load();
        var trial = SceneStudy.Drawing(AlphaRange.Paper, Tier.Smoke);
        var log = new RunLog(folder.File("runs.jsonl"));
        TrainingRun<QueryDetector> Run(string name) => trial.Run(scenes, seed: 1) with { Folder = folder.File(name), SaveEvery = TimeSpan.Zero };
        var whole = Run("whole").Train();
        for (var stop = 0; stop < 3; stop++)
            Assert.ThrowsAny<OperationCanceledException>(() => Run("parts").Train(new(canceled: true)));
        Assert.Equal(PatchRun.Bits(whole), PatchRun.Bits(Run("parts").Train()));

        string[] expected =
        [
            "ap", "ap50", "ap75", "apSmall", "apMedium", "apLarge", "chooseAp", "mflops", "mmacs", .. SceneTrial.TestedAlphas.Select(SceneTrial.ApAt),
            .. Enumerable.Range(1, 16).Select(k => $"inside@{k}"), .. Enumerable.Range(2, 15).Select(k => $"overlap@{k}"),
        ];
        Assert.Equal(expected.Order(), whole.Record.Metrics.Keys.Order());
        log.Append(whole.Record);
        Assert.Equal(whole.Record.Metrics["ap"], log.Read().Values(trial.Query("ap"), Tier.Smoke)[1]);
        Assert.Equal(["cifar10", "digit-backbone", "digit-scenes", "mnist"], whole.Record.Data.Keys.Order());
    }

    [Fact]
    public void The_learning_rate_is_the_best_on_the_choose_split_with_a_sampler_and_without()
    {
        var runs = Committed.Runs(SceneStudy.Choosing(Tier.Full)[0].Experiment);
        foreach (var candidates in SceneStudy.Choosing(Tier.Full).GroupBy(trial => trial.Label))
        {
            var best = candidates.MaxBy(trial => runs.Values(trial.Query("chooseAp"), Tier.Full).Values.Average())!;
            Assert.All(SceneStudy.Reported(Tier.Full), trial => Assert.Equal(best.LearningRate, trial.LearningRate));
        }
    }

    [Fact]
    public void The_whole_grid_is_committed_with_three_seeds_of_clean_commits()
    {
        var runs = Committed.Runs(SceneTrial.Reported);
        foreach (var trial in SceneStudy.Reported(Tier.Full))
            Assert.True(runs.Values(trial.Query("ap"), Tier.Full).Count >= 3, trial.Label);
        Assert.All(runs.Runs, run => Assert.False(run.Dirty));
    }

    private static long Tokens(SceneTrial trial)
    {
        using var model = trial.Build();
        if (model.Sampler is null)
            return 256;
        return SceneSampler.Look(model, FrozenFeatures.Of(DigitScenesTests.Load().Choose, 50).narrow(0, 0, 2)).Tokens.shape[1];
    }
}
