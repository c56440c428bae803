using Fovea.Papers.FocusDetr;
using Fovea.Results;
using TorchSharp;

namespace Fovea.Benchmarks;

/// <summary>What Focus-DETR's encoder takes of time and memory at each keep ratio, beside how much it computes.</summary>
public static class FocusDetrBenchmark
{
    /// <summary>Measures and writes the table.</summary>
    /// <param name="tier">The image and the rounds: <see cref="EncoderTrial.Of"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="threads">Of the CPU.</param>
    /// <param name="output">The table.</param>
    /// <param name="cancellation">Ends it between two measurements.</param>
    public static void Run(Tier tier, torch.Device device, int threads, TextWriter output, CancellationToken cancellation)
    {
        torch.set_num_threads(threads);
        var run = EncoderTrial.Run(0, tier, device, cancellation: cancellation);
        output.WriteLine($"libtorch {run.Versions["libtorch"]}, medians of {EncoderTrial.Of(tier).Rounds} round(s)");
        output.Write(EncoderTrial.Table(run).ToText());
    }
}
