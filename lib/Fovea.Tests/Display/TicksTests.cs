using FsCheck;
using FsCheck.Fluent;
using Fovea.Display.Svg;

namespace Fovea.Tests.Display;

public class TicksTests
{
    private static readonly Arbitrary<(double Min, double Max, int Most)> Ranges =
        (from start in Gen.Choose(-9999, 9999)
         from length in Gen.Choose(1, 9999)
         from exponent in Gen.Choose(-9, 9)
         from most in Gen.Choose(2, 12)
         let unit = Math.Pow(10, exponent)
         select (start * unit, (start + length) * unit, most)).ToArbitrary();

    [Fact]
    public void Linear_marks_are_even_round_inside_and_few() => Prop.ForAll(Ranges, range =>
    {
        var ticks = Ticks.Linear(range.Min, range.Max, range.Most);
        var step = Ticks.NiceStep(range.Max - range.Min, range.Most);
        var slack = step * 1e-6;
        return ticks.All(tick => tick.Position >= range.Min - slack && tick.Position <= range.Max + slack)
            && ticks.Count <= range.Most + 1
            && ticks.Zip(ticks.Skip(1)).All(pair => Math.Abs(pair.Second.Position - pair.First.Position - step) <= slack)
            && ticks.All(tick => Math.Abs(Math.IEEERemainder(tick.Position, step)) <= Math.Max(slack, Math.Abs(tick.Position) * 1e-12));
    }).Holds();

    [Fact]
    public void Labels_of_an_axis_are_all_different_and_never_long() => Prop.ForAll(Ranges, range =>
    {
        var labels = Ticks.Linear(range.Min, range.Max, range.Most).Select(tick => tick.Label).ToArray();
        return labels.Distinct().Count() == labels.Length && labels.All(label => label.Length is > 0 and <= 16);
    }).Holds();

    [Fact]
    public void A_step_is_1_2_or_5_times_a_power_of_ten() => Prop.ForAll(Ranges, range =>
    {
        var step = Ticks.NiceStep(range.Max - range.Min, range.Most);
        var digit = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-9));
        return new[] { 1.0, 2, 5 }.Any(round => Math.Abs(digit - round) < 1e-6) && step * range.Most >= (range.Max - range.Min) * (1 - 1e-6);
    }).Holds();

    [Fact]
    public void Logarithmic_marks_rise_lie_inside_and_show_every_decade() => Prop.ForAll(
        (from start in Gen.Choose(-80, 80) from length in Gen.Choose(1, 120) select (start / 10.0, (start + length) / 10.0)).ToArbitrary(),
        range =>
        {
            var (min, max) = range;
            var ticks = Ticks.Log(min, max, 8);
            var decades = Enumerable.Range((int)Math.Ceiling(min), Math.Max(0, (int)Math.Floor(max) - (int)Math.Ceiling(min) + 1));
            return ticks.All(tick => tick.Position >= min - 1e-6 && tick.Position <= max + 1e-6)
                && ticks.Zip(ticks.Skip(1)).All(pair => pair.Second.Position > pair.First.Position)
                && (max - min < 0.7 || decades.All(decade => ticks.Any(tick => Math.Abs(tick.Position - decade) < 1e-9)))
                && ticks.Count(tick => tick.Label.Length > 0) >= 1;
        }).Holds();

    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(-1, 1, "−1 −0.5 0 0.5 1")]
    [InlineData(0, 60000, "0 10k 20k 30k 40k 50k 60k")]
    [InlineData(0, 1e11, "0 20G 40G 60G 80G 100G")]
    [InlineData(0, 3e-5, "0 0.5×10⁻⁵ 1×10⁻⁵ 1.5×10⁻⁵ 2×10⁻⁵ 2.5×10⁻⁵ 3×10⁻⁵")]
    public void Labels_read_as_one_would_write_them(double min, double max, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Linear(min, max, 6).Select(tick => tick.Label)));

    [Theory]
    [InlineData(0, 2, "1 10 100")]
    [InlineData(-8, 0, "10⁻⁸ 10⁻⁶ 10⁻⁴ 0.01 1")]
    [InlineData(1, 2.5, "10 20 50 100 200")]
    public void Decades_read_as_one_would_write_them(double min, double max, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Log(min, max, 6).Select(tick => tick.Label).Where(label => label.Length > 0)));
}
