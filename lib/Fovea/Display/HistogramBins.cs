using System.Text.Json.Nodes;
using Fovea.Display.Svg;

namespace Fovea.Display;

/// <summary>
/// Settles the bins of histograms, so that the interactive and the static form count alike; histograms on one axis have
/// the same bins and let each other through.
/// </summary>
internal static class HistogramBins
{
    private const int FewestBins = 8, MostBins = 40;
    private const double SharedOpacity = 0.65;

    public static void Apply(JsonArray data, JsonObject layout)
    {
        var histograms = data.OfType<JsonObject>().Where(trace => trace.At("type").Text() == "histogram");
        foreach (var group in histograms.GroupBy(trace => (Along: trace["x"] is null ? "y" : "x", X: trace.At("xaxis").Text(), Y: trace.At("yaxis").Text())))
        {
            var traces = group.ToArray();
            foreach (var trace in traces.Where(_ => traces.Length > 1))
                trace.Child("marker").Default("opacity", SharedOpacity);
            if (traces.Length > 1)
                layout.Default("barmode", "overlay");
            Settle(traces, group.Key.Along);
        }
    }

    /// <summary>At most the asked number of bins (else about the root of the number of values), of a round width.</summary>
    private static void Settle(JsonObject[] traces, string axis)
    {
        var values = traces.SelectMany(trace => trace.At(axis).Items()).Select(item => item.Number()).OfType<double>().ToArray();
        if (values.Length == 0)
            return;
        var asked = traces.Max(trace => trace.At("nbins" + axis).Number()) ?? Math.Clamp(Math.Sqrt(values.Length / (double)traces.Length), FewestBins, MostBins);
        double least = values.Min(), most = values.Max();
        var size = Ticks.NiceStep(most > least ? most - least : 1, (int)Math.Max(1, asked));
        var start = Math.Floor(least / size) * size;
        foreach (var trace in traces)
            trace.Default(axis + "bins", new JsonObject
            {
                ["start"] = start,
                ["end"] = start + size * (Math.Floor((most - start) / size) + 1),
                ["size"] = size,
            });
    }
}
