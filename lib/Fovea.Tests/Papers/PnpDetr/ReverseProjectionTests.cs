using Fovea.Papers.PnpDetr;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>From tokens back to the map they came from.</summary>
public class ReverseProjectionTests
{
    private static readonly Arbitrary<(PoolFrom From, int M, double Alpha, (int, int)[] Extents)> Cases = Arb.From(
        from pool in Gen.Elements(Enum.GetValues<PoolFrom>())
        from m in Gen.Elements(0, 1, 3)
        from alpha in Gen.Elements(0, .1, 1.0 / 3, .5, .8, 1)
        from extents in Gen.Choose(1, 6).Zip(Gen.Choose(1, 6)).NonEmptyListOf()
        select (pool, m, alpha, extents.Take(3).Select(e => (e.Item1, e.Item2)).ToArray()));

    [Fact]
    public void A_location_gets_its_fine_token_or_the_coarse_ones_by_their_weights() => Prop.ForAll(Cases, one =>
    {
        using var scope = NewDisposeScope();
        var set = Maps.Sampler(new() { PoolNumber = one.M, Alpha = one.Alpha, PoolFrom = one.From }).call(Maps.Of(one.Extents));
        var encoded = (arange(set.Tokens.numel(), dtype: float32) * 1.7).sin().reshape(set.Tokens.shape);
        var map = ReverseProjection.Project(set, encoded);
        Assert.Equal([one.Extents.Length, Maps.Width, set.Height, set.Width], map.shape);
        for (var i = 0; i < one.Extents.Length; i++)
        {
            var places = Maps.Numbers(set.Indices![i])[..set.Lengths[i]];
            for (var place = 0; place < set.Height * set.Width; place++)
            {
                var (y, x) = (place / set.Width, place % set.Width);
                var expected = Array.IndexOf(places, place) is >= 0 and var rank ? encoded[i, rank]
                    : one.M == 0 ? zeros(Maps.Width)
                    : encoded[i, set.Fine..].mul(set.WeightMaps()[i, .., y, x].unsqueeze(1)).sum(dim: 0);
                Assert.Equal(0, (expected - map[i, .., y, x]).abs().max().ToDouble(), 1e-5);
            }
        }
    }).Holds(40);

    [Fact]
    public void Tokens_of_another_number_are_refused()
    {
        using var scope = NewDisposeScope();
        var set = Maps.Sampler(new() { PoolNumber = 2, Alpha = .5 }).call(Maps.Of((4, 5)));
        Assert.Equal("encoded: expected [1, 12, C], found [1, 11, 8]",
            Assert.Throws<ArgumentException>(() => ReverseProjection.Project(set, set.Tokens[.., 1..])).Message);
    }

    [Fact]
    public void Interpolated_tokens_go_back_nowhere()
    {
        using var scope = NewDisposeScope();
        var set = Maps.Sampler(new() { PoolNumber = 0, Selection = FineSelection.Interpolated }).call(Maps.Of((4, 5)));
        Assert.Throws<InvalidOperationException>(() => ReverseProjection.Project(set, set.Tokens));
    }
}
