using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Fovea.Display;
using Plotly.NET;
using Figure = Fovea.Display.Figure;

namespace Fovea.Tests.Display;

public class FigureTests
{
    [Theory, MemberData(nameof(Charts.Kinds), MemberType = typeof(Charts))]
    public void A_figure_is_a_picture_the_data_and_a_caption(string kind)
    {
        var html = Charts.Figure(Charts.OfEachKind[kind]).ToHtml();
        var match = Regex.Match(
            html,
            "^<style>.*</style><div class=\"fovea fovea-figure\" style=\"max-width:[0-9.]+px\"><div class=\"plotly-static\">(<svg.*</svg>)</div>" +
            "<script type=\"application/vnd.plotly.v1\\+json\">(.*)</script><p class=\"figure-caption\">A caption.</p></div>$",
            RegexOptions.Singleline);
        Assert.True(match.Success, html);
        XElement.Parse(match.Groups[1].Value);
        var json = JsonNode.Parse(match.Groups[2].Value)!;
        Assert.Equal(["data", "layout", "config", "dark"], json.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void Nothing_in_a_chart_ends_its_script_or_becomes_markup()
    {
        const string Nasty = "</script><!-- <img src=x onerror=alert(1)> & \"";
        var figure = new Figure(Plot.Points([1], [1], name: Nasty, labels: [Nasty]).WithTitle(Nasty), Nasty, Nasty);
        var html = figure.ToHtml();
        var script = Regex.Match(html, "<script[^>]*>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(Nasty, (string?)JsonNode.Parse(script)!["data"]![0]!["name"]);
        Assert.DoesNotContain("<!--", html);
        Assert.DoesNotContain("<img", html);
        Assert.Contains(Nasty, XElement.Parse(figure.Svg).Value);
    }

    [Fact]
    public void The_width_is_the_columns_affair_in_the_page_and_the_drawings_in_the_picture()
    {
        var figure = Charts.Figure(Plot.Line([1], [1]).WithSize(500, 250));
        var layout = JsonNode.Parse(figure.Json)!["layout"]!;
        Assert.Null(layout["width"]);
        Assert.Equal(250, (int)layout["height"]!);
        Assert.Equal("0 0 500 250", XElement.Parse(figure.Svg).Text("viewBox"));
        Assert.Contains("max-width:500px", figure.ToHtml());
    }

    [Fact]
    public void Light_and_dark_differ_in_chrome_and_agree_in_data()
    {
        var figure = Charts.Styled(Charts.OfEachKind["line"]);
        var (light, dark) = (figure["layout"]!["template"]!["layout"]!, figure["dark"]!["layout"]!);
        Assert.Equal(light.AsObject().Select(member => member.Key), dark.AsObject().Select(member => member.Key));
        Assert.NotEqual((string?)light["paper_bgcolor"], (string?)dark["paper_bgcolor"]);
        Assert.Equal(light["colorway"]!.ToJsonString(), dark["colorway"]!.ToJsonString());
    }

    [Fact]
    public void A_series_looks_the_same_in_every_panel_and_is_listed_once()
    {
        GenericChart Panel() => Plot.Combine(Plot.Line([1, 2], [1, 2], "ours"), Plot.Line([1, 2], [2, 1], "theirs"));
        var traces = Charts.Styled(Plot.Grid(2, ("a", Panel()), ("b", Panel())))["data"]!.AsArray();
        Assert.Equal(Look(0), Look(2));
        Assert.Equal(Look(1), Look(3));
        Assert.NotEqual(Look(0), Look(1));
        Assert.Equal([null, null, false, false], traces.Select(trace => (bool?)trace!["showlegend"]));

        string Look(int i) => $"{traces[i]!["line"]!["color"]} {traces[i]!["line"]!["dash"]} {traces[i]!["marker"]!["symbol"]}";
    }

    [Fact]
    public void What_the_chart_states_stays()
    {
        var chart = Plot.Line([1, 2], [1, 2], "ours")
            .WithLineStyle(Color: Color.fromHex("#123456"), Width: 5.0, Dash: StyleParam.DrawingStyle.Dot)
            .WithMarkerStyle(Symbol: StyleParam.MarkerSymbol.Star, Size: 20);
        var trace = Charts.Styled(chart)["data"]![0]!;
        Assert.Equal(("rgba(18, 52, 86, 1.0)", 5, "dot"), ((string?)trace["line"]!["color"], (int)trace["line"]!["width"]!, (string?)trace["line"]!["dash"]));
        Assert.Equal(("17", 20), ((string?)trace["marker"]!["symbol"], (int)trace["marker"]!["size"]!));
    }

    [Theory]
    [InlineData(12, 1)]
    [InlineData(13, 2)]
    public void Many_error_bars_become_a_band(int points, int traces)
    {
        var (x, y) = (Enumerable.Range(0, points), Enumerable.Range(0, points).Select(i => i * 2.0).ToArray());
        var data = Charts.Styled(Plot.Line(x, y, "ours", spread: y.Select(_ => 0.5)))["data"]!.AsArray();
        Assert.Equal(traces, data.Count);
        if (traces == 1)
            return;
        Assert.Null(data[1]!["error_y"]);
        Assert.Equal("toself", (string?)data[0]!["fill"]);
        var edge = data[0]!["y"]!.AsArray().Select(value => (double)value!).ToArray();
        Assert.Equal([.. y.Select(value => value + 0.5), .. y.Reverse().Select(value => value - 0.5)], edge);
    }

    [Fact]
    public void Histograms_of_one_axis_share_round_bins_that_hold_every_value()
    {
        var random = new Random(7);
        double[] Values(double shift) => [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble() * 3 + shift)];
        var (a, b) = (Values(0), Values(1.7));
        var data = Charts.Styled(Plot.Combine(Plot.Histogram(a, bins: 15, name: "a"), Plot.Histogram(b, bins: 15, name: "b")))["data"]!.AsArray();
        Assert.Equal(data[0]!["xbins"]!.ToJsonString(), data[1]!["xbins"]!.ToJsonString());
        var (start, end, size) = ((double)data[0]!["xbins"]!["start"]!, (double)data[0]!["xbins"]!["end"]!, (double)data[0]!["xbins"]!["size"]!);
        Assert.All(a.Concat(b), value => Assert.InRange(value, start, end));
        Assert.InRange((end - start) / size, 1, 17);
    }

    [Fact]
    public void Heat_maps_side_by_side_share_one_range_and_one_colour_bar()
    {
        var data = Charts.Styled(Plot.Grid(2, ("a", Plot.Heatmap(new double[,] { { 0, 1 } })), ("b", Plot.Heatmap(new double[,] { { -5, 9 } }))))["data"]!.AsArray();
        Assert.All(data, trace => Assert.Equal((-5, 9), ((double)trace!["zmin"]!, (double)trace["zmax"]!)));
        Assert.Equal([false, true], data.Select(trace => (bool)trace!["showscale"]!));
    }

    [Fact]
    public void Labels_of_cells_are_light_on_dark_cells_and_dark_on_light_ones()
    {
        var notes = Charts.Styled(Plot.Heatmap(new double[,] { { 0, 1 } }, ["low", "high"], ["row"], format: "F0"))["layout"]!["annotations"]!;
        Assert.Equal(["#ffffff", "#000000"], notes.AsArray().Select(note => (string?)note!["font"]!["color"]));
    }

    /// <summary>Newtonsoft, by which the package serialises, writes NaN as text.</summary>
    [Fact]
    public void Text_that_says_NaN_is_a_gap()
    {
        var chart = (JsonObject)JsonNode.Parse("""{"data":[{"type":"scatter","mode":"lines","x":[1,2,3],"y":[1.0,"NaN","Infinity"]}],"layout":{},"config":{}}""")!;
        Assert.Equal("[1.0,null,null]", FigureStyle.Apply(chart)["data"]![0]!["y"]!.ToJsonString());
    }

    [Fact]
    public void A_saved_figure_is_the_same_bytes_every_time_and_replaces_the_file_whole()
    {
        var folder = Directory.CreateTempSubdirectory("fovea");
        try
        {
            var path = Path.Combine(folder.FullName, "new", "figure.svg");
            Charts.Figure(Charts.OfEachKind["line"]).Save(path);
            var first = File.ReadAllBytes(path);
            Charts.Figure(Charts.OfEachKind["line"]).Save(path);
            Assert.Equal(first, File.ReadAllBytes(path));
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
            Assert.Contains("prefers-color-scheme:dark", XElement.Parse(File.ReadAllText(path)).Value);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_figure_is_saved_as_svg_only()
    {
        var error = Assert.Throws<ArgumentException>(() => Charts.Figure(Plot.Line([1], [1])).Save("figure.png"));
        Assert.Contains("figure.png", error.Message);
    }

    [Fact]
    public void A_figure_has_a_caption() => Assert.Throws<ArgumentException>(() => new Figure(Plot.Line([1], [1]), " "));
}
