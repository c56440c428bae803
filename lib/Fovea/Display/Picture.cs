using System.Collections.Immutable;
using Fovea.Data;
using Fovea.Display.Svg;

namespace Fovea.Display;

/// <summary>
/// An image with what a model sees in it drawn on top: boxes, masks, points, arrows, heat. Positions are in pixels of the
/// image, (0, 0) its upper left corner. Every addition gives a new picture.
/// </summary>
/// <remarks>Overlays stay shapes above the embedded pixels, so they are sharp at any size.</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class Picture : IShown
{
    private readonly string uri;
    private readonly ImmutableArray<Overlay> overlays;

    private Picture(string uri, int width, int height, ImmutableArray<Overlay> overlays) =>
        (this.uri, Width, Height, this.overlays) = (uri, width, height, overlays);

    /// <summary>In pixels of the image.</summary>
    public int Width { get; }

    /// <summary>In pixels of the image.</summary>
    public int Height { get; }

    /// <summary>An image of bytes, channels last.</summary>
    /// <param name="pixels">height x width x channels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="channels">1 grey, 3 RGB, 4 RGBA.</param>
    /// <exception cref="ArgumentException">The sizes do not match the pixels.</exception>
    public static Picture OfBytes(byte[] pixels, int width, int height, int channels = 3) =>
        new(Html.DataUri(Png.Encode(pixels, width, height, channels)), width, height, []);

    /// <summary>An image of numbers in [0, 1], channels first, as models take them; what lies outside is cut off.</summary>
    /// <param name="values">channels x height x width.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="channels">1 grey, 3 RGB.</param>
    /// <exception cref="ArgumentException">The sizes do not match the values.</exception>
    public static Picture OfFloats(float[] values, int width, int height, int channels = 3)
    {
        var area = width * height;
        if (values.Length != area * channels)
            throw new ArgumentException($"{values.Length} values are not {channels} x {height} x {width}.", nameof(values));
        var pixels = new byte[values.Length];
        for (var channel = 0; channel < channels; channel++)
            for (var i = 0; i < area; i++)
                pixels[i * channels + channel] = ToByte(values[channel * area + i]);
        return OfBytes(pixels, width, height, channels);
    }

    /// <summary>Adds a box.</summary>
    /// <param name="x">Left side.</param>
    /// <param name="y">Upper side.</param>
    /// <param name="width">Across.</param>
    /// <param name="height">Down.</param>
    /// <param name="label">On a tag at the upper left corner.</param>
    /// <param name="colour">An index into <see cref="Palette"/>: a class, or truth against prediction.</param>
    /// <param name="dashed">Tells a second kind of box from the first without colour.</param>
    public Picture Box(double x, double y, double width, double height, string? label = null, int colour = 0, bool dashed = false) =>
        With(new BoxOverlay(x, y, width, height, label, Palette.Colour(colour), dashed));

    /// <summary>Adds an area by its outline.</summary>
    /// <param name="outline">At least three corners.</param>
    /// <param name="colour">An index into <see cref="Palette"/>.</param>
    public Picture Mask(IEnumerable<(double X, double Y)> outline, int colour = 0) =>
        With(new PolygonOverlay([.. outline], Palette.Colour(colour)));

    /// <summary>Adds an area pixel by pixel.</summary>
    /// <param name="mask">height x width of the image.</param>
    /// <param name="colour">An index into <see cref="Palette"/>.</param>
    /// <exception cref="ArgumentException">The mask is not of the image's size.</exception>
    public Picture Mask(bool[,] mask, int colour = 0)
    {
        if (mask.GetLength(0) != Height || mask.GetLength(1) != Width)
            throw new ArgumentException($"The mask is {mask.GetLength(1)} x {mask.GetLength(0)} pixels, the image {Width} x {Height}.", nameof(mask));
        Rgb.TryParse(Palette.Colour(colour), out var rgb, out _);
        return With(new RasterOverlay(Raster(Width, Height, (x, y) => mask[y, x] ? (rgb, (byte)128) : default), 1));
    }

    /// <summary>Adds points.</summary>
    /// <param name="points">Centres.</param>
    /// <param name="colour">An index into <see cref="Palette"/>.</param>
    /// <param name="radius">In pixels of the image; a hundredth of its longer side where left out.</param>
    public Picture Points(IEnumerable<(double X, double Y)> points, int colour = 0, double? radius = null) =>
        With(new PointsOverlay([.. points], Palette.Colour(colour), radius ?? Math.Max(Width, Height) / 100.0));

    /// <summary>Adds an arrow, such as from a query to where it looks.</summary>
    public Picture Arrow(double fromX, double fromY, double toX, double toY, int colour = 0) =>
        With(new ArrowOverlay(fromX, fromY, toX, toY, Palette.Colour(colour)));

    /// <summary>Lays a map of numbers over the whole image, dark where they are low.</summary>
    /// <param name="values">Of any size: rows x columns; NaN stays clear.</param>
    /// <param name="opacity">Of the colours, in [0, 1].</param>
    /// <param name="range">The numbers of the first and the last colour; the least and the greatest where left out.</param>
    public Picture Heat(float[,] values, double opacity = 0.55, (float Low, float High)? range = null)
    {
        int rows = values.GetLength(0), columns = values.GetLength(1);
        var finite = values.Cast<float>().Where(float.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = range ?? (finite.Min(), finite.Max());
        var scale = ColourScale.Viridis;
        return With(new RasterOverlay(
            Raster(columns, rows, (x, y) => float.IsFinite(values[y, x])
                ? (scale.At(high > low ? (values[y, x] - low) / (high - low) : 0.5), (byte)255)
                : default),
            opacity));
    }

    /// <summary>Shown alone, without title or caption; see <see cref="PictureGrid"/> for those.</summary>
    public string ToHtml() => new PictureGrid(1, "", ("", this)).ToHtml();

    /// <summary>What it is, for readers of plain text.</summary>
    public string ToText() => $"[Picture] {Width} x {Height}";

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    /// <summary>Draws it into a rectangle.</summary>
    internal void Draw(SvgCanvas canvas, double left, double top, double width)
    {
        var scale = width / Width;
        canvas.BeginClip(left, top, width, Height * scale);
        canvas.Image(uri, left, top, width, Height * scale, crisp: scale >= 2);
        var frame = new Frame(left, top, scale, Width, Height);
        foreach (var overlay in overlays)
            overlay.Draw(canvas, frame);
        foreach (var overlay in overlays)
            overlay.DrawLabel(canvas, frame);
        canvas.EndClip();
    }

    private Picture With(Overlay overlay) => new(uri, Width, Height, overlays.Add(overlay));

    private static byte ToByte(float value) => (byte)Math.Clamp(MathF.Round(value * 255), 0, 255);

    private static string Raster(int width, int height, Func<int, int, (Rgb Colour, byte Alpha)> pixel)
    {
        var pixels = new byte[width * height * 4];
        for (int y = 0, at = 0; y < height; y++)
            for (var x = 0; x < width; x++, at += 4)
            {
                var (colour, alpha) = pixel(x, y);
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (colour.R, colour.G, colour.B, alpha);
            }
        return Html.DataUri(Png.Encode(pixels, width, height, 4));
    }
}
