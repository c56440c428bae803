using System.Globalization;
using System.Numerics;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Fovea.Display;

/// <summary>
/// The workbook's charts, a line each: Plotly.NET's with the type arguments and options settled. What they give is a
/// Plotly.NET chart, so anything of its API may follow; a <see cref="Figure"/> shows it.
/// </summary>
public static class Plot
{
    /// <summary>A line through the points, in the order given.</summary>
    /// <param name="x">Any numbers; NaN is a gap.</param>
    /// <param name="y">As many as <paramref name="x"/>.</param>
    /// <param name="name">Of the series, in the legend; none for a single line.</param>
    /// <param name="spread">Half the height of the error bars (of a band where there are many points), such as a standard deviation.</param>
    /// <param name="markers">Whether the points show.</param>
    public static GenericChart Line<TX, TY>(
        IEnumerable<TX> x, IEnumerable<TY> y, string? name = null, IEnumerable<TY>? spread = null, bool markers = false)
        where TX : INumber<TX>
        where TY : INumber<TY> =>
        Chart.Line<double, double, string>(Numbers(x), Numbers(y), ShowMarkers: markers, Name: Optional.Of(name), UseDefaults: false)
            .WithSpread(spread);

    /// <summary>Points without a line.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="y">As many as <paramref name="x"/>.</param>
    /// <param name="name">Of the series, in the legend.</param>
    /// <param name="labels">Text above each point.</param>
    /// <param name="spread">Half the height of the error bars.</param>
    public static GenericChart Points<TX, TY>(
        IEnumerable<TX> x, IEnumerable<TY> y, string? name = null, IEnumerable<string>? labels = null, IEnumerable<TY>? spread = null)
        where TX : INumber<TX>
        where TY : INumber<TY> =>
        Chart.Point<double, double, string>(
            Numbers(x), Numbers(y), Name: Optional.Of(name), MultiText: Optional.Of(labels), UseDefaults: false)
            .WithSpread(spread);

    /// <summary>Points whose diameter is a third number.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="y">As many as <paramref name="x"/>.</param>
    /// <param name="diameters">In pixels.</param>
    /// <param name="name">Of the series, in the legend.</param>
    /// <param name="labels">Text above each bubble.</param>
    public static GenericChart Bubbles<TX, TY>(
        IEnumerable<TX> x, IEnumerable<TY> y, IEnumerable<int> diameters, string? name = null, IEnumerable<string>? labels = null)
        where TX : INumber<TX>
        where TY : INumber<TY> =>
        Chart.Bubble<double, double, string>(
            Numbers(x), Numbers(y), diameters, Name: Optional.Of(name), MultiText: Optional.Of(labels), UseDefaults: false);

    /// <summary>Upright bars; several series combined stand side by side.</summary>
    /// <param name="names">Of the bars, left to right.</param>
    /// <param name="heights">As many as <paramref name="names"/>.</param>
    /// <param name="name">Of the series, in the legend.</param>
    /// <param name="spread">Half the height of the error bars.</param>
    /// <param name="labels">Text above each bar.</param>
    /// <param name="stacked">Whether combined series stand upon each other instead.</param>
    public static GenericChart Columns<T>(
        IEnumerable<string> names, IEnumerable<T> heights, string? name = null, IEnumerable<T>? spread = null,
        IEnumerable<string>? labels = null, bool stacked = false)
        where T : INumber<T>
    {
        var (values, keys) = (Numbers(heights), Optional.Of(names));
        var chart = stacked
            ? Chart.StackedColumn<double, string, string>(values, keys, Name: Optional.Of(name), MultiText: Optional.Of(labels), UseDefaults: false)
            : Chart.Column<double, string, string>(values, keys, Name: Optional.Of(name), MultiText: Optional.Of(labels), UseDefaults: false);
        return chart.WithSpread(spread);
    }

    /// <summary>Lying bars, the first at the bottom: for long names.</summary>
    /// <param name="names">Of the bars, bottom to top.</param>
    /// <param name="lengths">As many as <paramref name="names"/>.</param>
    /// <param name="name">Of the series, in the legend.</param>
    /// <param name="labels">Text at the end of each bar.</param>
    public static GenericChart Bars<T>(
        IEnumerable<string> names, IEnumerable<T> lengths, string? name = null, IEnumerable<string>? labels = null)
        where T : INumber<T> =>
        Chart.Bar<double, string, string>(
            Numbers(lengths), Optional.Of(names), Name: Optional.Of(name), MultiText: Optional.Of(labels), UseDefaults: false);

    /// <summary>How often values fall in each bin, of a round width.</summary>
    /// <param name="values">Any numbers.</param>
    /// <param name="bins">At most so many; about the root of the number of values where it is left out.</param>
    /// <param name="name">Of the series, in the legend.</param>
    public static GenericChart Histogram<T>(IEnumerable<T> values, int? bins = null, string? name = null)
        where T : INumber<T> =>
        Chart.Histogram<double, double, string>(
            X: Optional.Of<IEnumerable<double>>(Numbers(values)), Name: Optional.Of(name),
            NBinsX: bins is { } most ? most : default(Plotly.NET.CSharp.Optional<int>), UseDefaults: false);

    /// <summary>A matrix as colours, its first row on top.</summary>
    /// <param name="values">Rows x columns; NaN stays empty.</param>
    /// <param name="columns">Names of the columns; their indices where left out.</param>
    /// <param name="rows">Names of the rows; their indices where left out.</param>
    /// <param name="unit">What the colours measure, beside the colour bar.</param>
    /// <param name="scale">Viridis where it is left out; a scale through a neutral middle for signed values.</param>
    /// <param name="format">Writes each number into its cell, in a .NET format such as F2.</param>
    public static GenericChart Heatmap<T>(
        T[,] values, IEnumerable<string>? columns = null, IEnumerable<string>? rows = null, string? unit = null,
        StyleParam.Colorscale? scale = null, string? format = null)
        where T : INumber<T>
    {
        var matrix = Enumerable.Range(0, values.GetLength(0))
            .Select(row => Numbers(Enumerable.Range(0, values.GetLength(1)).Select(column => values[row, column]))).ToArray();
        var (x, y, colours) = (Optional.Of(columns), Optional.Of(rows), scale ?? StyleParam.Colorscale.Viridis);
        var chart = format is null
            ? Chart.Heatmap<double, string, string, string>(
                matrix, X: x, Y: y, ColorScale: colours, ReverseYAxis: true, UseDefaults: false)
            : Chart.AnnotatedHeatmap<double, string, string, string>(
                matrix, matrix.Select(row => row.Select(value => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture))),
                X: x, Y: y, ColorScale: colours, ReverseYAxis: true, UseDefaults: false);
        return unit is null ? chart : chart.WithColorbar(Title.init(Text: unit));
    }

    /// <summary>Series on the same axes.</summary>
    public static GenericChart Combine(params GenericChart[] charts) => Chart.Combine(charts);

    /// <inheritdoc cref="Combine(GenericChart[])"/>
    public static GenericChart Combine(IEnumerable<GenericChart> charts) => Chart.Combine(charts);

    /// <summary>Small multiples: titled panels, row by row, each with its own axes.</summary>
    /// <param name="columns">Panels a row.</param>
    /// <param name="panels">Their titles and charts.</param>
    public static GenericChart Grid(int columns, params (string Title, GenericChart Chart)[] panels)
    {
        var rows = (panels.Length + columns - 1) / columns;
        var padding = Enumerable.Range(panels.Length, rows * columns - panels.Length).Select(_ => Chart.Invisible());
        return Chart.Grid(
            panels.Select(panel => panel.Chart).Concat(padding), rows, columns,
            SubPlotTitles: Optional.Of(panels.Select(panel => panel.Title)),
            YGap: .4); // of a panel: the title of one and the axis of the one above it
    }

    private static double[] Numbers<T>(IEnumerable<T> values)
        where T : INumber<T> => [.. values.Select(double.CreateChecked)];

    private static GenericChart WithSpread<T>(this GenericChart chart, IEnumerable<T>? spread)
        where T : INumber<T> =>
        spread is null ? chart : chart.WithYErrorStyle<double, double>(Array: new(Numbers(spread)));
}
