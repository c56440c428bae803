using Fovea.Data;

namespace Fovea.Tests.Data;

public class SeededRandomTests
{
    [Fact]
    public void The_sequence_is_SplitMix64s()
    {
        var random = default(SeededRandom); // state 0
        Assert.Equal([0xE220A8397B1DCDAFul, 0x6E789E6AA1B965F4ul, 0x06C45D188009454Ful, 0xF88BB8A8724C81ECul],
            Enumerable.Range(0, 4).Select(_ => random.NextUInt64()).ToArray());
    }

    [Fact]
    public void Committed_runs_depend_on_these_orders_staying_as_they_are()
    {
        Assert.Equal([5, 9, 0, 8, 4, 2, 1, 7, 6, 3], new SeededRandom(Draw.Order, 0, 0, 0).Permutation(10));
        Assert.Equal([4, 3, 1, 9, 5, 6, 2, 7, 8, 0], new SeededRandom(Draw.Order, 1, 2, 0).Permutation(10));
    }

    [Fact]
    public void Every_part_of_what_numbers_are_for_changes_them()
    {
        var first = new HashSet<ulong>();
        foreach (var purpose in Enum.GetValues<Draw>())
            foreach (var seed in new long[] { -1, 0, 1, 1L << 40 })
                foreach (var (epoch, index) in new[] { (0, 0), (0, 1), (1, 0), (1, 1), (2, 1) })
                    Assert.True(first.Add(new SeededRandom(purpose, seed, epoch, index).NextUInt64()));
    }

    [Fact]
    public void Numbers_of_a_range_are_each_about_as_frequent()
    {
        var random = new SeededRandom(Draw.Order, 1, 2, 3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.Next(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 500, 10_000 + 500)); // five standard deviations
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    public void Beta_has_its_mean_and_variance(double alpha)
    {
        var random = new SeededRandom(Draw.Mixing, 5, 0, 0);
        var draws = Enumerable.Range(0, 50_000).Select(_ => random.NextBeta(alpha)).ToArray();
        var variance = 1 / (4 * (2 * alpha + 1));
        Assert.All(draws, value => Assert.InRange(value, 0, 1));
        Assert.Equal(0.5, draws.Average(), 5 * Math.Sqrt(variance / draws.Length));
        Assert.Equal(variance, draws.Average(value => (value - 0.5) * (value - 0.5)), 0.003);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_deviation_1()
    {
        var random = new SeededRandom(Draw.Mixing, 6, 0, 0);
        var draws = Enumerable.Range(0, 50_000).Select(_ => random.NextNormal()).ToArray();
        Assert.Equal(0, draws.Average(), 0.023);
        Assert.Equal(1, draws.Average(value => value * value), 0.032);
    }

    [Fact]
    public void A_permutation_has_every_number_once_and_no_habit()
    {
        var order = new SeededRandom(Draw.Order, 7, 0, 0).Permutation(1000);
        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        var firsts = Enumerable.Range(0, 6000).Select(epoch => new SeededRandom(Draw.Order, 7, epoch, 0).Permutation(6)[0]).CountBy(value => value);
        Assert.All(firsts, pair => Assert.InRange(pair.Value, 1000 - 145, 1000 + 145));
    }
}
