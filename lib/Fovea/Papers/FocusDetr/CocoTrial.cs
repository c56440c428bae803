using System.Globalization;
using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Detection.Detr;
using Fovea.Results;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>A checkpoint of the authors' release on COCO val2017 at a keep ratio: the paper tier.</summary>
/// <remarks>
/// As detrex evaluates: the 300 likeliest pairs of a query and a class, by their sigmoids, boxes cut at the image's border. Detectron2
/// rounds the resized image's longer side where DETR cuts it off, so that it can be a pixel longer there.
/// </remarks>
/// <param name="Model">The architecture; the keep ratios in it do not count.</param>
/// <param name="Keep">The mean keep ratio of the test: a cascade of Table 7; where the table has none, the same share in every layer.</param>
/// <param name="Trained">The mean keep ratio that the checkpoint was trained with.</param>
public sealed record CocoTrial(FocusDetrOptions Model, double Keep, double Trained) : CheckpointTrial
{
    private const int Most = 300; // of an image; detrex' for DINO
    private const double Default = .3;

    private static readonly IReadOnlyDictionary<string, string> Metrics = new Dictionary<string, string>
    {
        ["AP"] = "ap", ["AP50"] = "ap50", ["AP75"] = "ap75", ["APS"] = "apSmall", ["APM"] = "apMedium", ["APL"] = "apLarge",
    };

    /// <summary>The models there are checkpoints of, by their names on the command line.</summary>
    public static IReadOnlyDictionary<string, FocusDetrOptions> Named { get; } = new Dictionary<string, FocusDetrOptions> { ["focus-detr-r50"] = new() };

    /// <summary>What makes the feature maps.</summary>
    public Func<IPyramidBackbone> Backbone { get; init; } = ResidualNetwork.Fifty;

    /// <inheritdoc/>
    public override string Paper => "focus-detr";

    /// <inheritdoc/>
    public override string Setting => FormattableString.Invariant($"a keep ratio of {Keep:0.###}");

    /// <summary>The row of Table 1, or of Table 6 for the keep ratios that Table 1 lacks.</summary>
    public override string? Row => Keep != Trained || !SelectorOptions.Cascades.ContainsKey(Keep) ? null
        : Keep == Default ? "DINO + Focus-DETR (α=0.3)" : FormattableString.Invariant($"Focus-DETR, α={Keep}");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Columns => Metrics;

    /// <inheritdoc/>
    public override JsonObject Configuration => CanonicalJson.Of(new { model = With(Trained), keep = Keep, most = Most, images = DetectionTransform.DetrEvaluation });

    /// <summary>The runs that answer a cell; null where none does. Rows of 36 epochs are meant, whose checkpoint the authors call theirs.</summary>
    public static RunQuery? Query(Cell cell)
    {
        if (!Metrics.TryGetValue(cell.Column, out var metric)) return null;
        double? keep = (cell.Table, cell.Row) switch
        {
            ("1", "DINO + Focus-DETR (α=0.3)") or ("3" or "11", "DINO (mixed) + Focus-DETR (α=0.3)") or ("10", "Focus-DETR, R-50, 36 epochs") => Default,
            ("6", ['F', .., '=', '0', '.', var digit]) => double.Parse($"0.{digit}", CultureInfo.InvariantCulture),
            _ => null,
        };
        return keep is { } ratio ? new(Experiment, new CocoTrial(Named["focus-detr-r50"], ratio, ratio).Configuration, metric) : null;
    }

    /// <inheritdoc/>
    protected override nn.Module Build() => new FocusDetrModel(With(Keep), Backbone());

    /// <inheritdoc/>
    protected override IReadOnlyList<DetectedObjects> Detect(nn.Module model, DetectionBatch batch, Device device)
    {
        var (output, sizes) = (((FocusDetrModel)model).call(batch.Images.to(device)).Last, Sizes(batch));
        return [.. PostProcess.Objects(output, sizes, ClassTerm.Focal, Most).Zip(sizes, (found, size) => found.Within(size))];
    }

    /// <summary>Classes are the categories in the order of their ids.</summary>
    protected override Func<long, int?> Categories(CocoFolder split)
    {
        int[] ids = [.. split.Dataset.Categories.Select(category => category.Id).Order()];
        return ids.Length == Model.Classes ? label => ids[label]
            : throw new DataSetException($"{split.AnnotationsFile} has {ids.Length} categories: expected the {Model.Classes} that the model tells apart");
    }

    private FocusDetrOptions With(double keep) => Model with
    {
        Selector = Model.Selector! with
        {
            KeepRatios = Model.EncoderLayers == new FocusDetrOptions().EncoderLayers && SelectorOptions.Cascades.TryGetValue(keep, out var cascade)
                ? cascade : [.. Enumerable.Repeat(keep, Model.EncoderLayers)],
        },
    };
}
