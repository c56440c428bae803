using System.Text.Json.Nodes;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Layers;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>One configuration of the paper's ablations, trained and tested on Digit Scenes.</summary>
/// <remarks>
/// A second stage on features of the frozen backbone: what the paper does on COCO for 16 epochs this does in a minute of a
/// CPU. Numbers are not comparable with the paper's; differences between trials are.
/// </remarks>
public sealed record SceneTrial
{
    /// <summary>Under which the runs are recorded that are reported.</summary>
    public const string Reported = "digit-scenes";

    private const int BatchSize = 16, EvaluatedAtOnce = 50, HeadWidth = 128;
    private const double OfLearned = 2e-3, OfPooled = 2e-3; // learning rates, the best on the choose split
    private const int MapSide = Scene.Side / SmallBackbone.Stride;

    /// <param name="label">What a reader calls it, <c>aligned 2x</c>; it is not part of the configuration.</param>
    /// <param name="extractor">The region features.</param>
    /// <param name="tier">How long it is trained and on how many scenes it is tested.</param>
    public SceneTrial(string label, ExtractorOptions extractor, Tier tier) =>
        (Label, Extractor, Tier, LearningRate) = (label, extractor, tier, extractor.Kind == ExtractorKind.Learned ? OfLearned : OfPooled);

    /// <summary>Bins along each side of a region, which on a map of 16 x 16 has 2 to 8 positions a side.</summary>
    public const int Bins = 4;

    /// <summary>Learned features of the size of a map of 16 x 16 positions, 64 channels: K = 16, C_E = 64, C_g = 32.</summary>
    public static LearnedOptions Learned { get; } = new() { Parts = Bins * Bins, Embedding = 64, Transform = 32, Sampling = SamplingOptions.Dense };

    /// <summary>What a reader calls it.</summary>
    public string Label { get; }

    /// <summary>The region features.</summary>
    public ExtractorOptions Extractor { get; }

    /// <summary>How long it is trained and on how many scenes it is tested.</summary>
    public Tier Tier { get; }

    /// <summary>Under which runs are recorded.</summary>
    public string Experiment { get; init; } = Reported;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; }

    /// <summary>How regions are proposed.</summary>
    public ProposalOptions Proposals { get; init; } = new();

    /// <summary>Steps and recipe of the tier.</summary>
    public Recipe Recipe => new()
    {
        Steps = Scale.Steps, WarmUp = Scale.Steps / 10, LearningRate = LearningRate, WeightDecay = 1e-4, LabelSmoothing = 0, ClipNorm = 10,
    };

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        extractor = Extractor,
        proposals = Proposals,
        head = HeadWidth,
        batch = BatchSize,
        recipe = Recipe,
        scenes = Scale.Scenes,
        tested = Scale.Tested,
    });

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The model, weights drawn from the default generator.</summary>
    public RegionDetector Build() => Build(PretrainedBackbone.LoadDetector());

    /// <summary>The model.</summary>
    /// <param name="proposer">Gives the regions.</param>
    public RegionDetector Build(TokenDetector proposer) =>
        new(new RegionProposals(Proposals, proposer), Extractor.Build(SmallBackbone.Channels), HeadWidth, Mnist.Classes.Count);

    /// <summary>
    /// Multiply-accumulates of the whole detector on one scene: the per-token detector that proposes, its backbone included, the region
    /// features and the head.
    /// </summary>
    /// <param name="runs">Say how many positions learned features read: the mean over seeds.</param>
    /// <exception cref="InvalidOperationException">The features are learned, and no run of them is there.</exception>
    public double Macs(RunLogContents runs)
    {
        double Read(string where) => Extractor.Weights is null ? 0 : runs.Values(Query(where), Tier).Values.Average();
        var load = new RegionLoad(Proposals.Count, Read("inside"), Read("outside"));
        using var extractor = Blueprint.Of(() => Extractor.Build(SmallBackbone.Channels));
        using var head = Blueprint.Of(() => new DetectionHead(extractor.Parts * SmallBackbone.Channels, HeadWidth, Mnist.Classes.Count, normalised: true));
        return TokenBaseline.Macs()
            + extractor.Operations(load, 1, SmallBackbone.Channels, MapSide, MapSide).Cost(Conventions.RegionFeatures)
            + Operations.Of(head, Proposals.Count, extractor.Parts, SmallBackbone.Channels).Cost(Conventions.RegionFeatures);
    }

    /// <summary>The training of this trial from a seed.</summary>
    public TrainingRun<RegionDetector> Run(DigitScenes scenes, int seed, Device? device = null, Action<Progress>? show = null) => new()
    {
        Experiment = Experiment,
        Configuration = Configuration,
        Seed = seed,
        Tier = Tier,
        Recipe = Recipe,
        Model = Build,
        Objective = new RegionTargets(scenes.Train.Annotations).Objective,
        Images = new FeatureBatches(scenes.Train, BatchSize, seed, shuffle: true, dropLast: true, Scale.Scenes),
        Data = new Dictionary<string, string>(scenes.Hashes) { ["digit-backbone"] = PretrainedBackbone.Sha256 },
        Measure = model => Measure(model, scenes, device ?? CPU),
        Observe = Extractor.Weights is { Terms: not WeightTerms.None } weights && weights.Sampling == SamplingOptions.Dense && weights.Support == Support.Image
            ? WeightStatistics.Watch(scenes.Choose, Scale.Steps)
            : null,
        Device = device ?? CPU,
        Threads = 1,
        Show = show,
    };

    private (int Steps, int Scenes, int Tested) Scale => Tier switch
    {
        Tier.Smoke => (16, 200, 100),
        Tier.Small => (240, 2_000, 300),
        _ => (1_600, 5_000, 1_000),
    };

    private Dictionary<string, double> Measure(RegionDetector model, DigitScenes scenes, Device device)
    {
        var (report, choose) = (Evaluate(model, scenes.Report, Scale.Tested, device), Evaluate(model, scenes.Choose, Scale.Tested, device));
        var metrics = new Dictionary<string, double>(report.Metrics())
        {
            ["chooseAp"] = 100 * choose.AP,
        };
        if (model.Extractor is LearnedFeatures learned)
        {
            var load = Load(model, learned, scenes.Choose, device);
            (metrics["inside"], metrics["outside"]) = (load.Inside, load.Outside);
            metrics["mmacs"] = learned.Operations(load with { Regions = Proposals.Count }, 1, SmallBackbone.Channels, MapSide, MapSide).Cost(Conventions.RegionFeatures) / 1e6;
        }
        return metrics;
    }

    /// <summary>COCO's figures on the first scenes of a split, with areas scaled to its images.</summary>
    /// <param name="model">On the device; left in evaluation mode.</param>
    /// <param name="split">What to detect in.</param>
    /// <param name="most">Of its scenes.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    public static CocoFigures Evaluate(RegionDetector model, SceneSplit split, int most, Device? device = null)
    {
        var annotations = split.Annotations.First(most);
        var detections = new RegionDecoder(annotations).Detect(model, new FeatureBatches(split, EvaluatedAtOnce, count: most), device);
        return CocoEvaluator.Evaluate(annotations, detections, SceneSplit.Evaluation).Figures;
    }

    // Over the regions proposed in some scenes.
    private static RegionLoad Load(RegionDetector model, LearnedFeatures learned, SceneSplit split, Device device)
    {
        using var scope = NewDisposeScope();
        var features = FrozenFeatures.Of(split, EvaluatedAtOnce).to(device);
        return learned.Load(features, model.Propose(features), RegionDetector.Scale);
    }
}
