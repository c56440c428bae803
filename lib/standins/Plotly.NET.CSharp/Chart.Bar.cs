using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Bar<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<bool> UseDefaults = default) =>
        Bars("h", values, Keys.OrNull, Name, ShowLegend, Opacity, MultiText.OrNull ?? Text.OrNull, MarkerColor, UseDefaults);

    public static GenericChart Column<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<bool> UseDefaults = default) =>
        Bars("v", values, Keys.OrNull, Name, ShowLegend, Opacity, MultiText.OrNull ?? Text.OrNull, MarkerColor, UseDefaults);

    public static GenericChart StackedBar<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<bool> UseDefaults = default) =>
        Stacked(Bar(values, Keys, Name, ShowLegend, Opacity, Text, MultiText, MarkerColor, UseDefaults));

    public static GenericChart StackedColumn<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<bool> UseDefaults = default) =>
        Stacked(Column(values, Keys, Name, ShowLegend, Opacity, Text, MultiText, MarkerColor, UseDefaults));

    private static GenericChart Stacked(GenericChart bars) => bars.EditLayout(layout => layout.Put("barmode", "stack"));

    private static GenericChart Bars(
        string orientation,
        object values,
        object? keys,
        Optional<string> name,
        Optional<bool> showLegend,
        Optional<double> opacity,
        object? text,
        Optional<Color> color,
        Optional<bool> useDefaults)
    {
        var trace = new JsonObject { ["type"] = "bar" }
            .Put("name", name.OrNull)
            .Put("showlegend", showLegend.OrNull)
            .Put("opacity", opacity.OrNull)
            .Put("x", orientation == "v" ? keys : values)
            .Put("y", orientation == "v" ? values : keys)
            .Put("text", text)
            .Put("orientation", orientation);
        trace.Child("marker").Put("color", color.OrNull);
        return GenericChart.Of(trace, useDefaults.Or(true));
    }

    public static GenericChart Histogram<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<int> NBinsX = default,
        Optional<int> NBinsY = default,
        Optional<Color> MarkerColor = default,
        Optional<bool> UseDefaults = default)
    {
        var trace = new JsonObject { ["type"] = "histogram" }
            .Put("name", Name.OrNull)
            .Put("showlegend", ShowLegend.OrNull)
            .Put("opacity", Opacity.OrNull)
            .Put("x", X.OrNull)
            .Put("y", Y.OrNull)
            .Put("orientation", Orientation.Value?.Convert())
            .Put("nbinsx", NBinsX.OrNull)
            .Put("nbinsy", NBinsY.OrNull);
        trace.Child("marker").Put("color", MarkerColor.OrNull);
        return GenericChart.Of(trace, UseDefaults.Or(true));
    }
}
