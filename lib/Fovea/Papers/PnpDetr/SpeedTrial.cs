using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Fovea.Detection.Detr;
using Fovea.Display;
using Fovea.Results;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>How long encoder, decoder and sampler take of a DC5 map of an image of 800 x 1066 pixels: Table 2, on whatever machine this is.</summary>
/// <remarks>
/// The poll ratios take turns with the full set, round by round, and a speed-up is the median of the rounds' ratios, so that what else the
/// machine does falls on both sides. The paper timed a TITAN RTX: only ratios can be compared with its own.
/// </remarks>
public static class SpeedTrial
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "transformer-speed";

    private const int Queries = 100, PoolNumber = 240;

    /// <summary>alpha of Table 2.</summary>
    public static IReadOnlyList<double> Alphas { get; } = [.5, 1.0 / 3];

    /// <summary>The parts that Table 2 times.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["encoder", "decoder", "sampler"];

    /// <summary>What is timed at a tier.</summary>
    /// <param name="Height">Of the map, in locations.</param>
    /// <param name="Width">Of the map, in locations.</param>
    /// <param name="Layers">Of encoder and decoder each. All layers of a model cost the same, so fewer change no ratio between models.</param>
    /// <param name="Rounds">Of which the medians are taken.</param>
    public sealed record Scale(int Height, int Width, int Layers, int Rounds);

    /// <summary>DETR's six layers at the tier full; one at small; one of a quarter of the locations at smoke.</summary>
    public static Scale Of(Tier tier) => tier switch
    {
        Tier.Smoke => new(25, 34, 1, 1),
        Tier.Small => new(50, 67, 1, 5),
        _ => new(50, 67, 6, 7),
    };

    /// <summary>The runs that measured something at a tier.</summary>
    /// <param name="metric">One of those that <see cref="Run"/> measures.</param>
    /// <param name="tier">The tier.</param>
    public static RunQuery Query(string metric, Tier tier) =>
        new(Experiment, Configuration(tier), metric, "the paper timed a TITAN RTX; only ratios can be compared");

    /// <summary>Every setting, the seed apart.</summary>
    public static JsonObject Configuration(Tier tier) => CanonicalJson.Of(new { scale = Of(tier), alphas = Alphas, poolNumber = PoolNumber, queries = Queries });

    /// <summary>The name of a part's time in milliseconds, the median over the rounds.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <param name="alpha">One of <see cref="Alphas"/>; null for the full set, which has no sampler.</param>
    public static string Milliseconds(string part, double? alpha) => alpha is { } share ? At($"{part}_ms", share) : $"{part}_ms";

    /// <summary>The name of a part's speed-up: its time on the full set over that at alpha, the median over the rounds.</summary>
    /// <param name="part">Encoder or decoder.</param>
    /// <param name="alpha">One of <see cref="Alphas"/>.</param>
    public static string SpeedUp(string part, double alpha) => At($"{part}_speed_up", alpha);

    /// <summary>The FLOPs of a part on the full set over those at alpha, by the paper's counter, beside which a speed-up is seen.</summary>
    /// <param name="part">Encoder or decoder.</param>
    /// <param name="alpha">One of <see cref="Alphas"/>.</param>
    /// <param name="scale">Its map; layers make no difference.</param>
    public static double FlopsRatio(string part, double alpha, Scale scale)
    {
        return Flops(null) / Flops(alpha);

        double Flops(double? share)
        {
            var parts = TransformerFlops.Of(scale.Height, scale.Width, share, PoolNumber);
            return part == "encoder" ? parts.Encoder : parts.Decoder;
        }
    }

    /// <summary>Times every part with random weights and features, which decide no time.</summary>
    /// <param name="seed">Of the weights and features.</param>
    /// <param name="tier">The scale.</param>
    /// <param name="device">Where.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two parts.</param>
    public static RunRecord Run(int seed, Tier tier, Device? device = null, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var (at, scale) = (device ?? CPU, Of(tier));
        var run = RunInProgress.Start(Experiment, Configuration(tier), seed, tier, at);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        manual_seed(seed);
        using var timed = new Timed(scale, at);
        var seconds = new Dictionary<string, List<double>>();
        var progress = new Progress("time the parts (rounds)", scale.Rounds + 1);
        show?.Invoke(progress);
        for (var round = 0; round <= scale.Rounds; round++)
        {
            foreach (var alpha in Alphas.Select(alpha => (double?)alpha).Prepend(null))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var (part, time) in timed.Times(alpha))
                    if (round > 0) // the first warms up
                        (seconds.TryGetValue(Milliseconds(part, alpha), out var list) ? list : seconds[Milliseconds(part, alpha)] = []).Add(time);
            }
            progress.Report(round + 1);
        }
        return run.Finish(Metrics(seconds), new Dictionary<string, string>());
    }

    private static Dictionary<string, double> Metrics(Dictionary<string, List<double>> seconds)
    {
        var metrics = seconds.ToDictionary(part => part.Key, part => 1e3 * part.Value.Median());
        foreach (var part in Parts.Take(2))
            foreach (var alpha in Alphas)
                metrics[SpeedUp(part, alpha)] = seconds[Milliseconds(part, null)].Zip(seconds[Milliseconds(part, alpha)], (full, sampled) => full / sampled).Median();
        return metrics;
    }

    private static string At(string metric, double alpha) => string.Create(CultureInfo.InvariantCulture, $"{metric}@{alpha:0.##}");

    /// <summary>The parts, one by one on the same map.</summary>
    private sealed class Timed : IDisposable
    {
        private readonly TransformerEncoder encoder;
        private readonly TransformerDecoder decoder;
        private readonly PollPoolSampler sampler;
        private readonly FeatureMap map;
        private readonly Tensor queries;

        public Timed(Scale scale, Device device)
        {
            var options = new TransformerOptions { EncoderLayers = scale.Layers, DecoderLayers = scale.Layers };
            encoder = new TransformerEncoder(options).to(device);
            decoder = new TransformerDecoder(options).to(device);
            sampler = new PollPoolSampler(new() { PoolNumber = PoolNumber }).to(device);
            foreach (var module in new nn.Module[] { encoder, decoder, sampler })
                module.eval();
            map = new(randn(1, options.Width, scale.Height, scale.Width, device: device), randn(1, options.Width, scale.Height, scale.Width, device: device));
            queries = randn(1, Queries, options.Width, device: device);
        }

        public List<(string Part, double Seconds)> Times(double? alpha)
        {
            using var scope = NewDisposeScope();
            var times = new List<(string, double)>();
            var (tokens, positions) = (FeatureMap.Tokens(map.Features), FeatureMap.Tokens(map.Positions));
            if (alpha is { } share)
            {
                sampler.Alpha = share;
                AbstractSet? set = null;
                times.Add(("sampler", Time(() => (set = sampler.call(map)).Tokens)));
                (tokens, positions) = (set!.Tokens, set.Positions);
            }
            Tensor? memory = null;
            times.Add(("encoder", Time(() => memory = encoder.call(tokens, positions, null))));
            times.Add(("decoder", Time(() => decoder.call(queries.zeros_like(), queries, memory!, positions, null))));
            return times;
        }

        // Reading a number waits for a device that works on its own.
        private static double Time(Func<Tensor> work)
        {
            var clock = Stopwatch.StartNew();
            work().sum().ToSingle();
            return clock.Elapsed.TotalSeconds;
        }

        public void Dispose()
        {
            encoder.Dispose();
            decoder.Dispose();
            sampler.Dispose();
        }
    }
}
