using Fovea.Results;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Results;

public class PairedIntervalTests
{
    private static readonly Gen<double[]> Differences =
        from length in Gen.Choose(2, 12)
        from values in Gen.Choose(-1_000_000, 1_000_000).Select(value => value / 1000.0).ArrayOf(length)
        select values;

    // Zar, Biostatistical Analysis: t(2, .975) = 4.303, t(4, .975) = 2.776.
    [Theory]
    [InlineData(new[] { 4.0, 5.0, 6.0 }, 5.0, 4.303 / 1.7320508)]
    [InlineData(new[] { 1.0, 2.0, 3.0, 4.0, 5.0 }, 3.0, 2.776 * 1.5811388 / 2.2360680)]
    public void It_is_students_interval(double[] differences, double mean, double half)
    {
        var interval = PairedInterval.Of(differences);
        Assert.Equal(differences.Length, interval.Pairs);
        Assert.Equal(mean, interval.Mean, 1e-12);
        Assert.Equal(mean - half, interval.Lower, 1e-3);
        Assert.Equal(mean + half, interval.Upper, 1e-3);
    }

    [Fact]
    public void One_pair_bounds_nothing() =>
        Assert.Equal(new PairedInterval(1, 3, double.NegativeInfinity, double.PositiveInfinity), PairedInterval.Of([3]));

    [Fact]
    public void Equal_differences_leave_no_doubt() =>
        Assert.Equal(new PairedInterval(3, 2, 2, 2), PairedInterval.Of([2, 2, 2]));

    [Theory]
    [InlineData]
    [InlineData(1.0, double.NaN)]
    [InlineData(1.0, double.PositiveInfinity)]
    public void No_difference_or_one_that_is_not_finite_is_refused(params double[] differences) =>
        Assert.Throws<ArgumentException>(() => PairedInterval.Of(differences));

    [Fact]
    public void Only_seeds_that_were_run_both_ways_are_paired()
    {
        var first = new Dictionary<int, double> { [0] = 48, [1] = 49.5, [2] = 50, [7] = 99 };
        var second = new Dictionary<int, double> { [2] = 45, [1] = 44, [0] = 43, [5] = 1 };
        Assert.Equal(PairedInterval.Of([5, 5.5, 5]), PairedInterval.Between(first, second));
        Assert.Null(PairedInterval.Between(first, new Dictionary<int, double> { [3] = 1 }));
    }

    [Theory]
    [InlineData(new[] { 5.0, 5.5, 5.0 }, "more")]
    [InlineData(new[] { -5.0, -5.5, -5.0 }, "less")]
    [InlineData(new[] { -5.0, 5.5, 5.0 }, "no difference shown")]
    [InlineData(new[] { 5.0 }, "no difference shown")]
    public void It_reads_as_more_or_less_where_it_is_clear_of_zero(double[] differences, string reading) =>
        Assert.Equal(reading, PairedInterval.Of(differences).Reading);

    [Fact]
    public void It_contains_its_mean() => Holds(values =>
    {
        var interval = PairedInterval.Of(values);
        return interval.Lower <= interval.Mean && interval.Mean <= interval.Upper;
    });

    [Fact]
    public void The_order_of_the_pairs_does_not_change_a_bit() => Holds(values =>
        PairedInterval.Of(values) == PairedInterval.Of(values.Reverse()) && PairedInterval.Of(values) == PairedInterval.Of(values.Order()));

    [Fact]
    public void Turning_the_question_round_turns_the_interval_round() => Holds(values =>
    {
        var (there, back) = (PairedInterval.Of(values), PairedInterval.Of(values.Select(value => -value)));
        return Math.Abs(there.Lower + back.Upper) < 1e-9 && Math.Abs(there.Upper + back.Lower) < 1e-9;
    });

    [Fact]
    public void More_spread_makes_it_wider() => Holds(values =>
    {
        var (narrow, wide) = (PairedInterval.Of(values), PairedInterval.Of(values.Select(value => 2 * value)));
        return wide.Upper - wide.Lower >= narrow.Upper - narrow.Lower;
    });

    private static void Holds(Func<double[], bool> property) =>
        Prop.ForAll(Differences.ToArbitrary(), property).Holds();
}
