using System.Text.Json.Nodes;

namespace Fovea.Display.Svg;

/// <summary>What an error bar stands on.</summary>
/// <param name="Place">On the other axis, in its coordinates.</param>
/// <param name="Value">Along the bar, in data units.</param>
/// <param name="Index">Its place in the data.</param>
internal readonly record struct ErrorPoint(double Place, double Value, int Index);

/// <summary>The bars of one <c>error_x</c> or <c>error_y</c>.</summary>
/// <param name="spec">The error object; null draws none.</param>
/// <param name="along">The axis the bars run along.</param>
/// <param name="across">The other axis.</param>
internal sealed class ErrorBars(JsonNode? spec, Axis along, Axis across)
{
    public void Include(IEnumerable<ErrorPoint> points)
    {
        foreach (var (place, low, high) in Spans(points))
        {
            across.Include(place, Room.Around);
            along.Include(low, Room.Around);
            along.Include(high, Room.Around);
        }
    }

    public void Draw(SvgCanvas canvas, IEnumerable<ErrorPoint> points, Paint paint)
    {
        if (spec.At("color").Text() is { } own)
            paint = Paint.Of(own);
        var (thickness, cap) = (spec.At("thickness").Number() ?? 1.5, spec.At("width").Number() ?? 4);
        foreach (var (place, low, high) in Spans(points))
        {
            var (at, from, to) = (across.ToPixel(place), along.ToPixel(low ?? along.Min), along.ToPixel(high));
            Stroke(at, from, at, to);
            Stroke(at - cap, to, at + cap, to);
            if (low is not null)
                Stroke(at - cap, from, at + cap, from);
        }

        void Stroke(double across1, double along1, double across2, double along2)
        {
            if (along.IsX)
                canvas.Line(along1, across1, along2, across2, paint, thickness);
            else
                canvas.Line(across1, along1, across2, along2, paint, thickness);
        }
    }

    /// <summary>Ends in axis coordinates; the low end is null where it lies below what a logarithmic axis shows.</summary>
    private IEnumerable<(double Place, double? Low, double High)> Spans(IEnumerable<ErrorPoint> points)
    {
        if (!spec.At("visible").Flag(true))
            yield break;
        var up = spec.At("array").Items();
        var down = spec.At("arrayminus").Items() is { Count: > 0 } stated && !spec.At("symmetric").Flag(false) ? stated : up;
        foreach (var (place, value, i) in points)
            if (i < up.Count && up[i].Number() is { } above && i < down.Count && down[i].Number() is { } below
                && along.Coordinate(value + above) is { } high)
                yield return (place, along.Coordinate(value - below), high);
    }
}
