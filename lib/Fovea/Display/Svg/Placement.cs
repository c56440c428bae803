namespace Fovea.Display.Svg;

/// <summary>
/// Where everything goes: the margins that the labels need, and the pixels of every axis. Labels depend on the length of
/// an axis and its length on the labels, so the margins are settled twice.
/// </summary>
internal sealed class Placement
{
    public const double Edge = 10, TickLength = 4, TickGap = 3;
    private const double Size = FigureStyle.FontSize;
    private readonly Scene scene;

    public Placement(Scene scene)
    {
        this.scene = scene;
        Legend = new Legend(scene.LegendEntries, scene.Width - 2 * Edge);
        (Left, Right, Top, Bottom) = (60, scene.Width - 20, 40, scene.Height - 50);
        for (var pass = 0; pass < 2; pass++)
        {
            PlaceAxes();
            (Left, Right, Top, Bottom) = Area();
        }
        PlaceAxes();
        foreach (var panel in scene.Panels)
            if (panel.Traces.OfType<ImageTrace>().FirstOrDefault() is { } image)
                KeepAspect(panel, image.Aspect);
    }

    public Legend Legend { get; }

    /// <summary>The area all panels share.</summary>
    public double Left { get; private set; }
    public double Right { get; private set; }
    public double Top { get; private set; }
    public double Bottom { get; private set; }

    public double TitleBase => Edge + FigureStyle.TitleSize * 0.9;

    public double LegendTop => Edge + (scene.Title is null ? 0 : RichText.Parse(scene.Title).Height(FigureStyle.TitleSize) + 4);

    /// <summary>Degrees by which the labels of an x axis lean so as not to overlap.</summary>
    public static double LabelTurn(Axis axis)
    {
        if (!axis.IsX || axis.Ticks.Count < 2)
            return 0;
        var room = Math.Abs(axis.ToPixel(axis.Ticks[1].Position) - axis.ToPixel(axis.Ticks[0].Position));
        return axis.Kind == AxisKind.Category && axis.Ticks.Max(tick => LabelWidth(tick.Label)) > room - 4 ? -35 : 0;
    }

    /// <summary>How far the labels of an axis reach from its line.</summary>
    public static double LabelReach(Axis axis)
    {
        if (!axis.ShowLabels)
            return axis.ShowLine ? 2 : 0;
        var longest = axis.Ticks.Select(tick => LabelWidth(tick.Label)).DefaultIfEmpty(0).Max();
        var lines = axis.Ticks.Select(tick => RichText.Parse(tick.Label).Height(Size)).DefaultIfEmpty(Size).Max();
        var (sin, cos) = Math.SinCos(Math.Abs(LabelTurn(axis)) * Math.PI / 180);
        return TickLength + TickGap + (axis.IsX ? longest * sin + lines * cos : longest);
    }

    private static double LabelWidth(string label) => RichText.Parse(label).Width(Size);

    private static double TitleReach(Axis axis) => axis is { Visible: true, Title: { } title } ? title.Height(Size + 1) + 5 : 0;

    private (double Left, double Right, double Top, double Bottom) Area()
    {
        var outer = scene.Axes.ToArray();
        double Reach(bool isX) => outer.Where(axis => axis.IsX == isX && axis.Domain.Start < 1e-6)
            .Select(axis => LabelReach(axis) + TitleReach(axis)).DefaultIfEmpty(0).Max();
        var left = Edge + Math.Max(Reach(isX: false), FirstLabelOverhang());
        var right = scene.Width - Edge - (scene.ColourBar is { } map ? ColourBar.Reach(map) : LastLabelOverhang());
        var paperTitles = scene.Layout.At("annotations").Items().Any(item => item.At("yref").Text() == "paper" && item.At("y").Number() > 0.99);
        var top = LegendTop + (Legend.Height > 0 ? Legend.Height + 6 : 0) + (paperTitles ? Size * 1.6 : 6);
        var bottom = scene.Height - Edge + 2 - Reach(isX: true);
        return (left, Math.Max(right, left + 40), top, Math.Max(bottom, top + 40));
    }

    private double LastLabelOverhang() => scene.Axes
        .Where(axis => axis is { IsX: true, ShowLabels: true, Ticks.Count: > 0 } && axis.Domain.End > 1 - 1e-6 && LabelTurn(axis) == 0)
        .Select(axis => axis.Ticks.Max(tick => axis.ToPixel(tick.Position) + LabelWidth(tick.Label) / 2) - axis.Pixels.End)
        .DefaultIfEmpty(0).Max(overhang => Math.Max(overhang, 2));

    /// <summary>Leaning labels reach out to the left of their mark.</summary>
    private double FirstLabelOverhang() => scene.Axes
        .Where(axis => axis is { IsX: true, ShowLabels: true } && axis.Domain.Start < 1e-6 && LabelTurn(axis) != 0)
        .SelectMany(axis => axis.Ticks.Select(tick => LabelWidth(tick.Label) * Math.Cos(LabelTurn(axis) * Math.PI / 180) - (axis.ToPixel(tick.Position) - axis.Pixels.Start)))
        .DefaultIfEmpty(0).Max();

    private void PlaceAxes()
    {
        foreach (var axis in scene.Axes)
        {
            axis.Pixels = axis.IsX
                ? (Left + (Right - Left) * axis.Domain.Start, Left + (Right - Left) * axis.Domain.End)
                : (Bottom - (Bottom - Top) * axis.Domain.Start, Bottom - (Bottom - Top) * axis.Domain.End);
            axis.SettleTicks(Math.Abs(axis.Pixels.End - axis.Pixels.Start));
        }
    }

    private static void KeepAspect(Panel panel, double aspect)
    {
        double width = panel.Right - panel.Left, height = panel.Bottom - panel.Top;
        double fitted = Math.Min(width, height * aspect), tall = fitted / aspect;
        var (left, top) = (panel.Left + (width - fitted) / 2, panel.Top + (height - tall) / 2);
        panel.X.Pixels = (left, left + fitted);
        panel.Y.Pixels = (top + tall, top);
    }
}
