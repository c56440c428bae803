using System.Text.Json.Nodes;
using Fovea.Display.Svg;

namespace Fovea.Display;

/// <summary>Writes the labels of a heat map's cells in black or white, whichever its cell lets one read.</summary>
internal static class HeatmapLabels
{
    private const double Middle = 0.18; // the luminance with equal contrast to black and white

    public static void Contrast(JsonArray data, JsonObject layout)
    {
        if (data.Count(trace => trace.At("type").Text() == "heatmap") != 1)
            return;
        var spec = data.First(trace => trace.At("type").Text() == "heatmap")!;
        var map = new HeatmapTrace(spec);
        foreach (var note in layout.At("annotations").Items().OfType<JsonObject>())
        {
            if (note.At("showarrow").Flag(true) || note.At("xref").Text() is not (null or "x"))
                continue;
            if (Place(spec, "x", note) is { } column && Place(spec, "y", note) is { } row && map.ColourOf(row, column) is { } cell)
                note.Child("font").Default("color", cell.Luminance > Middle ? "#000000" : "#ffffff");
        }
    }

    /// <summary>The row or column a label stands in: by name, or by index where there are no names.</summary>
    private static int? Place(JsonNode spec, string axis, JsonNode note)
    {
        if (note.At(axis).Text() is not { } place)
            return null;
        var names = spec.At(axis).Items();
        for (var i = 0; i < names.Count; i++)
            if (names[i].Text() == place)
                return i;
        return names.Count == 0 && int.TryParse(place, out var index) ? index : null;
    }
}
