using System.Diagnostics;
using Fovea.Display;

namespace Fovea.Training;

/// <summary>Tells how a training goes: its loss and accuracy of late, and its pace.</summary>
internal sealed class TrainingProgress
{
    private const int Late = 20; // steps

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Trainer trainer;
    private readonly int first;
    private long images;

    public TrainingProgress(string experiment, int seed, Trainer trainer, int steps)
    {
        (this.trainer, first) = (trainer, trainer.Step);
        var from = first == 0 ? "" : $", on from step {first}";
        Bar = new Progress($"train {experiment}, seed {seed}{from}", steps - first);
    }

    public Progress Bar { get; }

    /// <param name="batch">Images of the step that has just ended.</param>
    public void Report(int batch)
    {
        images += batch;
        var late = trainer.History.TakeLast(Late).ToArray();
        var note = FormattableString.Invariant($"loss {late.Average(o => o.Loss):0.000}, accuracy {late.Average(o => o.Accuracy):0.0%}");
        var done = trainer.Step - first;
        // Like the bar's own line, a note at the end tells no time.
        Bar.Report(done, done == Bar.Total ? note : FormattableString.Invariant($"{note}, {images / clock.Elapsed.TotalSeconds:0} images/s"));
    }
}
