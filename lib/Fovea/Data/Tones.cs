namespace Fovea.Data;

/// <summary>Changes of an RGB image's tones, bit for bit as Pillow's ImageOps and ImageEnhance.</summary>
internal static class Tones
{
    /// <summary>Stretches each channel so that its darkest value becomes 0 and its brightest 255.</summary>
    public static Image AutoContrast(Image image) => Map(image, histogram =>
    {
        var (low, high) = (Array.FindIndex(histogram, count => count > 0), Array.FindLastIndex(histogram, count => count > 0));
        var scale = 255.0 / Math.Max(1, high - low);
        return value => high <= low ? value : (int)(value * scale - low * scale);
    });

    /// <summary>Spreads each channel so that every value is about as frequent.</summary>
    public static Image Equalize(Image image) => Map(image, histogram =>
    {
        var step = (histogram.Sum() - histogram.Last(count => count > 0)) / 255;
        if (step == 0)
            return value => value;
        var table = new int[256];
        for (int i = 0, below = step / 2; i < 256; below += histogram[i++])
            table[i] = below / step;
        return value => table[value];
    });

    /// <summary>Keeps the upper bits of each value.</summary>
    public static Image Posterize(Image image, int bits) => Map(image, _ => value => value & ~((1 << (8 - bits)) - 1));

    /// <summary>Inverts the values from a threshold on.</summary>
    public static Image Solarize(Image image, int threshold) => Map(image, _ => value => value < threshold ? value : 255 - value);

    /// <summary>0 grey, 1 as it is, beyond that more colour.</summary>
    public static Image Colour(Image image, float factor)
    {
        var grey = new byte[image.Pixels.Length];
        for (var i = 0; i < grey.Length; i += 3)
            grey[i] = grey[i + 1] = grey[i + 2] = Luma(image.Pixels.AsSpan(i, 3));
        return Blend(grey, image, factor);
    }

    /// <summary>0 all of the mean grey, 1 as it is, beyond that more contrast.</summary>
    public static Image Contrast(Image image, float factor)
    {
        long sum = 0;
        for (var i = 0; i < image.Pixels.Length; i += 3)
            sum += Luma(image.Pixels.AsSpan(i, 3));
        var mean = new byte[image.Pixels.Length];
        Array.Fill(mean, (byte)(sum / (double)(image.Width * image.Height) + 0.5));
        return Blend(mean, image, factor);
    }

    /// <summary>0 black, 1 as it is, beyond that brighter.</summary>
    public static Image Brightness(Image image, float factor) => Blend(new byte[image.Pixels.Length], image, factor);

    /// <summary>0 smoothed over 3 x 3 pixels, 1 as it is, beyond that sharper.</summary>
    public static Image Sharpness(Image image, float factor)
    {
        var (pixels, stride) = (image.Pixels, image.Width * 3);
        var smooth = pixels.ToArray(); // its border stays
        for (var y = 1; y < image.Height - 1; y++)
            for (var at = y * stride + 3; at < (y + 1) * stride - 3; at++)
            {
                var sum = 4 * pixels[at];
                for (var row = at - stride; row <= at + stride; row += stride)
                    sum += pixels[row - 3] + pixels[row] + pixels[row + 3];
                smooth[at] = (byte)((2 * sum + 13) / 26); // sum / 13, rounded
            }
        return Blend(smooth, image, factor);
    }

    /// <summary>(19595 R + 38470 G + 7471 B) / 65536, rounded: ITU-R 601.</summary>
    private static byte Luma(ReadOnlySpan<byte> rgb) => (byte)((rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 0x8000) >> 16);

    private static Image Blend(byte[] from, Image image, float factor)
    {
        var blended = new byte[from.Length];
        for (var i = 0; i < from.Length; i++)
            blended[i] = (byte)Math.Clamp(from[i] + factor * (image.Pixels[i] - from[i]), 0f, 255f);
        return new Image(image.Width, image.Height, image.Channels, blended);
    }

    /// <summary>Replaces the values of each channel by a table made from its histogram.</summary>
    private static Image Map(Image image, Func<int[], Func<int, int>> table)
    {
        var mapped = new byte[image.Pixels.Length];
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var histogram = new int[256];
            for (var i = channel; i < mapped.Length; i += image.Channels)
                histogram[image.Pixels[i]]++;
            var function = table(histogram);
            var values = Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp(function(value), 0, 255)).ToArray();
            for (var i = channel; i < mapped.Length; i += image.Channels)
                mapped[i] = values[image.Pixels[i]];
        }
        return new Image(image.Width, image.Height, image.Channels, mapped);
    }
}
