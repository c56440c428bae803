namespace Fovea.Data;

/// <summary>
/// An affine map from a new image's coordinates to the old one's, pixels being unit squares: (A x + B y + C, D x + E y + F).
/// </summary>
internal readonly record struct Affine(double A, double B, double C, double D, double E, double F)
{
    public static Affine ShearX(double factor) => new(1, factor, 0, 0, 1, 0);

    public static Affine ShearY(double factor) => new(1, 0, 0, factor, 1, 0);

    public static Affine Translate(double x, double y) => new(1, 0, x, 0, 1, y);

    /// <summary>Counter-clockwise about the middle.</summary>
    public static Affine Rotate(double degrees, int width, int height)
    {
        var (sin, cos) = Math.SinCos(-degrees * Math.PI / 180);
        var (x, y) = (width / 2.0, height / 2.0);
        return new(cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y);
    }

    /// <summary>An image of the same size by bilinear lookup, bit for bit as Pillow's <c>Image.transform</c>.</summary>
    /// <param name="image">RGB.</param>
    /// <param name="fill">Where the map leads outside.</param>
    public Image Apply(Image image, (byte Red, byte Green, byte Blue) fill)
    {
        var pixels = new byte[image.Pixels.Length];
        for (int y = 0, at = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++, at += 3)
            {
                double column = A * (x + 0.5) + B * (y + 0.5) + C, row = D * (x + 0.5) + E * (y + 0.5) + F;
                if (column < 0 || column >= image.Width || row < 0 || row >= image.Height)
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = fill;
                else
                    LookUp(image, column - 0.5, row - 0.5, pixels.AsSpan(at, 3));
            }
        return new Image(image.Width, image.Height, 3, pixels);
    }

    private static void LookUp(Image image, double column, double row, Span<byte> target)
    {
        var (left, top) = ((int)Math.Floor(column), (int)Math.Floor(row));
        var (right, down) = (column - left, row - top); // shares of the neighbours; at an edge a pixel is its own
        var (x0, x1) = (Math.Clamp(left, 0, image.Width - 1) * 3, Math.Clamp(left + 1, 0, image.Width - 1) * 3);
        var stride = image.Width * 3;
        var upper = image.Pixels.AsSpan(Math.Clamp(top, 0, image.Height - 1) * stride, stride);
        var lower = image.Pixels.AsSpan(Math.Clamp(top + 1, 0, image.Height - 1) * stride, stride);
        for (var channel = 0; channel < 3; channel++)
        {
            var above = upper[x0 + channel] + (upper[x1 + channel] - upper[x0 + channel]) * right;
            var below = lower[x0 + channel] + (lower[x1 + channel] - lower[x0 + channel]) * right;
            target[channel] = (byte)(above + (below - above) * down);
        }
    }
}
