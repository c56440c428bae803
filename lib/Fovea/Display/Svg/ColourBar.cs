namespace Fovea.Display.Svg;

/// <summary>What the colours of a heat map mean, at the right of the panels.</summary>
internal static class ColourBar
{
    private const double Gap = 14, Thickness = 14, Size = FigureStyle.FontSize;
    private const int Steps = 64;

    /// <summary>The room it takes.</summary>
    public static double Reach(HeatmapTrace map) =>
        Gap + Thickness + Placement.TickLength + Placement.TickGap
        + Marks(map, 200).Select(tick => TextMetrics.Width(tick.Label, Size)).DefaultIfEmpty(0).Max()
        + (map.ScaleTitle is null ? 0 : Size * 1.6);

    public static void Draw(SvgCanvas canvas, HeatmapTrace map, double left, double top, double bottom)
    {
        var (x, height) = (left + Gap, bottom - top);
        for (var step = 0; step < Steps; step++)
        {
            // Each step reaches over the next, so that no seam shows between them.
            var (low, high) = (bottom - height * step / Steps, bottom - height * Math.Min(step + 1.5, Steps) / Steps);
            canvas.Rect(x, high, Thickness, low - high, Paint.Of(map.ColourAt((step + 0.5) / Steps).Hex));
        }
        var reach = 0.0;
        foreach (var (at, label) in Marks(map, height))
        {
            var y = bottom - height * (map.Max > map.Min ? (at - map.Min) / (map.Max - map.Min) : 0.5);
            var rich = RichText.Parse(label);
            canvas.Line(x + Thickness, y, x + Thickness + Placement.TickLength, y, Paint.AxisLine);
            canvas.Text(x + Thickness + Placement.TickLength + Placement.TickGap, y + Size * 0.35, rich, Size, Paint.Ink);
            reach = Math.Max(reach, rich.Width(Size));
        }
        if (map.ScaleTitle is { } title)
            canvas.Text(
                x + Thickness + Placement.TickLength + Placement.TickGap + reach + Size * 0.6, (top + bottom) / 2, RichText.Parse(title), Size + 1,
                Paint.Ink, Anchor.Middle, rotation: 90);
    }

    private static IReadOnlyList<Tick> Marks(HeatmapTrace map, double height) =>
        map.Max > map.Min ? Ticks.Linear(map.Min, map.Max, Math.Max(2, (int)(height / 42))) : [new(map.Min, Ticks.Label(map.Min))];
}
