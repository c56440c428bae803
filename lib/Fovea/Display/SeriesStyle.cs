using System.Text.Json.Nodes;

namespace Fovea.Display;

/// <summary>
/// Gives each series its colour, marker and dash. A series is a name: the same name in another panel looks the same, and
/// stands in the legend once.
/// </summary>
internal static class SeriesStyle
{
    private const double LineWidth = 2, MarkerSize = 7;

    public static void Apply(JsonArray data)
    {
        var seriesOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var unnamedIn = new Dictionary<string, int>(StringComparer.Ordinal);
        var inLegend = new HashSet<string>(StringComparer.Ordinal);
        foreach (var trace in data.OfType<JsonObject>())
        {
            var kind = trace.At("type").Text();
            if (kind is not ("scatter" or "bar" or "histogram"))
                continue;
            if (trace.At("name").Text() is { } name)
            {
                seriesOf.TryAdd(name, seriesOf.Count);
                trace.Default("legendgroup", name);
                if (trace.At("showlegend").Flag(true) && !inLegend.Add(name))
                    trace["showlegend"] = false;
                Style(trace, kind, seriesOf[name]);
            }
            else
            {
                trace.Default("showlegend", false);
                var panel = trace.At("xaxis").Text() + trace.At("yaxis").Text();
                Style(trace, kind, unnamedIn[panel] = unnamedIn.GetValueOrDefault(panel, -1) + 1);
            }
        }
    }

    private static void Style(JsonObject trace, string kind, int series)
    {
        var marker = trace.Child("marker");
        var colour = trace.At("line", "color").Text() ?? marker.At("color").Text() ?? Palette.Colour(series);
        marker.Default("color", colour);
        if (kind != "scatter")
        {
            if (trace["text"] is not null)
            {
                trace.Default("textposition", "outside");
                trace.Default("cliponaxis", false);
            }
            return;
        }
        var mode = trace.At("mode").Text() ?? "lines+markers";
        trace["mode"] = mode;
        marker.Default("size", MarkerSize);
        if (marker["color"] is JsonArray)
            marker.Default("colorscale", "Viridis");
        marker.Default("symbol", Palette.Symbols[series % Palette.Symbols.Length]);
        var line = trace.Child("line");
        line.Default("color", colour);
        line.Default("width", LineWidth);
        if (mode.Contains("lines", StringComparison.Ordinal) && !mode.Contains("markers", StringComparison.Ordinal))
            line.Default("dash", Palette.Dashes[series % Palette.Dashes.Length]);
        if (mode.Contains("text", StringComparison.Ordinal))
            trace.Default("textposition", "top center");
        foreach (var error in new[] { "error_x", "error_y" })
            if (trace[error] is JsonObject bars)
            {
                bars.Default("thickness", 1.5);
                bars.Default("width", 4);
            }
    }
}
