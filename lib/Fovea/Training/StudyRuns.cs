using Fovea.Display;
using Fovea.Results;
using static TorchSharp.torch;

namespace Fovea.Training;

/// <summary>The runs of a study, shared among processes.</summary>
public static class StudyRuns
{
    /// <summary>
    /// Runs what a log lacks, in order. Several processes share the work: what another one trains is left to it, and waited for at the
    /// end. Interrupted and started again, it goes on where it was.
    /// </summary>
    /// <param name="trials">Configurations.</param>
    /// <param name="seeds">Each trial is run from each.</param>
    /// <param name="label">What a reader calls a trial.</param>
    /// <param name="run">Makes the run of a trial from a seed; is given what shows the run's progress.</param>
    /// <param name="log">Is read, and gets a line a run.</param>
    /// <param name="show">Is given the progress of all when it begins.</param>
    /// <param name="cancellation">Ends the run that is going on; it is saved.</param>
    public static void Complete<TTrial, TModel>(IReadOnlyList<TTrial> trials, IReadOnlyList<int> seeds, Func<TTrial, string> label,
        Func<TTrial, int, Action<Progress>, TrainingRun<TModel>> run, RunLog log, Action<Progress>? show = null, CancellationToken cancellation = default)
        where TModel : nn.Module<Tensor, Tensor>
    {
        if (trials.Count * seeds.Count == 0) return;
        var (all, done) = (new Progress("train and test", trials.Count * seeds.Count), 0);
        show?.Invoke(all);
        var runs = seeds.SelectMany(seed => trials.Select(trial =>
            run(trial, seed, one => one.Changed += () => all.Report(done, $"{label(trial)}: {one}")))).ToList();
        foreach (var left in runs.Where(one => !IsDone(one.TryComplete(log, cancellation))).ToList())
            IsDone(left.Complete(log, cancellation));

        bool IsDone(RunRecord? record)
        {
            if (record is not null)
                all.Report(++done);
            return record is not null;
        }
    }
}
