using Fovea.Display;
using Plotly.NET;

namespace Fovea.Tests.Packages;

/// <summary>What the Plotly.NET stand-in promises beyond the package.</summary>
public class PlotlyStandinTests
{
    [Fact]
    public void A_change_leaves_the_chart_it_came_from_alone()
    {
        var chart = Plot.Line([1], [1]);
        var before = GenericChart.toJson(chart);
        chart.WithTitle("t").XAxis("x").Note("n", 1, 1).WithMarkerStyle(Size: 3);
        Assert.Equal(before, GenericChart.toJson(chart));
    }

    [Fact]
    public void A_gap_is_null() =>
        Assert.Contains("\"y\":[1.5,null,null]", GenericChart.toJson(Plot.Line([1, 2, 3], [1.5, double.NaN, double.PositiveInfinity])));

    [Theory]
    [InlineData("#12g456")]
    [InlineData("#123")]
    public void A_colour_that_is_none_is_refused(string hex) => Assert.Throws<ArgumentException>(() => Color.fromHex(hex));

    [Fact]
    public void What_is_no_number_or_text_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Plotly.NET.CSharp.Chart.Line<object, double, string>([new object()], [1]));
        Assert.Contains("System.Object", error.Message);
    }
}
