using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Fovea.Counting;
using Fovea.Display;
using Fovea.Layers;
using Fovea.Results;
using MathNet.Numerics.Statistics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>What Focus-DETR's encoder takes of time and memory at each keep ratio of Table 7, beside DINO's, on the four feature maps of one image.</summary>
/// <remarks>
/// The keep ratios take turns with the dense encoder, round by round, and a share of its time is the median of the rounds' shares, so that
/// what else the machine does falls on both sides. Memory is that of the first round, above what the process held just before. The paper
/// prints latencies (Fig. 2), and frames a second of a V100, that the scan has lost: only shares could be compared.
/// </remarks>
public static class EncoderTrial
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "encoder-cost";

    /// <summary>Those of Table 7, ascending.</summary>
    public static IReadOnlyList<double> KeepRatios { get; } = [.. SelectorOptions.Cascades.Keys.Order()];

    /// <summary>What is measured at a tier: an image, in pixels, and of how many rounds the medians are taken.</summary>
    public sealed record Scale(int Height, int Width, int Rounds);

    /// <summary>The image that most of COCO's become at the tier full; a quarter of its tokens at small; a few at smoke. Six layers at each.</summary>
    public static Scale Of(Tier tier) => tier switch
    {
        Tier.Smoke => new(160, 213, 1),
        Tier.Small => new(400, 533, 3),
        _ => new(800, 1066, 5),
    };

    /// <summary>The runs that measured something at a tier.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    /// <param name="tier">The tier.</param>
    public static RunQuery Query(string metric, Tier tier) => new(Experiment, Configuration(tier), metric, "the paper's are of a V100, and cannot be read");

    /// <summary>Every setting, the seed apart.</summary>
    public static JsonObject Configuration(Tier tier) => CanonicalJson.Of(new { scale = Of(tier), keepRatios = KeepRatios });

    /// <summary>A metric's name at a keep ratio.</summary>
    /// <param name="what">One of those that <see cref="Run"/> measures.</param>
    /// <param name="keep">One of <see cref="KeepRatios"/>; null for the dense encoder.</param>
    public static string Metric(string what, double? keep) => keep is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{what}@{ratio:0.0}") : what;

    /// <summary>Measures, with random weights and features, which decide no time.</summary>
    /// <remarks>
    /// At each keep ratio, and for the dense encoder, <c>encoder_ms</c>; <c>gflops</c> by the paper's counter; and on the CPU, where the system
    /// tells a process's peak memory, <c>megabytes</c>: the most above what there was before. At each keep ratio also
    /// <c>selector_ms</c> and <c>share</c>, selector and encoder over the dense encoder; the selector is in <c>gflops</c> and <c>megabytes</c> too.
    /// </remarks>
    /// <param name="seed">Of the weights and features.</param>
    /// <param name="tier">The scale.</param>
    /// <param name="device">Where; the CPU where null.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two ways.</param>
    public static RunRecord Run(int seed, Tier tier, Device? device = null, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var (at, scale) = (device ?? CPU, Of(tier));
        var run = RunInProgress.Start(Experiment, Configuration(tier), seed, tier, at);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        manual_seed(seed);
        Way[] ways = [.. KeepRatios.Select(keep => new Way(keep, scale, at)), new Way(null, scale, at)];
        var measured = Array.ConvertAll(ways, _ => new List<Measured>());
        var progress = new Progress("measure the encoder (rounds)", scale.Rounds + 1);
        show?.Invoke(progress);
        for (var round = 0; round <= scale.Rounds; round++)
        {
            foreach (var (i, way) in ways.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                measured[i].Add(way.Measure(memory: round == 0));
            }
            progress.Report(round + 1);
        }
        var metrics = new Dictionary<string, double>();
        foreach (var (i, way) in ways.Index())
        {
            Measured[] warm = [.. measured[i].Skip(1)]; // the first warms up
            metrics[Metric("encoder_ms", way.Keep)] = 1e3 * warm.Select(one => one.Encoder).Median();
            metrics[Metric("gflops", way.Keep)] = way.Operations.Cost(Conventions.FocusDetr) / 1e9;
            if (at.type == DeviceType.CPU && measured[i][0].Bytes is { } bytes) metrics[Metric("megabytes", way.Keep)] = bytes / 1e6;
            if (way.Keep is null) continue;
            metrics[Metric("selector_ms", way.Keep)] = 1e3 * warm.Select(one => one.Selector).Median();
            metrics[Metric("share", way.Keep)] = warm.Zip(measured[^1].Skip(1), (sparse, dense) => (sparse.Selector + sparse.Encoder) / dense.Encoder).Median();
        }
        foreach (var way in ways) way.Dispose();
        return run.Finish(metrics, new Dictionary<string, string>());
    }

    /// <summary>What a run found, a row a keep ratio.</summary>
    public static Table Table(RunRecord run)
    {
        var scale = Of(run.Tier);
        var table = new Table(string.Create(CultureInfo.InvariantCulture, $"Six encoder layers on an image of {scale.Height} x {scale.Width} pixels, {run.Device}"),
            [new Column("encoder"), Column.Number("FLOPs", "G", "F1"), Column.Number("selector", "ms", "F0"), Column.Number("layers", "ms", "F0"), Column.Number("memory", "MB", "F0"),
             Column.Number("of the dense FLOPs", null, "F2"), Column.Number("of its time", null, "F2"), Column.Number("of its memory", null, "F2")]);
        foreach (var keep in KeepRatios.Select(keep => (double?)keep).Append(null))
        {
            object? Of(string what) => run.Metrics.TryGetValue(Metric(what, keep), out var value) ? value : null;
            object? Share(string what) => Of(what) is double value ? value / run.Metrics[what] : null;
            table = table.Row([keep is null ? "all tokens" : string.Create(CultureInfo.InvariantCulture, $"keep {keep:0.0}"),
                Of("gflops"), Of("selector_ms"), Of("encoder_ms"), Of("megabytes"), Share("gflops"), keep is null ? 1.0 : Of("share"), Share("megabytes")]);
        }
        return table;
    }

    private readonly record struct Measured(double Selector, double Encoder, double? Bytes);

    /// <summary>A selector, unless all tokens are kept, and an encoder, on the features of an image.</summary>
    private sealed class Way : IDisposable
    {
        private readonly FocusDetrOptions options;
        private readonly Pyramid pyramid;
        private readonly ModuleList<Module> parts = [];
        private readonly TokenSelector? selector;
        private readonly Encoder encoder;
        private readonly Tensor features, positions, padding, without, references;

        public Way(double? keep, Scale scale, Device device)
        {
            Keep = keep;
            options = keep is { } ratio ? FocusDetrOptions.Focus(ratio) : FocusDetrOptions.Dino;
            pyramid = new([.. Enumerable.Range(3, options.Levels).Select(halvings => (Halved(scale.Height, halvings), Halved(scale.Width, halvings)))]);
            if (options.Selector is { } selection)
            {
                var (project, norm, predictor) = (Linear(options.Width, options.Width), LayerNorm(options.Width), new MaskPredictor(options.Width));
                var categories = Linear(options.Width, options.Classes);
                foreach (var part in new Module[] { project, norm, predictor, categories }) parts.append(part.to(device));
                selector = new(selection, project, norm, predictor, Parameter(init.uniform_(empty(options.Levels - 1, device: device), -.3, .3)));
                encoder = new(options, ModuleList([.. Enumerable.Repeat(categories, options.EncoderLayers)]));
            }
            else
            {
                encoder = new(options, null);
            }
            parts.append(encoder.to(device));
            parts.eval();
            (features, positions) = (randn(1, pyramid.Tokens, options.Width, device: device), randn(1, pyramid.Tokens, options.Width, device: device));
            padding = zeros([1, pyramid.Tokens], ScalarType.Bool, device);
            (_, without) = TokenPlaces.Proposals(pyramid, padding, options.ProposalSide);
            references = TokenPlaces.References(pyramid, ones([1, options.Levels, 2], device: device));
        }

        public double? Keep { get; }

        public Operations Operations => Operations.Of(tally =>
        {
            selector?.Count(tally, [.. pyramid.Sizes.Select(size => new[] { 1, options.Width, size.Height, size.Width })]);
            encoder.Count(tally, [1, pyramid.Tokens, options.Width]);
        });

        public Measured Measure(bool memory)
        {
            using var scope = NewDisposeScope();
            if (memory) PeakMemory.Trim();
            var before = PeakMemory.Now;
            memory = memory && PeakMemory.Restart();
            Selection? selection = null;
            var selecting = selector is null ? 0 : Time(() => (selection = selector.Select(features + positions, padding, without, pyramid).Selection).Kept[0].sum());
            var encoding = Time(() => encoder.Encode(features, positions, references, padding, pyramid, selection).sum());
            return new(selecting, encoding, memory ? PeakMemory.Bytes - before : null);
        }

        // Reading a number waits for a device that works on its own.
        private static double Time(Func<Tensor> work)
        {
            var clock = Stopwatch.StartNew();
            work().to(ScalarType.Float32).ToSingle();
            return clock.Elapsed.TotalSeconds;
        }

        private static long Halved(long pixels, int times) => times == 0 ? pixels : Halved((pixels + 1) / 2, times - 1);

        public void Dispose() => parts.Dispose();
    }
}
