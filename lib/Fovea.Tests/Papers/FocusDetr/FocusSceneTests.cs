using Fovea.Papers.FocusDetr;
using Fovea.Results;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Engine;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>The trials on Digit Scenes.</summary>
[Collection(nameof(Alone))]
public sealed class FocusSceneTests : IDisposable
{
    private readonly IDisposable scope = NewDisposeScope();
    private readonly string folder = Directory.CreateTempSubdirectory("fovea-focus-").FullName;

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(SceneBackbone.Deep)]
    [InlineData(SceneBackbone.Shallow)]
    public void Every_trial_can_be_built_and_no_configuration_is_there_twice(SceneBackbone backbone)
    {
        SceneTrial[] trials =
        [
            SceneStudy.NoEncoder(backbone, Tier.Full), SceneStudy.Dense(backbone, Tier.Full), SceneStudy.Dense(backbone, Tier.Full, layers: 1),
            .. SceneStudy.KeepRatios.Select(keep => SceneStudy.Focus(keep, backbone, Tier.Full)),
            .. SceneStudy.KeepRatios.Select(keep => SceneStudy.Sparse(keep, backbone, Tier.Full)),
            .. SceneStudy.Ladder(.3, backbone, Tier.Full).SkipLast(1),
        ];
        Assert.Equal(trials.Length, trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).Distinct().Count());
        using var _ = no_grad();
        foreach (var trial in trials)
        {
            using var model = new SceneDetector(trial.Detector, backbone);
            model.eval();
            Assert.Equal([2, 1, 25, 14], model.call(zeros(model.Input)).shape);
        }
    }

    [Fact]
    public void The_last_step_of_the_ladder_is_focus_detr() =>
        Assert.Equal(CanonicalJson.Hash(SceneStudy.Focus(.3, SceneBackbone.Deep, Tier.Full).Configuration),
            CanonicalJson.Hash(SceneStudy.Ladder(.3, SceneBackbone.Deep, Tier.Full)[^1].Configuration));

    [Fact]
    public void A_cascade_keeps_its_keep_ratio_on_average_and_never_rises() => Assert.All(SceneStudy.KeepRatios, keep =>
    {
        var cascade = SceneStudy.Cascade(keep);
        Assert.Equal(keep, cascade.Average(), 3);
        Assert.Equal(cascade.OrderDescending(), cascade);
    });

    [Theory]
    [InlineData(SceneBackbone.Deep, false)]
    [InlineData(SceneBackbone.Shallow, true)]
    public void A_few_steps_of_training_end_in_every_metric(SceneBackbone backbone, bool boxesTeach)
    {
        var trial = boxesTeach ? SceneStudy.Focus(.3, backbone, Tier.Smoke) : SceneStudy.Sparse(.3, backbone, Tier.Smoke);
        var trained = (trial.Run(DigitScenesTests.Load(), seed: 0) with { Folder = folder }).Train(TestContext.Current.CancellationToken);
        using var _ = trained.Model;
        Assert.Equal(["ap", "ap50", "ap75", "apLarge", "apMedium", "apSmall", "chooseAp", "corr", "encoderMmacs", "mmacs"], trained.Record.Metrics.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(trained.Record.Metrics["corr"], 0, 1);
        Assert.True(trained.Record.Metrics["encoderMmacs"] < trained.Record.Metrics["mmacs"]);
        Assert.True(trained.History.TakeLast(4).Average(step => step.Loss) < trained.History.Take(4).Average(step => step.Loss));
    }
}
