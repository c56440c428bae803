using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Fovea.Display;
using Fovea.Display.Svg;
using Plotly.NET;

namespace Fovea.Tests.Display;

/// <summary>The static writer, by the shapes it writes.</summary>
public partial class SvgTests
{
    private const double Hundredths = 0.011; // coordinates are rounded to hundredths of a pixel

    [Theory, MemberData(nameof(Charts.Kinds), MemberType = typeof(Charts))]
    public void Every_picture_is_well_formed_and_has_no_number_that_is_none(string kind)
    {
        var svg = Charts.Svg(Charts.OfEachKind[kind]);
        Assert.Equal("http://www.w3.org/2000/svg", svg.Name.NamespaceName);
        Assert.Equal("A caption.", svg.All("title").Single().Value);
        Assert.DoesNotMatch("NaN|∞|Infinity|E[+-][0-9]", string.Join('\n', svg.DescendantsAndSelf().Attributes().Where(a => a.Name != "href").Select(a => a.Value)));
    }

    [Theory, MemberData(nameof(Charts.Kinds), MemberType = typeof(Charts))]
    public void The_same_chart_is_the_same_picture(string kind) =>
        Assert.Equal(Charts.Figure(Charts.OfEachKind[kind]).Svg, Charts.Figure(Charts.OfEachKind[kind]).Svg);

    [Theory, MemberData(nameof(Charts.Kinds), MemberType = typeof(Charts))]
    public void Everything_is_drawn_on_the_paper(string kind)
    {
        var svg = Charts.Svg(Charts.OfEachKind[kind]);
        var (width, height) = (svg.Number("width"), svg.Number("height"));
        foreach (var text in svg.All("text").Where(text => text.Attribute("transform") is null))
        {
            var wide = TextMetrics.Width(text.Value, text.Number("font-size"));
            var left = text.Number("x") - wide * (text.Text("text-anchor") switch { "middle" => 0.5, "end" => 1, _ => 0 });
            Assert.InRange(left, -0.5, width - wide + 0.5);
            Assert.InRange(text.Number("y"), 8, height);
        }
    }

    [Fact]
    public void Points_lie_where_the_axes_say()
    {
        var svg = Charts.Svg(Plot.Points([0.0, 1, 4], [10.0, 20, 15]));
        var dots = svg.All("circle").ToArray();
        double[] x = [.. dots.Select(dot => dot.Number("cx"))], y = [.. dots.Select(dot => dot.Number("cy"))];
        Assert.Equal(4, (x[2] - x[0]) / (x[1] - x[0]), 0.001);
        Assert.Equal(2, (y[0] - y[1]) / (y[0] - y[2]), 0.001);
        Assert.Equal(Tick(svg, "4").Number("x"), x[2], Hundredths);
    }

    [Fact]
    public void A_logarithmic_axis_spaces_decades_evenly()
    {
        var svg = Charts.Svg(Plot.Points([1.0, 10, 100, 1000], [1e-6, 1e-2, 1, 1e3]).XAxis("x", log: true).YAxis("y", log: true));
        var dots = svg.All("circle").ToArray();
        double[] x = [.. dots.Select(dot => dot.Number("cx"))], y = [.. dots.Select(dot => dot.Number("cy"))];
        Assert.Equal(x[1] - x[0], x[3] - x[2], 2 * Hundredths);
        Assert.Equal(4 / 3.0, (y[0] - y[1]) / (y[2] - y[3]), 0.001);
        Assert.Contains("10⁻⁴", svg.All("text").Select(text => text.Value));
    }

    [Fact]
    public void Bars_are_as_long_as_their_values_and_stand_on_zero()
    {
        var bars = DataRects(Charts.Svg(Plot.Columns(["a", "b", "c"], [4.0, -2, 1])));
        Assert.Equal([4, 2, 1], bars.Select(bar => bar.Number("height") / bars[2].Number("height")), (a, b) => Math.Abs(a - b) < 0.01);
        var zero = bars[0].Number("y") + bars[0].Number("height");
        Assert.Equal(zero, bars[1].Number("y"), Hundredths);
        Assert.Equal(zero, bars[2].Number("y") + bars[2].Number("height"), Hundredths);
    }

    [Fact]
    public void Grouped_bars_stand_side_by_side_and_stacked_bars_upon_each_other()
    {
        var grouped = DataRects(Charts.Svg(Plot.Combine(Plot.Columns(["a"], [1.0], "one"), Plot.Columns(["a"], [2.0], "two"))));
        Assert.Equal(grouped[0].Number("x") + grouped[0].Number("width"), grouped[1].Number("x"), Hundredths);
        var stacked = DataRects(Charts.Svg(Plot.Combine(Plot.Columns(["a"], [1.0], "one", stacked: true), Plot.Columns(["a"], [2.0], "two", stacked: true))));
        Assert.Equal(stacked[0].Number("x"), stacked[1].Number("x"), Hundredths);
        Assert.Equal(stacked[0].Number("y"), stacked[1].Number("y") + stacked[1].Number("height"), Hundredths);
    }

    [Fact]
    public void A_histogram_counts_each_value_once()
    {
        var svg = Charts.Svg(Plot.Histogram([0.5, 0.6, 1.5, 2.5, 2.5, 2.5, 3.5, 3.9], bins: 4));
        var bars = DataRects(svg).Select(bar => bar.Number("height")).ToArray();
        Assert.Equal([2, 1, 3, 2], bars.Select(height => height / bars[1]), (a, b) => Math.Abs(a - b) < 0.02);
    }

    [Fact]
    public void Error_bars_reach_as_far_as_they_say()
    {
        var svg = Charts.Svg(Plot.Points([1.0, 2], [10.0, 20], spread: [5.0, 0]));
        var dots = svg.All("circle").Select(dot => dot.Number("cy")).ToArray();
        var unit = (dots[0] - dots[1]) / 10;
        var bar = DataLines(svg).First(line => line.Number("x1") == line.Number("x2"));
        Assert.Equal(10 * unit, Math.Abs(bar.Number("y1") - bar.Number("y2")), 0.05);
    }

    [Fact]
    public void A_gap_in_the_data_is_a_gap_in_the_line()
    {
        var svg = Charts.Svg(Plot.Line([1, 2, 3, 4, 5], [1, 2, double.NaN, 4, 5.0]));
        var line = Assert.Single(Regions(svg)).All("path").Select(path => Moves().Count(path.Text("d")!)).ToArray();
        Assert.Equal([2, 2], line);
    }

    [Fact]
    public void Heat_map_cells_tile_their_panel_in_the_colours_of_the_scale()
    {
        var svg = Charts.Svg(Plot.Heatmap(new double[,] { { 0, 1 }, { double.NaN, 0.5 } }));
        var cells = DataRects(svg);
        Assert.Equal(["#440154", "#fde725", "#21918c"], cells.Select(cell => cell.Text("fill")));
        Assert.Equal(cells[0].Number("x") + cells[0].Number("width"), cells[1].Number("x"), Hundredths);
        Assert.True(cells[2].Number("y") > cells[0].Number("y"), "the first row is on top");
    }

    [Fact]
    public void A_large_heat_map_is_one_image_of_a_pixel_a_cell()
    {
        var image = Assert.Single(Charts.Svg(Charts.OfEachKind["large heatmap"]).All("image"));
        var decoded = Fovea.Tests.Data.PngTests.Decode(Convert.FromBase64String(image.Text("href")!["data:image/png;base64,".Length..]));
        Assert.Equal((50, 60, 4), (decoded.Width, decoded.Height, decoded.Channels));
        Assert.Equal([0x44, 0x01, 0x54, 255], decoded.Pixels[..4]);
        Assert.Equal([0xfd, 0xe7, 0x25, 255], decoded.Pixels[^4..]);
    }

    [Fact]
    public void An_image_keeps_its_shape()
    {
        var image = Assert.Single(Charts.Svg(Charts.OfEachKind["image"]).All("image"));
        Assert.Equal(4 / 3.0, image.Number("width") / image.Number("height"), 0.001);
    }

    [Fact]
    public void The_legend_lists_each_named_series_when_there_are_several()
    {
        var one = Charts.Svg(Plot.Line([1, 2], [1, 2], "alone"));
        var two = Charts.Svg(Plot.Combine(Plot.Line([1, 2], [1, 2], "first"), Plot.Line([1, 2], [2, 1], "second")));
        Assert.DoesNotContain("alone", one.Value);
        Assert.Single(two.All("text"), text => text.Value == "first");
        Assert.Single(two.All("text"), text => text.Value == "second");
    }

    [Fact]
    public void Text_is_written_in_its_manner()
    {
        var svg = Charts.Svg(Plot.Line([1, 2], [1, 2]).XAxis("<b>E</b> = m<i>c</i><sup>2</sup><br>&lt;tag&gt;"));
        var runs = svg.All("tspan").ToArray();
        Assert.Equal(["E", "c", "2"], runs.Select(run => run.Value));
        Assert.Equal(("600", "italic"), (runs[0].Text("font-weight"), runs[1].Text("font-style")));
        Assert.True(runs[2].Number("dy") < 0);
        Assert.Contains("<tag>", svg.All("text").Select(text => text.Value));
    }

    [Fact]
    public void Characters_that_xml_has_no_place_for_are_replaced()
    {
        var svg = Charts.Svg(Plot.Points([1], [1], labels: ["a\u001b[1m\ud83d\ude00\ud83d"]));
        Assert.Contains("a\uFFFD[1m\ud83d\ude00\uFFFD", svg.All("text").Select(text => text.Value));
    }

    [Fact]
    public void Colours_are_attributes_and_themes_are_classes()
    {
        var svg = Charts.Svg(Charts.OfEachKind["line"]);
        Assert.All(svg.All("text"), text => Assert.Equal(Theme.Light.Ink, text.Text("fill")));
        Assert.DoesNotContain("var(", svg.ToString());
        var classes = svg.DescendantsAndSelf().Attributes("class").SelectMany(attribute => attribute.Value.Split(' ')).Distinct();
        Assert.All(classes, name => Assert.Contains("." + name, Theme.SvgCss));
    }

    [Theory]
    [InlineData("""{"data":[{"type":"pie","values":[1,2]}]}""", "pie")]
    [InlineData("""{"data":[{"type":"scatter","x":[1,2],"y":[1,2],"fill":"tonexty"}]}""", "tonexty")]
    [InlineData("""{"data":[{"type":"heatmap","z":[[1]],"colorscale":"Jet"}]}""", "Jet")]
    public void What_the_writer_cannot_draw_it_names(string json, string named)
    {
        var chart = (JsonObject)JsonNode.Parse(json)!;
        var error = Assert.Throws<NotSupportedException>(() => FigureSvg.Render(FigureStyle.Apply(chart), "alt", alone: false));
        Assert.Contains(named, error.Message);
    }

    /// <summary>As the package writes charts: symbols by number, colours as rgba, empty objects, its own template.</summary>
    [Fact]
    public void Charts_of_the_package_are_drawn_too()
    {
        const string Json = """
            {"data":[{"type":"scatter","name":"a","mode":"lines+markers","x":[1.0,2.0],"y":[2.0,1.5],"marker":{"symbol":"1","color":"rgba(255, 0, 0, 0.5)"},"line":{"width":2.0,"dash":"dot"}},
            {"type":"bar","name":"b","x":["1","2"],"y":[1,2],"orientation":"v","marker":{"pattern":{}}}],
            "layout":{"width":600,"height":600,"template":{"layout":{"paper_bgcolor":"white"}},"yaxis":{"title":{"text":"t"},"range":[-1.0,10.0]},"annotations":[]},"config":{"responsive":true}}
            """;
        var svg = XElement.Parse(FigureSvg.Render(FigureStyle.Apply((JsonObject)JsonNode.Parse(Json)!), "alt", alone: false));
        var squares = Assert.Single(Regions(svg)).All("rect").Where(rect => rect.Text("fill-opacity") == "0.5").ToArray();
        Assert.Equal(2, squares.Length);
        Assert.All(squares, square => Assert.Equal("#ff0000", square.Text("fill")));
    }

    /// <summary>The nested drawings that clip the data of each panel.</summary>
    private static IEnumerable<XElement> Regions(XElement svg) => svg.All("svg");

    private static XElement[] DataRects(XElement svg) => [.. Regions(svg).SelectMany(region => region.All("rect"))];

    private static XElement[] DataLines(XElement svg) => [.. Regions(svg).SelectMany(region => region.All("line"))];

    private static XElement Tick(XElement svg, string label) => svg.All("text").First(text => text.Value == label && text.Text("text-anchor") == "middle");

    [GeneratedRegex("[ML]")]
    private static partial Regex Moves();
}
