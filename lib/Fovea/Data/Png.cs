using System.Buffers.Binary;
using System.IO.Compression;

namespace Fovea.Data;

/// <summary>PNG images (PNG specification, third edition): writes 8-bit grey, RGB or RGBA, reads all but interlaced ones.</summary>
public static partial class Png
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Encodes an image; the same pixels give the same bytes on the same .NET runtime.</summary>
    /// <param name="pixels">Row by row, channels last: height x width x channels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="channels">1 grey, 3 RGB, 4 RGBA.</param>
    /// <exception cref="ArgumentException">The sizes are not positive, do not match the pixels, or the channels are none of these.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        byte colourType = channels switch
        {
            1 => 0,
            3 => 2,
            4 => 6,
            _ => throw new ArgumentException($"A PNG here has 1, 3 or 4 channels, not {channels}.", nameof(channels)),
        };
        if (width <= 0 || height <= 0 || pixels.Length != (long)width * height * channels)
            throw new ArgumentException(
                $"{pixels.Length} bytes are not an image of {width} x {height} pixels with {channels} channel(s).", nameof(pixels));

        using var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits a channel; the zeros after the colour type: deflate, adaptive filters, not interlaced
        header[9] = colourType;
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress(pixels, width * channels, channels));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int stride, int channels)
    {
        using var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.SmallestSize))
        {
            var above = new byte[stride];
            var best = new byte[stride + 1];
            var candidate = new byte[stride + 1];
            for (var start = 0; start < pixels.Length; start += stride)
            {
                var row = pixels.Slice(start, stride);
                FilterRow(row, above, channels, ref best, ref candidate);
                zlib.Write(best);
                row.CopyTo(above);
            }
        }
        return buffer.ToArray();
    }

    /// <summary>
    /// Leaves in <paramref name="best"/> the filter's number and the filtered row. The filter is the one whose output,
    /// read as signed bytes, has the least sum of absolute values: the specification's heuristic (section 12.7).
    /// </summary>
    private static void FilterRow(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int channels, ref byte[] best, ref byte[] candidate)
    {
        var least = long.MaxValue;
        for (byte filter = 0; filter < 5; filter++)
        {
            candidate[0] = filter;
            long sum = 0;
            for (var i = 0; i < row.Length; i++)
            {
                int left = i < channels ? 0 : row[i - channels], up = above[i], corner = i < channels ? 0 : above[i - channels];
                var predicted = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => Paeth(left, up, corner),
                };
                candidate[i + 1] = (byte)(row[i] - predicted);
                sum += Math.Abs((int)(sbyte)candidate[i + 1]);
            }
            if (sum < least)
            {
                least = sum;
                (best, candidate) = (candidate, best);
            }
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static void WriteChunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Crc32.Append(0, type), data));
        png.Write(number);
    }
}
