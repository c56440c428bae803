using System.Diagnostics;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Display;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Detection.Detr;

/// <summary>What a DETR finds in a data set.</summary>
public static class DetrEvaluation
{
    /// <summary>The detections in all images of an epoch, the model in evaluation mode, where it stays. Classes are the categories' ids, as COCO's models have them.</summary>
    /// <param name="model">On the device.</param>
    /// <param name="dataset">Whose categories count; what is found of others is left out.</param>
    /// <param name="images">Without augmentation.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="journal">Where it keeps what it has found, so that it can be interrupted; the caller deletes it. Nowhere where null.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <returns>The detections, and the time spent before it was last interrupted.</returns>
    /// <exception cref="InvalidDataException">The journal is damaged, or another evaluation's.</exception>
    public static (IReadOnlyList<CocoDetection> Found, TimeSpan Earlier) Detect(DetrModel model, CocoDataset dataset, DetectionLoader images, Device device,
        DetectionJournal? journal = null, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        using var _ = no_grad();
        model.eval();
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
            var output = model.call(batch.Images.to(device), batch.Padding.to(device));
            var objects = PostProcess.Objects(output.Layers[^1], [.. batch.Targets.Select(image => (image.OriginalHeight, image.OriginalWidth))]);
            CocoDetection[] here = [.. objects.Zip(batch.Targets).SelectMany(pair => pair.First.Detections(pair.Second.Id, CategoryOf))];
            journal?.Add(batch.Step + 1, earlier + clock.Elapsed, here);
            found.AddRange(here);
            progress.Report(batch.Step + 1);
        }
        return (found, earlier);

        int? CategoryOf(long label) => dataset.HasCategory((int)label) ? (int)label : null;
    }
}
