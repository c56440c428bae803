using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public class ResizeTests
{
    private const string Resize =
        """
        for line in open(args[0]):
            path, mode, width, height, new_width, new_height, interpolation = line.split()
            image = Image.frombytes(mode, (int(width), int(height)), open(path, 'rb').read())
            resized = image.resize((int(new_width), int(new_height)), Image.BILINEAR if interpolation == 'Bilinear' else Image.BICUBIC)
            print(hashlib.sha256(resized.tobytes()).hexdigest())
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_size_and_filter_gives_Pillows_pixels(int channels)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        var cases = new List<(Image Image, int Width, int Height, Interpolation Interpolation)>();
        for (var i = 0; i < 60; i++)
        {
            int width = random.Next(1, 90), height = random.Next(1, 90);
            var pixels = new byte[width * height * channels];
            random.NextBytes(pixels);
            if (i % 3 == 0)
                for (var p = 0; p < pixels.Length; p++)
                    pixels[p] = (byte)(pixels[p] < 128 ? 0 : 255); // the cubic overshoots at such edges
            var interpolation = i % 2 == 0 ? Interpolation.Bilinear : Interpolation.Bicubic;
            var (newWidth, newHeight) = (i % 5) switch { 0 => (width, random.Next(1, 90)), 1 => (random.Next(1, 90), height), _ => (random.Next(1, 200), random.Next(1, 200)) };
            cases.Add((new Image(width, height, channels, pixels), newWidth, newHeight, interpolation));
        }
        var list = cases.Select((c, i) =>
            $"{folder.File($"{i}.raw", c.Image.Pixels)} {(channels == 1 ? "L" : "RGB")} {c.Image.Width} {c.Image.Height} {c.Width} {c.Height} {c.Interpolation}");
        File.WriteAllLines(folder.File("list"), list);

        var expected = Pillow.Lines(Resize, folder.File("list"));

        Assert.Equal(expected, cases.Select(c => PngDecodingTests.Hash(c.Image.Resize(c.Width, c.Height, c.Interpolation))));
    }

    [Theory]
    [InlineData(Interpolation.Bicubic, 248)]
    [InlineData(Interpolation.Bilinear, 256)]
    public void A_photograph_is_prepared_as_the_reference_pipelines_do(Interpolation interpolation, int shorter)
    {
        var folder = Shared.Path("data", "coco128", "images", "val2017");
        // torchvision's Resize(int) and CenterCrop on a Pillow image.
        var lines = Pillow.Lines(
            """
            import glob, os
            short = int(args[1])
            for path in sorted(glob.glob(args[0] + '/*.jpg'))[:40]:
                image = Image.open(path).convert('RGB')
                w, h = image.size
                size = (short, int(short * h / w)) if w <= h else (int(short * w / h), short)
                image = image.resize(size, Image.BILINEAR if args[2] == 'Bilinear' else Image.BICUBIC)
                left, top = (int(round((side - 224) / 2)) for side in image.size)
                image = image.crop((left, top, left + 224, top + 224))
                print(os.path.basename(path), hashlib.sha256(image.tobytes()).hexdigest())
            """, folder, $"{shorter}", $"{interpolation}");

        Assert.Equal(40, lines.Length);
        Assert.All(lines, line => Assert.Equal(line.Split(' ')[1],
            PngDecodingTests.Hash(Image.Load(Path.Combine(folder, line.Split(' ')[0])).ToRgb().ResizeShorterSide(shorter, interpolation).CenterCrop(224))));
    }

    [Theory]
    [InlineData(640, 480, 256, 341, 256)]
    [InlineData(480, 640, 256, 256, 341)]
    [InlineData(500, 333, 248, 372, 248)]
    [InlineData(256, 300, 256, 256, 300)]
    [InlineData(30, 30, 64, 64, 64)]
    public void The_longer_side_is_truncated(int width, int height, int shorter, int newWidth, int newHeight)
    {
        var resized = new Image(width, height, 1, new byte[width * height]).ResizeShorterSide(shorter, Interpolation.Bilinear);
        Assert.Equal((newWidth, newHeight), (resized.Width, resized.Height));
    }

    [Theory]
    [InlineData(7, 4, new byte[] { 2, 3, 4, 5 })] // 1.5 to the even 2
    [InlineData(9, 4, new byte[] { 2, 3, 4, 5 })] // 2.5 to the even 2
    [InlineData(4, 4, new byte[] { 0, 1, 2, 3 })]
    [InlineData(3, 6, new byte[] { 0, 0, 1, 2, 0, 0 })] // one zero before, two after
    public void The_centre_is_cut_as_by_torchvision(int length, int size, byte[] expected)
    {
        var image = new Image(length, length, 1, [.. Enumerable.Range(0, length * length).Select(i => (byte)(i % length))]);
        var middle = image.CenterCrop(size).Pixels.AsSpan(size / 2 * size, size).ToArray();
        Assert.Equal(expected, middle);
    }

    [Fact]
    public void A_crop_beyond_the_image_is_zero_there()
    {
        var image = new Image(2, 2, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        Assert.Equal(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3 }, image.Crop(-1, -1, 2, 2).Pixels);
        Assert.Equal(new byte[] { 10, 11, 12, 0, 0, 0 }, image.Crop(1, 1, 2, 1).Pixels);
        Assert.All(image.Crop(5, -9, 3, 4).Pixels, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Flipping_twice_changes_nothing_and_once_exchanges_the_sides()
    {
        var image = new Image(3, 2, 3, [.. Enumerable.Range(0, 18).Select(i => (byte)i)]);
        Assert.Equal(new byte[] { 6, 7, 8, 3, 4, 5, 0, 1, 2, 15, 16, 17, 12, 13, 14, 9, 10, 11 }, image.FlipHorizontal().Pixels);
        Assert.Equal(image.Pixels, image.FlipHorizontal().FlipHorizontal().Pixels);
    }

    [Fact]
    public void What_is_laid_over_an_image_lies_where_it_was_put()
    {
        var canvas = new Image(3, 2, 1, [1, 2, 3, 4, 5, 6]);
        new Image(2, 1, 1, [9, 8]).CopyTo(canvas, 1, 0);
        Assert.Equal(new byte[] { 1, 9, 8, 4, 5, 6 }, canvas.Pixels);
        Assert.Throws<ArgumentException>(() => new Image(2, 1, 1, [9, 8]).CopyTo(canvas, 2, 0));
    }

    [Fact]
    public void An_image_with_an_alpha_channel_is_not_resized() =>
        Assert.Contains("ToRgb", Assert.Throws<ArgumentException>(() => new Image(1, 1, 4, new byte[4]).Resize(2, 2, Interpolation.Bilinear)).Message);
}
