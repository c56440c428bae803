using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

public static class GenericChartExtensions
{
    public static GenericChart WithTitle(this GenericChart @this, string title) =>
        @this.EditLayout(layout => layout.Child("title").Put("text", title));

    public static GenericChart WithLegend(this GenericChart @this, bool showlegend) =>
        @this.EditLayout(layout => layout.Put("showlegend", showlegend));

    public static GenericChart WithSize(this GenericChart @this, int width, int height) =>
        @this.EditLayout(layout => layout.Put("width", width).Put("height", height));

    public static GenericChart WithAnnotation(this GenericChart @this, Annotation annotation) =>
        @this.WithAnnotations([annotation]);

    public static GenericChart WithAnnotations(this GenericChart @this, IEnumerable<Annotation> annotations) =>
        @this.EditLayout(layout =>
        {
            if (layout["annotations"] is not JsonArray list)
                layout["annotations"] = list = [];
            foreach (var annotation in annotations)
                list.Add(annotation.Json.DeepClone());
        });

    public static GenericChart WithColorbar(this GenericChart @this, Title title) =>
        @this.EditTraces(trace => trace.Child("colorbar").Put("title", title.Json));

    public static GenericChart WithMarkerStyle(
        this GenericChart @this,
        FSharpOption<Color>? Color = null,
        FSharpOption<double>? Opacity = null,
        FSharpOption<int>? Size = null,
        FSharpOption<StyleParam.MarkerSymbol>? Symbol = null) =>
        @this.EditTraces(trace => trace.Child("marker")
            .Put("color", Color)
            .Put("opacity", Opacity)
            .Put("size", Size)
            .Put("symbol", Symbol?.Value.Convert()));

    public static GenericChart WithLineStyle(
        this GenericChart @this,
        FSharpOption<Color>? Color = null,
        FSharpOption<StyleParam.DrawingStyle>? Dash = null,
        FSharpOption<double>? Width = null) =>
        @this.EditTraces(trace => trace.Child("line")
            .Put("color", Color)
            .Put("dash", Dash?.Value.Convert())
            .Put("width", Width));

    public static GenericChart WithXErrorStyle<m, n>(
        this GenericChart @this,
        FSharpOption<IEnumerable<m>>? Array = null,
        FSharpOption<IEnumerable<n>>? Arrayminus = null,
        FSharpOption<bool>? Symmetric = null,
        FSharpOption<Color>? Color = null,
        FSharpOption<double>? Thickness = null,
        FSharpOption<double>? Width = null) =>
        @this.WithError("error_x", Array?.Value, Arrayminus?.Value, Symmetric, Color, Thickness, Width);

    public static GenericChart WithYErrorStyle<k, l>(
        this GenericChart @this,
        FSharpOption<IEnumerable<k>>? Array = null,
        FSharpOption<IEnumerable<l>>? Arrayminus = null,
        FSharpOption<bool>? Symmetric = null,
        FSharpOption<Color>? Color = null,
        FSharpOption<double>? Thickness = null,
        FSharpOption<double>? Width = null) =>
        @this.WithError("error_y", Array?.Value, Arrayminus?.Value, Symmetric, Color, Thickness, Width);

    private static GenericChart WithError(
        this GenericChart chart,
        string key,
        object? array,
        object? arrayMinus,
        FSharpOption<bool>? symmetric,
        FSharpOption<Color>? color,
        FSharpOption<double>? thickness,
        FSharpOption<double>? width) =>
        chart.EditTraces(trace => trace.Child(key)
            .Put("symmetric", symmetric)
            .Put("array", array)
            .Put("arrayminus", arrayMinus)
            .Put("color", color)
            .Put("thickness", thickness)
            .Put("width", width));
}
