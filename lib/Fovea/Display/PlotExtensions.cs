using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;

namespace Fovea.Display;

/// <summary>Axes and notes of a chart in a line each.</summary>
public static class PlotExtensions
{
    /// <summary>Titles the horizontal axis, and settles its scale.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="title">What it measures.</param>
    /// <param name="unit">Written after the title in parentheses.</param>
    /// <param name="log">Whether it is logarithmic.</param>
    /// <param name="range">First and last value, in data units also on a logarithmic axis; from the data where left out.</param>
    public static GenericChart XAxis(
        this GenericChart chart, string title, string? unit = null, bool log = false, (double First, double Last)? range = null) =>
        chart.WithXAxisStyle<double, double, string>(
            TitleText: Titled(title, unit), AxisType: Scale(log), MinMax: Ends(range, log));

    /// <summary>Titles the vertical axis, and settles its scale.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="title">What it measures.</param>
    /// <param name="unit">Written after the title in parentheses.</param>
    /// <param name="log">Whether it is logarithmic.</param>
    /// <param name="range">Lowest and highest value, in data units also on a logarithmic axis; from the data where left out.</param>
    public static GenericChart YAxis(
        this GenericChart chart, string title, string? unit = null, bool log = false, (double First, double Last)? range = null) =>
        chart.WithYAxisStyle<double, double, string>(
            TitleText: Titled(title, unit), AxisType: Scale(log), MinMax: Ends(range, log));

    /// <summary>Adds a note with an arrow to a datum.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="text">The note.</param>
    /// <param name="x">In data units; on a logarithmic axis its decimal logarithm, as plotly places notes.</param>
    /// <param name="y">Likewise.</param>
    /// <param name="right">Where the note stands from the datum, in pixels.</param>
    /// <param name="down">Likewise; negative is above.</param>
    public static GenericChart Note(this GenericChart chart, string text, double x, double y, int right = 30, int down = -30) =>
        chart.WithAnnotation(Annotation.init<double, double, int, string, int, string, string, string, string, string>(
            X: x, Y: y, AX: right, AY: down, ShowArrow: true, Text: text));

    private static string Titled(string title, string? unit) => unit is null ? title : $"{title} ({unit})";

    private static Optional<StyleParam.AxisType> Scale(bool log) => log ? StyleParam.AxisType.Log : default(Optional<StyleParam.AxisType>);

    private static Optional<Tuple<double, double>> Ends((double First, double Last)? range, bool log)
    {
        if (range is not var (first, last))
            return default;
        return log ? Tuple.Create(Math.Log10(first), Math.Log10(last)) : Tuple.Create(first, last); // plotly states exponents
    }
}
