using Fovea.Papers.PnpDetr;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>What holds of every sampler, on maps of any size, with and without padding.</summary>
public class PollPoolSamplerTests
{
    private static readonly Arbitrary<(FineSelection Selection, PoolFrom From, int M, double Alpha, (int, int)[] Extents)> Cases = Arb.From(
        from selection in Gen.Elements(Enum.GetValues<FineSelection>())
        from pool in Gen.Elements(Enum.GetValues<PoolFrom>())
        from m in Gen.Elements(0, 1, 3)
        from alpha in Gen.Elements(.05, .2, .25, 1.0 / 3, .5, .65, .7, .8, 1)
        from extents in Gen.Choose(1, 7).Zip(Gen.Choose(1, 7)).NonEmptyListOf()
        select (selection, pool, m, alpha, extents.Take(3).Select(e => (e.Item1, e.Item2)).ToArray()));

    [Fact]
    public void A_sampled_location_is_on_its_image_and_sampled_once() => Prop.ForAll(Cases, one =>
    {
        using var scope = NewDisposeScope();
        var (set, map) = Sample(one);
        if (set.Indices is null) return;
        foreach (var (i, length) in set.Lengths.Index())
        {
            var places = Maps.Numbers(set.Indices[i])[..length];
            Assert.Equal(length, places.Distinct().Count());
            Assert.All(places, place => Assert.True(place / map.Width < one.Extents[i].Item1 && place % map.Width < one.Extents[i].Item2));
            Assert.Equal(length, set.Chosen()[i].sum().ToInt64());
            Assert.Equal(length, set.Padding[i].logical_not().sum().ToInt64() - one.M);
        }
    }).Holds();

    [Fact]
    public void Every_image_has_the_fine_tokens_that_its_own_locations_give() => Prop.ForAll(Cases, one =>
    {
        using var scope = NewDisposeScope();
        var (set, _) = Sample(one);
        foreach (var (i, (rows, columns)) in one.Extents.Index())
        {
            if (one.Selection is FineSelection.Poll or FineSelection.Random)
                Assert.Equal((int)(rows * columns * (float)one.Alpha), set.Lengths[i]);
            if (one.Selection == FineSelection.Uniform)
                Assert.Equal(Math.Ceiling(rows * Math.Sqrt(one.Alpha) - 1e-9) * Math.Ceiling(columns * Math.Sqrt(one.Alpha) - 1e-9), set.Lengths[i]);
        }
        Assert.Equal(set.Lengths.Max(), set.Indices is null ? set.Lengths.Max() : set.Fine);
        Assert.Equal([one.Extents.Length, set.Fine + one.M, Maps.Width], set.Tokens.shape);
        Assert.Equal(set.Tokens.shape, set.Positions.shape);
    }).Holds();

    [Fact]
    public void Aggregation_weights_of_a_coarse_token_sum_to_one_over_what_the_image_left_out() => Prop.ForAll(Cases, one =>
    {
        using var scope = NewDisposeScope();
        var (set, map) = Sample(one);
        if (one.M == 0) return;
        var maps = set.WeightMaps();
        Assert.Equal([one.Extents.Length, one.M, map.Height, map.Width], maps.shape);
        Assert.Equal(0, maps.masked_fill(map.Padding!.logical_not().unsqueeze(1), 0).abs().sum().ToDouble());
        var pooled = one.From == PoolFrom.Remaining && set.Indices is not null ? maps.masked_fill(set.Chosen().unsqueeze(1), 0) : maps;
        foreach (var (i, (rows, columns)) in one.Extents.Index())
        {
            var left = rows * columns - (one.From == PoolFrom.Remaining && set.Indices is not null ? set.Lengths[i] : 0);
            for (var m = 0; m < one.M; m++)
                Assert.Equal(left == 0 ? 0 : 1, pooled[i, m].sum().ToDouble(), 1e-5);
        }
        Assert.True(set.Tokens.isfinite().all().ToBoolean());
    }).Holds();

    [Fact]
    public void What_is_in_the_batch_besides_changes_nothing_of_an_image() => Prop.ForAll(Cases, one =>
    {
        using var scope = NewDisposeScope();
        if (one.Selection == FineSelection.Interpolated) return; // its map is resized as a whole, padding included
        var (together, map) = Sample(one);
        var (rows, columns) = one.Extents[0];
        var alone = Sample(one, new(map.Features[..1, .., ..rows, ..columns], map.Positions[..1, .., ..rows, ..columns], Images: [0])).Set;
        var length = alone.Lengths[0];
        Assert.Equal(length, together.Lengths[0]);
        AssertClose(alone.Tokens[0, ..length], together.Tokens[0, ..length]);
        AssertClose(alone.Positions[0, ..length], together.Positions[0, ..length]);
        AssertClose(alone.Tokens[0, length..], together.Tokens[0, together.Fine..]);
        AssertClose(alone.Positions[0, length..], together.Positions[0, together.Fine..]);
    }).Holds();

    [Fact]
    public void The_poll_sampler_does_not_mind_the_order_of_the_locations() => Prop.ForAll(Cases, one =>
    {
        using var scope = NewDisposeScope();
        var map = Maps.Of(one.Extents[0]);
        var order = tensor(Enumerable.Range(0, map.Length).Select(i => (long)i).OrderBy(i => (i * 7919 + 13) % 101).ToArray());
        var sampler = Sampler(one with { Selection = FineSelection.Poll });
        var (before, after) = (sampler.call(map), sampler.call(new(Permuted(map.Features), Permuted(map.Positions))));
        AssertClose(before.Tokens, after.Tokens);
        AssertClose(before.Positions, after.Positions);

        Tensor Permuted(Tensor of) => of.flatten(2).index_select(2, order).reshape(of.shape);
    }).Holds();

    [Fact]
    public void A_larger_share_keeps_what_a_smaller_one_samples() => Prop.ForAll(Cases, one =>
    {
        using var scope = NewDisposeScope();
        if (one.Selection is not (FineSelection.Poll or FineSelection.Random)) return;
        var map = Maps.Of(one.Extents);
        var sampler = Sampler(one);
        sampler.Alpha = one.Alpha / 2;
        var smaller = sampler.call(map);
        sampler.Alpha = one.Alpha;
        var larger = sampler.call(map);
        foreach (var (i, length) in smaller.Lengths.Index())
            Assert.Equal(Maps.Numbers(smaller.Indices![i])[..length], Maps.Numbers(larger.Indices![i])[..length]);
    }).Holds();

    [Fact]
    public void The_density_of_an_image_sums_to_one() => Prop.ForAll(Cases, one =>
    {
        using var scope = NewDisposeScope();
        var (set, map) = Sample(one);
        if (set.Indices is null || (one.M == 0 && set.Lengths.Min() == 0)) return;
        var density = set.Density();
        Assert.Equal([one.Extents.Length, map.Height, map.Width], density.shape);
        foreach (var (i, length) in set.Lengths.Index())
        {
            Assert.Equal(1, density[i].sum().ToDouble(), 1e-5);
            if (length > 0) // a sampled location weighs as much as any other, by definition
                Assert.Equal(1, density[i][set.Chosen()[i]].max().ToDouble() / density[i][set.Chosen()[i]].min().ToDouble(), 1e-5);
        }
    }).Holds();

    private static (AbstractSet Set, FeatureMap Map) Sample((FineSelection, PoolFrom, int, double, (int, int)[] Extents) one, FeatureMap? map = null)
    {
        map ??= Maps.Of(one.Extents);
        return (Sampler(one).call(map), map);
    }

    private static PollPoolSampler Sampler((FineSelection Selection, PoolFrom From, int M, double Alpha, (int, int)[]) one)
    {
        var sampler = Maps.Sampler(new() { Selection = one.Selection, PoolFrom = one.From, PoolNumber = one.M, Alpha = one.Alpha, Scorer = new(1) });
        foreach (var (_, parameter) in sampler.named_parameters()) // the same at every call; one layer scores no two locations alike
            using (no_grad())
                parameter.copy_(((arange(parameter.numel(), dtype: float32) * 2.399).sin() * .2).reshape(parameter.shape));
        return sampler;
    }

    private static void AssertClose(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        if (expected.numel() > 0)
            Assert.Equal(0, (expected - found).abs().max().ToDouble(), 1e-4);
    }
}
