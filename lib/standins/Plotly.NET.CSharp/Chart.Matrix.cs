using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<int> XGap = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<int> YGap = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<bool> Transpose = default,
        Optional<bool> ReverseYAxis = default,
        Optional<bool> UseDefaults = default)
    {
        var trace = new JsonObject { ["type"] = "heatmap" }
            .Put("name", Name.OrNull)
            .Put("showlegend", ShowLegend.OrNull)
            .Put("opacity", Opacity.OrNull)
            .Put("x", X.OrNull)
            .Put("xgap", XGap.OrNull)
            .Put("y", Y.OrNull)
            .Put("ygap", YGap.OrNull)
            .Put("z", zData)
            .Put("colorscale", ColorScale.Value?.Convert())
            .Put("showscale", ShowScale.OrNull)
            .Put("reversescale", ReverseScale.OrNull)
            .Put("transpose", Transpose.OrNull);
        var chart = GenericChart.Of(trace, UseDefaults.Or(true));
        return ReverseYAxis.Or(false)
            ? chart.EditLayout(layout => layout.Child("yaxis").Put("autorange", "reversed"))
            : chart;
    }

    public static GenericChart AnnotatedHeatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        IEnumerable<IEnumerable<string>> annotationText,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<int> XGap = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<int> YGap = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<bool> Transpose = default,
        Optional<bool> ReverseYAxis = default,
        Optional<bool> UseDefaults = default)
    {
        var columns = X.OrNull is null ? null : X.Value.Cast<object>().ToArray();
        var rows = Y.OrNull is null ? null : Y.Value.Cast<object>().ToArray();
        var annotations = annotationText.SelectMany((row, y) => row.Select((text, x) => new JsonObject()
            .Put("x", columns?[x] ?? x)
            .Put("y", rows?[y] ?? y)
            .Put("showarrow", false)
            .Put("text", text)));
        return Heatmap<ZType, XType, YType, TextType>(
            zData, Name, ShowLegend, Opacity, X, XGap, Y, YGap, ColorScale, ShowScale, ReverseScale, Transpose, ReverseYAxis, UseDefaults)
            .EditLayout(layout => layout["annotations"] = new JsonArray([.. annotations]));
    }

    public static GenericChart Image<IdType>(
        Optional<IEnumerable<IEnumerable<IEnumerable<int>>>> Z = default,
        Optional<string> Source = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<bool> UseDefaults = default) =>
        GenericChart.Of(
            new JsonObject { ["type"] = "image" }
                .Put("name", Name.OrNull)
                .Put("showlegend", ShowLegend.OrNull)
                .Put("opacity", Opacity.OrNull)
                .Put("z", Z.OrNull)
                .Put("source", Source.OrNull),
            UseDefaults.Or(true));
}
