using System.Diagnostics;
using System.Text.Json.Nodes;
using Fovea.Display;
using Fovea.Results;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PsVit;

/// <summary>Images a second of the models of Table 9, timed against each other in one run on whatever machine this is.</summary>
/// <remarks>
/// The models take turns, round by round, and a model's time is its median over the rounds, so that what else the machine does
/// falls on all of them. The paper used a batch of 128 on a V100: only ratios between models can be compared with its own.
/// </remarks>
public static class ThroughputTrial
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "throughput";

    private const int Batch = 2; // images

    /// <summary>Rows of Table 9, by name.</summary>
    public static IReadOnlyList<string> Models { get; } =
        ["ViT-B/16", "DeiT-S", "DeiT-B", "PS-ViT-Ti/14", "PS-ViT-B/10", "PS-ViT-B/14", "PS-ViT-B/18"];

    /// <summary>The runs that timed a model at a tier.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <param name="tier">The tier.</param>
    public static RunQuery Query(string model, Tier tier) =>
        new(Experiment, Configuration(tier), Metric(model), "the paper timed a V100; only ratios between models can be compared");

    /// <summary>Every setting, the seed apart.</summary>
    public static JsonObject Configuration(Tier tier) => CanonicalJson.Of(new { models = Models, batch = Batch, rounds = Rounds(tier) });

    /// <summary>The name of a model's metric, in images a second.</summary>
    public static string Metric(string model) => $"images_per_second {model}";

    /// <summary>Times every model with random weights and images, which decide no time.</summary>
    /// <param name="seed">Of the weights and images.</param>
    /// <param name="tier">How many rounds.</param>
    /// <param name="device">Where.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two models.</param>
    public static RunRecord Run(int seed, Tier tier, Device? device = null, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var at = device ?? CPU;
        var run = RunInProgress.Start(Experiment, Configuration(tier), seed, tier, at);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        manual_seed(seed);
        var models = Models.Select(name => Built(Architecture.Named[name], at)).ToList();
        var seconds = models.ConvertAll(_ => new List<double>());
        var progress = new Progress("time the models (rounds)", Rounds(tier) + 1);
        show?.Invoke(progress);
        for (var round = 0; round <= Rounds(tier); round++)
        {
            foreach (var (i, (model, images)) in models.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                var time = Time(model, images);
                if (round > 0) // the first warms up
                    seconds[i].Add(time);
            }
            progress.Report(round + 1);
        }
        foreach (var (model, _) in models)
            model.Dispose();
        return run.Finish(Models.Zip(seconds).ToDictionary(pair => Metric(pair.First), pair => Batch / pair.Second.Median()), new Dictionary<string, string>());
    }

    private static int Rounds(Tier tier) => tier switch { Tier.Smoke => 1, Tier.Small => 3, _ => 11 };

    private static (Module<Tensor, Tensor> Model, Tensor Images) Built(Architecture architecture, Device device)
    {
        var model = architecture.Build().to(device);
        model.eval();
        return (model, randn(Batch, 3, architecture.ImageSize, architecture.ImageSize, device: device));
    }

    // Reading a number waits for a device that works on its own.
    private static double Time(Module<Tensor, Tensor> model, Tensor images)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        model.call(images).sum().ToSingle();
        return clock.Elapsed.TotalSeconds;
    }
}
