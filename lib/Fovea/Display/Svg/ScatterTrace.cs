using System.Text.Json.Nodes;

namespace Fovea.Display.Svg;

/// <summary>Points, lines and filled areas.</summary>
internal sealed class ScatterTrace(JsonNode spec) : Trace(spec)
{
    private const double TextSize = FigureStyle.FontSize - 1;
    private readonly string mode = spec.At("mode").Text() ?? "lines+markers";
    private readonly string? fill = spec.At("fill").Text() is { } text and not "none" ? text : null;
    private readonly string colour = spec.At("line", "color").Text() ?? spec.At("marker", "color").Text() ?? Palette.Colour(0);

    private (ColourScale Scale, double Least, double Most)? scaled;

    private bool HasLines => mode.Contains("lines", StringComparison.Ordinal);
    private bool HasMarkers => mode.Contains("markers", StringComparison.Ordinal);
    private bool HasText => mode.Contains("text", StringComparison.Ordinal);
    private double LineWidth => Spec.At("line", "width").Number() ?? 2;
    private string Dash => Spec.At("line", "dash").Text() ?? "solid";

    public override int Layer => 2;

    public override void Include(Axis x, Axis y)
    {
        foreach (var (px, py, i) in Points(x, y))
        {
            var radius = HasMarkers ? Size(i) / 2 : 0;
            x.Include(px, HasMarkers ? Room.Around : Room.None, radius);
            y.Include(py, Room.Around, radius + (HasText ? TextSize + 4 : 0));
        }
        foreach (var (bars, points) in Errors(x, y))
            bars.Include(points);
        if (fill == "tozeroy")
            y.Include(y.Coordinate(0.0));
    }

    public override void Draw(SvgCanvas canvas, Axis x, Axis y)
    {
        if (fill is not null)
            DrawFill(canvas, x, y);
        if (HasLines && LineWidth > 0)
            foreach (var run in Runs(x, y))
                canvas.Path(SvgCanvas.PathData(run), Paint.None, Paint.Of(colour, Opacity), LineWidth, Dash);
        foreach (var (bars, points) in Errors(x, y))
            bars.Draw(canvas, points, Paint.Of(colour, Opacity));
        if (HasMarkers)
            foreach (var (px, py, i) in Points(x, y))
                Marker.Draw(canvas, Symbol, x.ToPixel(px), y.ToPixel(py), Size(i) / 2, MarkerPaint(i));
        if (HasText)
            DrawText(canvas, x, y);
    }

    public override void DrawKey(SvgCanvas canvas, double x, double y)
    {
        if (fill is not null)
            canvas.Rect(x, y - 5, Legend.KeyWidth, 10, FillPaint);
        if (HasLines && LineWidth > 0)
            canvas.Line(x, y, x + Legend.KeyWidth, y, Paint.Of(colour, Opacity), LineWidth, Dash);
        if (HasMarkers)
            Marker.Draw(canvas, Symbol, x + Legend.KeyWidth / 2, y, Math.Min(Size(0) / 2, 5), MarkerPaint(0));
    }

    private Paint FillPaint => Paint.Of(Spec.At("fillcolor").Text() ?? colour, Spec.At("fillcolor") is null ? 0.3 : Opacity);

    private string Symbol => Spec.At("marker", "symbol").Text() ?? "circle";

    /// <summary>Every point on both axes, with its place in the data.</summary>
    private IEnumerable<(double X, double Y, int Index)> Points(Axis x, Axis y)
    {
        var (xs, ys) = (Spec.At("x").Items(), Spec.At("y").Items());
        for (var i = 0; i < ys.Count; i++)
            if ((xs.Count == 0 ? x.Coordinate((double)i) : i < xs.Count ? x.Coordinate(xs[i]) : null) is { } px && y.Coordinate(ys[i]) is { } py)
                yield return (px, py, i);
    }

    /// <summary>Pixels of unbroken stretches: a gap in the data is a gap in the line.</summary>
    private IEnumerable<List<(double X, double Y)>> Runs(Axis x, Axis y)
    {
        var run = new List<(double, double)>();
        var next = 0;
        foreach (var (px, py, i) in Points(x, y))
        {
            if (i != next && run.Count > 0)
            {
                yield return run;
                run = [];
            }
            run.Add((x.ToPixel(px), y.ToPixel(py)));
            next = i + 1;
        }
        if (run.Count > 0)
            yield return run;
    }

    private IEnumerable<(ErrorBars Bars, IEnumerable<ErrorPoint> Points)> Errors(Axis x, Axis y)
    {
        var (xs, ys) = (Spec.At("x").Items(), Spec.At("y").Items());
        if (Spec["error_y"] is not null)
            yield return (new(Spec["error_y"], y, x), Points(x, y).Select(point => new ErrorPoint(point.X, ys[point.Index].Number() ?? double.NaN, point.Index)));
        if (Spec["error_x"] is not null)
            yield return (new(Spec["error_x"], x, y), Points(x, y).Select(point => new ErrorPoint(point.Y, xs[point.Index].Number() ?? double.NaN, point.Index)));
    }

    private void DrawFill(SvgCanvas canvas, Axis x, Axis y)
    {
        var outline = Points(x, y).Select(point => (x.ToPixel(point.X), y.ToPixel(point.Y))).ToList();
        if (outline.Count == 0)
            return;
        if (fill == "tozeroy")
        {
            var ground = y.ToPixel(y.Coordinate(0.0) ?? y.Min);
            outline = [(outline[0].Item1, ground), .. outline, (outline[^1].Item1, ground)];
        }
        else if (fill != "toself")
            throw new NotSupportedException($"The static writer fills 'toself' and 'tozeroy', not '{fill}'.");
        canvas.Path(SvgCanvas.PathData(outline, close: true), FillPaint);
    }

    private double Size(int index) =>
        Spec.At("marker", "size") is JsonArray sizes
            ? (index < sizes.Count ? sizes[index].Number() : null) ?? 0
            : Spec.At("marker", "size").Number() ?? 7;

    private Paint MarkerPaint(int index)
    {
        // Bubbles overlap, so they let each other through unless the chart says otherwise.
        var opacity = Opacity * (Spec.At("marker", "opacity").Number() ?? (Spec.At("marker", "size") is JsonArray ? 0.7 : 1));
        if (Spec.At("marker", "color") is not JsonArray colours)
            return Paint.Of(Spec.At("marker", "color").Text() ?? colour, opacity);
        if (index >= colours.Count || colours[index].Number() is not { } value)
            return Paint.Of((index < colours.Count ? colours[index].Text() : null) ?? colour, opacity);
        var (scale, least, most) = scaled ??= MarkerScale(colours);
        return Paint.Of(scale.At(most > least ? (value - least) / (most - least) : 0.5).Hex, opacity);
    }

    private (ColourScale Scale, double Least, double Most) MarkerScale(JsonArray colours)
    {
        var values = colours.Select(item => item.Number()).OfType<double>().ToArray();
        return (ColourScale.Of(Spec.At("marker", "colorscale"), Spec.At("marker", "reversescale").Flag(false)), values.Min(), values.Max());
    }

    private void DrawText(SvgCanvas canvas, Axis x, Axis y)
    {
        var position = Spec.At("textposition").Text() ?? "top center";
        var anchor = position.EndsWith("left", StringComparison.Ordinal) ? Anchor.End
            : position.EndsWith("right", StringComparison.Ordinal) ? Anchor.Start : Anchor.Middle;
        foreach (var (px, py, i) in Points(x, y))
        {
            var text = Spec.At("text") is JsonArray texts ? (i < texts.Count ? texts[i].Text() : null) : Spec.At("text").Text();
            if (string.IsNullOrEmpty(text))
                continue;
            var away = HasMarkers ? Size(i) / 2 + 3 : 3;
            var rise = position[0] switch { 't' => -away, 'b' => away + TextSize * 0.75, _ => TextSize * 0.35 };
            var aside = anchor switch { Anchor.Start => away, Anchor.End => -away, _ => 0 };
            canvas.Text(x.ToPixel(px) + aside, y.ToPixel(py) + rise, RichText.Parse(text), TextSize, Paint.Ink, anchor);
        }
    }
}
