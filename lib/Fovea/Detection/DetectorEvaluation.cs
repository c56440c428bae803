using System.Diagnostics;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection.Detr;
using Fovea.Display;
using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>What a detector finds in a data set.</summary>
public static class DetectorEvaluation
{
    /// <summary>The detections in all images of an epoch.</summary>
    /// <param name="detect">What a model in evaluation mode finds in each image of a batch, without gradients; what it returns is freed.</param>
    /// <param name="categoryOf">The id of the category that a class is; null for a class that is none, which is left out.</param>
    /// <param name="images">Without augmentation.</param>
    /// <param name="journal">Where it keeps what it has found, so that it can be interrupted; the caller deletes it. Nowhere where null.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <returns>The detections, and the time spent before it was last interrupted.</returns>
    /// <exception cref="InvalidDataException">The journal is damaged, or another evaluation's.</exception>
    public static (IReadOnlyList<CocoDetection> Found, TimeSpan Earlier) Detect(Func<DetectionBatch, IReadOnlyList<DetectedObjects>> detect, Func<long, int?> categoryOf,
        DetectionLoader images, DetectionJournal? journal = null, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        using var _ = no_grad();
        var clock = Stopwatch.StartNew();
        var (steps, earlier, found) = journal?.Restore() ?? (0, TimeSpan.Zero, []);
        var progress = new Progress("detect (batches)", images.Steps);
        show?.Invoke(progress);
        progress.Report(steps);
        foreach (var batch in images.Epoch(0, steps))
        {
            using var made = batch;
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            CocoDetection[] here = [.. detect(batch).Zip(batch.Targets).SelectMany(pair => pair.First.Detections(pair.Second.Id, categoryOf))];
            journal?.Add(batch.Step + 1, earlier + clock.Elapsed, here);
            found.AddRange(here);
            progress.Report(batch.Step + 1);
        }
        return (found, earlier);
    }
}
