using Fovea.Counting;
using Fovea.Papers.PnpDetr;
using Fovea.Tests.Counting;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>What a sampler states is what it does, and costs what the authors' counter says.</summary>
public class SamplerCountTests
{
    public static TheoryData<string, SamplerOptions> Samplers => new()
    {
        { "the paper's", new() },
        { "half", new() { Alpha = .5 } },
        { "without pool", new() { PoolNumber = 0 } },
        { "without poll", new() { Alpha = 0 } },
        { "everything", new() { Alpha = 1 } },
        { "full set", new() { PoolFrom = PoolFrom.FullSet } },
        { "as written", new() { Form = SamplerForm.AsWritten } },
        { "deep", new() { Scorer = new(3), KeyLayers = 2, KeyPositions = true } },
        { "narrow", new() { Scorer = new(2, 4) } },
        { "one layer", new() { Scorer = new(1) } },
        { "random", new() { Selection = FineSelection.Random } },
        { "uniform", new() { Selection = FineSelection.Uniform } },
        { "uniform without pool", new() { Selection = FineSelection.Uniform, PoolNumber = 0 } },
        { "interpolated", new() { Selection = FineSelection.Interpolated, PoolNumber = 0 } },
        { "interpolated with pool", new() { Selection = FineSelection.Interpolated } },
        { "interpolated with pool, as written", new() { Selection = FineSelection.Interpolated, Form = SamplerForm.AsWritten } },
    };

    [Theory, MemberData(nameof(Samplers))]
    public void A_sampler_executes_what_it_states(string name, SamplerOptions options)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var sampler = Maps.Sampler(options);
        sampler.eval();
        var map = Maps.Of((6, 7), (6, 7)) with { Padding = null };
        var executed = ExecutedOperators.Of(() => sampler.call(map));
        var differences = ExecutedCountTests.Differences(Operations.Of(sampler, map.Features.shape), executed);
        Assert.True(!differences.Any(), $"{name}:\n{string.Join('\n', differences)}");
    }

    [Theory]
    [InlineData(25, 34, 1.0 / 3, 60)]
    [InlineData(25, 34, .5, 60)]
    [InlineData(50, 67, 1.0 / 3, 240)]
    [InlineData(50, 67, .5, 240)]
    [InlineData(25, 34, .4, 0)]
    public void Its_cost_is_the_closed_form(int height, int width, double alpha, int pool)
    {
        using var sampler = new PollPoolSampler(new() { PoolNumber = pool });
        sampler.Alpha = alpha;
        double c = 256, l = height * width, n = sampler.FineLength(height, width), r = pool == 0 ? 0 : l - n;
        var expected = l * (c * c + 2 * c) + r * (c * c + 3 * c * pool + c + 6 * pool) + n * c;
        Assert.Equal(expected, Operations.Of(sampler, 1, 256, height, width).Cost(Conventions.PnpDetr));
    }
}
