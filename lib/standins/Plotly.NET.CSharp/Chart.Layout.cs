using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Charts, one function a kind.</summary>
public static partial class Chart
{
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts) => GenericChart.combine(gCharts);

    /// <summary>An empty cell of a <see cref="Grid"/>.</summary>
    public static GenericChart Invisible()
    {
        static JsonObject Hidden() => new() { ["showticklabels"] = false, ["showline"] = false, ["showgrid"] = false, ["zeroline"] = false };
        return GenericChart.Of(new JsonObject { ["type"] = "scatter", ["mode"] = "markers", ["visible"] = false }, useDefaults: false)
            .EditLayout(layout =>
            {
                layout["xaxis"] = Hidden();
                layout["yaxis"] = Hidden();
            });
    }

    public static GenericChart Grid(
        IEnumerable<GenericChart> gCharts,
        int nRows,
        int nCols,
        Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<double> SubPlotTitleOffset = default,
        Optional<StyleParam.LayoutGridPattern> Pattern = default,
        Optional<double> XGap = default,
        Optional<double> YGap = default)
    {
        var pattern = Pattern.Or(StyleParam.LayoutGridPattern.Independent);
        var coupled = pattern == StyleParam.LayoutGridPattern.Coupled;
        var cells = gCharts.Select((chart, cell) => coupled
            ? Anchor(chart, cell % nCols + 1, cell / nCols + 1)
            : Anchor(chart, cell + 1, cell + 1)).ToArray();
        var xs = Domains(nCols, XGap.Or(coupled ? 0.1 : 0.2));
        var ys = Domains(nRows, YGap.Or(coupled ? 0.1 : 0.3));
        var titles = (SubPlotTitles.IsSome ? SubPlotTitles.Value : []).Select((title, cell) => new JsonObject
        {
            ["x"] = (xs[cell % nCols].Start + xs[cell % nCols].End) / 2,
            ["y"] = ys[nRows - 1 - cell / nCols].End + SubPlotTitleOffset.Or(0),
            ["showarrow"] = false,
            ["text"] = title,
            ["xanchor"] = "center",
            ["xref"] = "paper",
            ["yanchor"] = "bottom",
            ["yref"] = "paper",
        });
        var grid = new JsonObject { ["rows"] = nRows, ["columns"] = nCols, ["roworder"] = "top to bottom" }
            .Put("pattern", pattern.Convert())
            .Put("xgap", XGap.OrNull)
            .Put("ygap", YGap.OrNull);
        var titleChart = new GenericChart([], new() { ["annotations"] = new JsonArray([.. titles]), ["grid"] = grid });
        return Combine([.. cells, titleChart]);
    }

    /// <summary>Moves a chart's traces and axes from the first axes to axes <paramref name="x"/> and <paramref name="y"/>.</summary>
    private static GenericChart Anchor(GenericChart chart, int x, int y)
    {
        string xId = x == 1 ? "x" : $"x{x}", yId = y == 1 ? "y" : $"y{y}";
        return chart
            .EditTraces(trace => trace.Put("xaxis", xId).Put("yaxis", yId))
            .EditLayout(layout =>
            {
                var (xAxis, yAxis) = (layout["xaxis"]?.DeepClone() ?? new JsonObject(), layout["yaxis"]?.DeepClone() ?? new JsonObject());
                layout.Remove("xaxis");
                layout.Remove("yaxis");
                layout[xId.Replace("x", "xaxis")] = xAxis;
                layout[yId.Replace("y", "yaxis")] = yAxis;
            });
    }

    /// <summary>Plotly's split of [0, 1] into cells, where a gap is a fraction of a cell and its gap together.</summary>
    private static (double Start, double End)[] Domains(int cells, double gap)
    {
        var step = 1 / (cells - gap);
        return [.. Enumerable.Range(0, cells).Select(cell => (cell * step, cell * step + step * (1 - gap)))];
    }
}
