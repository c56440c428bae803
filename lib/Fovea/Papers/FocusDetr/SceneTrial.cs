using System.Text.Json.Nodes;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>One detector of the paper's comparisons, small, trained and tested on Digit Scenes.</summary>
/// <remarks>
/// Its backbone is <see cref="PretrainedBackbone"/>, frozen, which was pretrained for detection on the same train split. Numbers are not
/// comparable with the paper's; differences between trials are.
/// </remarks>
/// <example><code>
/// var trial = SceneStudy.Focus(.3, Tier.Full);
/// trial.Run(DigitScenes.Load(), seed: 0).Complete(ResultsFolder.Runs("focus-detr"));
/// </code></example>
public sealed record SceneTrial
{
    /// <summary>Under which the runs are recorded that are reported.</summary>
    public const string Reported = "digit-scenes";

    /// <summary>Parts of a training, after each of which AP is measured: Table 10 has 12, 24 and 36 epochs.</summary>
    public const int Parts = 3;

    internal const double ChosenRate = 4e-3;

    private const int BatchSize = 16, Watched = 200;

    /// <param name="label">What a reader calls it; it is not part of the configuration.</param>
    /// <param name="detector">The detector.</param>
    /// <param name="tier">How long it is trained and on how many scenes it is tested.</param>
    public SceneTrial(string label, FocusDetrOptions detector, Tier tier) => (Label, Detector, Tier) = (label, detector, tier);

    /// <summary>What a reader calls it.</summary>
    public string Label { get; init; }

    /// <summary>The detector.</summary>
    public FocusDetrOptions Detector { get; init; }

    /// <summary>How long it is trained and on how many scenes it is tested.</summary>
    public Tier Tier { get; }

    /// <summary>The features that it sees.</summary>
    public FeatureDepth Features { get; init; } = FeatureDepth.Early;

    /// <summary>What teaches the token selector, if there is one.</summary>
    public SelectorTeacher Teacher { get; init; }

    /// <summary>Which tokens are foreground, where boxes teach.</summary>
    public ForegroundLabels Labels { get; init; } = new();

    /// <summary>Under which runs are recorded.</summary>
    public string Experiment { get; init; } = Reported;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = ChosenRate;

    /// <summary>Steps and recipe of the tier.</summary>
    public Recipe Recipe => new()
    {
        Steps = Scale.Steps, WarmUp = Scale.Steps * 3 / 16, LearningRate = LearningRate, WeightDecay = 1e-4, LabelSmoothing = 0, ClipNorm = 1,
    };

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        backbone = "frozen",
        features = Features,
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

    /// <summary>The name of the AP, in percent, after a part of the training.</summary>
    /// <param name="part">1 to <see cref="Parts"/>.</param>
    public static string ApAfter(int part) => $"ap@{part}/{Parts}";

    /// <summary>The detector, with weights from the default random generator.</summary>
    public SceneDetector Build() => new(Detector);

    /// <summary>The training of this trial from a seed.</summary>
    /// <remarks>
    /// It measures on the report split, in percent, <c>ap</c>, <c>ap50</c>, <c>ap75</c>, <c>apSmall</c>, <c>apMedium</c> and <c>apLarge</c>, and
    /// <see cref="ApAfter"/> each part of the training, on its first 200 scenes; on the choose split <c>chooseAp</c>; of one image
    /// <c>encoderMmacs</c> and <c>mmacs</c>, million multiply-accumulates of the encoder and of all behind the features; and where tokens
    /// are selected <c>corr</c>, the share of the decoder's attention that lies on the first layer's.
    /// </remarks>
    public TrainingRun<SceneDetector> Run(DigitScenes scenes, int seed, Device? device = null, Action<Progress>? show = null)
    {
        var truth = new QueryObjective(scenes.Train.Annotations, QueryObjective.Weights);
        var criterion = new FocusCriterion(Detector.Selector is null ? SelectorTeacher.None : Teacher) { Set = QueryObjective.Weights, Labels = Labels };
        SceneDetector? trained = null;
        DetectionTarget[] Targets(Batch batch) => [.. batch.Indices.Select(index => truth.Target(index, device ?? CPU))];
        return new()
        {
            Experiment = Experiment,
            Configuration = Configuration,
            Seed = seed,
            Tier = Tier,
            Recipe = Recipe,
            Model = () => trained = Build(),
            Prepare = Detector.Denoising is null ? null : (model, batch) => model.Seek(Targets(batch)),
            Objective = (_, batch) => Objective(trained!, Targets(batch), criterion),
            // A look draws no random numbers, so what chance picks cannot be looked at on the way.
            Observe = Detector.Selector is { Random: true } ? null : Watch(scenes.Report, device ?? CPU),
            Images = new FeatureBatches(scenes.Train, BatchSize, seed, shuffle: true, dropLast: true, Scale.Scenes, Features),
            Data = new Dictionary<string, string>(scenes.Hashes) { ["digit-backbone"] = PretrainedBackbone.Sha256 },
            Measure = model => Measure(model, scenes, device ?? CPU, show),
            Device = device ?? CPU,
            Threads = 1,
            Show = show,
        };
    }

    private (int Steps, int Scenes, int Tested) Scale => Tier switch
    {
        Tier.Smoke => (18, 200, 100),
        Tier.Small => (120, 2_000, 200),
        _ => (300, 5_000, 1_000),
    };

    private static (Tensor Loss, Tensor Accuracy) Objective(SceneDetector model, DetectionTarget[] targets, FocusCriterion criterion)
    {
        var loss = criterion.Loss(model.Seen!, targets, [.. targets.Select(_ => (Scene.Side, Scene.Side))], model.Denoising);
        var last = model.Seen!.Split(model.Denoising).Own.Last;
        var matches = new SetCriterion(criterion.Set).Matcher.Match(last, targets);
        return (loss, tensor(1 - SetCriterion.ClassError(last, targets, matches) / 100));
    }

    private Observation<SceneDetector> Watch(SceneSplit split, Device device) => new(
        Scale.Steps / Parts,
        model => tensor(100 * Evaluate(model, split, Watched, device, show: bar => bar.Changed += () => { }).AP), // quiet: the training has a bar
        looks => looks.Index().ToDictionary(look => ApAfter(look.Index + 1), look => look.Item.ToDouble()));

    private Dictionary<string, double> Measure(SceneDetector model, DigitScenes scenes, Device device, Action<Progress>? show)
    {
        var (report, choose) = (Evaluate(model, scenes.Report, Scale.Tested, device, show), Evaluate(model, scenes.Choose, Scale.Tested, device, show));
        var operations = Operations.Of(model, SceneDetector.Input);
        var metrics = new Dictionary<string, double>(report.Metrics())
        {
            ["chooseAp"] = 100 * choose.AP,
            ["encoderMmacs"] = operations.Where(op => op.Where.StartsWith("detector.transformer.encoder", StringComparison.Ordinal)).Sum(Conventions.RegionFeatures.Cost) / 1e6,
            ["mmacs"] = operations.Cost(Conventions.RegionFeatures) / 1e6,
        };
        if (Detector.Selector is not null) metrics["corr"] = Correlation(model, scenes.Report, device);
        return metrics;
    }

    private CocoFigures Evaluate(SceneDetector model, SceneSplit split, int most, Device device, Action<Progress>? show = null) =>
        QueryDetections.Evaluate(model, split, Math.Min(most, split.Count), device, show, Features);

    // Corr of Table 3, a mean over the first scenes of a split.
    private double Correlation(SceneDetector model, SceneSplit split, Device device)
    {
        using var scope = NewDisposeScope();
        model.call(FrozenFeatures.Of(split, Math.Min(Watched, split.Count), Features).to(device));
        var seen = model.Seen!;
        return DecoderAttention.Correlation(DecoderAttention.Map(seen.Lookups, seen.Pyramid), seen.Selection!.Kept[0]).mean().ToDouble();
    }
}
