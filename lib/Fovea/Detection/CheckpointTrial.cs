using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection.Detr;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>A checkpoint of a paper's authors on COCO val2017: the paper tier.</summary>
/// <remarks>Images are resized as DETR's, 800 pixels and at most 1333, and tested one at a time, so that no padding comes in.</remarks>
public abstract record CheckpointTrial
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "coco";

    /// <summary>The split.</summary>
    public const string Split = "val2017";

    /// <summary>Images of the split; a run over fewer is no evidence.</summary>
    public const int Images = 5_000;

    /// <summary>The folder under <c>results/</c>.</summary>
    public abstract string Paper { get; }

    /// <summary>What it is tested at, as a reader says it: <c>a poll ratio of 0.5</c>.</summary>
    public abstract string Setting { get; }

    /// <summary>A row of the paper that it answers; null where there is none.</summary>
    public abstract string? Row { get; }

    /// <summary>The columns that a run answers, in the paper's order, and the metrics under which.</summary>
    public abstract IReadOnlyDictionary<string, string> Columns { get; }

    /// <summary>Every setting.</summary>
    public abstract JsonObject Configuration { get; }

    /// <summary>Detects in every image. Cancelled and started again, it goes on where it was.</summary>
    /// <param name="checkpoint">A file of the authors', or one with the same names.</param>
    /// <param name="coco">A folder of COCO: <see cref="CocoFolder"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="folder">Where what was found so far lies.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two images.</param>
    /// <returns>The run, to append to the ledger where it is over all <see cref="Images"/>, and how many images there were.</returns>
    /// <exception cref="DataSetException">The folder is no COCO, or has other categories than the model.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be read, or is another model's.</exception>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    public (RunRecord Run, int Images) Run(
        string checkpoint, string coco, Device device, string folder, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var run = RunInProgress.Start(Experiment, Configuration, 0, Tier.Paper, device);
        var data = new Dictionary<string, string> { ["checkpoint"] = Checkpoint.Sha256(checkpoint) };
        var split = CocoFolder.Open(coco, Split, cancellation);
        data["annotations"] = Checkpoint.Sha256(split.AnnotationsFile);
        var images = new DetectionLoader(split.Images, new() { BatchSize = 1, Transform = DetectionTransform.DetrEvaluation });
        var identity = CanonicalJson.Hash(CanonicalJson.Of(new { Configuration, data }));
        var journal = new DetectionJournal(Path.Combine(folder, $"{identity[..16]}.jsonl"), identity);

        using var scope = NewDisposeScope();
        var categoryOf = Categories(split);
        using var model = Build();
        // The authors' files hold the model among other things; others may be the model alone.
        Checkpoint.Read(checkpoint).LoadInto(model);
        model.to(device);
        model.eval();
        var (found, earlier) = DetectorEvaluation.Detect(batch => Detect(model, batch, device), categoryOf, images, journal, show, cancellation);
        var figures = CocoEvaluator.Evaluate(split.Dataset, found, cancellation: cancellation).Figures;
        journal.Delete();
        return (run.Finish(figures.Metrics(), data, earlier), split.Images.Count);
    }

    /// <summary>The model as it is tested.</summary>
    protected abstract nn.Module Build();

    /// <summary>What the model finds in each image of a batch.</summary>
    /// <param name="model">What <see cref="Build"/> returned, on the device.</param>
    /// <param name="batch">One image.</param>
    /// <param name="device">Where the model is.</param>
    protected abstract IReadOnlyList<DetectedObjects> Detect(nn.Module model, DetectionBatch batch, Device device);

    /// <summary>The id of the category that a class is; null for a class that is none.</summary>
    /// <exception cref="DataSetException">The model's classes are not these categories.</exception>
    protected abstract Func<long, int?> Categories(CocoFolder split);

    /// <summary>Heights and widths as the images were read.</summary>
    protected static IReadOnlyList<(int Height, int Width)> Sizes(DetectionBatch batch) => [.. batch.Targets.Select(image => (image.OriginalHeight, image.OriginalWidth))];
}
