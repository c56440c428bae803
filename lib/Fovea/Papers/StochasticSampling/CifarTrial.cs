using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>The small backbone as a classifier of CIFAR-10, trained from random weights and tested.</summary>
/// <remarks>
/// The images, batches and steps are those of the other papers' classifiers (<see cref="CifarAxis"/>). An image fills its frame, so that
/// there is no background to skip: the hardest case for sampling. The last maps have 4 x 4 positions.
/// </remarks>
/// <example><code>
/// var trial = CifarStudy.Sampled(.4, Tier.Full);
/// trial.Run(Cifar10.Load(), seed: 0).Complete(ResultsFolder.Runs("stochastic-sampling"));
/// </code></example>
public sealed record CifarTrial
{
    /// <summary>Under which the runs are recorded that are reported.</summary>
    public const string Reported = "cifar10";

    /// <param name="label">What a reader calls it; it is not part of the configuration.</param>
    /// <param name="sampling">Its temperature falls to <see cref="FinalTemperature"/>; null for a dense classifier.</param>
    /// <param name="tier">How long it is trained and on how many images it is tested.</param>
    public CifarTrial(string label, SamplingOptions? sampling, Tier tier) => (Label, Sampling, Tier) = (label, sampling, tier);

    /// <summary>What a reader calls it.</summary>
    public string Label { get; }

    /// <summary>The masks; null for a dense classifier.</summary>
    public SamplingOptions? Sampling { get; }

    /// <summary>How long it is trained and on how many images it is tested.</summary>
    public Tier Tier { get; }

    /// <summary>What the sparse loss is multiplied by.</summary>
    public double SparseWeight { get; init; }

    /// <summary>What the rate of the masks' convolutions is a multiple of the others'.</summary>
    public double MaskRate { get; init; } = SceneTrial.MaskRate;

    /// <summary>Temperature of the last training step.</summary>
    public double FinalTemperature { get; init; } = .03;

    /// <summary>Of the images as the classifier sees them, in pixels; a multiple of <see cref="SmallSampledBackbone.Stride"/>.</summary>
    public int Side { get; init; } = new CifarAxis(CifarView.Plain, Tier.Full).ImageSize;

    /// <summary>Under which runs are recorded.</summary>
    public string Experiment { get; init; } = Reported;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Steps and recipe of the tier.</summary>
    public Recipe Recipe => new()
    {
        Steps = Axis.Steps, WarmUp = Axis.Steps / 10, LearningRate = LearningRate, Factor = Sampling is null ? null : new("_mask", MaskRate),
    };

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        sampling = Scheduled,
        sparseWeight = SparseWeight,
        side = Side,
        view = Axis.View,
        batch = CifarAxis.BatchSize,
        augmentation = Axis.Augmentation,
        recipe = Recipe,
        tested = Axis.Tested,
    });

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The classifier, with weights from the default random generator.</summary>
    public SmallModel Build() => new(Scheduled, Cifar10.Classes.Count, SmallHead.Image);

    /// <summary>The training of this trial from a seed.</summary>
    /// <remarks>
    /// It measures <c>top1</c>, <c>top5</c> (percent) and <c>loss</c> on the report split, <c>choose_top1</c> on the choose split; of one image
    /// <c>mmacs</c>, million multiply-accumulates of the backbone as the paper counts them; of the masks <c>density</c>, their mean.
    /// </remarks>
    public TrainingRun<SmallModel> Run(Cifar10 cifar, int seed, Device? device = null, Action<Progress>? show = null) => new()
    {
        Experiment = Experiment,
        Configuration = Configuration,
        Seed = seed,
        Tier = Tier,
        Recipe = Recipe,
        Model = Build,
        Penalty = model => model.SparseLoss is { } loss ? loss * SparseWeight : null,
        Images = new Loader(Axis.Seen(cifar.Train, cifar), Options with { BatchSize = CifarAxis.BatchSize, Seed = seed, Shuffle = true, DropLast = true, Augmentation = Axis.Augmentation }),
        Data = new Dictionary<string, string> { ["cifar10"] = cifar.Sha256 },
        Measure = model => Measure(model, cifar, device ?? CPU, show),
        Device = device ?? CPU,
        Threads = 1,
        Show = show,
    };

    private CifarAxis Axis => new(CifarView.Plain, Tier);

    private SamplingOptions? Scheduled => Sampling is null ? null : Sampling with { TemperatureDecay = Sampling.DecayTo(FinalTemperature, Recipe.Steps) };

    private LoaderOptions Options => new()
    {
        BatchSize = 250, Normalisation = Normalisation.Cifar10, View = Side == Axis.ImageSize ? null : new(Side, Side, Fovea.Data.Interpolation.Bilinear),
    };

    private Dictionary<string, double> Measure(SmallModel model, Cifar10 cifar, Device device, Action<Progress>? show)
    {
        var choose = On(cifar.Choose);
        model.Densities.Reset();
        var report = On(cifar.Report);
        var densities = model.Densities.Mean;
        var metrics = new Dictionary<string, double>
        {
            ["top1"] = report.Top1,
            ["top5"] = report.Top5,
            ["loss"] = report.Loss,
            ["choose_top1"] = choose.Top1,
            ["mmacs"] = model.Cost(Side, densities.Count > 0 ? densities : SmallModel.Everything) / 1e6,
        };
        if (densities.Count > 0) metrics["density"] = densities.Average(density => (density.First + density.Second) / 2);
        return metrics;

        Evaluation On(LabelledImages split) =>
            Evaluation.Of(model, new Loader(Axis.Seen(split.Slice(0, Math.Min(split.Count, Axis.Tested)), cifar), Options), device, show);
    }
}
