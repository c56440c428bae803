using System.Text.Json.Nodes;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>A row of Table 3 at the scale of Digit Scenes: the small query detector with a dense head, trained and tested.</summary>
/// <remarks>Numbers are not comparable with the paper's; differences between trials are. The backbone is as that of <see cref="SceneTrial"/>.</remarks>
/// <example><code>
/// var trial = PanopticStudy.Panoptic(1.0 / 3, Tier.Full);
/// trial.Run(DigitScenes.Load(), seed: 0).Complete(ResultsFolder.Runs("pnp-detr"));
/// </code></example>
/// <param name="Label">What a reader calls it; it is not part of the configuration.</param>
/// <param name="Sampler">The sampler before the encoder; null for all tokens.</param>
/// <param name="Dense">What the dense head reads.</param>
/// <param name="Tier">How long it is trained and on how many scenes it is tested.</param>
public sealed record PanopticTrial(string Label, SamplerOptions? Sampler, DenseSource Dense, Tier Tier)
{
    /// <summary>Under which the runs are recorded.</summary>
    public const string Experiment = "panoptic";

    private static readonly QueryDetectorOptions Detector = new();
    private static readonly DenseWeights Weights = new(Entropy: 5, Dice: 5, Photo: 1);

    /// <summary>Steps and recipe of the tier: those of the detector alone.</summary>
    public Recipe Recipe => SceneTrial.RecipeOf(Tier, SceneTrial.ChosenRate);

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        backbone = "frozen",
        detector = Detector,
        sampler = Sampler,
        dense = Dense,
        losses = new { queries = QueryObjective.Weights, dense = Weights },
        leastScore = PanopticScenes.LeastScore,
        batch = SceneTrial.BatchSize,
        recipe = Recipe,
        scenes = Scale.Scenes,
        tested = Scale.Tested,
    });

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The model, with weights from the default random generator.</summary>
    public PanopticDetector Build() => new(Detector, Sampler, Dense);

    /// <summary>The training of this trial from a seed.</summary>
    /// <remarks>
    /// It measures in percent, on the report split, <c>pq</c>, <c>pqThings</c> and <c>pqStuff</c>, of the things their two factors <c>sqThings</c> and
    /// <c>rqThings</c>, and on the choose split <c>choosePq</c>, <c>choosePqThings</c> and <c>choosePqStuff</c>; of one image <c>mflops</c>, in millions, by the
    /// paper's counter and without the backbone.
    /// </remarks>
    public TrainingRun<PanopticDetector> Run(DigitScenes scenes, int seed, Device? device = null, Action<Progress>? show = null) => new()
    {
        Experiment = Experiment,
        Configuration = Configuration,
        Seed = seed,
        Tier = Tier,
        Recipe = Recipe,
        Model = Build,
        Objective = new PanopticObjective(scenes.Train, Detector, Weights).Objective,
        Penalty = model => model.Penalty,
        Images = new FeatureBatches(scenes.Train, SceneTrial.BatchSize, seed, shuffle: true, dropLast: true, Scale.Scenes),
        Data = new Dictionary<string, string>(scenes.Hashes) { ["digit-backbone"] = PretrainedBackbone.Sha256 },
        Measure = model => Measure(model, scenes, device ?? CPU, show),
        Device = device ?? CPU,
        Threads = 1,
        Show = show,
    };

    private (int Steps, int Scenes, int Tested) Scale => SceneTrial.ScaleOf(Tier);

    private Dictionary<string, double> Measure(PanopticDetector model, DigitScenes scenes, Device device, Action<Progress>? show)
    {
        var (report, choose) = (Evaluate(scenes.Report), Evaluate(scenes.Choose));
        return new()
        {
            ["pq"] = 100 * report.All.PQ,
            ["pqThings"] = 100 * report.Things.PQ,
            ["sqThings"] = 100 * report.Things.SQ,
            ["rqThings"] = 100 * report.Things.RQ,
            ["pqStuff"] = 100 * report.Stuff.PQ,
            ["choosePq"] = 100 * choose.All.PQ,
            ["choosePqThings"] = 100 * choose.Things.PQ,
            ["choosePqStuff"] = 100 * choose.Stuff.PQ,
            ["mflops"] = Flops(model) / 1e6,
        };

        PanopticQuality Evaluate(SceneSplit split) => PanopticScenes.Evaluate(model, split, Math.Min(Scale.Tested, split.Count), device, show);
    }

    /// <summary>FLOPs of one image by the paper's counter, from the features on.</summary>
    public static double Flops(PanopticDetector model) =>
        Operations.Of(model, 1, model.Options.Channels, model.Options.Side, model.Options.Side).Cost(Conventions.PnpDetr);
}
