using System.Globalization;

namespace Fovea.Display.Svg;

/// <summary>A mark on an axis.</summary>
/// <param name="Position">In axis coordinates: the value, or its decimal logarithm on a logarithmic axis.</param>
/// <param name="Label">Empty for a mark without one.</param>
internal readonly record struct Tick(double Position, string Label);

/// <summary>Marks at round values.</summary>
internal static class Ticks
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static readonly double[] RoundSteps = [1, 2, 5];

    /// <summary>The least of 1, 2 or 5 times a power of ten that spans <paramref name="span"/> in at most <paramref name="most"/> steps.</summary>
    public static double NiceStep(double span, int most)
    {
        var least = span / Math.Max(1, most);
        var decade = Math.Pow(10, Math.Floor(Math.Log10(least)));
        // The slack keeps 0.3 / 3 from becoming 0.2.
        return RoundSteps.Select(step => step * decade).FirstOrDefault(step => step >= least * (1 - 1e-9), 10 * decade);
    }

    /// <summary>Multiples of a round step within [<paramref name="min"/>, <paramref name="max"/>], at most <paramref name="most"/> steps.</summary>
    public static IReadOnlyList<Tick> Linear(double min, double max, int most)
    {
        var step = NiceStep(max - min, most);
        long first = (long)Math.Ceiling(min / step - 1e-9), last = (long)Math.Floor(max / step + 1e-9);
        var values = new List<double>();
        for (var i = first; i <= last; i++)
            values.Add(i * step);
        var label = Formatter(step, Math.Max(Math.Abs(min), Math.Abs(max)));
        return [.. values.Select(value => new Tick(value, label(value)))];
    }

    /// <summary>
    /// Powers of ten within [10^min, 10^max], with unlabelled marks between; over less than two decades, 1, 2 and 5 times
    /// the powers are labelled too.
    /// </summary>
    public static IReadOnlyList<Tick> Log(double min, double max, int most)
    {
        if (max - min < 0.7) // fewer than two round values lie within
            return [.. Linear(Math.Pow(10, min), Math.Pow(10, max), most).Where(tick => tick.Position > 0)
                .Select(tick => tick with { Position = Math.Log10(tick.Position) })];
        var every = Math.Max(1, (int)Math.Ceiling((max - min) / Math.Max(1, most)));
        var ticks = new List<Tick>();
        for (var decade = (int)Math.Floor(min); decade <= Math.Ceiling(max); decade++)
            for (var digit = 1; digit < 10; digit++)
            {
                var position = decade + Math.Log10(digit);
                if (position < min - 1e-9 || position > max + 1e-9)
                    continue;
                var labelled = digit == 1 ? decade % every == 0 : digit is 2 or 5 && max - min < 2;
                ticks.Add(new(position, !labelled ? "" : max - min < 2 || decade is >= -3 and <= 3 ? Label(digit * Math.Pow(10, decade)) : "10" + Superscript(decade)));
            }
        return ticks;
    }

    /// <summary>A number as the axes write it: true minus, and a factor (k, M, G, T) or a power of ten where digits would not fit.</summary>
    public static string Label(double value) => Formatter(Math.Pow(10, Math.Floor(Math.Log10(Math.Max(Math.Abs(value), 1e-12))) - 2), Math.Abs(value))(value);

    /// <summary>One format for all marks of an axis, with the decimals that tell steps of <paramref name="step"/> apart.</summary>
    private static Func<double, string> Formatter(double step, double largest)
    {
        if (largest < 1e-4 && largest > 0)
        {
            var exponent = (int)Math.Floor(Math.Log10(largest) + 1e-9);
            var unit = Math.Pow(10, exponent);
            return value => Math.Abs(value) < step / 2 ? "0" : Fixed(value / unit, step / unit) + "×10" + Superscript(exponent);
        }
        var (factor, suffix) = largest switch
        {
            >= 1e16 => (1e15, "P"),
            >= 1e12 => (1e12, "T"),
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e4 => (1e3, "k"),
            _ => (1.0, ""),
        };
        return value => Math.Abs(value) < step / 2 ? "0" : Fixed(value / factor, step / factor) + suffix;
    }

    private static string Fixed(double value, double step)
    {
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 10);
        var text = Math.Round(value, decimals, MidpointRounding.AwayFromZero).ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    private static string Superscript(int exponent) =>
        (exponent < 0 ? "⁻" : "") + string.Concat(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(digit => Superscripts[digit - '0']));
}
