namespace Fovea.Display.Svg;

/// <summary>The names of the series, in rows above the panels.</summary>
internal sealed class Legend
{
    public const double KeyWidth = 26;
    private const double KeyGap = 6, EntryGap = 18, RowHeight = 18, Size = FigureStyle.FontSize;
    private readonly List<(Trace Trace, RichText Name, double X, double Y)> entries = [];

    public Legend(IReadOnlyList<Trace> traces, double width)
    {
        double x = 0, y = 0;
        foreach (var trace in traces)
        {
            var name = RichText.Parse(trace.Name!);
            var needed = KeyWidth + KeyGap + name.Width(Size);
            if (x > 0 && x + needed > width)
                (x, y) = (0, y + RowHeight);
            entries.Add((trace, name, x, y));
            x += needed + EntryGap;
        }
        Height = traces.Count == 0 ? 0 : y + RowHeight;
    }

    public double Height { get; }

    public void Draw(SvgCanvas canvas, double left, double top)
    {
        foreach (var (trace, name, x, y) in entries)
        {
            var middle = top + y + RowHeight / 2;
            trace.DrawKey(canvas, left + x, middle);
            canvas.Text(left + x + KeyWidth + KeyGap, middle + Size * 0.35, name, Size, Paint.Ink);
        }
    }
}
