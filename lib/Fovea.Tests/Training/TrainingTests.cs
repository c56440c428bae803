using Fovea.Data;
using Fovea.Results;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

public sealed class TrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private RunLog Log => new(folder.File("runs.jsonl"));

    [Fact]
    public void The_rate_rises_in_equal_steps_and_falls_as_half_a_cosine()
    {
        var recipe = new Recipe { Steps = 14, WarmUp = 4, LearningRate = 0.8 };
        double[] expected = [0.2, 0.4, 0.6, 0.8, 0.8, 0.78042261, 0.72360680, 0.63511410, 0.52360680, 0.4, 0.27639320, 0.16488590, 0.07639320, 0.01957739];
        Assert.Equal(expected, Enumerable.Range(0, 14).Select(recipe.RateAt), (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.Equal(0.8, (recipe with { WarmUp = 0 }).RateAt(0));
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name()
    {
        (Recipe Recipe, string Message)[] wrong =
        [
            (new() { Steps = 0 }, "Steps: expected at least 1, found 0"),
            (new() { LearningRate = double.NaN }, "LearningRate: expected above 0, found NaN"),
            (new() { Steps = 10, WarmUp = 10 }, "WarmUp: expected 0 to 9, so that it ends before the 10 steps do, found 10"),
            (new() { WeightDecay = -1 }, "WeightDecay: expected 0 or more, found -1"),
            (new() { LabelSmoothing = 1 }, "LabelSmoothing: expected 0 to below 1, found 1"),
            (new() { ClipNorm = 0 }, "ClipNorm: expected above 0, found 0"),
            (new() { Factor = new("bias", -1) }, "Factor: expected 0 or more, found -1"),
        ];
        Assert.All(wrong, w => Assert.StartsWith(w.Message, Assert.Throws<ArgumentException>(w.Recipe.Validate).Message));
        new Recipe().Validate();
    }

    [Fact]
    public void Parameters_that_the_recipe_names_learn_at_a_multiple_of_its_rate_and_at_none()
    {
        var recipe = PatchRun.Recipe with { Steps = 4, WeightDecay = 0 };
        Dictionary<string, Tensor> After(RateFactor? factor) => PatchRun.In(folder, recipe with { Factor = factor }).Train().Model.state_dict();
        var (plain, still, once) = (After(null), After(new("6.", 0)), After(new("6.", 1)));
        manual_seed(3);
        var before = new PatchModel().state_dict();
        Assert.All(before, entry => Assert.Equal(entry.Key.Contains("6."), still[entry.Key].Equals(entry.Value) && !plain[entry.Key].Equals(entry.Value)));
        Assert.All(plain, entry => Assert.True(entry.Value.Equals(once[entry.Key])));
    }

    [Fact]
    public void A_recipe_without_such_parameters_is_written_as_before_there_were_any() =>
        Assert.DoesNotContain("factor", CanonicalJson.Of(new Recipe()).ToJsonString());

    [Fact]
    public void A_model_learns()
    {
        var recipe = PatchRun.Recipe with { Steps = 80 };
        var untrained = PatchRun.Measure(new PatchModel());
        var trained = (PatchRun.In(folder, recipe) with { Images = new Loader(new Patches(40), PatchRun.Plain with { Shuffle = true }) }).Train();
        Assert.True(trained.Record.Metrics["top1"] > 90, $"{trained.Record.Metrics["top1"]}% after training, {untrained["top1"]}% before");
        Assert.True(trained.History[^1].Loss < trained.History[0].Loss);
        Assert.False(trained.Model.training);
    }

    [Fact]
    public void The_loss_is_the_cross_entropy_with_smoothed_targets()
    {
        var loader = new Loader(new Patches(40), PatchRun.Plain);
        manual_seed(3);
        var model = new PatchModel();
        using var batch = loader.Epoch().First();
        var targets = batch.Targets * 0.9 + 0.1 / 4;
        var expected = -(targets * nn.functional.log_softmax(model.call(batch.Images), 1)).sum(1).mean().ToDouble();
        var trained = (PatchRun.In(folder) with { Images = loader }).Train();
        Assert.Equal(expected, trained.History[0].Loss, 1e-5);
    }

    [Fact]
    public void An_objective_of_its_own_takes_the_place_of_classification()
    {
        var seen = new List<int>();
        var run = PatchRun.In(folder) with
        {
            Objective = (output, batch) =>
            {
                seen.AddRange(batch.Indices);
                return ((output - 3).square().mean(), tensor(0.25));
            },
        };
        var trained = run.Train();
        Assert.Equal(PatchRun.Steps * 8, seen.Count);
        Assert.All(trained.History, outcome => Assert.Equal(0.25, outcome.Accuracy));
        Assert.InRange(trained.History[0].Loss, 4, 14); // untrained logits lie about 0
        Assert.True(trained.History[^1].Loss < trained.History[0].Loss / 2, $"{trained.History[0].Loss} to {trained.History[^1].Loss}");
    }

    [Fact]
    public void Weights_decay_by_each_steps_rate_and_vectors_do_not()
    {
        var recipe = new Recipe { Steps = 8, WarmUp = 3, LearningRate = 0.1, WeightDecay = 0.5 };
        manual_seed(3);
        var before = new PatchModel().state_dict();
        var after = (PatchRun.In(folder, recipe) with { Model = () => new PatchModel { OnStep = (_, logits) => logits * 0 } }).Train().Model.state_dict();
        var left = Enumerable.Range(0, 8).Aggregate(1.0, (share, step) => share * (1 - 0.5 * recipe.RateAt(step)));
        foreach (var name in (string[])["layers.0.weight", "layers.6.weight"])
            Assert.Equal(left, (after[name] / before[name]).mean().ToDouble(), 1e-5);
        Assert.All(["layers.1.weight", "layers.1.bias", "layers.6.bias"], (string name) => Assert.True(after[name].allclose(before[name], 0, 0)));
    }

    [Fact]
    public void Gradients_are_clipped()
    {
        var recipe = new Recipe { Steps = 1, WarmUp = 0, LearningRate = 0.1, WeightDecay = 0 };
        Assert.True(Moved(recipe) > 0.09);
        // Of this size they vanish beside AdamW's epsilon.
        Assert.True(Moved(recipe with { ClipNorm = 1e-12 }) < 1e-4);
    }

    private double Moved(Recipe recipe)
    {
        manual_seed(3);
        var before = new PatchModel().state_dict()["layers.6.weight"];
        return (PatchRun.In(folder, recipe).Train().Model.state_dict()["layers.6.weight"] - before).abs().max().ToDouble();
    }

    [Fact]
    public void A_loss_that_is_not_a_number_stops_the_run_at_once()
    {
        var run = PatchRun.In(folder) with { Model = () => new PatchModel { OnStep = (step, logits) => step == 4 ? logits * double.NaN : logits } };
        var diverged = Assert.Throws<DivergedException>(() => run.Complete(Log));
        Assert.Equal(4, diverged.Step);
        Assert.Matches(@"^the loss of step 4 of 12 is NaN, at a learning rate of 0\.0194; the last finite loss was [0-9.]+, of step 3\. Try a lower learning rate", diverged.Message);
        Assert.Empty(Log.Read().Runs);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_stops_the_run_before_it_touches_the_weights()
    {
        using var model = new PatchModel { OnStep = (_, logits) => (logits * 0).sqrt() };
        using var trainer = new Trainer(model, PatchRun.Recipe, CPU);
        using var batch = PatchRun.In(folder).Images.Epoch().First();
        var before = model.state_dict().ToDictionary(t => t.Key, t => t.Value.detach().clone());
        var diverged = Assert.Throws<DivergedException>(() => trainer.Take(0, batch));
        Assert.StartsWith("the norm of the gradient of step 0 of 12 is NaN, at a learning rate of 0.006667; no step before it had a finite loss", diverged.Message);
        Assert.All(model.named_parameters(), p => Assert.True(p.Item2.allclose(before[p.Item1], 0, 0)));
    }

    [Fact]
    public void A_configuration_that_does_not_tell_the_recipe_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => (PatchRun.In(folder) with { Recipe = PatchRun.Recipe with { WarmUp = 2 } }).Train());
        Assert.Matches("^patches: the configuration's key recipe: expected .*\"warmUp\":2.*, found .*\"warmUp\":3", refused.Message);
    }

    [Fact]
    public void An_ended_run_is_in_the_log_once_and_not_trained_again()
    {
        var first = PatchRun.In(folder).Complete(Log);
        var second = (PatchRun.In(folder) with { Model = () => throw new InvalidOperationException("trained again") }).Complete(Log);
        Assert.Equal(["loss", "top1"], Assert.Single(Log.Read().Runs).Metrics.Keys.Order());
        Assert.Equal((first.Started.ToUnixTimeMilliseconds(), first.Metrics["loss"]), (second.Started.ToUnixTimeMilliseconds(), second.Metrics["loss"]));

        PatchRun.In(folder, seed: 4).Complete(Log);
        (PatchRun.In(folder) with { Tier = Tier.Small }).Complete(Log);
        Assert.Equal([(3, Tier.Smoke), (4, Tier.Smoke), (3, Tier.Small)], Log.Read().Runs.Select(run => (run.Seed, run.Tier)));
        Assert.Empty(PatchRun.Checkpoints(folder));
    }

    [Fact]
    public void Progress_tells_loss_accuracy_pace_and_the_time_left()
    {
        var lines = new List<string>();
        var run = PatchRun.In(folder) with
        {
            Model = () => new PatchModel
            {
                OnStep = (_, logits) =>
                {
                    Thread.Sleep(60);
                    return logits;
                },
            },
            Show = bar => bar.Changed += () => lines.Add(bar.ToText()),
        };
        run.Train();
        Assert.Matches(@"^train patches, seed 3 +\d+% \d+/12, [0-9.]+/s, 0:0\d left, loss \d\.\d{3}, accuracy [0-9.]+%, \d+ images/s$", lines[0]);
        Assert.Matches(@"^train patches, seed 3 100% 12/12, loss \d\.\d{3}, accuracy [0-9.]+%$", lines[^1]);
    }

    [Fact]
    public void An_evaluation_counts_top_1_and_top_5_over_all_images()
    {
        var model = new Fixed([.1f, .6f, .2f, .1f]);
        var found = Evaluation.Of(model, new Loader(new Patches(42), PatchRun.Plain));
        var ones = Enumerable.Range(0, 42).Count(i => new Patches(42).Label(i) == 1);
        Assert.Equal((100.0 * ones / 42, 100.0, 42L), (found.Top1, found.Top5, found.Images));
        var loss = Enumerable.Range(0, 42).Average(i => -Math.Log(new[] { .1, .6, .2, .1 }[new Patches(42).Label(i)]));
        Assert.Equal(loss, found.Loss, 1e-5);
    }

    [Fact]
    public void An_interrupted_evaluation_goes_on_where_it_was()
    {
        using var model = new Fixed([0.1f, 0.4f, 0.2f, 0.3f]);
        var images = new Loader(new Patches(42), PatchRun.Plain);
        var state = new EvaluationState(folder.File("deeper/evaluation.json"), "a");
        using var stop = new CancellationTokenSource();
        model.OnCall = call => { if (call == 3) stop.Cancel(); };
        Assert.ThrowsAny<OperationCanceledException>(() => Evaluation.Of(model, images, state: state, cancellation: stop.Token));
        Assert.Contains("another evaluation", Assert.Throws<InvalidDataException>(() => Evaluation.Of(model, images, state: state with { Identity = "b" })).Message);

        model.OnCall = _ => { };
        var found = Evaluation.Of(model, images, state: state);
        Assert.Equal(6, model.Calls); // three batches before, three after
        Assert.Equal(Evaluation.Of(model, images), found with { Earlier = default });
        Assert.False(File.Exists(state.Path));
    }

    [Fact]
    public void A_run_that_another_is_at_is_left_to_it()
    {
        var log = new RunLog(folder.File("runs.jsonl"));
        var tried = new List<RunRecord?>();
        var run = PatchRun.In(folder);
        var first = (run with { Model = () => { tried.Add(run.TryComplete(log)); return new PatchModel(); } }).TryComplete(log);
        Assert.Equal([null], tried);
        Assert.NotNull(first);
        Assert.Single(log.Read().Runs);
        Assert.NotNull(run.TryComplete(log)); // it is in the log, and not trained again
        Assert.Single(log.Read().Runs);
    }

    private sealed class Fixed(float[] shares) : nn.Module<Tensor, Tensor>(nameof(Fixed))
    {
        public Action<int> OnCall { get; set; } = _ => { };

        public int Calls { get; private set; }

        public override Tensor forward(Tensor images)
        {
            OnCall(++Calls);
            return tensor(shares).log().expand(images.shape[0], -1);
        }
    }
}
