using System.Globalization;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using TorchSharp;

namespace Fovea.Benchmarks;

/// <summary>How much faster DETR's transformer is on what the sampler leaves of a map, beside how much less it computes.</summary>
public static class PnpDetrBenchmark
{
    /// <summary>Times every part and writes a line each.</summary>
    /// <param name="tier">How many layers and rounds: <see cref="SpeedTrial.Of"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="threads">Of the CPU.</param>
    /// <param name="output">The table.</param>
    /// <param name="cancellation">Ends it between two parts.</param>
    public static void Run(Tier tier, torch.Device device, int threads, TextWriter output, CancellationToken cancellation)
    {
        torch.set_num_threads(threads);
        var scale = SpeedTrial.Of(tier);
        var run = SpeedTrial.Run(0, tier, device, cancellation: cancellation);
        Line($"{run.Device}, libtorch {run.Versions["libtorch"]}");
        Line($"a map of {scale.Height} x {scale.Width}, {scale.Layers} layer(s) of the encoder and of the decoder, M = 240, medians of {scale.Rounds} round(s)");
        Line($"{"",-16}{"full",12}{string.Concat(SpeedTrial.Alphas.Select(alpha => Invariant($"{$"alpha {alpha:0.##}",14}{"speed-up",10}{"FLOPs",8}")))}");
        foreach (var part in SpeedTrial.Parts)
        {
            var full = run.Metrics.TryGetValue(SpeedTrial.Milliseconds(part, null), out var time) ? Invariant($"{time:0.0} ms") : "-";
            Line($"{part,-16}{full,12}{string.Concat(SpeedTrial.Alphas.Select(alpha => Sampled(part, alpha)))}");
        }

        string Sampled(string part, double alpha)
        {
            var time = Invariant($"{run.Metrics[SpeedTrial.Milliseconds(part, alpha)]:0.0} ms");
            return run.Metrics.TryGetValue(SpeedTrial.SpeedUp(part, alpha), out var ratio)
                ? Invariant($"{time,14}{$"{ratio:0.00} x",10}{$"{SpeedTrial.FlopsRatio(part, alpha, scale):0.00} x",8}")
                : $"{time,14}{"",18}";
        }

        void Line(FormattableString text) => output.WriteLine(Invariant(text).TrimEnd());
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
