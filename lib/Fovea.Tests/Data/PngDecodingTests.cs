using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public class PngDecodingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_encoded_decodes_to_the_same_pixels(int channels) => Prop.ForAll(
        Gen.Choose(1, 40).Two().SelectMany(size =>
            Gen.Choose(0, 255).ArrayOf(size.Item1 * size.Item2 * channels).Select(values => new Image(size.Item1, size.Item2, channels, [.. values.Select(value => (byte)value)])))
            .ToArbitrary(),
        image => Same(image, Png.Decode(Png.Encode(image.Pixels, image.Width, image.Height, channels)))).Holds();

    [Fact]
    public void Pillow_reads_the_same_pixels_from_files_of_every_kind()
    {
        using var folder = new TemporaryFolder();
        var lines = Pillow.Lines(
            """
            import random, struct, zlib
            random.seed(4)
            noise = lambda n: bytes(random.randrange(256) for _ in range(n))
            smooth = Image.merge('RGB', [Image.linear_gradient('L').resize((37, 23)).rotate(a) for a in (0, 90, 40)])
            made = {f'smooth-{m}': smooth.convert(m) for m in ('1', 'L', 'P', 'RGB', 'RGBA', 'LA')}
            made['noise'] = Image.frombytes('RGB', (31, 17), noise(31 * 17 * 3))
            made['wide'] = Image.frombytes('L', (1000, 1), noise(1000))
            for colours in (2, 4, 16):
                made[f'palette-{colours}'] = smooth.quantize(colours)
            for name, image in made.items():
                image.save(f'{args[0]}/{name}.png')

            # Grey of 2, 4 and 16 bits, and colour of 16, which Pillow does not write.
            def write(name, width, height, depth, colour, samples):
                stride = (width * samples * depth + 7) // 8
                chunk = lambda kind, body: struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
                rows = b''.join(b'\0' + noise(stride) for _ in range(height))
                with open(f'{args[0]}/{name}.png', 'wb') as f:
                    f.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, depth, colour, 0, 0, 0))
                        + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))
            write('grey-2', 13, 5, 2, 0, 1)
            write('grey-4', 13, 5, 4, 0, 1)
            write('rgb-16', 13, 5, 16, 2, 3)
            write('rgba-16', 13, 5, 16, 6, 4)
            import glob, os
            for path in sorted(glob.glob(args[0] + '/*.png')):
                with Image.open(path) as image:
                    print(os.path.basename(path), hashlib.sha256(image.convert('RGB').tobytes()).hexdigest())
            """, folder.Path);

        Assert.Equal(15, lines.Length);
        Assert.All(lines, line => Assert.Equal(line.Split(' ')[1], Hash(Image.Load(folder.File(line.Split(' ')[0])).ToRgb())));
    }

    [Fact]
    public void Of_16_bits_the_upper_8_are_kept_and_grey_of_one_bit_is_black_or_white()
    {
        Assert.Equal([0x12, 0xAB], Png.Decode(Made(2, 1, 16, 0, [0, 0x12, 0x34, 0xAB, 0xCD])).Pixels);
        Assert.Equal([255, 0, 255, 255], Png.Decode(Made(4, 1, 1, 0, [0, 0b1011_0000])).Pixels);
    }

    [Fact]
    public void Grey_with_alpha_becomes_rgba() =>
        Assert.Equal([7, 7, 7, 99], Png.Decode(Made(1, 1, 8, 4, [0, 7, 99])).Pixels);

    [Fact]
    public void A_file_cut_anywhere_is_refused_as_such()
    {
        var png = Png.Encode([.. Enumerable.Range(0, 12 * 9).Select(i => (byte)(i * i))], 12, 9, 1);
        for (var length = 8; length < png.Length; length++)
            Assert.Contains("truncated", Assert.Throws<InvalidDataException>(() => Png.Decode(png.AsSpan(0, length))).Message);
        Assert.Contains("no PNG", Assert.Throws<InvalidDataException>(() => Png.Decode(png.AsSpan(0, 7))).Message);
    }

    [Fact]
    public void A_changed_byte_anywhere_is_refused()
    {
        var png = Png.Encode([.. Enumerable.Range(0, 12 * 9).Select(i => (byte)(i * i))], 12, 9, 1);
        for (var i = 0; i < png.Length; i++)
        {
            var damaged = png.ToArray();
            damaged[i] ^= 0x04;
            Assert.Throws<InvalidDataException>(() => Png.Decode(damaged));
        }
    }

    [Fact]
    public void A_wrong_checksum_is_told_with_both_values()
    {
        var png = Png.Encode([1, 2, 3, 4], 2, 2, 1);
        png[20] ^= 1; // within IHDR, whose checksum was right
        Assert.Matches("chunk IHDR at byte 8 is damaged .*CRC-32 [0-9a-f]{8}: expected [0-9a-f]{8}", Refusal(png));
    }

    [Theory]
    [InlineData(1_000_000, 1_000_000, 8, 2, 0, "1000000 x 1000000 pixels")]
    [InlineData(0, 5, 8, 0, 0, "0 x 5 pixels")]
    [InlineData(2, 2, 8, 0, 1, "interlaced")]
    [InlineData(2, 2, 3, 0, 0, "bit depth 3")]
    [InlineData(2, 2, 8, 5, 0, "colour type 5")]
    [InlineData(2, 2, 8, 3, 0, "the palette has 0 bytes")]
    [InlineData(2, 2, 8, 0, 0, "the image data end in row 0 of 2")]
    public void A_header_that_cannot_be_met_is_refused_by_name(int width, int height, byte depth, byte colour, byte interlace, string expected) =>
        Assert.Contains(expected, Refusal(Made(width, height, depth, colour, [], interlace)));

    [Fact]
    public void Image_data_that_lie_are_refused()
    {
        Assert.Contains("the image data end in row 2 of 3", Refusal(Made(1, 3, 8, 0, [0, 1, 0, 2])));
        Assert.Contains("row 1 has filter 9", Refusal(Made(1, 2, 8, 0, [0, 1, 9, 2])));
        Assert.Contains("colour 3 of a palette of 2", Refusal(Made(1, 1, 8, 3, [0, 3], 0, Chunk("PLTE", [1, 2, 3, 4, 5, 6]))));
        Assert.Contains("chunk QUIX is critical", Refusal(Made(1, 1, 8, 0, [0, 3], 0, Chunk("QUIX", []))));
        Assert.Contains("do not inflate", Refusal([.. Begin(1, 1, 8, 0, 0), .. Chunk("IDAT", [0x78, 0x9C, 0xFF, 0xFF, 0xFF]), .. Chunk("IEND", [])]));
    }

    [Fact]
    public void A_file_is_named_with_what_is_wrong_in_it()
    {
        using var folder = new TemporaryFolder();
        var empty = folder.File("empty.png", []);
        var text = folder.File("page.jpg", "<html>"u8.ToArray());
        Assert.Equal($"{empty}: the file is empty; expected a JPEG or PNG", Assert.Throws<ImageException>(() => Image.Load(empty)).Message);
        Assert.Equal($"{text}: neither a JPEG (FF D8 FF) nor a PNG (89 50 4E 47): it begins with 3C 68 74 6D",
            Assert.Throws<ImageException>(() => Image.Load(text)).Message);
        Assert.Contains("absent.png", Assert.Throws<ImageException>(() => Image.Load(folder.File("absent.png"))).Message);
    }

    internal static bool Same(Image a, Image b) =>
        (a.Width, a.Height, a.Channels) == (b.Width, b.Height, b.Channels) && a.Pixels.AsSpan().SequenceEqual(b.Pixels);

    internal static string Hash(Image image) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(image.Pixels));

    private static string Refusal(byte[] png) => Assert.Throws<InvalidDataException>(() => Png.Decode(png)).Message;

    private static byte[] Made(int width, int height, byte depth, byte colour, byte[] rows, byte interlace = 0, byte[]? before = null)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest))
            zlib.Write(rows);
        return [.. Begin(width, height, depth, colour, interlace), .. before ?? [], .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Begin(int width, int height, byte depth, byte colour, byte interlace)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colour, interlace);
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header)];
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        var chunk = new byte[body.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc32.Append(0, chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }
}
