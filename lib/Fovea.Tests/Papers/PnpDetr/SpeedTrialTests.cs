using Fovea.Benchmarks;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>What is timed and how it is told, not how fast it is.</summary>
public class SpeedTrialTests
{
    [Fact]
    public void Every_part_is_timed_at_every_alpha()
    {
        var run = SpeedTrial.Run(0, Tier.Smoke, cancellation: TestContext.Current.CancellationToken);
        string[] expected =
        [
            "decoder_ms", "decoder_ms@0.33", "decoder_ms@0.5", "decoder_speed_up@0.33", "decoder_speed_up@0.5",
            "encoder_ms", "encoder_ms@0.33", "encoder_ms@0.5", "encoder_speed_up@0.33", "encoder_speed_up@0.5",
            "sampler_ms@0.33", "sampler_ms@0.5",
        ];
        Assert.Equal(expected, run.Metrics.Keys.Order(StringComparer.Ordinal));
        Assert.All(run.Metrics.Values, value => Assert.True(value > 0));
        Assert.Equal((SpeedTrial.Experiment, Tier.Smoke), (run.Experiment, run.Tier));
    }

    [Fact]
    public void Beside_a_speed_up_stands_how_much_less_is_computed()
    {
        // 3350 locations: 1116 and 1675 of them with 240 coarse tokens.
        var scale = SpeedTrial.Of(Tier.Small);
        Assert.Equal(Encoder(3350) / Encoder(1116 + 240), SpeedTrial.FlopsRatio("encoder", 1.0 / 3, scale), 1e-9);
        Assert.Equal(Encoder(3350) / Encoder(1675 + 240), SpeedTrial.FlopsRatio("encoder", .5, scale), 1e-9);
        Assert.InRange(SpeedTrial.FlopsRatio("decoder", .5, scale), 1, 2);

        static double Encoder(double tokens) => 3360 * tokens * tokens + 7_918_080 * tokens;
    }

    [Fact]
    public void The_benchmark_writes_a_line_a_part()
    {
        var (output, threads) = (new StringWriter(), get_num_threads());
        PnpDetrBenchmark.Run(Tier.Smoke, CPU, threads, output, TestContext.Current.CancellationToken);
        Assert.Matches(@"^.*, libtorch .*\na map of 25 x 34, 1 layer\(s\)[^\n]*\n +full +alpha 0\.5 +speed-up +FLOPs +alpha 0\.33 +speed-up +FLOPs\n"
            + @"encoder( +[0-9.]+ ms| +[0-9.]+ x){7}\ndecoder( +[0-9.]+ ms| +[0-9.]+ x){7}\nsampler +-( +[0-9.]+ ms){2}\n$", output.ToString());
    }
}
