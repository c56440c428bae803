using System.Text.Json.Nodes;
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
            Experiment = $"per-token-{backbone.Name}",
            Configuration = new JsonObject
            {
                ["backbone"] = CanonicalJson.Of(backbone),
                ["batchSize"] = BatchSize,
                ["detector"] = CanonicalJson.Of(Options),
                ["recipe"] = CanonicalJson.Of(backbone.Recipe),
            },
            Seed = seed,
            Tier = tier,
            Recipe = backbone.Recipe,
            Model = () => new TokenDetector(Mnist.Classes.Count, backbone.Create(), backbone.Frozen),
            Objective = (output, batch) => targets.Value.Objective(output, batch),
            Images = new Loader(scenes.Train, new()
            {
                BatchSize = BatchSize, Seed = seed, Shuffle = true, DropLast = true, Normalisation = DigitScenes.Normalisation,
            }),
            Data = scenes.Hashes,
            Measure = model => Metrics(Evaluate(model, scenes.Report), Evaluate(model, scenes.Choose)),
        };
    }

    /// <summary>COCO's figures on a split, with areas scaled to its images.</summary>
    /// <param name="model">On the CPU; left in evaluation mode.</param>
    /// <param name="split">What to detect in.</param>
    public static CocoFigures Evaluate(TokenDetector model, SceneSplit split)
    {
        var detections = new TokenDecoder(split.Annotations, Options).Detect(
            model, new Loader(split, new() { BatchSize = EvaluationBatch, Normalisation = DigitScenes.Normalisation }));
        return CocoEvaluator.Evaluate(split.Annotations, detections, SceneSplit.Evaluation).Figures;
    }

    // In percent, as papers print them.
    private static Dictionary<string, double> Metrics(CocoFigures report, CocoFigures choose) => new()
    {
        ["ap"] = 100 * report.AP,
        ["ap50"] = 100 * report.AP50,
        ["ap75"] = 100 * report.AP75,
        ["apSmall"] = 100 * report.APs,
        ["apMedium"] = 100 * report.APm,
        ["apLarge"] = 100 * report.APl,
        ["chooseAp"] = 100 * choose.AP,
    };
}
