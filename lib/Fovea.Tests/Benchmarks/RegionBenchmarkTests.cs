using Fovea.Benchmarks;
using Fovea.Papers.RegionFeatures;
using Fovea.Results;

namespace Fovea.Tests.Benchmarks;

public class RegionBenchmarkTests
{
    [Fact]
    public void A_miss_is_named_with_what_was_expected()
    {
        Dictionary<string, double> good = new()
        {
            ["naive_seconds"] = 3, ["efficient_seconds"] = .9, ["naive_megabytes"] = 300, ["efficient_megabytes"] = 90, ["difference"] = 1e-6,
        };
        Assert.Empty(RegionBenchmark.Misses(good));
        Assert.Equal(["times as fast 2, expected 3"], RegionBenchmark.Misses(new Dictionary<string, double>(good) { ["efficient_seconds"] = 1.5 }));
        Assert.Equal(["share of the memory 0.5, expected 0.333"], RegionBenchmark.Misses(new Dictionary<string, double>(good) { ["efficient_megabytes"] = 150 }));
        Assert.Equal(["the ways without sampling differ by 0.001, expected 1e-05"], RegionBenchmark.Misses(new Dictionary<string, double>(good) { ["difference"] = 1e-3 }));
    }

    /// <summary>The operations, the regions and the agreement of the ways; no time.</summary>
    [Fact]
    public void The_three_ways_are_measured_on_regions_like_the_papers()
    {
        var run = EfficiencyTrial.Run(seed: 3, Tier.Smoke);
        Assert.InRange(run.Metrics["inside"], 75, 97);      // the paper's mean is 86
        Assert.InRange(run.Metrics["outside"], 100, 150);   // and 114, on maps of 2019 positions
        Assert.InRange(run.Metrics["difference"], 0, 1e-5);
        Assert.InRange(run.Metrics["naive_gmacs"], 17, 20);
        Assert.InRange(run.Metrics["efficient_gmacs"], 4, 5);
        Assert.Equal(run.Metrics["naive_gmacs"], run.Metrics["dense_gmacs"]);
        var text = EfficiencyTrial.Table(run).ToText();
        Assert.All(["efficient", "dense", "naive"], way => Assert.Contains(way, text));
    }
}
