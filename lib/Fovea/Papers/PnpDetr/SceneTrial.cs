using System.Globalization;
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
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>One configuration of the paper's ablations: the small query detector on Digit Scenes, trained and tested.</summary>
/// <remarks>
/// Its backbone is <see cref="PretrainedBackbone"/>, frozen, which was pretrained for detection on the same train split. Numbers are not
/// comparable with the paper's; differences between trials are.
/// </remarks>
/// <example><code>
/// var trial = SceneStudy.Poll(.33, 16, Tier.Full);
/// trial.Run(DigitScenes.Load(), seed: 0).Complete(ResultsFolder.Runs("pnp-detr"));
/// </code></example>
public sealed record SceneTrial
{
    /// <summary>Under which the runs are recorded that are reported.</summary>
    public const string Reported = "digit-scenes";

    internal const int BatchSize = 16;
    internal const double ChosenRate = 4e-3;

    /// <param name="label">What a reader calls it; it is not part of the configuration.</param>
    /// <param name="sampler">Of the detector's width; null for all tokens.</param>
    /// <param name="tier">How long it is trained and on how many scenes it is tested.</param>
    public SceneTrial(string label, SamplerOptions? sampler, Tier tier) => (Label, Sampler, Tier) = (label, sampler, tier);

    /// <summary>Poll ratios that a model <see cref="AcrossAlphas"/> is tested at.</summary>
    public static IReadOnlyList<double> TestedAlphas { get; } = [.05, .1, .2, .33, .5, .8];

    /// <summary>What a reader calls it.</summary>
    public string Label { get; }

    /// <summary>The sampler before the encoder; null for all tokens.</summary>
    public SamplerOptions? Sampler { get; init; }

    /// <summary>How long it is trained and on how many scenes it is tested.</summary>
    public Tier Tier { get; }

    /// <summary>The detector.</summary>
    public QueryDetectorOptions Detector { get; init; } = new();

    /// <summary>Whether the trained model is tested at each of <see cref="TestedAlphas"/> too.</summary>
    public bool AcrossAlphas { get; init; }

    /// <summary>Under which runs are recorded.</summary>
    public string Experiment { get; init; } = Reported;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = ChosenRate;

    /// <summary>Steps and recipe of the tier.</summary>
    public Recipe Recipe => RecipeOf(Tier, LearningRate);

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        backbone = "frozen",
        detector = Detector,
        sampler = Sampler,
        losses = QueryObjective.Weights,
        batch = BatchSize,
        recipe = Recipe,
        scenes = Scale.Scenes,
        tested = Scale.Tested,
        acrossAlphas = AcrossAlphas,
    });

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The name of the AP, in percent, at one of <see cref="TestedAlphas"/>.</summary>
    public static string ApAt(double alpha) => string.Create(CultureInfo.InvariantCulture, $"ap@{alpha}");

    /// <summary>The detector, with weights from the default random generator.</summary>
    public QueryDetector Build() => new(Detector, Sampler is null ? null : new SceneSampler(Sampler));

    /// <summary>The training of this trial from a seed, which is also that of a random sampler's locations.</summary>
    /// <remarks>
    /// It measures on the report split, in percent, <c>ap</c>, <c>ap50</c>, <c>ap75</c>, <c>apSmall</c>, <c>apMedium</c> and <c>apLarge</c>; on the
    /// choose split <c>chooseAp</c>; of one image <c>mflops</c>, in millions, by the paper's counter and without the backbone, and <c>mmacs</c>,
    /// multiply-accumulates with it; <see cref="AcrossAlphas"/> <c>ap@0.05</c> and so on; of a poll sampler that polls any <see cref="SamplerDynamics"/>.
    /// </remarks>
    public TrainingRun<QueryDetector> Run(DigitScenes scenes, int seed, Device? device = null, Action<Progress>? show = null)
    {
        var objective = new QueryObjective(scenes.Train.Annotations, QueryObjective.Weights);
        return new()
        {
            Experiment = Experiment,
            Configuration = Configuration,
            Seed = seed,
            Tier = Tier,
            Recipe = Recipe,
            Model = () => (this with { Sampler = Sampler is null ? null : Sampler with { Seed = seed } }).Build(),
            Objective = objective.Objective,
            Penalty = model => model.Sampler?.Penalty,
            Observe = Sampler is { Selection: FineSelection.Poll, Alpha: > 0 } ? SamplerDynamics.Watch(scenes.Choose, Scale.Steps) : null,
            Images = new FeatureBatches(scenes.Train, BatchSize, seed, shuffle: true, dropLast: true, Scale.Scenes),
            Data = new Dictionary<string, string>(scenes.Hashes) { ["digit-backbone"] = PretrainedBackbone.Sha256 },
            Measure = model => Measure(model, scenes, device ?? CPU, show),
            Device = device ?? CPU,
            Threads = 1,
            Show = show,
        };
    }

    private (int Steps, int Scenes, int Tested) Scale => ScaleOf(Tier);

    /// <summary>Steps of a training, scenes it is of and scenes of a split that it is tested on.</summary>
    internal static (int Steps, int Scenes, int Tested) ScaleOf(Tier tier) => tier switch
    {
        Tier.Smoke => (16, 200, 100),
        Tier.Small => (480, 2_000, 300),
        _ => (800, 5_000, 1_000),
    };

    internal static Recipe RecipeOf(Tier tier, double rate)
    {
        var steps = ScaleOf(tier).Steps;
        return new() { Steps = steps, WarmUp = steps * 3 / 16, LearningRate = rate, WeightDecay = 1e-4, LabelSmoothing = 0, ClipNorm = 1 };
    }

    private Dictionary<string, double> Measure(QueryDetector model, DigitScenes scenes, Device device, Action<Progress>? show)
    {
        var (report, choose) = (Evaluate(scenes.Report), Evaluate(scenes.Choose));
        var metrics = new Dictionary<string, double>(report.Metrics())
        {
            ["chooseAp"] = 100 * choose.AP,
            ["mflops"] = Flops(model) / 1e6,
            ["mmacs"] = Macs(model) / 1e6,
        };
        if (AcrossAlphas && model.Sampler is SceneSampler sampler)
        {
            foreach (var alpha in TestedAlphas)
            {
                sampler.Alpha = alpha;
                metrics[ApAt(alpha)] = 100 * Evaluate(scenes.Report).AP;
            }
            sampler.Alpha = Sampler!.Alpha;
        }
        return metrics;

        CocoFigures Evaluate(SceneSplit split) => QueryDetections.Evaluate(model, split, Math.Min(Scale.Tested, split.Count), device, show);
    }

    /// <summary>FLOPs of one image by the paper's counter, from the features on, at the sampler's alpha of now.</summary>
    public static double Flops(QueryDetector model) => Operations.Of(model, Features(model)).Cost(Conventions.PnpDetr);

    /// <summary>Multiply-accumulates of one image, the backbone's included, at the sampler's alpha of now.</summary>
    public static double Macs(QueryDetector model) =>
        FrozenFeatures.Macs(FeatureDepth.Deep) + Operations.Of(model, Features(model)).Cost(Conventions.RegionFeatures);

    private static long[] Features(QueryDetector model) => [1, model.Options.Channels, model.Options.Side, model.Options.Side];
}
