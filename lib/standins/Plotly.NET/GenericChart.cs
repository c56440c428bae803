using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>Traces and a layout. Immutable: every <c>With...</c> gives a new chart.</summary>
public sealed class GenericChart
{
    private const int DefaultSize = 600; // pixels, as the package's Defaults

    internal GenericChart(IReadOnlyList<JsonObject> traces, JsonObject layout)
    {
        Traces = traces;
        Layout = layout;
    }

    internal IReadOnlyList<JsonObject> Traces { get; }

    internal JsonObject Layout { get; }

    internal static GenericChart Of(JsonObject trace, bool useDefaults) => new(
        [trace],
        useDefaults ? new JsonObject { ["width"] = DefaultSize, ["height"] = DefaultSize } : []);

    internal GenericChart EditLayout(Action<JsonObject> edit)
    {
        var layout = (JsonObject)Layout.DeepClone();
        edit(layout);
        return new(Traces, layout);
    }

    internal GenericChart EditTraces(Action<JsonObject> edit) => new(
        [.. Traces.Select(trace =>
        {
            var copy = (JsonObject)trace.DeepClone();
            edit(copy);
            return copy;
        })],
        Layout);

    /// <summary>All traces in one chart; later layouts win, annotations add up.</summary>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts)
    {
        var traces = new List<JsonObject>();
        var layout = new JsonObject();
        foreach (var chart in gCharts)
        {
            traces.AddRange(chart.Traces);
            var annotations = new JsonArray(
                [.. new[] { layout, chart.Layout }.SelectMany(part => part["annotations"] as JsonArray ?? []).Select(item => item?.DeepClone())]);
            Json.Merge(layout, chart.Layout);
            if (annotations.Count > 0)
                layout["annotations"] = annotations;
        }
        return new(traces, layout);
    }

    public static int countTrace(GenericChart gChart) => gChart.Traces.Count;

    /// <summary>The chart as plotly reads it: <c>{"data": [...], "layout": {...}, "config": {...}}</c>.</summary>
    public static string toJson(GenericChart gChart)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data");
            foreach (var trace in gChart.Traces)
                trace.WriteTo(writer);
            writer.WriteEndArray();
            writer.WritePropertyName("layout");
            gChart.Layout.WriteTo(writer);
            writer.WriteStartObject("config");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
