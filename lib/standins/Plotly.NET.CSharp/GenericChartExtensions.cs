namespace Plotly.NET.CSharp;

public static class GenericChartExtensions
{
    public static GenericChart WithSize(
        this GenericChart gChart,
        Optional<int> Width = default,
        Optional<int> Height = default) =>
        gChart.EditLayout(layout => layout.Put("width", Width.OrNull).Put("height", Height.OrNull));

    public static GenericChart WithLegendStyle(
        this GenericChart gChart,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<Title> Title = default,
        Optional<double> X = default,
        Optional<StyleParam.XAnchorPosition> XAnchor = default,
        Optional<double> Y = default) =>
        gChart.EditLayout(layout => layout.Child("legend")
            .Put("orientation", Orientation.Value?.Convert())
            .Put("title", Title.Value?.Json)
            .Put("x", X.OrNull)
            .Put("xanchor", XAnchor.Value?.Convert())
            .Put("y", Y.OrNull));

    public static GenericChart WithXAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<StyleParam.AxisType> AxisType = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<bool> ShowLine = default,
        Optional<bool> ShowGrid = default,
        Optional<bool> ZeroLine = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default,
        Optional<StyleParam.SubPlotId> Id = default) =>
        Axis(
            gChart, Id.Or(StyleParam.SubPlotId.NewXAxis(1)), TitleText, AxisType, Range(MinMax), ShowLine, ShowGrid, ZeroLine,
            CategoryArray.OrNull);

    public static GenericChart WithYAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<StyleParam.AxisType> AxisType = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<bool> ShowLine = default,
        Optional<bool> ShowGrid = default,
        Optional<bool> ZeroLine = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default,
        Optional<StyleParam.SubPlotId> Id = default) =>
        Axis(
            gChart, Id.Or(StyleParam.SubPlotId.NewYAxis(1)), TitleText, AxisType, Range(MinMax), ShowLine, ShowGrid, ZeroLine,
            CategoryArray.OrNull);

    private static object?[]? Range<MinType, MaxType>(Optional<Tuple<MinType, MaxType>> range) =>
        range.IsSome ? [range.Value.Item1, range.Value.Item2] : null;

    private static GenericChart Axis(
        GenericChart chart,
        StyleParam.SubPlotId id,
        Optional<string> title,
        Optional<StyleParam.AxisType> type,
        object? range,
        Optional<bool> showLine,
        Optional<bool> showGrid,
        Optional<bool> zeroLine,
        object? categories) =>
        chart.EditLayout(layout =>
        {
            var axis = layout.Child((string)id.Convert());
            if (title.IsSome)
                axis.Child("title").Put("text", title.Value);
            axis
                .Put("type", type.Value?.Convert())
                .Put("range", range)
                .Put("showline", showLine.OrNull)
                .Put("showgrid", showGrid.OrNull)
                .Put("zeroline", zeroLine.OrNull)
                .Put("categoryarray", categories);
        });
}
