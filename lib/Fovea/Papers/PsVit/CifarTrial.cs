using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PsVit;

/// <summary>One configuration of the paper's ablations, trained and tested on CIFAR-10.</summary>
/// <remarks>
/// What the paper does on ImageNet for 300 epochs this does in minutes of a CPU: 500 batches of 64 images see no image twice.
/// Numbers are not comparable with the paper's; differences between trials are.
/// </remarks>
/// <example><code>
/// var trial = new CifarTrial("N=4", CifarTrial.Model(CifarView.Plain), CifarView.Plain, Tier.Full);
/// trial.Run(Cifar10.Load(), seed: 0).Complete(ResultsFolder.Runs("ps-vit"));
/// </code></example>
public sealed record CifarTrial
{
    /// <summary>Under which the runs are recorded that are reported.</summary>
    public const string Reported = "cifar10";

    /// <param name="label">What a reader calls it, <c>N=4</c>; it is not part of the configuration.</param>
    /// <param name="architecture">For images of the view's size.</param>
    /// <param name="view">The images.</param>
    /// <param name="tier">How long it is trained and on how many images it is tested.</param>
    public CifarTrial(string label, Architecture architecture, CifarView view, Tier tier) =>
        (Label, Architecture, View, Tier) = (label, architecture, view, tier);

    /// <summary>
    /// A PS-ViT for CIFAR-10: the stem gives a map of 16 x 16, n = 4, N = 4, N + N_v = 10, C = 96, M = 3, without dropout.
    /// </summary>
    public static PsVitOptions Model(CifarView view) => new()
    {
        ImageSize = view == CifarView.Plain ? 32 : 64,
        Points = 4,
        Depth = 10,
        Encoder = new(96, 3) { Dropout = 0 },
        Stem = new() { Kernel = view == CifarView.Plain ? 3 : 5, Pool = view == CifarView.Cluttered, Width = 32, Middle = 96 },
        Classes = Cifar10.Classes.Count,
    };

    /// <summary>What a reader calls it.</summary>
    public string Label { get; }

    /// <summary>The model.</summary>
    public Architecture Architecture { get; }

    /// <summary>The images.</summary>
    public CifarView View { get; }

    /// <summary>How long it is trained and on how many images it is tested.</summary>
    public Tier Tier { get; }

    /// <summary>Under which runs are recorded.</summary>
    public string Experiment { get; init; } = Reported;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps and recipe of the tier.</summary>
    public Recipe Recipe => new() { Steps = Axis.Steps, WarmUp = Axis.Steps / 10, LearningRate = LearningRate };

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        architecture = Architecture.Options is PsVitOptions ? "ps-vit" : "vit",
        model = Architecture.Options,
        view = View,
        batch = CifarAxis.BatchSize,
        augmentation = Axis.Augmentation,
        recipe = Recipe,
        tested = Axis.Tested,
    });

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The training of this trial from a seed.</summary>
    /// <remarks>
    /// It measures <c>top1</c>, <c>top5</c> (percent) and <c>loss</c> on the report split, <c>choose_top1</c> on the choose split, and
    /// of points that follow offsets what <see cref="PointStatistics"/> says of the choose split and <c>mean_points_top1</c>:
    /// the report split with every image given the mean points of the choose split.
    /// </remarks>
    public TrainingRun<Module<Tensor, Tensor>> Run(Cifar10 cifar, int seed, Device? device = null, Action<Progress>? show = null) => new()
    {
        Experiment = Experiment,
        Configuration = Configuration,
        Seed = seed,
        Tier = Tier,
        Recipe = Recipe,
        Model = Architecture.Build,
        Images = Axis.Training(cifar, seed),
        Data = new Dictionary<string, string> { ["cifar10"] = cifar.Sha256 },
        Measure = model => Measure(model, cifar, device ?? CPU, show),
        Device = device ?? CPU,
        Threads = 1,
        Show = show,
    };

    /// <summary>Images of a split as this trial sees them.</summary>
    public IImageSource Seen(LabelledImages split, Cifar10 cifar) => Axis.Seen(split, cifar);

    /// <summary>Images of a split for testing, the first of it at tiers below full.</summary>
    public Loader Tested(LabelledImages split, Cifar10 cifar) => Axis.Testing(split, cifar);

    private CifarAxis Axis => new(View, Tier);

    private Dictionary<string, double> Measure(Module<Tensor, Tensor> model, Cifar10 cifar, Device device, Action<Progress>? show)
    {
        var looking = model is PsVitModel { Options: { Shifts: null, Iterations: > 1 } } moves ? moves : null;
        var (all, passes) = (new Progress("test (passes over the images)", looking is null ? 2 : 4), 0);
        show?.Invoke(all);
        Evaluation On(Module<Tensor, Tensor> tested, LabelledImages split)
        {
            var found = Evaluation.Of(tested, Tested(split, cifar), device, one => one.Changed += () => all.Report(passes, one.ToText()));
            all.Report(++passes);
            return found;
        }

        var on = On(model, cifar.Report);
        var metrics = new Dictionary<string, double>
        {
            ["top1"] = on.Top1,
            ["top5"] = on.Top5,
            ["loss"] = on.Loss,
            ["choose_top1"] = On(model, cifar.Choose).Top1,
        };
        if (looking is null)
            return metrics;
        using var scope = NewDisposeScope();
        var points = PointStatistics.Of(looking, Tested(cifar.Choose, cifar), Seen(cifar.Choose, cifar) as ClutteredImages, device);
        all.Report(++passes);
        foreach (var (name, value) in points.Metrics)
            metrics[name] = value;
        using var same = new GivenPoints(looking, points.Mean);
        metrics["mean_points_top1"] = On(same, cifar.Report).Top1;
        return metrics;
    }

    /// <summary>A PS-ViT that looks at the same places in every image.</summary>
    private sealed class GivenPoints(PsVitModel model, Tensor points) : Module<Tensor, Tensor>(nameof(GivenPoints))
    {
        public override Tensor forward(Tensor images)
        {
            using var scope = NewDisposeScope();
            return model.Look(images, points).Logits.MoveToOuterDisposeScope();
        }
    }
}
