using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Detection.Detr;
using Fovea.Results;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>A checkpoint of the authors' release on COCO val2017 at a poll ratio: the paper tier.</summary>
/// <param name="Model">The architecture; the poll ratio in it does not count.</param>
/// <param name="Alpha">The poll ratio of the test.</param>
/// <param name="Trained">The poll ratio that the checkpoint was trained with.</param>
public sealed record CocoTrial(PnpDetrOptions Model, double Alpha, double Trained) : CheckpointTrial
{
    private const double Third = 1.0 / 3;

    private static readonly IReadOnlyDictionary<string, string> Metrics = new Dictionary<string, string>
    {
        ["AP"] = "ap", ["AP50"] = "ap50", ["AP75"] = "ap75", ["APs"] = "apSmall", ["APm"] = "apMedium", ["APl"] = "apLarge",
    };

    /// <summary>The models there are checkpoints of, by their names on the command line.</summary>
    public static IReadOnlyDictionary<string, PnpDetrOptions> Named { get; } = new Dictionary<string, PnpDetrOptions>
    {
        ["pnp-detr-r50"] = PnpDetrOptions.R50,
        ["pnp-detr-r50-dc5"] = PnpDetrOptions.R50Dc5,
    };

    /// <inheritdoc/>
    public override string Paper => "pnp-detr";

    /// <inheritdoc/>
    public override string Setting => FormattableString.Invariant($"a poll ratio of {Alpha:0.###}");

    /// <summary>The row of Table 1; null where it has none.</summary>
    public override string? Row => Rows.Where(row => row.Value == this).Select(row => row.Key).FirstOrDefault();

    /// <summary>Those of Table 1.</summary>
    public override IReadOnlyDictionary<string, string> Columns => Metrics;

    /// <inheritdoc/>
    public override JsonObject Configuration =>
        CanonicalJson.Of(new { model = Model with { Sampler = Model.Sampler with { Alpha = Trained } }, alpha = Alpha, images = DetectionTransform.DetrEvaluation });

    // "0.33" is a third.
    private static Dictionary<string, CocoTrial> Rows { get; } = new()
    {
        ["PnP-DETR-R50-α-0.33"] = new(PnpDetrOptions.R50, Third, Third),
        ["PnP-DETR-R50-α-0.5"] = new(PnpDetrOptions.R50, .5, .5),
        ["Inference-α-0.5"] = new(PnpDetrOptions.R50, .5, Third),
        ["PnP-DETR-R50-DC5-α-0.33"] = new(PnpDetrOptions.R50Dc5, Third, Third),
        ["PnP-DETR-R50-DC5-α-0.5"] = new(PnpDetrOptions.R50Dc5, .5, .5),
    };

    /// <summary>The runs that answer a cell; null where none does.</summary>
    public static RunQuery? Query(Cell cell) =>
        cell.Table == "1" && Rows.TryGetValue(cell.Row, out var trial) && Metrics.TryGetValue(cell.Column, out var metric) ? new(Experiment, trial.Configuration, metric) : null;

    /// <inheritdoc/>
    protected override nn.Module Build()
    {
        var model = Model.Build();
        PnpTransformer.Of(model).Alpha = Alpha;
        return model;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<DetectedObjects> Detect(nn.Module model, DetectionBatch batch, Device device) =>
        PostProcess.Objects(((DetrModel)model).call(batch.Images.to(device), batch.Padding.to(device)).Layers[^1], Sizes(batch));

    /// <summary>DETR's classes are the categories' ids.</summary>
    protected override Func<long, int?> Categories(CocoFolder split) => label => split.Dataset.HasCategory((int)label) ? (int)label : null;
}
