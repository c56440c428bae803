using System.Text.Json.Nodes;
using Fovea.Data;

namespace Fovea.Display.Svg;

/// <summary>A matrix as coloured cells.</summary>
internal sealed class HeatmapTrace : Trace
{
    /// <summary>More cells than this are an embedded picture, not shapes.</summary>
    private const int MostShapes = 2500;

    private readonly double?[][] cells;
    private readonly ColourScale scale;

    public HeatmapTrace(JsonNode spec)
        : base(spec)
    {
        cells = [.. spec.At("z").Items().Select(row => row.Items().Select(cell => cell.Number()).ToArray())];
        if (spec.At("transpose").Flag(false))
            cells = [.. Enumerable.Range(0, Columns).Select(x => cells.Select(row => x < row.Length ? row[x] : null).ToArray())];
        scale = ColourScale.Of(spec.At("colorscale"), spec.At("reversescale").Flag(false));
        var values = cells.SelectMany(row => row).OfType<double>().DefaultIfEmpty(0).ToArray();
        Min = spec.At("zmin").Number() ?? values.Min();
        Max = spec.At("zmax").Number() ?? values.Max();
    }

    public double Min { get; }
    public double Max { get; }
    public bool ShowScale => Spec.At("showscale").Flag(true);
    public string? ScaleTitle => Spec.At("colorbar").Title();
    public override bool InLegend => false;

    private int Columns => cells.Length == 0 ? 0 : cells.Max(row => row.Length);

    public Rgb ColourAt(double share) => scale.At(share);

    /// <summary>The colour of a cell; null where there is none or it is empty.</summary>
    public Rgb? ColourOf(int row, int column) =>
        row >= 0 && row < cells.Length && column >= 0 && Cell(row, column) is { } value ? Colour(value) : null;

    public override void Include(Axis x, Axis y)
    {
        foreach (var (axis, edges) in new[] { (x, Edges(x, "x", Columns)), (y, Edges(y, "y", cells.Length)) })
            foreach (var (low, high) in edges)
            {
                axis.Include(low);
                axis.Include(high);
            }
    }

    public override void Draw(SvgCanvas canvas, Axis x, Axis y)
    {
        var (columns, rows) = (Edges(x, "x", Columns), Edges(y, "y", cells.Length));
        if (columns.Count == 0 || rows.Count == 0)
            return;
        var gap = (X: Spec.At("xgap").Number() ?? 0, Y: Spec.At("ygap").Number() ?? 0);
        if (columns.Count * rows.Count > MostShapes)
        {
            DrawPicture(canvas, x, y, columns, rows);
            return;
        }
        for (var row = 0; row < rows.Count; row++)
            for (var column = 0; column < columns.Count; column++)
                if (Cell(row, column) is { } value)
                {
                    var (left, width) = Extent(x, columns[column]);
                    var (top, height) = Extent(y, rows[row]);
                    canvas.Cell(left + gap.X / 2, top + gap.Y / 2, width - gap.X, height - gap.Y, Paint.Of(Colour(value).Hex, Opacity));
                }
    }

    private double? Cell(int row, int column) => column < cells[row].Length ? cells[row][column] : null;

    private Rgb Colour(double value) => scale.At(Max > Min ? (value - Min) / (Max - Min) : 0.5);

    private static (double Start, double Length) Extent(Axis axis, (double Low, double High) edge)
    {
        double a = axis.ToPixel(edge.Low), b = axis.ToPixel(edge.High);
        return (Math.Min(a, b), Math.Abs(a - b));
    }

    private void DrawPicture(
        SvgCanvas canvas, Axis x, Axis y, IReadOnlyList<(double Low, double High)> columns, IReadOnlyList<(double Low, double High)> rows)
    {
        var pixels = new byte[rows.Count * columns.Count * 4];
        bool mirrored = x.Reversed, upright = y.Reversed; // the first row is at the bottom unless the axis runs down
        for (var row = 0; row < rows.Count; row++)
            for (var column = 0; column < columns.Count; column++)
                if (Cell(upright ? row : rows.Count - 1 - row, mirrored ? columns.Count - 1 - column : column) is { } value)
                {
                    var colour = Colour(value);
                    var at = (row * columns.Count + column) * 4;
                    (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (colour.R, colour.G, colour.B, 255);
                }
        var (left, width) = Extent(x, (columns[0].Low, columns[^1].High));
        var (top, height) = Extent(y, (rows[0].Low, rows[^1].High));
        canvas.Image(Html.DataUri(Png.Encode(pixels, columns.Count, rows.Count, 4)), left, top, width, height, crisp: true, Opacity);
    }

    /// <summary>The sides of the cells along an axis: half way between their centres.</summary>
    private IReadOnlyList<(double Low, double High)> Edges(Axis axis, string key, int count)
    {
        var stated = Spec.At(key).Items();
        var centres = Enumerable.Range(0, count).Select(i => i < stated.Count ? axis.Coordinate(stated[i]) ?? i : i).ToArray();
        if (count < 2)
            return [.. centres.Select(centre => (centre - 0.5, centre + 0.5))];
        double Side(int i) => i == 0 ? centres[0] - (centres[1] - centres[0]) / 2
            : i == count ? centres[^1] + (centres[^1] - centres[^2]) / 2
            : (centres[i - 1] + centres[i]) / 2;
        return [.. Enumerable.Range(0, count).Select(i => (Side(i), Side(i + 1)))];
    }
}
