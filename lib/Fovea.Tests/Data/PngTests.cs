using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Fovea.Data;

namespace Fovea.Tests.Data;

/// <summary>Read back by a decoder of its own, written from the specification.</summary>
public class PngTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_image_comes_back_as_it_went_in(int channels) => Prop.ForAll(
        Gen.Choose(1, 40).Two().SelectMany(size =>
            Gen.Choose(0, 255).ArrayOf(size.Item1 * size.Item2 * channels).Select(values => (size, Pixels: values.Select(value => (byte)value).ToArray())))
            .ToArbitrary(),
        image =>
        {
            var (width, height) = image.size;
            var decoded = Decode(Png.Encode(image.Pixels, width, height, channels));
            return decoded.Width == width && decoded.Height == height && decoded.Channels == channels && decoded.Pixels.SequenceEqual(image.Pixels);
        }).Holds();

    [Fact]
    public void A_smooth_image_uses_filters_and_is_small()
    {
        var pixels = new byte[64 * 64 * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i / 3 % 64 * 2 + i / 192 + i % 3 * 5);
        var png = Png.Encode(pixels, 64, 64, 3);
        var decoded = Decode(png);
        Assert.Equal(pixels, decoded.Pixels);
        Assert.Contains(decoded.Filters, filter => filter != 0);
        Assert.True(png.Length < pixels.Length / 10, $"{png.Length} bytes for {pixels.Length}");
    }

    [Fact]
    public void The_same_pixels_give_the_same_bytes() =>
        Assert.Equal(Png.Encode([1, 2, 3, 4], 2, 2, 1), Png.Encode([1, 2, 3, 4], 2, 2, 1));

    [Theory]
    [InlineData(4, 2, 2, 2)]
    [InlineData(4, 2, 1, 1)]
    [InlineData(0, 0, 5, 1)]
    public void Sizes_that_do_not_match_are_refused(int length, int width, int height, int channels) =>
        Assert.Throws<ArgumentException>(() => Png.Encode(new byte[length], width, height, channels));

    internal static (int Width, int Height, int Channels, byte[] Pixels, byte[] Filters) Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        int width = 0, height = 0, channels = 0;
        using var data = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var type = Encoding.ASCII.GetString(png, at + 4, 4);
            var body = png.AsSpan(at + 8, length);
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            if (type == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
                channels = body[9] switch { 0 => 1, 2 => 3, 6 => 4, var other => throw new InvalidDataException($"colour type {other}") };
                Assert.Equal([8, 0, 0, 0], new[] { body[8], body[10], body[11], body[12] });
            }
            else if (type == "IDAT")
                data.Write(body);
            at += length + 12;
        }
        data.Position = 0;
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress))
            zlib.CopyTo(inflated);
        return Unfilter(inflated.ToArray(), width, height, channels);
    }

    private static (int, int, int, byte[], byte[]) Unfilter(byte[] filtered, int width, int height, int channels)
    {
        var stride = width * channels;
        Assert.Equal(height * (stride + 1), filtered.Length);
        var pixels = new byte[height * stride];
        var filters = new byte[height];
        for (var y = 0; y < height; y++)
        {
            filters[y] = filtered[y * (stride + 1)];
            for (var x = 0; x < stride; x++)
            {
                int a = x >= channels ? pixels[y * stride + x - channels] : 0;
                int b = y > 0 ? pixels[(y - 1) * stride + x] : 0;
                int c = x >= channels && y > 0 ? pixels[(y - 1) * stride + x - channels] : 0;
                int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
                var predicted = filters[y] switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) >> 1,
                    4 => pa <= pb && pa <= pc ? a : pb <= pc ? b : c,
                    var other => throw new InvalidDataException($"filter {other}"),
                };
                pixels[y * stride + x] = (byte)(filtered[y * (stride + 1) + 1 + x] + predicted);
            }
        }
        return (width, height, channels, pixels, filters);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }
}
