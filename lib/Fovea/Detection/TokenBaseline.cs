using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Layers;
using Fovea.Results;
using Fovea.Training;

namespace Fovea.Detection;

/// <summary>
/// The per-token detector on Digit Scenes: what every other detector there is held against, and what the shared backbone is
/// pretrained as. Settings were chosen on the choose split; the numbers of a run are of the report split but for <c>chooseAp</c>.
/// </summary>
public static class TokenBaseline
{
    /// <summary>The folder under <c>results/</c>.</summary>
    public const string Results = "digit-scenes";

    private const int BatchSize = 16, EvaluationBatch = 50;

    /// <summary>How it is taught and read.</summary>
    public static TokenOptions Options { get; } = new();

    /// <summary>The training of a per-token detector.</summary>
    /// <param name="scenes">The set.</param>
    /// <param name="backbone">How it comes by its backbone.</param>
    /// <param name="seed">Of the weights that are drawn and of the order of the scenes.</param>
    /// <param name="tier">Its whole schedule is the full tier.</param>
    public static TrainingRun<TokenDetector> Run(DigitScenes scenes, BackboneSetting backbone, int seed, Tier tier = Tier.Full)
    {
        // Made when the training begins: an ended run needs none.
        var targets = new Lazy<TokenTargets>(() => new TokenTargets(scenes.Train.Annotations, SmallBackbone.Stride, Options));
        return new()
        {
            Experiment = Experiment(backbone),
            Configuration = Configuration(backbone),
            Seed = seed,
            Tier = tier,
            Recipe = backbone.Recipe,
            Model = () => new TokenDetector(Mnist.Classes.Count, backbone.Create(), backbone.IsFrozen),
            Objective = (output, batch) => targets.Value.Objective(output, batch),
            Images = new Loader(scenes.Train, new()
            {
                BatchSize = BatchSize, Seed = seed, Shuffle = true, DropLast = true, Normalisation = DigitScenes.Normalisation,
            }),
            Data = backbone.Pretrained ? new Dictionary<string, string>(scenes.Hashes) { ["digit-backbone"] = PretrainedBackbone.Sha256 } : scenes.Hashes,
            Measure = model => new Dictionary<string, double>(Evaluate(model, scenes.Report).Metrics()) { ["chooseAp"] = 100 * Evaluate(model, scenes.Choose).AP },
        };
    }

    /// <summary>Multiply-accumulates of the detector on one scene, backbone included.</summary>
    public static double Macs()
    {
        using var detector = Blueprint.Of(() => new TokenDetector(Mnist.Classes.Count, new SmallBackbone()));
        return Operations.Of(detector, 1, 3, Scene.Side, Scene.Side).Cost(Conventions.RegionFeatures);
    }

    /// <summary>The name under which the runs of a setting are recorded.</summary>
    public static string Experiment(BackboneSetting backbone) => $"per-token-{backbone.Name}";

    /// <summary>The table of the runs, beside their log.</summary>
    internal const string TableName = "baseline.md";

    /// <summary>All that decides the outcome of a run but the seed.</summary>
    public static JsonObject Configuration(BackboneSetting backbone) => new()
    {
        ["backbone"] = CanonicalJson.Of(backbone),
        ["batchSize"] = BatchSize,
        ["detector"] = CanonicalJson.Of(Options),
        ["recipe"] = CanonicalJson.Of(backbone.Recipe),
    };

    /// <summary>Adds a run to the log and writes the table of all runs anew, <c>results/digit-scenes/baseline.md</c>.</summary>
    public static void Record(RunRecord run)
    {
        var log = ResultsFolder.Runs(Results);
        log.Append(run);
        AtomicFile.WriteAllText(TableFile, Table(log.Read().Runs));
    }

    /// <summary>The table of the runs of the settings as they are now, as Markdown: the mean and, over the seeds, least to greatest.</summary>
    internal static string Table(IReadOnlyList<RunRecord> runs)
    {
        (string Name, string Metric)[] columns =
            [("AP", "ap"), ("AP50", "ap50"), ("AP75", "ap75"), ("AP small", "apSmall"), ("AP medium", "apMedium"), ("AP large", "apLarge"), ("AP on choose", "chooseAp")];
        var table = new StringBuilder($"| backbone | seeds | {string.Join(" | ", columns.Select(column => column.Name))} |\n| --- |{string.Concat(Enumerable.Repeat(" ---: |", columns.Length + 1))}\n");
        foreach (var backbone in BackboneSetting.All)
        {
            var seeds = RunSeries.Of(runs, new RunQuery(Experiment(backbone), Configuration(backbone), ""), Tier.Full).Runs.ToArray();
            if (seeds.Length > 0)
                table.Append($"| {backbone.Name} | {seeds.Length} | {string.Join(" | ", columns.Select(column => Cell([.. seeds.Select(run => run.Metrics[column.Metric])])))} |\n");
        }
        return table.ToString();
    }

    internal static string TableFile { get; } = Path.Combine(ResultsFolder.Path, Results, TableName);

    private static string Cell(double[] found) => found.Length == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{found[0]:F1}")
        : string.Create(CultureInfo.InvariantCulture, $"{found.Average():F1} ({found.Min():F1} to {found.Max():F1})");

    /// <summary>COCO's figures on a split, with areas scaled to its images.</summary>
    /// <param name="model">On the CPU; left in evaluation mode.</param>
    /// <param name="split">What to detect in.</param>
    public static CocoFigures Evaluate(TokenDetector model, SceneSplit split)
    {
        var detections = new TokenDecoder(split.Annotations, Options).Detect(
            model, new Loader(split, new() { BatchSize = EvaluationBatch, Normalisation = DigitScenes.Normalisation }));
        return CocoEvaluator.Evaluate(split.Annotations, detections, SceneSplit.Evaluation).Figures;
    }
}
