using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Detection.Detr;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>A checkpoint of the authors' release on COCO val2017 at a poll ratio: the paper tier.</summary>
/// <remarks>Images are resized as DETR's, 800 pixels and at most 1333, and tested one at a time, so that no padding comes in.</remarks>
/// <param name="Model">The architecture; the poll ratio in it does not count.</param>
/// <param name="Alpha">The poll ratio of the test.</param>
/// <param name="Trained">The poll ratio that the checkpoint was trained with.</param>
public sealed record CocoTrial(PnpDetrOptions Model, double Alpha, double Trained)
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "coco";

    /// <summary>The split.</summary>
    public const string Split = "val2017";

    /// <summary>Images of the split; a run over fewer is no evidence.</summary>
    public const int Images = 5_000;

    private const double Third = 1.0 / 3;

    /// <summary>The models there are checkpoints of, by their names on the command line.</summary>
    public static IReadOnlyDictionary<string, PnpDetrOptions> Named { get; } = new Dictionary<string, PnpDetrOptions>
    {
        ["pnp-detr-r50"] = PnpDetrOptions.R50,
        ["pnp-detr-r50-dc5"] = PnpDetrOptions.R50Dc5,
    };

    /// <summary>The columns of Table 1 that a run answers, in its order, and the metrics under which.</summary>
    public static IReadOnlyDictionary<string, string> Columns { get; } = new Dictionary<string, string>
    {
        ["AP"] = "ap", ["AP50"] = "ap50", ["AP75"] = "ap75", ["APs"] = "apSmall", ["APm"] = "apMedium", ["APl"] = "apLarge",
    };

    /// <summary>The row of Table 1; null where it has none.</summary>
    public string? Row => Rows.Where(row => row.Value == this).Select(row => row.Key).FirstOrDefault();

    // "0.33" is a third.
    private static Dictionary<string, CocoTrial> Rows { get; } = new()
    {
        ["PnP-DETR-R50-α-0.33"] = new(PnpDetrOptions.R50, Third, Third),
        ["PnP-DETR-R50-α-0.5"] = new(PnpDetrOptions.R50, .5, .5),
        ["Inference-α-0.5"] = new(PnpDetrOptions.R50, .5, Third),
        ["PnP-DETR-R50-DC5-α-0.33"] = new(PnpDetrOptions.R50Dc5, Third, Third),
        ["PnP-DETR-R50-DC5-α-0.5"] = new(PnpDetrOptions.R50Dc5, .5, .5),
    };

    private JsonObject Configuration => CanonicalJson.Of(new { model = Model with { Sampler = Model.Sampler with { Alpha = Trained } }, alpha = Alpha, images = DetectionTransform.DetrEvaluation });

    /// <summary>The runs that answer a cell; null where none does.</summary>
    public static RunQuery? Query(Cell cell) =>
        cell.Table == "1" && Rows.TryGetValue(cell.Row, out var trial) && Columns.TryGetValue(cell.Column, out var metric) ? new(Experiment, trial.Configuration, metric) : null;

    /// <summary>Detects in every image. Cancelled and started again, it goes on where it was.</summary>
    /// <param name="checkpoint">A file of the authors', or one with the same names.</param>
    /// <param name="coco">A folder of COCO: <see cref="CocoFolder"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="folder">Where what was found so far lies.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two images.</param>
    /// <returns>The run, to append to the ledger where it is over all <see cref="Images"/>, and how many images there were.</returns>
    /// <exception cref="DataSetException">The folder is no COCO.</exception>
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
        using var model = Model.Build();
        // The authors' files hold the model among other things; others may be the model alone.
        Checkpoint.Read(checkpoint).LoadInto(model);
        model.to(device);
        PnpTransformer.Of(model).Alpha = Alpha;
        var (found, earlier) = DetrEvaluation.Detect(model, split.Dataset, images, device, journal, show, cancellation);
        var figures = CocoEvaluator.Evaluate(split.Dataset, found, cancellation: cancellation).Figures;
        journal.Delete();
        return (run.Finish(figures.Metrics(), data, earlier), split.Images.Count);
    }
}
