using Fovea.Results;
using Fovea.Training;

namespace Fovea.Tests.Training;

/// <summary>The runs of a study that a log lacks.</summary>
public sealed class StudyRunsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> made = [];

    public void Dispose() => folder.Dispose();

    private RunLog Log => new(Path.Combine(folder.Path, "runs.jsonl"));

    private void Complete(double[] rates, int[] seeds) =>
        StudyRuns.Complete(rates, seeds, rate => $"rate {rate}", (rate, seed, _) => Run(rate, seed), Log);

    private TrainingRun<PatchModel> Run(double rate, int seed) => PatchRun.In<PatchModel>(folder, () =>
    {
        made.Add($"{rate}, seed {seed}");
        return new PatchModel();
    }, PatchRun.Measure, PatchRun.Recipe with { Steps = 2, WarmUp = 1, LearningRate = rate }, seed, new(40));

    [Fact]
    public void It_trains_all_trials_from_a_seed_before_the_next_and_no_run_twice()
    {
        Complete([.01, .02], [0]);
        Assert.Equal(["0.01, seed 0", "0.02, seed 0"], made);
        made.Clear();
        Complete([.01, .02, .03], [0, 1]);
        Assert.Equal(["0.03, seed 0", "0.01, seed 1", "0.02, seed 1", "0.03, seed 1"], made);
        Assert.Equal(6, Log.Read().Runs.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Of_no_trial_or_no_seed_there_is_nothing_to_train(int trials, int seeds)
    {
        Complete([.. Enumerable.Repeat(.01, trials)], [.. Enumerable.Range(0, seeds)]);
        Assert.Empty(Log.Read().Runs);
    }
}
