using System.Text.Json.Nodes;

namespace Fovea.Display.Svg;

/// <summary>Bars and histograms, upright or lying.</summary>
internal sealed class BarTrace(JsonNode spec) : Trace(spec)
{
    private const double Gap = 0.2; // of the room of a position
    private const double LabelSize = FigureStyle.FontSize - 1;

    private readonly bool lying = spec.At("orientation").Text() == "h";
    private readonly bool isHistogram = spec.At("type").Text() == "histogram";

    private IReadOnlyList<Bar> bars = [];
    private double width;

    /// <summary>A bar as it stands, in axis coordinates; <paramref name="Value"/> is its end in data units.</summary>
    private sealed record Bar(double At, double From, double To, double Value, int Index);

    /// <summary>Counts the values in the trace's settled bins.</summary>
    public static BarTrace OfHistogram(JsonNode spec)
    {
        var axis = spec.At("x") is null ? "y" : "x";
        var bins = spec.At(axis + "bins");
        if (bins.At("start").Number() is not { } start || bins.At("size").Number() is not { } size || bins.At("end").Number() is not { } end)
            throw new NotSupportedException("The static writer draws histograms of numbers, with bins of a start, an end and a size.");
        var counts = new int[(int)Math.Round((end - start) / size)];
        foreach (var value in spec.At(axis).Items().Select(item => item.Number()).OfType<double>())
            if (Math.Floor((value - start) / size) is var bin && bin >= 0 && bin < counts.Length)
                counts[(int)bin]++;
        var counted = (JsonObject)spec.DeepClone();
        counted[axis] = new JsonArray([.. counts.Select((_, bin) => (JsonNode)(start + (bin + 0.5) * size))]);
        counted[axis == "x" ? "y" : "x"] = new JsonArray([.. counts.Select(count => (JsonNode)count)]);
        counted["orientation"] = axis == "x" ? "v" : "h";
        return new BarTrace(counted);
    }

    /// <summary>Places the bars of one panel beside or upon each other.</summary>
    public static void Arrange(IReadOnlyList<BarTrace> traces, string mode, Axis x, Axis y)
    {
        foreach (var group in traces.GroupBy(trace => trace.lying))
        {
            var members = group.ToArray();
            var (places, values) = group.Key ? (y, x) : (x, y);
            var at = members.Select(trace => trace.Positions(places)).ToArray();
            var room = Spacing(at.SelectMany(positions => positions).OfType<double>()) * (1 - (members[0].isHistogram ? 0 : Gap));
            var beside = mode is "group" && !members[0].isHistogram;
            var above = new Dictionary<(double At, bool Positive), double>();
            for (var i = 0; i < members.Length; i++)
            {
                var share = beside ? room / members.Length : room;
                var shift = beside ? share * (i + 0.5) - room / 2 : 0;
                members[i].width = share;
                members[i].bars = [.. members[i].Place(at[i], values, shift, mode is "stack" or "relative" ? above : null)];
            }
        }
    }

    public override int Layer => 1;

    public override void Include(Axis x, Axis y)
    {
        var (places, values) = lying ? (y, x) : (x, y);
        foreach (var bar in bars)
        {
            places.Include(bar.At - width / 2);
            places.Include(bar.At + width / 2);
            values.Include(bar.From);
            values.Include(bar.To, bar.To < bar.From ? Room.Below : Room.Above, TextReach(bar.Index));
        }
        Errors(places, values).Include(ErrorPoints);
    }

    public override void Draw(SvgCanvas canvas, Axis x, Axis y)
    {
        var (places, values) = lying ? (y, x) : (x, y);
        foreach (var (at, from, to, value, index) in bars)
        {
            double a = places.ToPixel(at - width / 2), b = places.ToPixel(at + width / 2);
            double c = values.ToPixel(from), d = values.ToPixel(to);
            var (left, top, across, down) = lying
                ? (Math.Min(c, d), Math.Min(a, b), Math.Abs(c - d), Math.Abs(a - b))
                : (Math.Min(a, b), Math.Min(c, d), Math.Abs(a - b), Math.Abs(c - d));
            canvas.Rect(left, top, across, down, BarPaint(index), isHistogram ? Paint.PaperLine : null);
            var tip = values.ToPixel(values.Coordinate(value + Math.CopySign(ErrorAt(index), value)) ?? to);
            DrawText(canvas, index, lying ? tip : (a + b) / 2, lying ? (a + b) / 2 : tip, to >= from);
        }
        Errors(places, values).Draw(canvas, ErrorPoints, Paint.InkLine);
    }

    public override void DrawKey(SvgCanvas canvas, double x, double y) =>
        canvas.Rect(x + Legend.KeyWidth / 2 - 6, y - 6, 12, 12, BarPaint(0));

    private ErrorBars Errors(Axis places, Axis values) => new(Spec[lying ? "error_x" : "error_y"], values, places);

    /// <summary>How far the error bar reaches beyond a bar's end, in data units.</summary>
    private double ErrorAt(int index) =>
        Spec.At(lying ? "error_x" : "error_y", "array").Items() is var errors && index < errors.Count ? errors[index].Number() ?? 0 : 0;

    private IEnumerable<ErrorPoint> ErrorPoints => bars.Select(bar => new ErrorPoint(bar.At, bar.Value, bar.Index));

    private Paint BarPaint(int index)
    {
        var colour = Spec.At("marker", "color") is JsonArray colours
            ? (index < colours.Count ? colours[index].Text() : null)
            : Spec.At("marker", "color").Text();
        return Paint.Of(colour ?? Palette.Colour(0), Opacity * (Spec.At("marker", "opacity").Number() ?? 1));
    }

    private double?[] Positions(Axis places)
    {
        var keys = Spec.At(lying ? "y" : "x").Items();
        var values = Spec.At(lying ? "x" : "y").Items();
        return [.. Enumerable.Range(0, values.Count).Select(i => keys.Count == 0 ? i : i < keys.Count ? places.Coordinate(keys[i]) : null)];
    }

    /// <summary>The least distance between positions, which is what a position has for its bars.</summary>
    private static double Spacing(IEnumerable<double> positions)
    {
        var sorted = positions.Distinct().Order().ToArray();
        return sorted.Length < 2 ? 1 : sorted.Zip(sorted.Skip(1), (a, b) => b - a).Min();
    }

    private IEnumerable<Bar> Place(
        double?[] positions, Axis values, double shift, Dictionary<(double At, bool Positive), double>? above)
    {
        var data = Spec.At(lying ? "x" : "y").Items();
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] is not { } at || data[i].Number() is not { } value)
                continue;
            var start = above?.GetValueOrDefault((at, value >= 0)) ?? 0;
            if (above is not null)
                above[(at, value >= 0)] = start + value;
            if (values.Coordinate(start + value) is { } to)
                yield return new(at + shift, values.Coordinate(start) ?? to - 1, to, start + value, i); // a logarithm has no zero: one decade
        }
    }

    private RichText? Label(int index)
    {
        var text = Spec.At("text") is JsonArray texts ? (index < texts.Count ? texts[index].Text() : null) : Spec.At("text").Text();
        return string.IsNullOrEmpty(text) ? null : RichText.Parse(text);
    }

    /// <summary>How far a bar's label reaches beyond the bar, in pixels.</summary>
    private double TextReach(int index) => Label(index) is { } label ? (lying ? label.Width(LabelSize) : label.Height(LabelSize)) + 6 : 0;

    private void DrawText(SvgCanvas canvas, int index, double x, double y, bool positive)
    {
        if (Label(index) is not { } label)
            return;
        if (lying)
            canvas.Text(x + (positive ? 4 : -4), y + LabelSize * 0.35, label, LabelSize, Paint.Ink, positive ? Anchor.Start : Anchor.End);
        else
            canvas.Text(x, positive ? y - 4 : y + LabelSize + 2, label, LabelSize, Paint.Ink, Anchor.Middle);
    }
}
