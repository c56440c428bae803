using System.Globalization;
using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>One configuration of the paper's comparisons: a small per-token detector on Digit Scenes, fine-tuned and tested.</summary>
/// <remarks>
/// It starts from <see cref="DenseStart"/>. What the paper does on COCO for 12 epochs this does in a minute of a CPU. Numbers are not
/// comparable with the paper's; differences between trials are.
/// </remarks>
/// <example><code>
/// var trial = SceneStudy.Sampled(.2, Tier.Full);
/// trial.Run(DigitScenes.Load(), seed: 0).Complete(ResultsFolder.Runs("stochastic-sampling"));
/// </code></example>
public sealed record SceneTrial
{
    /// <summary>Under which the runs are recorded that are reported.</summary>
    public const string Reported = "digit-scenes";

    /// <summary>What the rate of the masks' convolutions is a multiple of the others'; they start from nothing.</summary>
    public const double MaskRate = 20;

    private const double UniformRate = 1e-3, SampledRate = 2.5e-4;

    private const int BatchSize = 16, EvaluatedAtOnce = 50;
    private const int Outputs = 15; // ten digits, the background and four sides

    /// <param name="label">What a reader calls it; it is not part of the configuration.</param>
    /// <param name="sampling">Its temperature falls as <see cref="FinalTemperature"/> says; null for a dense detector.</param>
    /// <param name="tier">How long it is trained and on how many scenes it is tested.</param>
    public SceneTrial(string label, SamplingOptions? sampling, Tier tier)
    {
        (Label, Sampling, Tier) = (label, sampling, tier);
        Recipe = new()
        {
            Steps = Scale.Steps, WarmUp = Scale.Steps / 10, LearningRate = sampling is null ? UniformRate : SampledRate, WeightDecay = 1e-3, LabelSmoothing = 0, ClipNorm = 10,
            Factor = sampling is null ? null : new("_mask", MaskRate),
        };
    }

    /// <summary>What a reader calls it.</summary>
    public string Label { get; init; }

    /// <summary>The masks; null for a dense detector.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>How long it is trained and on how many scenes it is tested.</summary>
    public Tier Tier { get; }

    /// <summary>What the sparse loss is multiplied by.</summary>
    public double SparseWeight { get; init; }

    /// <summary>Temperature of the last training step.</summary>
    public double FinalTemperature { get; init; } = .03;

    /// <summary>Of the scenes as the detector sees them, in pixels; a multiple of <see cref="SmallSampledBackbone.Stride"/>.</summary>
    public int Side { get; init; } = Scene.Side;

    /// <summary>Whether it starts from <see cref="DenseStart"/>, else from random weights.</summary>
    public bool FromDense { get; init; } = true;

    /// <summary>How often it is tested on the report split; its noise is drawn anew each time.</summary>
    public int Tests { get; init; } = 1;

    /// <summary>Whether it is tested at each of <see cref="SceneStudy.PruningRatios"/> too, without training after.</summary>
    public bool Pruned { get; init; }

    /// <summary>Under which runs are recorded.</summary>
    public string Experiment { get; init; } = Reported;

    /// <summary>How it is trained.</summary>
    public Recipe Recipe { get; init; }

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        start = FromDense ? DenseStart.Sha256[..16] : "random",
        sampling = Scheduled,
        sparseWeight = SparseWeight,
        side = Side,
        detector = Options,
        batch = BatchSize,
        recipe = Recipe,
        tested = Scale.Tested,
        tests = Tests,
        pruned = Pruned,
    });

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The same trial, trained so many times as long.</summary>
    public SceneTrial Trained(double times)
    {
        var steps = (int)Math.Round(Recipe.Steps * times);
        return this with { Recipe = Recipe with { Steps = steps, WarmUp = steps / 10 } };
    }

    /// <summary>The name of what is measured of a pruned detector.</summary>
    /// <param name="metric"><c>ap</c> or <c>mmacs</c>.</param>
    /// <param name="ratio">One of <see cref="SceneStudy.PruningRatios"/>.</param>
    public static string AtPruning(string metric, double ratio) => string.Create(CultureInfo.InvariantCulture, $"{metric}@pruned-{ratio}");

    /// <summary>The name of the share of positions that a mask samples.</summary>
    /// <param name="mask">1 of the first convolution, 2 of the second and third.</param>
    /// <param name="block">The bottleneck, from 1 on.</param>
    public static string DensityOf(int mask, int block) => $"density{mask}@{block}";

    /// <summary>The detector as it is before the training, what is drawn coming from the default generator.</summary>
    public SmallModel Build()
    {
        var model = new SmallModel(Scheduled, Outputs, SmallHead.Tokens);
        if (FromDense) DenseStart.LoadInto(model);
        return model;
    }

    /// <summary>The training of this trial from a seed.</summary>
    /// <remarks>
    /// It measures on the report split, in percent, <c>ap</c>, <c>ap50</c>, <c>ap75</c>, <c>apSmall</c>, <c>apMedium</c> and <c>apLarge</c>; on the
    /// choose split <c>chooseAp</c>; of one image <c>mmacs</c>, million multiply-accumulates of the backbone as the paper counts them; of the masks
    /// <c>density</c>, their mean, and <see cref="DensityOf"/>. Of several <see cref="Tests"/> <c>apMean</c>, <c>apDeviation</c>, <c>mmacsMean</c>
    /// and <c>mmacsDeviation</c>, and <c>apRandom</c> and <c>mmacsRandom</c>, where each mask samples as much as it did, but anywhere. Of what is
    /// <see cref="Pruned"/> <see cref="AtPruning"/>.
    /// </remarks>
    public TrainingRun<SmallModel> Run(DigitScenes scenes, int seed, Device? device = null, Action<Progress>? show = null)
    {
        // Made when the training begins: an ended run needs none.
        var targets = new Lazy<TokenTargets>(() => new(scenes.Train.Annotations, SmallSampledBackbone.Stride * Zoom, Options));
        return new()
        {
            Experiment = Experiment,
            Configuration = Configuration,
            Seed = seed,
            Tier = Tier,
            Recipe = Recipe,
            Model = Build,
            Objective = (output, batch) => targets.Value.Objective(output, batch),
            Penalty = model => model.SparseLoss is { } loss ? loss * SparseWeight : null,
            Images = new Loader(scenes.Train, new() { BatchSize = BatchSize, Seed = seed, Shuffle = true, DropLast = true, View = View, Normalisation = DigitScenes.Normalisation }),
            Data = FromDense ? new Dictionary<string, string>(scenes.Hashes) { ["sampling-start"] = DenseStart.Sha256 } : scenes.Hashes,
            Measure = model => Measure(model, scenes, device ?? CPU),
            Device = device ?? CPU,
            Threads = 1,
            Show = show,
        };
    }

    private (int Steps, int Tested) Scale => Tier switch
    {
        Tier.Smoke => (6, 50),
        Tier.Small => (40, 200),
        _ => (300, 1_000),
    };

    private SamplingOptions? Scheduled => Sampling is null ? null : Sampling with { TemperatureDecay = Sampling.DecayTo(FinalTemperature, Recipe.Steps) };

    // Pixels of a scene for each pixel that the detector sees.
    private double Zoom => (double)Scene.Side / Side;

    // What is in pixels there is as long in pixels of the detector.
    private TokenOptions Options => TokenBaseline.Options with { CentreLeast = TokenBaseline.Options.CentreLeast * Zoom, SideUnit = TokenBaseline.Options.SideUnit * Zoom };

    private EvaluationView? View => Side == Scene.Side ? null : new(Side, Side, Fovea.Data.Interpolation.Bilinear);

    private Dictionary<string, double> Measure(SmallModel model, DigitScenes scenes, Device device)
    {
        var tests = Enumerable.Range(0, Tests).Select(_ => Test(model, scenes.Report, device)).ToList();
        var (figures, densities, mmacs) = tests[0];
        var metrics = new Dictionary<string, double>(figures.Metrics())
        {
            ["mmacs"] = mmacs,
            ["chooseAp"] = 100 * Test(model, scenes.Choose, device).Figures.AP,
        };
        if (Tests > 1)
        {
            (metrics["apMean"], metrics["apDeviation"]) = tests.Select(test => 100 * test.Figures.AP).MeanStandardDeviation();
            (metrics["mmacsMean"], metrics["mmacsDeviation"]) = tests.Select(test => test.Mmacs).MeanStandardDeviation();
        }
        if (Pruned) MeasurePruned(model, scenes.Report, device, metrics);
        if (Sampling is null) return metrics;
        metrics["density"] = densities.Average(density => (density.First + density.Second) / 2);
        foreach (var (i, density) in densities.Index())
            (metrics[DensityOf(1, i + 1)], metrics[DensityOf(2, i + 1)]) = (density.First, density.Second);
        if (Tests == 1 || Sampling.Gate != Gate.Stochastic) return metrics;
        using var random = model.Randomised(densities).to(device);
        var (found, _, cost) = Test(random, scenes.Report, device);
        (metrics["apRandom"], metrics["mmacsRandom"]) = (100 * found.AP, cost);
        return metrics;
    }

    private void MeasurePruned(SmallModel model, SceneSplit split, Device device, Dictionary<string, double> metrics)
    {
        foreach (var ratio in SceneStudy.PruningRatios)
        {
            using var pruned = model.Copy().to(device);
            pruned.Prune(ratio);
            var (figures, densities, _) = Test(pruned, split, device);
            metrics[AtPruning("ap", ratio)] = 100 * figures.AP;
            metrics[AtPruning("mmacs", ratio)] = pruned.PrunedCost(Side, densities) / 1e6;
        }
    }

    private (CocoFigures Figures, IReadOnlyList<Density> Densities, double Mmacs) Test(SmallModel model, SceneSplit split, Device device)
    {
        model.Densities.Reset();
        var figures = Evaluate(model, split, device);
        var densities = model.Densities.Mean is { Count: > 0 } found ? found : SmallModel.Everything;
        return (figures, densities, model.Cost(Side, densities) / 1e6);
    }

    /// <summary>COCO's figures on the first scenes of a split, with areas scaled to its images.</summary>
    /// <param name="model">One that this trial has built; left in evaluation mode.</param>
    /// <param name="split">What to detect in.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    public CocoFigures Evaluate(SmallModel model, SceneSplit split, Device? device = null)
    {
        var truth = split.Annotations.First(Scale.Tested);
        var images = new Loader(new FirstImages(split, Scale.Tested), new() { BatchSize = EvaluatedAtOnce, View = View, Normalisation = DigitScenes.Normalisation });
        return CocoEvaluator.Evaluate(truth, new TokenDecoder(truth, Options).Detect(model, images, device), SceneSplit.Evaluation).Figures;
    }
}
