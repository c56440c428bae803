using Fovea.Data;
using Fovea.Papers.PsVit;
using Fovea.Results;
using Fovea.Tests.Papers.PsVit;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

public sealed class ResumeTests : IDisposable
{
    private static readonly TimeSpan EveryStep = TimeSpan.Zero, EveryEpoch = TimeSpan.MaxValue;

    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    private static readonly Lazy<string> Uninterrupted = new(() =>
    {
        using var elsewhere = new TemporaryFolder();
        using var scope = NewDisposeScope();
        return PatchRun.Bits(PatchRun.In(elsewhere).Train());
    });

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private sealed class Killed : Exception;

    // The model dies in a step, where a kill would leave no more than the checkpoints before it.
    private TrainingRun<PatchModel> Dying(int atStep, TimeSpan saveEvery) => PatchRun.In(folder) with
    {
        SaveEvery = saveEvery,
        Model = () => new PatchModel { OnStep = (step, logits) => step == atStep ? throw new Killed() : logits },
        Measure = _ => throw new Killed(),
    };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    [InlineData(8, 8)]
    [InlineData(11, 11)]
    [InlineData(12, 12)]
    public void A_run_killed_after_a_checkpoint_of_any_step_ends_as_if_it_had_not_been(int killedAt, int goesOnAt) =>
        AssertGoesOn(killedAt, goesOnAt, EveryStep);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(7, 5)]
    [InlineData(11, 10)]
    [InlineData(12, 12)]
    public void Without_checkpoints_between_it_goes_on_from_the_last_epochs_end(int killedAt, int goesOnAt) =>
        AssertGoesOn(killedAt, goesOnAt, EveryEpoch);

    private void AssertGoesOn(int killedAt, int goesOnAt, TimeSpan saveEvery)
    {
        Assert.Throws<Killed>(() => Dying(killedAt, saveEvery).Train());
        manual_seed(99); // what happens in between does not matter
        rand(5);

        var resumed = PatchRun.In(folder).Train();
        Assert.Equal(PatchRun.Steps - goesOnAt, resumed.Model.Steps);
        Assert.Equal(PatchRun.Steps, resumed.History.Count);
        Assert.Equal(Uninterrupted.Value, PatchRun.Bits(resumed));
        Assert.Empty(PatchRun.Checkpoints(folder));
    }

    [Fact]
    public void A_run_killed_again_and_again_ends_as_if_it_had_not_been()
    {
        for (var part = 0; part < PatchRun.Steps / 3; part++)
            Assert.Throws<Killed>(() => Dying(atStep: 3, EveryStep).Train());
        var resumed = PatchRun.In(folder).Train();
        Assert.Equal(0, resumed.Model.Steps);
        Assert.Equal(Uninterrupted.Value, PatchRun.Bits(resumed));
    }

    [Fact]
    public void A_PsVit_with_dropout_goes_on_in_mid_epoch_as_if_it_had_not_stopped()
    {
        using var elsewhere = new TemporaryFolder();
        var images = new Patches(40, side: 32);
        var options = SmallPsVit.Plain with { Classes = images.Classes.Count };
        Assert.True(options.Encoder.Dropout > 0);
        TrainingRun<PsVitModel> In(TemporaryFolder folder, Func<PsVitModel, Dictionary<string, double>> measure) =>
            PatchRun.In(folder, () => new PsVitModel(options), measure, new Recipe { Steps = 4, WarmUp = 1 }, seed: 1, images);
        Dictionary<string, double> Top1(PsVitModel model) =>
            new() { ["top1"] = Evaluation.Of(model, new Loader(images, PatchRun.Plain)).Top1 };

        var whole = In(elsewhere, Top1).Train();
        foreach (var step in (int[])[1, 2]) // a step each, if it is cancelled from the start
            Assert.Contains($"stopped after step {step} of 4", Assert.ThrowsAny<OperationCanceledException>(() => In(folder, Top1).Train(new(canceled: true))).Message);
        var resumed = In(folder, Top1).Train();
        Assert.Equal(PatchRun.Bits(whole), PatchRun.Bits(resumed));
    }

    [Fact]
    public void The_bits_that_are_compared_tell_runs_apart() =>
        Assert.NotEqual(Uninterrupted.Value, PatchRun.Bits(PatchRun.In(folder, seed: 4).Train()));

    [Fact]
    public void A_cancelled_run_saves_where_it_is_and_says_so()
    {
        using var stop = new CancellationTokenSource();
        var run = PatchRun.In(folder) with
        {
            SaveEvery = EveryEpoch,
            Model = () => new PatchModel
            {
                OnStep = (step, logits) =>
                {
                    if (step == 6)
                        stop.Cancel();
                    return logits;
                },
            },
        };
        var stopped = Assert.ThrowsAny<OperationCanceledException>(() => run.Train(stop.Token));
        Assert.Contains("stopped after step 7 of 12; started again, it goes on from there", stopped.Message);

        var resumed = PatchRun.In(folder).Train();
        Assert.Equal(5, resumed.Model.Steps);
        Assert.Equal(Uninterrupted.Value, PatchRun.Bits(resumed));
    }

    [Fact]
    public void The_time_before_an_interruption_counts()
    {
        Assert.Throws<Killed>(() => (PatchRun.In(folder) with
        {
            SaveEvery = EveryStep,
            Model = () => new PatchModel
            {
                OnStep = (step, logits) =>
                {
                    if (step == 4)
                        throw new Killed();
                    Thread.Sleep(100);
                    return logits;
                },
            },
        }).Train());
        Assert.True(PatchRun.In(folder).Train().Record.Seconds > 0.4);
    }

    [Fact]
    public void Another_configuration_seed_tier_or_data_set_starts_from_the_start()
    {
        Assert.Throws<Killed>(() => Dying(7, EveryStep).Train());
        var left = Assert.Single(PatchRun.Checkpoints(folder));
        TrainingRun<PatchModel>[] others =
        [
            PatchRun.In(folder, PatchRun.Recipe with { WeightDecay = 0.06 }),
            PatchRun.In(folder, seed: 4),
            PatchRun.In(folder) with { Tier = Tier.Small },
            PatchRun.In(folder) with { Data = new Dictionary<string, string> { ["patches"] = new('b', 64) } },
            PatchRun.In(folder) with { Experiment = "others" },
        ];
        Assert.All(others, run => Assert.Equal(PatchRun.Steps, run.Train().Model.Steps));
        Assert.Equal([left], PatchRun.Checkpoints(folder));
    }

    [Fact]
    public void A_checkpoint_under_the_name_of_another_run_is_refused()
    {
        Assert.Throws<Killed>(() => Dying(7, EveryStep).Train());
        var checkpoint = Assert.Single(PatchRun.Checkpoints(folder));
        Assert.Throws<Killed>(() => (Dying(7, EveryStep) with { Seed = 4 }).Train());
        var other = Assert.Single(PatchRun.Checkpoints(folder), path => path != checkpoint);
        File.Copy(other, checkpoint, overwrite: true);

        var refused = Assert.Throws<CheckpointException>(() => PatchRun.In(folder).Train());
        Assert.StartsWith($"checkpoint {checkpoint} belongs to another run: expected ", refused.Message);
        Assert.EndsWith("Remove the file to train from the start.", refused.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(-1)]
    [InlineData(-300)]
    public void A_damaged_checkpoint_is_named_with_what_to_do(int keptBytes)
    {
        Assert.Throws<Killed>(() => Dying(7, EveryStep).Train());
        var checkpoint = Assert.Single(PatchRun.Checkpoints(folder));
        var content = File.ReadAllBytes(checkpoint);
        File.WriteAllBytes(checkpoint, content[..(keptBytes >= 0 ? keptBytes : content.Length + keptBytes)]);

        var refused = Assert.Throws<CheckpointException>(() => PatchRun.In(folder).Train());
        Assert.StartsWith($"checkpoint {checkpoint}", refused.Message);
        Assert.EndsWith("Remove the file to train from the start.", refused.Message);
        Assert.True(File.Exists(checkpoint));

        File.Delete(checkpoint);
        Assert.Equal(Uninterrupted.Value, PatchRun.Bits(PatchRun.In(folder).Train()));
    }

    [Fact]
    public void A_changed_byte_of_a_checkpoint_is_noticed()
    {
        Assert.Throws<Killed>(() => Dying(7, EveryStep).Train());
        var checkpoint = Assert.Single(PatchRun.Checkpoints(folder));
        var content = File.ReadAllBytes(checkpoint);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(checkpoint, content);
        Assert.Contains(checkpoint, Assert.Throws<CheckpointException>(() => PatchRun.In(folder).Train()).Message);
    }

    [Fact]
    public void What_a_kill_left_half_written_is_removed()
    {
        Assert.Throws<Killed>(() => Dying(7, EveryStep).Train());
        var checkpoint = Assert.Single(PatchRun.Checkpoints(folder));
        File.WriteAllText($"{checkpoint}.abcd.tmp", "half");
        Assert.Equal(Uninterrupted.Value, PatchRun.Bits(PatchRun.In(folder).Train()));
        Assert.Empty(PatchRun.Checkpoints(folder));
    }
}
