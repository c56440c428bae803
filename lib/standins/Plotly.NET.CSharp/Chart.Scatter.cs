using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Scatter<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        StyleParam.Mode mode,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<Color> LineColor = default,
        Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<bool> UseDefaults = default)
    {
        var trace = new JsonObject { ["type"] = "scatter" }
            .Put("name", Name.OrNull)
            .Put("showlegend", ShowLegend.OrNull)
            .Put("mode", mode.Convert())
            .Put("opacity", Opacity.OrNull)
            .Put("x", x)
            .Put("y", y)
            .Put("text", MultiText.OrNull ?? Text.OrNull);
        trace.Child("marker")
            .Put("color", MarkerColor.OrNull)
            .Put("colorscale", MarkerColorScale.Value?.Convert())
            .Put("symbol", MarkerSymbol.Value?.Convert());
        trace.Child("line")
            .Put("color", LineColor.OrNull)
            .Put("width", LineWidth.OrNull)
            .Put("dash", LineDash.Value?.Convert());
        return GenericChart.Of(trace, UseDefaults.Or(true));
    }

    public static GenericChart Line<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<bool> ShowMarkers = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<Color> LineColor = default,
        Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<bool> UseDefaults = default) =>
        Scatter(
            x, y, ShowMarkers.Or(false) ? StyleParam.Mode.Lines_Markers : StyleParam.Mode.Lines, Name, ShowLegend, Opacity,
            Text, MultiText, MarkerColor, default, MarkerSymbol, LineColor, LineWidth, LineDash, UseDefaults);

    public static GenericChart Point<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<bool> UseDefaults = default) =>
        Scatter(
            x, y, Text.IsSome || MultiText.IsSome ? StyleParam.Mode.Markers_Text : StyleParam.Mode.Markers, Name, ShowLegend,
            Opacity, Text, MultiText, MarkerColor, MarkerColorScale, MarkerSymbol, UseDefaults: UseDefaults);

    public static GenericChart Bubble<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        IEnumerable<int> sizes,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<bool> UseDefaults = default) =>
        Point(
            x, y, Name, ShowLegend, Opacity, Text, MultiText, MarkerColor, MarkerColorScale, MarkerSymbol, UseDefaults)
            .EditTraces(trace => trace.Child("marker").Put("size", sizes));
}
