using System.Text.Json.Nodes;

namespace Fovea.Display.Svg;

/// <summary>A panel: traces on one pair of axes.</summary>
internal sealed record Panel(Axis X, Axis Y, IReadOnlyList<Trace> Traces)
{
    public double Left => Math.Min(X.Pixels.Start, X.Pixels.End);
    public double Right => Math.Max(X.Pixels.Start, X.Pixels.End);
    public double Top => Math.Min(Y.Pixels.Start, Y.Pixels.End);
    public double Bottom => Math.Max(Y.Pixels.Start, Y.Pixels.End);
}

/// <summary>A styled figure read from its JSON: traces, panels and axes with their ranges, before anything has a place.</summary>
internal sealed class Scene
{
    private readonly Dictionary<string, Axis> axes = new(StringComparer.Ordinal);

    public Scene(JsonNode figure)
    {
        Layout = figure["layout"] ?? new JsonObject();
        Traces = [.. figure["data"].Items().OfType<JsonNode>().Where(trace => trace.At("visible").Flag(true)).Select(Trace.Read)];
        // A figure without traces still shows its axes.
        var pairs = Traces.Select(trace => (trace.XAxis, trace.YAxis)).DefaultIfEmpty(("x", "y")).Distinct();
        Panels = [.. pairs.Select(pair => new Panel(
            AxisOf(pair.Item1), AxisOf(pair.Item2),
            [.. Traces.Where(trace => (trace.XAxis, trace.YAxis) == pair)]))];
        foreach (var panel in Panels)
            BarTrace.Arrange([.. panel.Traces.OfType<BarTrace>()], Layout.At("barmode").Text() ?? "group", panel.X, panel.Y);
        foreach (var panel in Panels)
            foreach (var trace in panel.Traces)
                trace.Include(panel.X, panel.Y);
        foreach (var axis in axes.Values)
            axis.SettleRange();
        PlaceDomains();
    }

    public JsonNode Layout { get; }
    public IReadOnlyList<Trace> Traces { get; }
    public IReadOnlyList<Panel> Panels { get; }
    public IEnumerable<Axis> Axes => axes.Values;

    public double Width => Layout.At("width").Number() ?? FigureStyle.Width;
    public double Height => Layout.At("height").Number() ?? FigureStyle.Height;
    public string? Title => Layout.Title() is { Length: > 0 } title ? title : null;

    /// <summary>The heat map whose colour bar is drawn: FigureStyle leaves one.</summary>
    public HeatmapTrace? ColourBar => Traces.OfType<HeatmapTrace>().FirstOrDefault(map => map.ShowScale);

    public IReadOnlyList<Trace> LegendEntries =>
        Layout.At("showlegend").Flag(true) && (Traces.Count(trace => trace.InLegend) > 1 || Layout.At("showlegend").Flag(false))
            ? [.. Traces.Where(trace => trace.InLegend)]
            : [];

    public Axis? FindAxis(string id) => axes.GetValueOrDefault(id);

    private Axis AxisOf(string id)
    {
        if (!axes.TryGetValue(id, out var axis))
        {
            var isX = id[0] == 'x';
            var data = Traces.Where(trace => (isX ? trace.XAxis : trace.YAxis) == id).SelectMany(trace => trace.Data(isX));
            axes[id] = axis = new Axis(id, Layout[$"{id[0]}axis{id[1..]}"], data);
        }
        return axis;
    }

    /// <summary>Splits the plot area as plotly's layout grid does; an axis' own domain wins.</summary>
    private void PlaceDomains()
    {
        var grid = Layout["grid"];
        int rows = (int)(grid.At("rows").Number() ?? 1), columns = (int)(grid.At("columns").Number() ?? 1);
        var coupled = grid.At("pattern").Text() != "independent";
        var xs = Cells(columns, grid.At("xgap").Number() ?? (coupled ? 0.1 : 0.2));
        var ys = Cells(rows, grid.At("ygap").Number() ?? (coupled ? 0.1 : 0.3));
        foreach (var axis in axes.Values)
        {
            var index = axis.Id.Length == 1 ? 0 : int.Parse(axis.Id.AsSpan(1)) - 1;
            var column = coupled ? index : index % columns;
            var row = coupled ? index : index / columns;
            if (grid is not null)
                axis.Domain = axis.IsX ? xs[Math.Min(column, columns - 1)] : ys[rows - 1 - Math.Min(row, rows - 1)];
            if (Layout[$"{axis.Id[0]}axis{axis.Id[1..]}"].At("domain").Items() is [var start, var end])
                axis.Domain = (start.Number() ?? 0, end.Number() ?? 1);
        }
    }

    private static (double Start, double End)[] Cells(int count, double gap)
    {
        var step = 1 / (count - gap);
        return [.. Enumerable.Range(0, count).Select(cell => (cell * step, cell * step + step * (1 - gap)))];
    }
}
