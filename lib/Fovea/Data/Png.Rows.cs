using System.IO.Compression;

namespace Fovea.Data;

public static partial class Png
{
    /// <summary>Inflates the rows, undoes their filters and spreads them over the pixels.</summary>
    private static Image ReadPixels(Header header, byte[] palette, Stream compressed)
    {
        var (stride, step) = (header.Stride, Math.Max(1, header.Samples * header.Depth / 8));
        var pixels = new byte[(long)header.Width * header.Height * header.Channels];
        var width = header.Width * header.Channels;
        byte[] filter = [0], row = new byte[stride], above = new byte[stride];
        using var rows = new ZLibStream(compressed, CompressionMode.Decompress);
        for (var y = 0; y < header.Height; y++)
        {
            if (!TryRead(rows, filter) || !TryRead(rows, row))
                throw new InvalidDataException($"truncated: the image data end in row {y} of {header.Height}");
            Unfilter(filter[0], row, above, step, y);
            var target = pixels.AsSpan(y * width, width);
            if (header.IsPlain)
                row.CopyTo(target);
            else
                Spread(header, palette, row, target);
            (row, above) = (above, row);
        }
        return new Image(header.Width, header.Height, header.Channels, pixels);
    }

    private static bool TryRead(Stream stream, Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"the image data do not inflate: {e.Message}", e);
        }
    }

    /// <summary>Adds to each byte what its filter predicts from its neighbours, the left one <paramref name="step"/> bytes before.</summary>
    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int step, int y)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = step; i < row.Length; i++)
                    row[i] += row[i - step];
                break;
            case 2:
                for (var i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < step ? 0 : row[i - step]) + above[i]) / 2);
                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                    row[i] += (byte)(i < step ? above[i] : Paeth(row[i - step], above[i], above[i - step]));
                break;
            default:
                throw new InvalidDataException($"row {y} has filter {filter}; expected 0 to 4");
        }
    }

    /// <summary>Samples of any depth and colour type to bytes of the image.</summary>
    private static void Spread(Header header, byte[] palette, ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        var most = (1 << header.Depth) - 1;
        for (int x = 0, at = 0; x < header.Width; x++, at += header.Channels)
        {
            if (header.Colour == ColourType.Palette)
            {
                var entry = Sample(row, x, header.Depth);
                if (entry * 3 >= palette.Length)
                    throw new InvalidDataException($"a pixel has colour {entry} of a palette of {palette.Length / 3}");
                palette.AsSpan(entry * 3, 3).CopyTo(pixels[at..]);
                continue;
            }
            for (var channel = 0; channel < header.Channels; channel++)
            {
                var repeated = header.Colour == ColourType.GreyAlpha ? channel / 3 : channel;
                var sample = Sample(row, x * header.Samples + repeated, header.Depth);
                pixels[at + channel] = (byte)(header.Depth < 8 ? sample * 255 / most : sample);
            }
        }
    }

    /// <summary>The upper 8 bits of a 16-bit sample, else the sample.</summary>
    private static int Sample(ReadOnlySpan<byte> row, int index, int depth)
    {
        if (depth == 16)
            return row[index * 2];
        var bit = index * depth; // never across bytes: depth divides 8
        return row[bit / 8] >> (8 - depth - bit % 8) & (1 << depth) - 1;
    }
}
