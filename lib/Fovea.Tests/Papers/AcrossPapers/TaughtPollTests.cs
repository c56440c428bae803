using Fovea.Data.Scenes;
using Fovea.Layers;
using Fovea.Papers.AcrossPapers;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Training;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.AcrossPapers;

/// <summary>PnP-DETR's scores, taught by boxes as Focus-DETR's are.</summary>
public sealed class TaughtPollTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_lesson_asks_for_high_scores_in_boxes_and_low_ones_elsewhere()
    {
        // A map of 4 x 4 tokens of 8 pixels; the box covers the centres of the first column's upper two.
        var corners = new[] { tensor(new[] { 0f, 0, 8, 16 }, [1, 4]) };
        var scores = full(1, 16, .5f).with_requires_grad();
        var loss = TaughtPollTrial.Lesson(scores, corners);
        // Focal loss at p = .5: alpha (or 1 - alpha) times .25 ln 2, over 2 foreground tokens.
        Assert.Equal((2 * .25 + 14 * .75) * .25 * Math.Log(2) / 2, loss.ToDouble(), 1e-5);
        loss.backward();
        var raised = scores.grad!.lt(0).data<bool>().ToArray();
        Assert.Equal([0, 4], raised.Index().Where(one => one.Item).Select(one => one.Index));
    }

    [Fact]
    public void Certain_scores_cost_a_finite_sum()
    {
        var loss = TaughtPollTrial.Lesson(zeros(1, 16), [tensor(new[] { 0f, 0, 32, 32 }, [1, 4])]);
        Assert.InRange(loss.ToDouble(), 1, 100);
        Assert.True(isfinite(TaughtPollTrial.Lesson(ones(1, 16), [zeros(0, 4)])).ToBoolean());
    }

    [Fact]
    public void It_trains_and_measures_what_its_control_does()
    {
        var trial = TaughtPollStudy.At(.1, Tier.Smoke);
        var scenes = DigitScenesTests.Load();
        TrainedModel<T> Trained<T>(TrainingRun<T> run) where T : nn.Module<Tensor, Tensor> => (run with { Folder = folder.Path }).Train();
        var (taught, untaught) = (Trained(trial.Run(scenes, 0)), Trained(trial.Untaught.Run(scenes, 0)));
        Assert.Equal(untaught.Record.Metrics.Keys, taught.Record.Metrics.Keys);
        Assert.Equal(untaught.Record.Metrics["mflops"], taught.Record.Metrics["mflops"]);
        Assert.True(taught.History[0].Loss > untaught.History[0].Loss, "the first loss has a part more");
        Assert.NotEqual(CanonicalJson.Hash(trial.Configuration), CanonicalJson.Hash(trial.Untaught.Configuration));
    }

    [Fact]
    public void No_configuration_is_trained_twice() =>
        Assert.Equal(TaughtPollStudy.Alphas.Count, TaughtPollStudy.Reported(Tier.Full).Select(trial => CanonicalJson.Hash(trial.Configuration)).Distinct().Count());
}
