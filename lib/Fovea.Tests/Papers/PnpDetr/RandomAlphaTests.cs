using Fovea.Papers.PnpDetr;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>Poll ratios drawn in training, eq. 19.</summary>
public class RandomAlphaTests
{
    private static readonly SamplerOptions Options = new() { PoolNumber = 2, Alpha = .5, RandomAlpha = AlphaRange.Paper };

    [Fact]
    public void Training_draws_from_the_range_and_evaluation_goes_by_the_set_one()
    {
        using var scope = NewDisposeScope();
        var (map, sampler) = (Maps.Of((10, 10)), Maps.Sampler(Options));
        manual_seed(0);
        var drawn = Enumerable.Range(0, 200).Select(_ => sampler.call(map).Fine).ToList();
        Assert.InRange(drawn.Min(), 15, 20);
        Assert.InRange(drawn.Max(), 75, 80);
        Assert.InRange(drawn.Average(), 42, 53);
        manual_seed(0);
        Assert.Equal(drawn[..20], Enumerable.Range(0, 20).Select(_ => sampler.call(map).Fine));

        sampler.eval();
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(50, sampler.call(map).Fine));
        sampler.Alpha = .25;
        Assert.Equal(25, sampler.call(map).Fine);
    }

    [Fact]
    public void A_range_that_is_none_is_refused() =>
        Assert.StartsWith("AlphaRange: expected 0 <= Low <= High <= 1",
            Assert.Throws<ArgumentException>(() => Maps.Sampler(Options with { RandomAlpha = new(.8, .15) })).Message);
}
