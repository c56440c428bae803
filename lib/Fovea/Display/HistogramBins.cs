using System.Text.Json.Nodes;
using Fovea.Display.Svg;

namespace Fovea.Display;

/// <summary>Settles a histogram's bins, so that the interactive and the static form count alike.</summary>
internal static class HistogramBins
{
    private const int FewestBins = 8, MostBins = 40;

    public static void Apply(JsonArray data)
    {
        foreach (var trace in data.OfType<JsonObject>().Where(trace => trace.At("type").Text() == "histogram"))
            foreach (var axis in new[] { "x", "y" })
                if (trace[axis] is not null)
                    Settle(trace, axis);
    }

    /// <summary>At most the asked number of bins (else about the root of the number of values), of a round width.</summary>
    private static void Settle(JsonObject trace, string axis)
    {
        var values = trace.At(axis).Items().Select(item => item.Number()).OfType<double>().ToArray();
        if (values.Length == 0 || trace["bins" + axis] is not null || trace[axis + "bins"] is not null)
            return;
        var asked = trace.At("nbins" + axis).Number() ?? Math.Clamp(Math.Sqrt(values.Length), FewestBins, MostBins);
        double least = values.Min(), most = values.Max();
        var size = Ticks.NiceStep(most > least ? most - least : 1, (int)Math.Max(1, asked));
        var start = Math.Floor(least / size) * size;
        trace[axis + "bins"] = new JsonObject
        {
            ["start"] = start,
            ["end"] = start + size * (Math.Floor((most - start) / size) + 1),
            ["size"] = size,
        };
    }
}
