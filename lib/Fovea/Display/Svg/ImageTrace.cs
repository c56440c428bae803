using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Fovea.Data;

namespace Fovea.Display.Svg;

/// <summary>A picture in a panel, its first row on top and its pixels square.</summary>
internal sealed class ImageTrace : Trace
{
    private const string PngUri = "data:image/png;base64,";
    private readonly string uri;
    private readonly int width, height;

    public ImageTrace(JsonNode spec)
        : base(spec)
    {
        if (spec.At("source").Text() is { } source)
        {
            if (!source.StartsWith(PngUri, StringComparison.Ordinal))
                throw new NotSupportedException("The static writer shows images from pixels or from a PNG data URI.");
            var header = Convert.FromBase64String(source[PngUri.Length..]).AsSpan(16, 8);
            (uri, width, height) = (source, BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
            return;
        }
        var rows = spec.At("z").Items();
        (height, width) = (rows.Count, rows.Count == 0 ? 0 : rows[0].Items().Count);
        var pixels = rows.SelectMany(row => row.Items()).SelectMany(pixel => pixel.Items()).Select(value => (byte)Math.Clamp(value.Number() ?? 0, 0, 255)).ToArray();
        uri = Html.DataUri(Png.Encode(pixels, width, height, channels: pixels.Length / Math.Max(1, width * height)));
    }

    public double Aspect => width / (double)height;

    public override bool InLegend => false;

    public override IEnumerable<JsonNode?> Data(bool x) => [];

    public override void Include(Axis x, Axis y)
    {
        y.Reversed = true;
        x.Include(-0.5);
        x.Include(width - 0.5);
        y.Include(-0.5);
        y.Include(height - 0.5);
    }

    public override void Draw(SvgCanvas canvas, Axis x, Axis y)
    {
        var (left, right) = (x.ToPixel(-0.5), x.ToPixel(width - 0.5));
        var (top, bottom) = (y.ToPixel(-0.5), y.ToPixel(height - 0.5));
        canvas.Image(uri, Math.Min(left, right), Math.Min(top, bottom), Math.Abs(right - left), Math.Abs(bottom - top), crisp: true, Opacity);
    }
}
