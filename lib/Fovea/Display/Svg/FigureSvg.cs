using System.Text.Json.Nodes;

namespace Fovea.Display.Svg;

/// <summary>Draws a styled figure without a browser.</summary>
internal static class FigureSvg
{
    private const double Size = FigureStyle.FontSize;

    /// <param name="figure">What <see cref="FigureStyle.Apply"/> gives.</param>
    /// <param name="alt">What the figure shows, in words.</param>
    /// <param name="alone">Whether the SVG is a file of its own and carries its style sheet.</param>
    /// <exception cref="NotSupportedException">The figure has a trace, fill or colour scale the writer does not draw.</exception>
    public static string Render(JsonNode figure, string alt, bool alone)
    {
        var scene = new Scene(figure);
        var placement = new Placement(scene);
        using var canvas = new SvgCanvas(scene.Width, scene.Height, alt, alone ? Theme.SvgCss : null);
        if (scene.Title is { } title)
            canvas.Text(Placement.Edge, placement.TitleBase, RichText.Parse(title), FigureStyle.TitleSize, Paint.Ink, bold: true);
        placement.Legend.Draw(canvas, Placement.Edge, placement.LegendTop);
        foreach (var panel in scene.Panels)
            DrawGrid(canvas, panel);
        foreach (var panel in scene.Panels)
        {
            canvas.BeginClip(panel.Left, panel.Top, panel.Right - panel.Left, panel.Bottom - panel.Top);
            foreach (var trace in panel.Traces.OrderBy(trace => trace.Layer))
                trace.Draw(canvas, panel.X, panel.Y);
            canvas.EndClip();
        }
        foreach (var axis in scene.Axes.Where(axis => axis.Visible))
            if (axis.IsX)
                DrawXAxis(canvas, axis, scene.Panels.Where(panel => panel.X == axis).Max(panel => panel.Bottom));
            else
                DrawYAxis(canvas, axis, scene.Panels.Where(panel => panel.Y == axis).Min(panel => panel.Left));
        if (scene.ColourBar is { } map)
            ColourBar.Draw(canvas, map, placement.Right, placement.Top, placement.Bottom);
        new Annotations(scene, placement).Draw(canvas);
        return canvas.Finish();
    }

    private static void DrawGrid(SvgCanvas canvas, Panel panel)
    {
        foreach (var axis in new[] { panel.X, panel.Y })
            foreach (var (position, label) in axis.Ticks.Where(tick => tick.Position >= axis.Min && tick.Position <= axis.Max))
            {
                var isZero = axis.ShowZero && Math.Abs(position) < (axis.Max - axis.Min) * 1e-9;
                if (!isZero && (!axis.ShowGrid || label.Length == 0))
                    continue;
                var at = axis.ToPixel(position);
                var stroke = isZero ? Paint.AxisLine : Paint.GridLine;
                if (axis.IsX)
                    canvas.Line(at, panel.Top, at, panel.Bottom, stroke);
                else
                    canvas.Line(panel.Left, at, panel.Right, at, stroke);
            }
    }

    private static void DrawXAxis(SvgCanvas canvas, Axis axis, double y)
    {
        var (left, right) = (Math.Min(axis.Pixels.Start, axis.Pixels.End), Math.Max(axis.Pixels.Start, axis.Pixels.End));
        if (axis.ShowLine)
            canvas.Line(left, y, right, y, Paint.AxisLine);
        var turn = Placement.LabelTurn(axis);
        if (axis.ShowLabels)
            foreach (var (position, label) in axis.Ticks)
            {
                var x = axis.ToPixel(position);
                canvas.Line(x, y, x, y + (label.Length > 0 ? Placement.TickLength : 2.5), Paint.AxisLine);
                var below = y + Placement.TickLength + Placement.TickGap + Size * (turn == 0 ? 0.8 : 0.55);
                if (label.Length > 0)
                    canvas.Text(x + (turn == 0 ? 0 : 3), below, RichText.Parse(label), Size, Paint.Ink, turn == 0 ? Anchor.Middle : Anchor.End, rotation: turn);
            }
        if (axis.Title is { } title)
            canvas.Text((left + right) / 2, y + Placement.LabelReach(axis) + Size + 5, title, Size + 1, Paint.Ink, Anchor.Middle);
    }

    private static void DrawYAxis(SvgCanvas canvas, Axis axis, double x)
    {
        var (top, bottom) = (Math.Min(axis.Pixels.Start, axis.Pixels.End), Math.Max(axis.Pixels.Start, axis.Pixels.End));
        if (axis.ShowLine)
            canvas.Line(x, top, x, bottom, Paint.AxisLine);
        if (axis.ShowLabels)
            foreach (var (position, label) in axis.Ticks)
            {
                var y = axis.ToPixel(position);
                canvas.Line(x - (label.Length > 0 ? Placement.TickLength : 2.5), y, x, y, Paint.AxisLine);
                if (label.Length > 0)
                    DrawYLabel(canvas, RichText.Parse(label), x - Placement.TickLength - Placement.TickGap, y);
            }
        if (axis.Title is { } title)
        {
            var reach = Placement.LabelReach(axis) + title.Height(Size + 1) - Size + 3;
            canvas.Text(x - reach, (top + bottom) / 2, title, Size + 1, Paint.Ink, Anchor.Middle, rotation: -90);
        }
    }

    private static void DrawYLabel(SvgCanvas canvas, RichText label, double x, double y) =>
        canvas.Text(x, y - label.Height(Size) / 2 + Size * 0.98, label, Size, Paint.Ink, Anchor.End);
}
