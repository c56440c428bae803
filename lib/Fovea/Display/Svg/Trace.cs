using System.Text.Json.Nodes;

namespace Fovea.Display.Svg;

/// <summary>One series, image or heat map of a figure.</summary>
internal abstract class Trace(JsonNode spec)
{
    protected JsonNode Spec { get; } = spec;

    public string XAxis { get; } = spec.At("xaxis").Text() ?? "x";
    public string YAxis { get; } = spec.At("yaxis").Text() ?? "y";
    public string? Name { get; } = spec.At("name").Text();
    public double Opacity { get; } = spec.At("opacity").Number() ?? 1;

    /// <summary>Whether the legend lists it; only what has a name and a key of its own is listed.</summary>
    public virtual bool InLegend => Name is not null && Spec.At("showlegend").Flag(true);

    /// <summary>What lies on what: pictures and maps at the bottom, then bars, then lines and points.</summary>
    public virtual int Layer => 0;

    /// <summary>The data along an axis, from which its kind and its categories come.</summary>
    public virtual IEnumerable<JsonNode?> Data(bool x) => Spec.At(x ? "x" : "y").Items();

    /// <summary>Makes room on the axes.</summary>
    public abstract void Include(Axis x, Axis y);

    public abstract void Draw(SvgCanvas canvas, Axis x, Axis y);

    /// <summary>The sample in the legend, <see cref="Legend.KeyWidth"/> wide, about the height <paramref name="y"/>.</summary>
    public virtual void DrawKey(SvgCanvas canvas, double x, double y)
    {
    }

    /// <summary>Reads one trace of a figure.</summary>
    /// <exception cref="NotSupportedException">The writer does not draw this kind.</exception>
    public static Trace Read(JsonNode spec) => spec.At("type").Text() switch
    {
        null or "scatter" => new ScatterTrace(spec),
        "bar" => new BarTrace(spec),
        "histogram" => BarTrace.OfHistogram(spec),
        "heatmap" => new HeatmapTrace(spec),
        "image" => new ImageTrace(spec),
        var type => throw new NotSupportedException(
            $"The static writer draws scatter, bar, histogram, heatmap and image traces, not '{type}'."),
    };
}
