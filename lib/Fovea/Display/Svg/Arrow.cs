namespace Fovea.Display.Svg;

/// <summary>A straight arrow with a filled head.</summary>
internal static class Arrow
{
    public static void Draw(SvgCanvas canvas, double fromX, double fromY, double toX, double toY, Paint paint, double width)
    {
        var (dx, dy) = (toX - fromX, toY - fromY);
        var length = Math.Sqrt(dx * dx + dy * dy);
        if (length < 1e-6)
            return;
        (dx, dy) = (dx / length, dy / length);
        var head = Math.Min(4 + 4 * width, length);
        var (baseX, baseY) = (toX - dx * head, toY - dy * head);
        canvas.Line(fromX, fromY, baseX, baseY, paint, width);
        var half = head * 0.42;
        canvas.Path(
            SvgCanvas.PathData([(toX, toY), (baseX - dy * half, baseY + dx * half), (baseX + dy * half, baseY - dx * half)], close: true),
            paint with { Class = paint.Class is null ? null : "fv-ink" });
    }
}
