using System.Text.Json.Nodes;

namespace Fovea.Display.Svg;

internal enum AxisKind { Linear, Log, Category }

/// <summary>On which sides of a datum its axis leaves some room.</summary>
[Flags]
internal enum Room { None = 0, Below = 1, Above = 2, Around = Below | Above }

/// <summary>
/// One axis: from data to axis coordinates (the value, its decimal logarithm, or a category's index), and from those to
/// pixels.
/// </summary>
internal sealed class Axis
{
    private const double Padding = 0.05; // of the span, beyond the outermost padded datum

    private const double UsualWidth = 480, UsualHeight = 220; // pixels: the range is settled before the length is known

    private readonly JsonNode? spec;
    private readonly List<string> categories = [];
    private double hardMin = double.PositiveInfinity, hardMax = double.NegativeInfinity;
    private double softMin = double.PositiveInfinity, softMax = double.NegativeInfinity;
    private double reach;

    /// <param name="id">As traces name it: x, x2, y, ...</param>
    /// <param name="spec">The axis in the layout; null where it says nothing.</param>
    /// <param name="data">All data of its traces along it.</param>
    public Axis(string id, JsonNode? spec, IEnumerable<JsonNode?> data)
    {
        Id = id;
        this.spec = spec;
        Kind = spec.At("type").Text() switch
        {
            "log" => AxisKind.Log,
            "category" => AxisKind.Category,
            "linear" => AxisKind.Linear,
            _ => data.Any(item => item.Text() is not null && item.Number() is null) ? AxisKind.Category : AxisKind.Linear,
        };
        if (Kind == AxisKind.Category)
            categories.AddRange(spec.At("categoryarray").Items().Concat(data).Select(item => item.Text()).OfType<string>().Distinct());
        Title = spec.Title() is { Length: > 0 } title ? RichText.Parse(title) : null;
        Reversed = spec.At("autorange").Text() == "reversed";
    }

    public string Id { get; }
    public bool IsX => Id[0] == 'x';
    public AxisKind Kind { get; }
    public IReadOnlyList<string> Categories => categories;
    public RichText? Title { get; }
    public bool Reversed { get; set; }
    public bool Visible => spec.At("visible").Flag(true);
    public bool ShowLabels => Visible && spec.At("showticklabels").Flag(true);
    public bool ShowLine => Visible && spec.At("showline").Flag(true);
    public bool ShowGrid => Visible && Kind != AxisKind.Category && spec.At("showgrid").Flag(true);
    public bool ShowZero => Visible && Kind == AxisKind.Linear && spec.At("zeroline").Flag(true);

    /// <summary>The part of the plot area it spans, from the left or the bottom.</summary>
    public (double Start, double End) Domain { get; set; } = (0, 1);

    public double Min { get; private set; }
    public double Max { get; private set; }

    /// <summary>Pixels of the ends: left and right, or bottom and top.</summary>
    public (double Start, double End) Pixels { get; set; }

    public IReadOnlyList<Tick> Ticks { get; private set; } = [];

    /// <summary>A datum in axis coordinates; null for a gap and for what a logarithm cannot show.</summary>
    public double? Coordinate(JsonNode? datum)
    {
        if (Kind != AxisKind.Category)
            return datum.Number() is { } number ? Coordinate(number) : null;
        var index = datum.Text() is { } text ? categories.IndexOf(text) : -1;
        return index < 0 ? null : index;
    }

    public double? Coordinate(double value) => Kind != AxisKind.Log ? value : value > 0 ? Math.Log10(value) : null;

    /// <summary>A position of an annotation: a name or an index on a category axis, a decimal logarithm on a logarithmic one.</summary>
    public double? Position(JsonNode? place) => Kind == AxisKind.Category ? Coordinate(place) ?? place.Number() : place.Number();

    /// <summary>
    /// Makes the axis reach a coordinate, and some way beyond it on the sides of <paramref name="room"/>: further where
    /// what is drawn there reaches further, by <paramref name="pixels"/>.
    /// </summary>
    public void Include(double? coordinate, Room room = Room.None, double pixels = 0)
    {
        if (coordinate is not { } at)
            return;
        (hardMin, hardMax) = (Math.Min(hardMin, at), Math.Max(hardMax, at));
        if (room.HasFlag(Room.Below))
            softMin = Math.Min(softMin, at);
        if (room.HasFlag(Room.Above))
            softMax = Math.Max(softMax, at);
        reach = Math.Max(reach, pixels);
    }

    /// <summary>Settles the range once all data are included.</summary>
    public void SettleRange()
    {
        if (spec.At("range").Items() is [var first, var last] && first.Number() is { } from && last.Number() is { } to && from != to)
        {
            (Min, Max) = (Math.Min(from, to), Math.Max(from, to));
            Reversed = from > to;
            return;
        }
        if (Kind == AxisKind.Category)
            (hardMin, hardMax) = (Math.Min(hardMin, -0.5), Math.Max(hardMax, categories.Count - 0.5));
        if (double.IsInfinity(hardMin))
            (hardMin, hardMax) = (0, 1);
        var room = Kind == AxisKind.Category ? 0 : (hardMax - hardMin) * Math.Max(Padding, reach / (IsX ? UsualWidth : UsualHeight));
        (Min, Max) = (Math.Min(hardMin, softMin - room), Math.Max(hardMax, softMax + room));
        if (Max - Min <= Math.Max(Math.Abs(Min), Math.Abs(Max)) * 1e-12)
            (Min, Max) = Min == 0 ? (-1, 1) : (Min - Math.Abs(Min) * 0.1, Max + Math.Abs(Max) * 0.1);
    }

    /// <summary>Settles the marks for a length of <paramref name="pixels"/>.</summary>
    public void SettleTicks(double pixels)
    {
        var most = Math.Max(3, (int)(pixels / (IsX ? 60 : 30)));
        Ticks = Kind switch
        {
            AxisKind.Category => [.. categories.Select((name, index) => new Tick(index, name)).Where(tick => tick.Position >= Min && tick.Position <= Max)],
            AxisKind.Log => Svg.Ticks.Log(Min, Max, most),
            _ => Svg.Ticks.Linear(Min, Max, most),
        };
        if (spec.At("tickvals").Items() is { Count: > 0 } values)
        {
            var texts = spec.At("ticktext").Items();
            Ticks = [.. values.Select((value, i) => (At: Coordinate(value), Label: (i < texts.Count ? texts[i] : value).Text() ?? ""))
                .Where(tick => tick.At >= Min && tick.At <= Max).Select(tick => new Tick(tick.At!.Value, tick.Label))];
        }
    }

    public double ToPixel(double coordinate)
    {
        var share = (coordinate - Min) / (Max - Min);
        return Pixels.Start + (Pixels.End - Pixels.Start) * (Reversed ? 1 - share : share);
    }
}
