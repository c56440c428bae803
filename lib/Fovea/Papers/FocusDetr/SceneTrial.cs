using System.Text.Json.Nodes;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Display;
using Fovea.Layers;
using Fovea.Results;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>One detector of the paper's comparisons, small, trained and tested on Digit Scenes.</summary>
/// <remarks>
/// Its backbone is <see cref="PretrainedBackbone"/> or the beginning of it, frozen, which was pretrained for detection on the same train
/// split. Numbers are not comparable with the paper's; differences between trials are.
/// </remarks>
public sealed record SceneTrial
{
    private const int BatchSize = 16, EvaluatedAtOnce = 50;

    /// <param name="label">What a reader calls it; it is not part of the configuration.</param>
    /// <param name="detector">Without denoising.</param>
    /// <param name="backbone">The features that it sees.</param>
    /// <param name="tier">How long it is trained and on how many scenes it is tested.</param>
    public SceneTrial(string label, FocusDetrOptions detector, SceneBackbone backbone, Tier tier) =>
        (Label, Detector, Backbone, Tier) = (label, detector, backbone, tier);

    /// <summary>What a reader calls it.</summary>
    public string Label { get; }

    /// <summary>The detector.</summary>
    public FocusDetrOptions Detector { get; init; }

    /// <summary>The features that it sees.</summary>
    public SceneBackbone Backbone { get; }

    /// <summary>How long it is trained and on how many scenes it is tested.</summary>
    public Tier Tier { get; }

    /// <summary>What teaches the token selector, if there is one.</summary>
    public SelectorTeacher Teacher { get; init; }

    /// <summary>Which tokens are foreground, where boxes teach.</summary>
    public ForegroundLabels Labels { get; init; } = new();

    /// <summary>Under which runs are recorded.</summary>
    public string Experiment { get; init; } = "digit-scenes";

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Steps and recipe of the tier.</summary>
    public Recipe Recipe => new()
    {
        Steps = Scale.Steps, WarmUp = Scale.Steps * 3 / 16, LearningRate = LearningRate, WeightDecay = 1e-4, LabelSmoothing = 0, ClipNorm = 1,
    };

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        backbone = Backbone,
        detector = Detector,
        teacher = Teacher,
        labels = Labels,
        losses = QueryObjective.Weights,
        batch = BatchSize,
        recipe = Recipe,
        scenes = Scale.Scenes,
        tested = Scale.Tested,
    });

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The training of this trial from a seed.</summary>
    /// <remarks>
    /// It measures on the report split, in percent, <c>ap</c>, <c>ap50</c>, <c>ap75</c>, <c>apSmall</c>, <c>apMedium</c> and <c>apLarge</c>; on the
    /// choose split <c>chooseAp</c>; of one image <c>encoderMmacs</c> and <c>mmacs</c>, million multiply-accumulates of the encoder and of all
    /// behind the features; and where tokens are selected <c>corr</c>, the share of the decoder's attention that lies on the first layer's.
    /// </remarks>
    public TrainingRun<SceneDetector> Run(DigitScenes scenes, int seed, Device? device = null, Action<Progress>? show = null)
    {
        var truth = new QueryObjective(scenes.Train.Annotations, QueryObjective.Weights);
        var criterion = new FocusCriterion(Detector.Selector is null ? SelectorTeacher.None : Teacher) { Set = QueryObjective.Weights, Labels = Labels };
        SceneDetector? trained = null;
        return new()
        {
            Experiment = Experiment,
            Configuration = Configuration,
            Seed = seed,
            Tier = Tier,
            Recipe = Recipe,
            Model = () => trained = new SceneDetector(Detector, Backbone),
            Objective = (output, batch) => Objective(trained!.Seen!, [.. batch.Indices.Select(index => truth.Target(index, output.device))], criterion),
            Images = Backbone == SceneBackbone.Deep
                ? new FeatureBatches(scenes.Train, BatchSize, seed, shuffle: true, dropLast: true, Scale.Scenes)
                : new Loader(scenes.Train, new() { BatchSize = BatchSize, Seed = seed, Shuffle = true, DropLast = true, Normalisation = DigitScenes.Normalisation }),
            Data = new Dictionary<string, string>(scenes.Hashes) { ["digit-backbone"] = PretrainedBackbone.Sha256 },
            Measure = model => Measure(model, scenes, device ?? CPU, show),
            Device = device ?? CPU,
            Threads = 1,
            Show = show,
        };
    }

    private (int Steps, int Scenes, int Tested) Scale => Tier switch
    {
        Tier.Smoke => (16, 200, 100),
        Tier.Small => (240, 2_000, 300),
        _ => (800, 5_000, 1_000),
    };

    private static (Tensor Loss, Tensor Accuracy) Objective(FocusDetrOutput seen, DetectionTarget[] targets, FocusCriterion criterion)
    {
        var loss = criterion.Loss(seen, targets, [.. targets.Select(_ => (Scene.Side, Scene.Side))]);
        var matches = new SetCriterion(criterion.Set).Matcher.Match(seen.Last, targets);
        return (loss, tensor(1 - SetCriterion.ClassError(seen.Last, targets, matches) / 100));
    }

    private Dictionary<string, double> Measure(SceneDetector model, DigitScenes scenes, Device device, Action<Progress>? show)
    {
        var (report, choose) = (Evaluate(scenes.Report), Evaluate(scenes.Choose));
        var operations = Operations.Of(model, model.Input);
        var metrics = new Dictionary<string, double>(report.Metrics())
        {
            ["chooseAp"] = 100 * choose.AP,
            ["encoderMmacs"] = operations.Where(op => op.Where.StartsWith("detector.transformer.encoder", StringComparison.Ordinal)).Sum(Conventions.RegionFeatures.Cost) / 1e6,
            ["mmacs"] = operations.Where(op => !op.Where.StartsWith("detector.backbone", StringComparison.Ordinal)).Sum(Conventions.RegionFeatures.Cost) / 1e6,
        };
        if (Detector.Selector is not null) metrics["corr"] = Correlation(model, scenes.Report, device);
        return metrics;

        CocoFigures Evaluate(SceneSplit split)
        {
            var count = Math.Min(Scale.Tested, split.Count);
            var truth = split.Annotations.First(count);
            return CocoEvaluator.Evaluate(truth, QueryDetections.Detect(model, truth, Batches(split, count), device, show), SceneSplit.Evaluation).Figures;
        }
    }

    // Corr of Table 3, a mean over the first scenes of a split.
    private double Correlation(SceneDetector model, SceneSplit split, Device device)
    {
        using var scope = NewDisposeScope();
        using var batch = Batches(split, Math.Min(Scale.Tested, split.Count)).Epoch().First();
        model.call(batch.Images.to(device));
        var seen = model.Seen!;
        return DecoderAttention.Correlation(DecoderAttention.Map(seen.Lookups, seen.Pyramid), seen.Selection!.Kept[0]).mean().ToDouble();
    }

    private IBatches Batches(SceneSplit split, int count) => Backbone == SceneBackbone.Deep
        ? new FeatureBatches(split, EvaluatedAtOnce, count: count)
        : new FirstBatches(new Loader(split, new() { BatchSize = EvaluatedAtOnce, Normalisation = DigitScenes.Normalisation }), count / EvaluatedAtOnce);

    private sealed class FirstBatches(IBatches all, int steps) : IBatches
    {
        public int Steps => steps;

        public IEnumerable<Batch> Epoch(int epoch = 0, int fromStep = 0) => all.Epoch(epoch, fromStep).Take(steps - fromStep);
    }
}
