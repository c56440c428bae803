using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

/// <summary>What a run notes of its model on the way, and what the model adds to the loss.</summary>
public sealed class ObservationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private TrainingRun<PatchModel> Watched(TemporaryFolder folder) => PatchRun.In(folder) with
    {
        SaveEvery = TimeSpan.Zero,
        Observe = new(5, model => model.parameters().First().detach().abs().sum().reshape(1),
            looks => looks.Select((look, k) => (k, look)).ToDictionary(one => $"look@{one.k}", one => one.look.ToDouble())),
    };

    [Fact]
    public void It_looks_after_each_so_many_steps_and_does_not_change_the_training()
    {
        using var elsewhere = new TemporaryFolder();
        var plain = PatchRun.In(elsewhere).Train();
        var watched = Watched(folder).Train();
        Assert.Equal(["look@0", "look@1"], watched.Record.Metrics.Keys.Where(name => name.StartsWith("look", StringComparison.Ordinal)));
        Assert.NotEqual(watched.Record.Metrics["look@0"], watched.Record.Metrics["look@1"]);
        Assert.Equal(plain.History, watched.History);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    public void A_run_that_was_stopped_has_noted_all_of_it(int stops)
    {
        using var elsewhere = new TemporaryFolder();
        var whole = Watched(elsewhere).Train();
        for (var step = 0; step < stops; step++)
            Assert.ThrowsAny<OperationCanceledException>(() => Watched(folder).Train(new(canceled: true)));
        Assert.Equal(PatchRun.Bits(whole), PatchRun.Bits(Watched(folder).Train()));
    }

    [Fact]
    public void A_penalty_is_part_of_the_loss_and_moves_the_weights()
    {
        using var elsewhere = new TemporaryFolder();
        var plain = PatchRun.In(elsewhere).Train();
        var fined = (PatchRun.In(folder) with { Penalty = model => model.parameters().First().pow(2).sum() * 10 }).Train();
        Assert.True(fined.History[0].Loss > plain.History[0].Loss);
        double Weight(TrainedModel<PatchModel> trained) => trained.Model.parameters().First().pow(2).sum().ToDouble();
        Assert.True(Weight(fined) < .9 * Weight(plain));
    }
}
