using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public class JpegTests
{
    [Theory]
    [InlineData("train2017")]
    [InlineData("val2017")]
    public void Real_photographs_decode_to_Pillows_pixels(string part)
    {
        var folder = Shared.Path("data", "coco128", "images", part);
        var lines = Pillow.Lines(
            """
            import glob, os
            for path in sorted(glob.glob(args[0] + '/*.jpg')):
                image = Image.open(path)
                print(os.path.basename(path), *image.size, len(image.getbands()), hashlib.sha256(image.tobytes()).hexdigest())
            """, folder);

        Assert.Equal(128, lines.Length);
        Assert.All(lines, line =>
        {
            var name = line.Split(' ')[0];
            var image = Image.Load(Path.Combine(folder, name));
            Assert.Equal(line, $"{name} {image.Width} {image.Height} {image.Channels} {PngDecodingTests.Hash(image)}");
        });
    }

    [Theory]
    [InlineData("grey.jpg", "image.convert('L').save(path)", 1)]
    [InlineData("progressive.jpg", "image.save(path, progressive=True, quality=60)", 3)]
    [InlineData("optimised.jpg", "image.save(path, optimize=True, subsampling=0)", 3)]
    public void Kinds_that_Pillow_writes_decode_to_its_pixels(string name, string save, int channels)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(name);
        var hash = Pillow.Lines(Photo + $"path = args[0]\n{save}\nprint(hashlib.sha256(Image.open(path).tobytes()).hexdigest())", path)[0];

        var image = Image.Load(path);
        Assert.Equal((channels, hash), (image.Channels, PngDecodingTests.Hash(image)));
    }

    [Theory]
    [InlineData(75, ChromaSubsampling.ColumnsAndRows)]
    [InlineData(30, ChromaSubsampling.Columns)]
    [InlineData(95, ChromaSubsampling.None)]
    public void An_encoded_image_has_the_pixels_that_Pillows_file_has(int quality, ChromaSubsampling subsampling)
    {
        using var folder = new TemporaryFolder();
        var (png, jpeg) = (folder.File("photo.png"), folder.File("photo.jpg"));
        Pillow.Run(Photo + "image.save(args[0])\nimage.save(args[1], quality=int(args[2]), subsampling=int(args[3]))",
            png, jpeg, $"{quality}", $"{(int)subsampling}");

        var encoded = Jpeg.Encode(Image.Load(png), quality, subsampling);
        Assert.True(PngDecodingTests.Same(Image.Load(jpeg), Jpeg.Decode(encoded)));
    }

    [Fact]
    public void A_grey_image_stays_grey()
    {
        var image = new Image(16, 8, 1, [.. Enumerable.Range(0, 128).Select(i => (byte)(i * 2))]);
        var decoded = Jpeg.Decode(Jpeg.Encode(image, quality: 100));
        Assert.Equal((16, 8, 1), (decoded.Width, decoded.Height, decoded.Channels));
        Assert.All(image.Pixels.Zip(decoded.Pixels), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 4));
    }

    [Fact]
    public void A_file_that_is_cut_is_refused()
    {
        var jpeg = Jpeg.Encode(Gradient(64, 48));
        for (var length = 2; length < jpeg.Length - 2; length += 7)
            Assert.Throws<InvalidDataException>(() => Jpeg.Decode(jpeg.AsSpan(0, length)));
        Assert.Contains("truncated or damaged", Assert.Throws<InvalidDataException>(() => Jpeg.Decode(jpeg.AsSpan(0, jpeg.Length - 40))).Message);
    }

    [Fact]
    public void Damage_within_is_refused()
    {
        var jpeg = Jpeg.Encode(Gradient(64, 48), quality: 95);
        jpeg[^200] = 0xFF;
        jpeg[^199] = 0xD9; // an end marker amid the pixels
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => Jpeg.Decode(jpeg)).Message);
    }

    [Fact]
    public void Stray_bytes_before_a_marker_are_let_pass_as_by_Pillow()
    {
        var image = Gradient(64, 48);
        var jpeg = Jpeg.Encode(image);
        byte[] stray = [.. jpeg[..^2], 0x12, 0x34, .. jpeg[^2..]];
        Assert.True(PngDecodingTests.Same(Jpeg.Decode(jpeg), Jpeg.Decode(stray)));
    }

    /// <summary>Four inks, stored as such or as brightness and colour with black; an EXIF orientation, which asks for a turn.</summary>
    [Theory]
    [InlineData("cmyk.jpg", "image.convert('CMYK').save(path)")]
    [InlineData("cmyk-fine.jpg", "image.convert('CMYK').save(path, quality=98, progressive=True)")]
    [InlineData("inks.jpg", "Image.merge('CMYK', [*image.split(), image.convert('L').transpose(Image.ROTATE_180)]).save(path, quality=95)")]
    [InlineData("ycck.jpg", "image.convert('CMYK').save(path); data = bytearray(open(path, 'rb').read()); data[data.index(b'Adobe') + 11] = 2; open(path, 'wb').write(data)")]
    [InlineData("turned.jpg", "exif = Image.Exif(); exif[0x112] = 6; image.save(path, exif=exif)")]
    [InlineData("grey.jpg", "image.convert('L').save(path)")]
    public void What_the_reference_loaders_convert_to_RGB_has_their_pixels(string name, string save)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(name);
        var expected = Pillow.Lines(Photo +
            $"path = args[0]\n{save}\nread = Image.open(path).convert('RGB')\nprint(*read.size, hashlib.sha256(read.tobytes()).hexdigest())", path)[0];

        var image = Image.Load(path).ToRgb();
        Assert.Equal(expected, $"{image.Width} {image.Height} {PngDecodingTests.Hash(image)}");
    }

    [Fact]
    public void A_header_that_declares_too_much_is_refused_before_any_memory_is_taken()
    {
        var jpeg = Jpeg.Encode(Gradient(16, 16));
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (jpeg[frame + 5], jpeg[frame + 6], jpeg[frame + 7], jpeg[frame + 8]) = (0xFF, 0x00, 0xFF, 0x00);
        Assert.Contains("65280 x 65280 pixels", Assert.Throws<InvalidDataException>(() => Jpeg.Decode(jpeg)).Message);
    }

    [Fact]
    public void What_cannot_be_encoded_is_refused()
    {
        Assert.Contains("alpha", Assert.Throws<ArgumentException>(() => Jpeg.Encode(new Image(1, 1, 4, new byte[4]))).Message);
        Assert.Contains("not 101", Assert.Throws<ArgumentException>(() => Jpeg.Encode(Gradient(8, 8), quality: 101)).Message);
    }

    [Fact]
    public void Without_the_library_the_message_says_what_to_install()
    {
        var missing = Assert.Throws<DllNotFoundException>(() => TurboJpeg.Start(() => throw new DllNotFoundException("no such file")));
        Assert.Equal("JPEG images need libturbojpeg.so.0, which is not here: apt-get install libturbojpeg0", missing.Message);
    }

    private const string Photo =
        """
        import math
        image = Image.frombytes('RGB', (95, 61), bytes(int(127 + 120 * math.sin(x * y / 300 + c * x / 9 + y / 7)) for y in range(61) for x in range(95) for c in range(3)))

        """;

    private static Image Gradient(int width, int height) =>
        new(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i / 3 % width * 3 + i / (3 * width) * (1 + i % 3)))]);
}
