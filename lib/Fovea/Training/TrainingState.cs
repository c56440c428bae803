using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Training;

/// <summary>A training that can be saved between two steps and gone on with.</summary>
internal interface IResumable
{
    /// <summary>All that the next step depends on but the data, as a checkpoint holds it.</summary>
    Dictionary<string, object?> State();

    /// <summary>Takes the place of one whose <see cref="State"/> was saved.</summary>
    /// <exception cref="CheckpointException">The state is of another model.</exception>
    void Restore(CheckpointFile saved);
}

/// <summary>The file in which a run keeps where it is until it has ended.</summary>
/// <param name="path">Where it lies.</param>
/// <param name="identity">Of the run; a checkpoint of another one is refused.</param>
internal sealed class TrainingState(string path, string identity)
{
    private const string Remedy = "Remove the file to train from the start";

    /// <param name="trainer">What to save.</param>
    /// <param name="elapsed">Training time so far, of all parts of the run.</param>
    public void Save(IResumable trainer, TimeSpan elapsed)
    {
        using var scope = NewDisposeScope();
        var state = trainer.State();
        state["run"] = identity;
        state["seconds"] = elapsed.TotalSeconds;
        Checkpoint.WritePyTorch(path, state);
    }

    /// <summary>Brings a trainer to where the run was; leaves it where there is no checkpoint.</summary>
    /// <returns>Training time before.</returns>
    /// <exception cref="CheckpointException">The file is damaged, or another run's.</exception>
    public TimeSpan Restore(IResumable trainer)
    {
        foreach (var unfinished in Unfinished())
            File.Delete(unfinished);
        if (!File.Exists(path))
            return TimeSpan.Zero;
        using var scope = NewDisposeScope();
        try
        {
            var saved = Checkpoint.Read(path);
            if (saved.Value<string>("run") is var run && run != identity)
                throw new CheckpointException($"checkpoint {path} belongs to another run: expected {identity}, found {run}");
            trainer.Restore(saved);
            return TimeSpan.FromSeconds(saved.Value<double>("seconds"));
        }
        catch (Exception e) when (e is CheckpointException or ArgumentException or InvalidDataException)
        {
            throw new CheckpointException($"{Named(e)}. {Remedy}.", e);
        }
    }

    public void Delete() => File.Delete(path);

    // What a kill left of a file that was being written.
    private string[] Unfinished() =>
        Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*.tmp");

    private string Named(Exception e) =>
        e.Message.Contains(path, StringComparison.Ordinal) ? e.Message.TrimEnd('.') : $"checkpoint {path}: {e.Message.TrimEnd('.')}";
}
