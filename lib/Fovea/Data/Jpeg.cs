using System.Runtime.InteropServices;

namespace Fovea.Data;

/// <summary>How a JPEG stores colour beside brightness.</summary>
public enum ChromaSubsampling
{
    /// <summary>4:4:4: at every pixel.</summary>
    None = 0,

    /// <summary>4:2:2: at every second column.</summary>
    Columns = 1,

    /// <summary>4:2:0: at every second column of every second row.</summary>
    ColumnsAndRows = 2,
}

/// <summary>
/// JPEG images by libjpeg-turbo (Debian's libturbojpeg.so.0). Pixels are those that Pillow computes with the
/// same libjpeg-turbo: integer DCT of full accuracy, smooth upsampling of colour.
/// </summary>
public static class Jpeg
{
    /// <summary>Whether a file begins as JPEG files do.</summary>
    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>
    /// Decodes an image, baseline or progressive: grey as grey, colour as RGB, CMYK as the RGB that Pillow converts it to. An
    /// orientation in EXIF data is left aside, as by Pillow's <c>open</c> and the loaders that build on it.
    /// </summary>
    /// <exception cref="InvalidDataException">It is no JPEG, truncated or damaged: the message says what was found.</exception>
    /// <exception cref="DllNotFoundException">libturbojpeg is not installed: the message says how to install it.</exception>
    public static Image Decode(ReadOnlySpan<byte> jpeg)
    {
        using var decoder = TurboJpeg.Decompressor();
        ref var first = ref MemoryMarshal.GetReference(jpeg);
        if (TurboJpeg.tjDecompressHeader3(decoder, ref first, (nuint)jpeg.Length, out var width, out var height, out _, out var colours) != 0)
            throw new InvalidDataException($"no JPEG header that can be read: {decoder.Error}");
        Image.CheckDeclared(width, height);
        var (format, channels) = colours switch
        {
            TurboJpeg.Grey => (TurboJpeg.GreyPixels, 1),
            TurboJpeg.Cmyk or TurboJpeg.Ycck => (TurboJpeg.CmykPixels, 4),
            _ => (TurboJpeg.RgbPixels, 3),
        };
        var pixels = new byte[width * height * channels];
        if (TurboJpeg.tjDecompress2(decoder, ref first, (nuint)jpeg.Length, pixels, width, 0, height, format, 0) != 0)
        {
            var warning = decoder.Error;
            if (!IsHarmless(warning))
                throw new InvalidDataException($"truncated or damaged JPEG: {warning}");
        }
        return channels == 4 ? FromInvertedCmyk(width, height, pixels) : new Image(width, height, channels, pixels);
    }

    /// <summary>Encodes a grey or RGB image; the defaults are Pillow's.</summary>
    /// <param name="image">One or three channels.</param>
    /// <param name="quality">1 to 100, libjpeg's scale.</param>
    /// <param name="subsampling">Of an RGB image.</param>
    /// <exception cref="ArgumentException">The image has an alpha channel, or the quality is out of range.</exception>
    /// <exception cref="DllNotFoundException">libturbojpeg is not installed: the message says how to install it.</exception>
    public static byte[] Encode(Image image, int quality = 75, ChromaSubsampling subsampling = ChromaSubsampling.ColumnsAndRows)
    {
        if (image.Channels == 4)
            throw new ArgumentException("A JPEG has no alpha channel; drop it with ToRgb().", nameof(image));
        if (quality is < 1 or > 100)
            throw new ArgumentException($"A JPEG's quality is 1 to 100, not {quality}.", nameof(quality));

        using var encoder = TurboJpeg.Compressor();
        var (format, stored) = image.Channels == 1 ? (TurboJpeg.GreyPixels, TurboJpeg.GreySubsampling) : (TurboJpeg.RgbPixels, (int)subsampling);
        var buffer = IntPtr.Zero;
        try
        {
            if (TurboJpeg.tjCompress2(encoder, image.Pixels, image.Width, 0, image.Height, format, ref buffer, out var size, stored,
                    quality, TurboJpeg.AccurateDct) != 0)
                throw new InvalidOperationException($"libturbojpeg does not encode {image.Width} x {image.Height} pixels: {encoder.Error}");
            var jpeg = new byte[size];
            Marshal.Copy(buffer, jpeg, 0, jpeg.Length);
            return jpeg;
        }
        finally
        {
            TurboJpeg.tjFree(buffer);
        }
    }

    /// <summary>Inks are taken to be stored inverted, as Adobe's programs do and Pillow assumes: 255 is none.</summary>
    private static Image FromInvertedCmyk(int width, int height, byte[] pixels)
    {
        var rgb = new byte[width * height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4)
            for (var (ink, black) = (0, pixels[from + 3]); ink < 3; ink++)
            {
                var product = (255 - pixels[from + ink]) * black + 128;
                rgb[to++] = (byte)Math.Max(black - (((product >> 8) + product) >> 8), 0); // a product of bytes over 255, rounded
            }
        return new Image(width, height, 3, rgb);
    }

    /// <summary>Stray bytes between two markers cost no pixel, and some files of ImageNet have them.</summary>
    private static bool IsHarmless(string warning) => warning.Contains("extraneous bytes before marker");
}
