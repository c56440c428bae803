using Fovea.Benchmarks;
using Fovea.Papers.FocusDetr;
using Fovea.Results;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>What is measured and how it is told, not how fast it is.</summary>
public class EncoderTrialTests
{
    [Fact]
    public void Every_keep_ratio_is_measured_beside_the_dense_encoder()
    {
        var run = EncoderTrial.Run(0, Tier.Smoke, cancellation: TestContext.Current.CancellationToken);
        string[] expected =
        [
            .. from what in new[] { "encoder_ms", "gflops", "selector_ms", "share" } from keep in new[] { ".1", ".2", ".3", ".4", ".5" } select $"{what}@0{keep}",
            "encoder_ms", "gflops",
        ];
        var found = run.Metrics.Where(metric => !metric.Key.StartsWith("megabytes", StringComparison.Ordinal)).ToDictionary(); // not every system tells them
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(found, metric => Assert.True(metric.Value > 0, metric.Key));
        Assert.Equal((EncoderTrial.Experiment, Tier.Smoke), (run.Experiment, run.Tier));

        // 20 x 27 + 10 x 14 + 5 x 7 + 3 x 4 tokens, a layer costs 65,536 N + q (163,840 + 512 F) and 10 C a token that is normalised.
        const double tokens = 727, product = 163_840 + 512 * 2048;
        Assert.Equal(6 * tokens * (65_536 + product + 2_560), 1e9 * run.Metrics["gflops"], 1);
        // Each layer: of 300 fine tokens at most 4 k C^2 + 2 k^2 C and 5 C k, of its own q 80 C q for categories; the selector 172,096 + 2 x 5 C a token.
        var sparse = SelectorOptions.Cascades[.3].Select((_, layer) => new SelectorOptions(SelectorOptions.Cascades[.3]).Kept((long)tokens)[layer])
            .Sum(q => Math.Min(300, q) is var k ? tokens * 65_536 + q * (product + 2_560 + 80 * 256) + k * (4 * 65_536 + 2.0 * k * 256 + 1_280) : 0);
        Assert.Equal(sparse + tokens * (172_096 + 2_560), 1e9 * run.Metrics["gflops@0.3"], 1);
    }

    [Fact]
    public void The_benchmark_writes_a_line_a_keep_ratio()
    {
        var (output, threads) = (new StringWriter(), get_num_threads());
        FocusDetrBenchmark.Run(Tier.Smoke, CPU, threads, output, TestContext.Current.CancellationToken);
        Assert.All(["keep 0.1", "keep 0.2", "keep 0.3", "keep 0.4", "keep 0.5", "all tokens"], row => Assert.Contains(row, output.ToString()));
    }
}
