using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Display;

/// <summary>
/// The workbook's one figure style, written into plotly's JSON: what the chart states stays, what it leaves open is
/// filled in. Working on the JSON makes the style the same whichever package made the chart.
/// </summary>
internal static class FigureStyle
{
    public const double Width = 640, Height = 400;
    public const double FontSize = 12, TitleSize = 15;

    /// <summary>Above this many points a spread is a band, since bars would hide the line.</summary>
    public const int MostErrorBars = 12;

    /// <summary>A copy of <paramref name="chart"/> (data, layout, config) in the style, with <c>dark</c>: the dark template.</summary>
    public static JsonObject Apply(JsonObject chart)
    {
        var data = WithoutNaN(chart["data"]) as JsonArray ?? [];
        var layout = chart["layout"]?.DeepClone() as JsonObject ?? [];
        SeriesStyle.Apply(data);
        data = WithBands(data);
        HistogramBins.Apply(data, layout);
        ShareColourScale(data);
        HeatmapLabels.Contrast(data, layout);
        layout.Default("width", Width);
        layout.Default("height", Height);
        layout["template"] = Template(Theme.Light);
        MakeRoomAbove(data, layout);
        foreach (var axis in layout.Where(member => member.Key[1..].StartsWith("axis", StringComparison.Ordinal)).Select(member => member.Value).OfType<JsonObject>())
        {
            if (axis.At("type").Text() == "log")
                axis.Default("exponentformat", "power");
            if (!axis.At("showticklabels").Flag(true))
                axis.Default("ticks", "");
        }
        if (data.Any(trace => trace.At("type").Text() == "image"))
            HideImageAxes(data, layout);
        return new JsonObject
        {
            ["data"] = data,
            ["layout"] = layout,
            ["config"] = new JsonObject
            {
                ["displaylogo"] = false,
                ["modeBarButtonsToRemove"] = new JsonArray("autoScale2d", "lasso2d", "select2d", "zoomIn2d", "zoomOut2d"),
                ["responsive"] = true,
            },
            ["dark"] = Template(Theme.Dark),
        };
    }

    /// <summary>The package writes gaps as the text "NaN", which plotly would take for a category.</summary>
    private static JsonNode? WithoutNaN(JsonNode? node) => node switch
    {
        JsonArray items => new JsonArray([.. items.Select(WithoutNaN)]),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, WithoutNaN(member.Value)))),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && value.ToString() is "NaN" or "Infinity" or "-Infinity" => null,
        _ => node?.DeepClone(),
    };

    /// <summary>Puts a translucent band before each line whose error bars are too many to read.</summary>
    private static JsonArray WithBands(JsonArray data)
    {
        var styled = new JsonArray();
        foreach (var trace in data.Select(trace => (JsonObject)trace!.DeepClone()))
        {
            var spread = trace.At("error_y", "array").Items();
            var isLine = trace.At("mode").Text()?.Contains("lines", StringComparison.Ordinal) ?? false;
            if (trace.At("type").Text() == "scatter" && isLine && spread.Count > MostErrorBars)
            {
                styled.Add((JsonNode)Band(trace, spread));
                trace.Remove("error_y");
            }
            styled.Add((JsonNode)trace);
        }
        return styled;
    }

    private static JsonObject Band(JsonObject line, IList<JsonNode?> above)
    {
        var (x, y) = (line.At("x").Items(), line.At("y").Items());
        var below = line.At("error_y", "arrayminus").Items() is { Count: > 0 } stated ? stated : above;
        var points = Enumerable.Range(0, Math.Min(x.Count, y.Count)).Where(i => y[i].Number() is not null).ToArray();
        double Edge(int i, IList<JsonNode?> spread, int sign) =>
            y[i].Number()!.Value + sign * (i < spread.Count ? spread[i].Number() ?? 0 : 0);
        var band = new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["fill"] = "toself",
            ["x"] = new JsonArray([.. points.Concat(points.Reverse()).Select(i => x[i]?.DeepClone())]),
            ["y"] = new JsonArray([
                .. points.Select(i => (JsonNode)Edge(i, above, +1)),
                .. points.Reverse().Select(i => (JsonNode)Edge(i, below, -1))]),
            ["line"] = new JsonObject { ["width"] = 0, ["color"] = line.At("line", "color")?.DeepClone() },
            ["fillcolor"] = line.At("line", "color")?.DeepClone(),
            ["opacity"] = 0.2,
            ["hoverinfo"] = "skip",
            ["showlegend"] = false,
        };
        foreach (var key in new[] { "xaxis", "yaxis", "legendgroup" })
            band.Default(key, line[key]?.DeepClone());
        return band;
    }

    /// <summary>Heat maps side by side share one range and one colour bar, so that equal colours are equal values.</summary>
    private static void ShareColourScale(JsonArray data)
    {
        var maps = data.OfType<JsonObject>().Where(trace => trace.At("type").Text() == "heatmap").ToArray();
        foreach (var map in maps)
            map.Default("colorscale", "Viridis");
        if (maps.Length < 2)
            return;
        var values = maps.SelectMany(map => map.At("z").Items()).SelectMany(row => row.Items()).Select(cell => cell.Number()).OfType<double>().ToArray();
        if (values.Length == 0)
            return;
        foreach (var map in maps)
        {
            map.Default("zmin", values.Min());
            map.Default("zmax", values.Max());
            map.Default("showscale", map == maps[^1]);
        }
    }

    /// <summary>Plotly neither stacks title, legend and panel titles, nor makes room for them.</summary>
    private static void MakeRoomAbove(JsonArray data, JsonObject layout)
    {
        const int Row = 22;
        var panelTitles = layout.At("annotations").Items().Any(note => note.At("yref").Text() == "paper") ? Row : 0;
        var legend = layout.At("showlegend").Flag(true) && data.Count(trace => trace.At("showlegend").Flag(trace.At("name") is not null)) > 1 ? Row : 0;
        var top = 12 + panelTitles + legend + (layout.Title() is null ? 0 : Row);
        layout.Child("margin").Default("t", top);
        if (panelTitles > 0)
            layout.Child("legend").Default("y", 1 + panelTitles / (layout.At("height").Number()!.Value - top - 52));
    }

    private static void HideImageAxes(JsonArray data, JsonObject layout)
    {
        foreach (var trace in data.Where(trace => trace.At("type").Text() == "image"))
            foreach (var letter in new[] { "x", "y" })
            {
                var id = trace.At(letter + "axis").Text() ?? letter;
                layout.Child(letter + "axis" + id[1..]).Default("visible", false);
            }
    }

    /// <summary>Plotly's template: the chrome of a figure on the theme's paper.</summary>
    private static JsonObject Template(Theme theme)
    {
        JsonObject Axis() => new()
        {
            ["automargin"] = true,
            ["exponentformat"] = "SI",
            ["gridcolor"] = theme.Grid,
            ["linecolor"] = theme.Axis,
            ["showline"] = true,
            ["tickcolor"] = theme.Axis,
            ["ticklen"] = 4,
            ["ticks"] = "outside",
            ["title"] = new JsonObject { ["standoff"] = 8 },
            ["zerolinecolor"] = theme.Axis,
            ["zerolinewidth"] = 1,
        };
        var traces = new JsonObject
        {
            ["bar"] = new JsonArray(new JsonObject { ["error_y"] = new JsonObject { ["color"] = theme.Ink, ["thickness"] = 1.5, ["width"] = 4 } }),
            ["heatmap"] = new JsonArray(new JsonObject
            {
                ["colorbar"] = new JsonObject { ["outlinewidth"] = 0, ["thickness"] = 14, ["ticklen"] = 4, ["ticks"] = "outside", ["title"] = new JsonObject { ["side"] = "right" } },
            }),
        };
        return new()
        {
            ["data"] = traces,
            ["layout"] = new JsonObject
            {
                ["colorway"] = new JsonArray([.. Palette.Series.Select(colour => (JsonNode)colour)]),
                ["font"] = new JsonObject { ["family"] = Theme.FontFamily, ["size"] = FontSize, ["color"] = theme.Ink },
                ["hovermode"] = "closest",
                ["legend"] = new JsonObject
                {
                    ["orientation"] = "h", ["x"] = 0, ["xanchor"] = "left", ["y"] = 1.02, ["yanchor"] = "bottom",
                },
                ["margin"] = new JsonObject { ["l"] = 60, ["r"] = 20, ["t"] = 56, ["b"] = 52 },
                ["paper_bgcolor"] = theme.Paper,
                ["plot_bgcolor"] = theme.Paper,
                ["title"] = new JsonObject
                {
                    ["font"] = new JsonObject { ["size"] = TitleSize, ["weight"] = 600 }, ["x"] = 0, ["xref"] = "paper", ["yref"] = "container", ["y"] = 0.985, ["yanchor"] = "top",
                },
                ["xaxis"] = Axis(),
                ["yaxis"] = Axis(),
            },
        };
    }
}
