using System.Globalization;
using System.Text.Json.Nodes;
using Fovea.Counting;
using Fovea.Data;
using Fovea.Display;
using Fovea.Layers;
using Fovea.Results;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PnpDetr;

/// <summary>A row of Table 4 at the scale of CIFAR-10: a small PnP-ViT, trained once and tested at every alpha.</summary>
/// <remarks>
/// What the paper does on ImageNet this does in minutes of a CPU, on the axis that PS-ViT's trials have too (<see cref="CifarAxis"/>).
/// Numbers are not comparable with the paper's; differences between trials are.
/// </remarks>
/// <example><code>
/// var trial = PnpVitStudy.Poll(CifarView.Cluttered, Tier.Full);
/// trial.Run(Cifar10.Load(), seed: 0).Complete(ResultsFolder.Runs("pnp-detr"));
/// </code></example>
public sealed record PnpVitTrial
{
    /// <summary>Under which the runs are recorded that are reported.</summary>
    public const string Reported = "cifar10";

    /// <param name="label">What a reader calls it; it is not part of the configuration.</param>
    /// <param name="sampler">Of the model's width; null for a ViT.</param>
    /// <param name="view">The images.</param>
    /// <param name="tier">How long it is trained and on how many images it is tested.</param>
    public PnpVitTrial(string label, SamplerOptions? sampler, CifarView view, Tier tier) => (Label, Sampler, View, Tier) = (label, sampler, view, tier);

    /// <summary>alpha of Table 4's columns, and 1.</summary>
    public static IReadOnlyList<double> TestedAlphas { get; } = [1, .7, .5, .33, .25, .2];

    /// <summary>A hybrid ViT for CIFAR-10: a map of 8 x 8 x 64, 4 layers of 64 channels and 4 heads.</summary>
    public static PnpVitOptions Model(SamplerOptions? sampler) => new()
    {
        MapSide = 8,
        MapChannels = SmallBackbone.Channels,
        Encoder = new(64, 4) { MlpRatio = 3, Dropout = 0 },
        Depth = 4,
        Sampler = sampler,
        Classes = Cifar10.Classes.Count,
    };

    /// <summary>What a reader calls it.</summary>
    public string Label { get; }

    /// <summary>The sampler before the encoder; null for none.</summary>
    public SamplerOptions? Sampler { get; }

    /// <summary>The images.</summary>
    public CifarView View { get; }

    /// <summary>How long it is trained and on how many images it is tested.</summary>
    public Tier Tier { get; }

    /// <summary>Under which runs are recorded.</summary>
    public string Experiment { get; init; } = Reported;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>Steps and recipe of the tier.</summary>
    public Recipe Recipe => new() { Steps = Axis.Steps, WarmUp = Axis.Steps / 10, LearningRate = LearningRate };

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration => CanonicalJson.Of(new
    {
        architecture = "pnp-vit",
        model = Model(Sampler),
        view = View,
        batch = CifarAxis.BatchSize,
        augmentation = Axis.Augmentation,
        recipe = Recipe,
        tested = Axis.Tested,
        alphas = Sampler is null ? [] : TestedAlphas,
    });

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The name of the top-1 accuracy at one of <see cref="TestedAlphas"/>.</summary>
    public static string Top1At(double alpha) => At("top1", alpha);

    /// <summary>The name of the cost at one of <see cref="TestedAlphas"/>, in millions by the paper's counter, the extractor left out.</summary>
    public static string FlopsAt(double alpha) => At("mflops", alpha);

    /// <summary>The model, with weights from the default random generator.</summary>
    /// <param name="seed">Of a random sampler's locations.</param>
    public PnpVit Build(int seed = 0) => new(Model(Sampler is null ? null : Sampler with { Seed = seed }), Extractor(View));

    /// <summary>The training of this trial from a seed.</summary>
    /// <remarks>
    /// It measures <c>top1</c>, <c>top5</c> (percent) and <c>loss</c> on the report split, <c>choose_top1</c> on the choose split and <c>mflops</c>, at the
    /// sampler's own alpha; with a sampler <see cref="Top1At"/> and <see cref="FlopsAt"/>; and with one on cluttered images <c>on_image</c>, the percentage
    /// of fine tokens whose middle lies on the image that is asked about, which is a quarter of the canvas.
    /// </remarks>
    public TrainingRun<PnpVit> Run(Cifar10 cifar, int seed, Device? device = null, Action<Progress>? show = null) => new()
    {
        Experiment = Experiment,
        Configuration = Configuration,
        Seed = seed,
        Tier = Tier,
        Recipe = Recipe,
        Model = () => Build(seed),
        Images = Axis.Training(cifar, seed),
        Data = new Dictionary<string, string> { ["cifar10"] = cifar.Sha256 },
        Measure = model => Measure(model, cifar, device ?? CPU, show),
        Device = device ?? CPU,
        Threads = 1,
        Show = show,
    };

    private CifarAxis Axis => new(View, Tier);

    private Dictionary<string, double> Measure(PnpVit model, Cifar10 cifar, Device device, Action<Progress>? show)
    {
        var on = On(cifar.Report);
        var metrics = new Dictionary<string, double>
        {
            ["top1"] = on.Top1,
            ["top5"] = on.Top5,
            ["loss"] = on.Loss,
            ["choose_top1"] = On(cifar.Choose).Top1,
            ["mflops"] = Flops(model) / 1e6,
        };
        if (model.Sampler is not { } sampler)
            return metrics;
        if (Axis.Seen(cifar.Choose, cifar) is ClutteredImages canvases)
            metrics["on_image"] = OnImage(model, Axis.Testing(cifar.Choose, cifar), canvases, device);
        foreach (var alpha in TestedAlphas)
        {
            sampler.Alpha = alpha;
            metrics[Top1At(alpha)] = On(cifar.Report).Top1;
            metrics[FlopsAt(alpha)] = Flops(model) / 1e6;
        }
        sampler.Alpha = Sampler!.Alpha;
        return metrics;

        Evaluation On(LabelledImages split) => Evaluation.Of(model, Axis.Testing(split, cifar), device, show);
    }

    /// <summary>FLOPs of one image by the paper's counter, from the extractor's map on, at the sampler's alpha of now.</summary>
    public double Flops(PnpVit model) => Operations.Of(model, 1, 3, Axis.ImageSize, Axis.ImageSize)
        .Where(op => !op.Where.StartsWith("extractor", StringComparison.Ordinal)).Sum(Conventions.PnpDetr.Cost);

    private static double OnImage(PnpVit model, Loader images, ClutteredImages canvases, Device device)
    {
        using var _ = no_grad();
        var (inside, all) = (0L, 0L);
        foreach (var batch in images.Epoch())
        {
            using var made = batch;
            using var scope = NewDisposeScope();
            if (model.Look(batch.Images.to(device)).Set?.Indices is not { } indices)
                throw new InvalidOperationException("only tokens of one location each lie on an image or beside it");
            var (places, fine) = (indices.cpu().contiguous().data<long>().ToArray(), (int)indices.shape[1]);
            all += places.Length;
            for (var i = 0; i < places.Length; i++)
                if (Covers(canvases.PlaceOf(batch.Indices[i / fine]), places[i]))
                    inside++;
        }
        return 100.0 * inside / all;

        // A location of 8 x 8 is the middle of as many pixels.
        static bool Covers((int Left, int Top) corner, long place) =>
            place % 8 * 8 + 4 - corner.Left is >= 0 and < 32 && place / 8 * 8 + 4 - corner.Top is >= 0 and < 32;
    }

    // The small backbone of the detectors from 64 pixels, and as much of it as makes the same map from 32.
    private static Module<Tensor, Tensor> Extractor(CifarView view) => view == CifarView.Cluttered ? new SmallBackbone() : Sequential(
        Conv2d(3, 32, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(32), ReLU(),
        Conv2d(32, SmallBackbone.Channels, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(SmallBackbone.Channels), ReLU(),
        new BasicBlock(SmallBackbone.Channels), new BasicBlock(SmallBackbone.Channels));

    private static string At(string metric, double alpha) => string.Create(CultureInfo.InvariantCulture, $"{metric}@{alpha}");
}
