using System.Numerics;

namespace Fovea.Data;

/// <summary>A filter of Pillow's resampling. Where an image shrinks, the filter widens with it, so that nothing aliases.</summary>
public enum Interpolation
{
    /// <summary>A triangle over 2 pixels.</summary>
    Bilinear,

    /// <summary>Keys' cubic with a = -0.5, over 4 pixels.</summary>
    Bicubic,
}

/// <summary>
/// Pillow's resampling of 8-bit images: rows first, then columns, each a weighted sum in 32-bit fixed point with 22 bits
/// after the point, rounded to a byte between the two.
/// </summary>
internal static class Resampling
{
    private const int PrecisionBits = 32 - 8 - 2;
    private const int Half = 1 << (PrecisionBits - 1);

    /// <param name="First">The first pixel that each new pixel is made of.</param>
    /// <param name="Weights">Those of each new pixel, from <paramref name="First"/> on.</param>
    private readonly record struct Taps(int[] First, int[][] Weights);

    public static Image Resize(Image image, int width, int height, Interpolation interpolation)
    {
        var (pixels, channels) = (image.Pixels, image.Channels);
        if (width != image.Width)
            pixels = ResizeRows(pixels, image.Width, image.Height, channels, MakeTaps(image.Width, width, interpolation));
        if (height != image.Height)
            pixels = ResizeColumns(pixels, width * channels, MakeTaps(image.Height, height, interpolation));
        return new Image(width, height, channels, pixels);
    }

    private static Taps MakeTaps(int size, int newSize, Interpolation interpolation)
    {
        var scale = size / (double)newSize;
        var stretch = Math.Max(scale, 1);
        var reach = (interpolation == Interpolation.Bilinear ? 1 : 2) * stretch;
        var inverse = 1 / stretch;
        var taps = new Taps(new int[newSize], new int[newSize][]);
        for (var i = 0; i < newSize; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max((int)(centre - reach + 0.5), 0);
            var weights = new double[Math.Min((int)(centre + reach + 0.5), size) - first];
            var sum = 0.0;
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] = Filter(interpolation, (k + first - centre + 0.5) * inverse);
            taps.First[i] = first;
            taps.Weights[i] = [.. weights.Select(weight => ToFixed(sum == 0 ? weight : weight / sum))];
        }
        return taps;
    }

    private static double Filter(Interpolation interpolation, double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        if (interpolation == Interpolation.Bilinear)
            return x < 1 ? 1 - x : 0;
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
            : x < 2 ? (((x - 5) * x + 8) * x - 4) * a
            : 0;
    }

    private static int ToFixed(double weight) => (int)(weight * (1 << PrecisionBits) + (weight < 0 ? -0.5 : 0.5));

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> PrecisionBits, 0, 255);

    private static byte[] ResizeRows(byte[] pixels, int width, int height, int channels, Taps taps)
    {
        var newWidth = taps.First.Length;
        var result = new byte[(long)newWidth * height * channels];
        for (var y = 0; y < height; y++)
        {
            var row = pixels.AsSpan(y * width * channels, width * channels);
            var target = result.AsSpan(y * newWidth * channels, newWidth * channels);
            for (var x = 0; x < newWidth; x++)
            {
                var weights = taps.Weights[x];
                var from = row.Slice(taps.First[x] * channels, weights.Length * channels);
                if (channels == 1)
                    target[x] = Weigh(from, weights);
                else
                    WeighRgb(from, weights, target.Slice(x * 3, 3));
            }
        }
        return result;
    }

    private static byte Weigh(ReadOnlySpan<byte> from, int[] weights)
    {
        var sum = Half;
        for (var k = 0; k < weights.Length && k < from.Length; k++)
            sum += from[k] * weights[k];
        return ToByte(sum);
    }

    private static void WeighRgb(ReadOnlySpan<byte> from, int[] weights, Span<byte> target)
    {
        int red = Half, green = Half, blue = Half;
        foreach (var weight in weights)
        {
            red += from[0] * weight;
            green += from[1] * weight;
            blue += from[2] * weight;
            from = from[3..];
        }
        (target[0], target[1], target[2]) = (ToByte(red), ToByte(green), ToByte(blue));
    }

    private static byte[] ResizeColumns(byte[] pixels, int stride, Taps taps)
    {
        var result = new byte[(long)taps.First.Length * stride];
        var sums = new int[stride];
        for (var y = 0; y < taps.First.Length; y++)
        {
            Array.Fill(sums, Half);
            for (var k = 0; k < taps.Weights[y].Length; k++)
                AddWeighted(sums, pixels.AsSpan((taps.First[y] + k) * stride, stride), taps.Weights[y][k]);
            var target = result.AsSpan(y * stride, stride);
            for (var x = 0; x < target.Length; x++)
                target[x] = ToByte(sums[x]);
        }
        return result;
    }

    private static void AddWeighted(Span<int> sums, ReadOnlySpan<byte> row, int weight)
    {
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[x..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            Add(sums, x, a, weight);
            Add(sums, x + Vector<int>.Count, b, weight);
            Add(sums, x + 2 * Vector<int>.Count, c, weight);
            Add(sums, x + 3 * Vector<int>.Count, d, weight);
        }
        for (; x < row.Length; x++)
            sums[x] += row[x] * weight;

        static void Add(Span<int> sums, int at, Vector<uint> bytes, int weight)
        {
            var part = sums.Slice(at, Vector<int>.Count);
            (new Vector<int>(part) + Vector.AsVectorInt32(bytes) * weight).CopyTo(part);
        }
    }
}
