using System.Text.Json.Nodes;
using Fovea.Display;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Fovea.Tests.Display;

/// <summary>What charts write, in the words of plotly's reference.</summary>
public class ChartJsonTests
{
    [Theory]
    [InlineData("line", "scatter")]
    [InlineData("points", "scatter")]
    [InlineData("bubbles", "scatter")]
    [InlineData("columns", "bar")]
    [InlineData("stack", "bar")]
    [InlineData("bars", "bar")]
    [InlineData("histogram", "histogram")]
    [InlineData("heatmap", "heatmap")]
    [InlineData("image", "image")]
    public void A_chart_has_data_of_its_type_and_a_layout_and_a_config(string kind, string type)
    {
        var chart = Charts.Json(Charts.OfEachKind[kind]);
        Assert.Equal(["data", "layout", "config"], chart.AsObject().Select(member => member.Key));
        Assert.All(chart["data"]!.AsArray(), trace => Assert.Equal(type, (string?)trace!["type"]));
    }

    [Fact]
    public void A_line_writes_its_points_name_and_errors()
    {
        var trace = Charts.Json(Plot.Line([1, 2], [3.5, double.NaN], "ours", spread: [0.1, 0.2]))["data"]![0]!;
        AssertJson("[1,2]", trace["x"]);
        Assert.Equal(3.5, (double)trace["y"]![0]!);
        Assert.Equal("ours", (string?)trace["name"]);
        Assert.Equal("lines", (string?)trace["mode"]);
        AssertJson("[0.1,0.2]", trace["error_y"]!["array"]);
    }

    [Fact]
    public void Columns_stand_and_bars_lie()
    {
        var column = Charts.Json(Plot.Columns(["a", "b"], [1, 2]))["data"]![0]!;
        var bar = Charts.Json(Plot.Bars(["a", "b"], [1, 2]))["data"]![0]!;
        Assert.Equal(("v", "h"), ((string?)column["orientation"], (string?)bar["orientation"]));
        AssertJson("""["a","b"]""", column["x"]);
        AssertJson("[1,2]", column["y"]);
        AssertJson("[1,2]", bar["x"]);
        AssertJson("""["a","b"]""", bar["y"]);
        Assert.Equal("stack", (string?)Charts.Json(Charts.OfEachKind["stack"])["layout"]!["barmode"]);
    }

    [Fact]
    public void A_bubble_has_a_size_a_point()
    {
        AssertJson("[10,20,30,40,50,60]", Charts.Json(Charts.OfEachKind["bubbles"])["data"]![0]!["marker"]!["size"]);
    }

    [Fact]
    public void Optional_text_modes_and_styles_are_written()
    {
        var chart = Chart.Scatter<double, double, string>(
            [1, 2], [3, 4], StyleParam.Mode.Lines_Markers, LineDash: StyleParam.DrawingStyle.Dash, LineWidth: 3,
            LineColor: Color.fromHex("#ff0000"), MarkerSymbol: StyleParam.MarkerSymbol.Square);
        var trace = Charts.Json(chart.WithMarkerStyle(Size: 9, Opacity: 0.5).WithLineStyle(Width: 4.0))["data"]![0]!;
        Assert.Equal("lines+markers", (string?)trace["mode"]);
        AssertJson("""{"color":"rgba(255, 0, 0, 1.0)","width":4,"dash":"dash"}""", trace["line"]);
        AssertJson("""{"symbol":"1","opacity":0.5,"size":9}""", trace["marker"]);
    }

    [Fact]
    public void Axes_titles_legends_and_sizes_are_written()
    {
        var chart = Plot.Line([1], [1]).XAxis("operations", "GFLOPs", log: true, range: (1, 1000)).YAxis("AP", range: (0, 50))
            .WithTitle("A title").WithLegend(false);
        var layout = Charts.Json(Plotly.NET.GenericChartExtensions.WithSize(chart, 700, 300))["layout"]!;
        AssertJson("""{"title":{"text":"operations (GFLOPs)"},"type":"log","range":[0,3]}""", layout["xaxis"]);
        AssertJson("""{"title":{"text":"AP"},"range":[0,50]}""", layout["yaxis"]);
        Assert.Equal(("A title", 700, 300), ((string?)layout["title"]!["text"], (int)layout["width"]!, (int)layout["height"]!));
        Assert.False((bool)layout["showlegend"]!);
    }

    [Fact]
    public void Combined_charts_keep_all_traces_and_all_annotations()
    {
        var chart = Charts.Json(Plot.Combine(Plot.Line([1], [1]).Note("a", 1, 1), Plot.Points([2], [2]).Note("b", 2, 2).XAxis("x")));
        Assert.Equal(2, chart["data"]!.AsArray().Count);
        Assert.Equal(["a", "b"], chart["layout"]!["annotations"]!.AsArray().Select(note => (string?)note!["text"]));
        Assert.Equal("x", (string?)chart["layout"]!["xaxis"]!["title"]!["text"]);
    }

    /// <summary>The places plotly.js computes for a grid of 2 x 2 independent panels: gaps of 0.2 and 0.4 of a cell.</summary>
    [Fact]
    public void A_grid_gives_every_panel_its_axes_and_its_title_a_place()
    {
        var panels = Enumerable.Range(1, 4).Select(i => ($"panel {i}", Plot.Line([1], [i]).XAxis($"x{i}"))).ToArray();
        var chart = Charts.Json(Plot.Grid(2, panels));
        Assert.Equal(["x", "x2", "x3", "x4"], chart["data"]!.AsArray().Select(trace => (string?)trace!["xaxis"]));
        Assert.Equal("x3", (string?)chart["layout"]!["xaxis3"]!["title"]!["text"]);
        AssertJson("""{"rows":2,"columns":2,"roworder":"top to bottom","pattern":"independent","ygap":0.4}""", chart["layout"]!["grid"]);
        var titles = chart["layout"]!["annotations"]!.AsArray();
        Assert.Equal([2 / 9.0, 7 / 9.0, 2 / 9.0, 7 / 9.0], titles.Select(title => (double)title!["x"]!), Within(1e-12));
        Assert.Equal([1.0, 1.0, 3 / 8.0, 3 / 8.0], titles.Select(title => (double)title!["y"]!), Within(1e-12));
    }

    [Fact]
    public void Coupled_panels_share_the_axes_of_their_row_and_column()
    {
        var cells = Enumerable.Range(1, 4).Select(i => Plot.Line([1], [i]));
        var traces = Charts.Json(Chart.Grid(cells, 2, 2, Pattern: StyleParam.LayoutGridPattern.Coupled))["data"]!.AsArray();
        Assert.Equal(["xy", "x2y", "xy2", "x2y2"], traces.Select(trace => $"{trace!["xaxis"]}{trace["yaxis"]}"));
    }

    /// <summary>Equal values, whatever the order of members and the way numbers are written.</summary>
    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}\nfound    {actual?.ToJsonString()}");

    private static Func<double, double, bool> Within(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;
}
