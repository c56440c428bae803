using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public sealed class AugmentationTests : IDisposable
{
    private static readonly float[] Factors = [0.0f, 0.19f, 1.0f, 1.81f];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Changes_of_tone_give_Pillows_pixels()
    {
        Image[] images = [Noise(32, 32, 1), Smooth(32, 32), Noise(5, 3, 2), Flat(8, 8), Smooth(70, 40), Noise(2, 2, 3)];
        var expected = Pillow.Lines(
            """
            from PIL import ImageOps, ImageEnhance
            for line in open(args[0]):
                path, width, height = line.split()
                image = Image.frombytes('RGB', (int(width), int(height)), open(path, 'rb').read())
                made = [ImageOps.autocontrast(image), ImageOps.equalize(image)]
                made += [ImageOps.posterize(image, bits) for bits in (1, 2, 4)]
                made += [ImageOps.solarize(image, threshold) for threshold in (0, 26, 256)]
                for enhance in (ImageEnhance.Color, ImageEnhance.Contrast, ImageEnhance.Brightness, ImageEnhance.Sharpness):
                    made += [enhance(image).enhance(factor) for factor in (0.0, 0.19, 1.0, 1.81)]
                print(*[hashlib.sha256(m.tobytes()).hexdigest() for m in made])
            """, List(images));

        Assert.Equal(expected, images.Select(image => string.Join(' ', new[]
        {
            Tones.AutoContrast(image), Tones.Equalize(image),
            Tones.Posterize(image, 1), Tones.Posterize(image, 2), Tones.Posterize(image, 4),
            Tones.Solarize(image, 0), Tones.Solarize(image, 26), Tones.Solarize(image, 256),
        }.Concat(Factors.Select(factor => Tones.Colour(image, factor))).Concat(Factors.Select(factor => Tones.Contrast(image, factor)))
            .Concat(Factors.Select(factor => Tones.Brightness(image, factor))).Concat(Factors.Select(factor => Tones.Sharpness(image, factor)))
            .Select(PngDecodingTests.Hash))));
    }

    [Fact]
    public void Affine_maps_give_Pillows_pixels()
    {
        Image[] images = [Noise(32, 32, 1), Smooth(48, 20)];
        Affine[] maps =
        [
            Affine.ShearX(0.27), Affine.ShearX(-0.3), Affine.ShearY(0.1), Affine.Translate(13.5, 0), Affine.Translate(0, -7.25),
            Affine.Rotate(30, 32, 32), Affine.Rotate(-12.5, 48, 20), new(1, 0, 0, 0, 1, 0), new(0.5, 0.1, 3, -0.2, 0.7, 2),
        ];
        var numbers = maps.Select(map => FormattableString.Invariant($"{map.A:R} {map.B:R} {map.C:R} {map.D:R} {map.E:R} {map.F:R}"));
        var expected = Pillow.Lines(
            """
            for line in open(args[0]):
                path, width, height = line.split()
                image = Image.frombytes('RGB', (int(width), int(height)), open(path, 'rb').read())
                for numbers in args[1:]:
                    moved = image.transform(image.size, Image.AFFINE, [float(n) for n in numbers.split()], Image.BILINEAR, fillcolor=(125, 123, 114))
                    print(hashlib.sha256(moved.tobytes()).hexdigest())
            """, [List(images), .. numbers]);

        Assert.Equal(expected, images.SelectMany(image => maps.Select(map => PngDecodingTests.Hash(map.Apply(image, (125, 123, 114))))));
    }

    [Fact]
    public void A_rotation_turns_counter_clockwise_about_the_middle()
    {
        var image = new Image(3, 3, 3, [.. Enumerable.Range(0, 9).SelectMany(i => Enumerable.Repeat((byte)(i * 20), 3))]);
        var turned = Affine.Rotate(90, 3, 3).Apply(image, (255, 255, 255));
        // 0 1 2 / 3 4 5 / 6 7 8 becomes 2 5 8 / 1 4 7 / 0 3 6, to the truncation of a byte
        Assert.All(new[] { 2, 5, 8, 1, 4, 7, 0, 3, 6 }.Select((value, i) => Math.Abs(value * 20 - turned.Pixels[i * 3])), error => Assert.InRange(error, 0, 1));
    }

    [Fact]
    public void A_padded_crop_is_one_of_all_shifts_each_about_as_often()
    {
        var augmentation = new Augmentation { CropPadding = 2 };
        var image = new Image(1, 1, 3, [9, 9, 9]);
        var kept = 0;
        for (var i = 0; i < 10_000; i++)
            kept += Augmented(augmentation, image, i).Pixels[0] == 9 ? 1 : 0;
        Assert.InRange(kept, 400 - 5 * 20, 400 + 5 * 20); // one shift of 25 keeps it; five standard deviations
    }

    [Fact]
    public void Half_of_the_images_are_flipped_where_half_is_asked()
    {
        var image = new Image(2, 1, 3, [1, 1, 1, 2, 2, 2]);
        var flipped = Enumerable.Range(0, 10_000).Count(i => Augmented(new Augmentation { Flip = 0.5 }, image, i).Pixels[0] == 2);
        Assert.InRange(flipped, 5000 - 5 * 50, 5000 + 5 * 50);
        Assert.Equal(image.Pixels, Augmented(new Augmentation(), image, 0).Pixels);
    }

    [Fact]
    public void RandAugment_depends_on_its_numbers_alone_and_leaves_some_images_as_they_are()
    {
        var (augmentation, image) = (new Augmentation { RandAugment = new RandAugment() }, Smooth(32, 32));
        var made = Enumerable.Range(0, 400).Select(i => PngDecodingTests.Hash(Augmented(augmentation, image, i))).ToArray();
        Assert.Equal(made, Enumerable.Range(0, 400).Select(i => PngDecodingTests.Hash(Augmented(augmentation, image, i))));
        Assert.InRange(made.Count(hash => hash == PngDecodingTests.Hash(image)), 60, 140); // both operations left out: a quarter
        Assert.InRange(made.Distinct().Count(), 150, 400);
    }

    [Fact]
    public void RandAugment_takes_an_image_of_one_colour_and_of_one_pixel()
    {
        foreach (var image in new[] { Flat(8, 8), new Image(1, 1, 1, [3]) })
            for (var i = 0; i < 200; i++)
                Assert.Equal((image.Width, image.Height, 3), Augmented(new Augmentation { RandAugment = new RandAugment() }, image, i) is var made
                    ? (made.Width, made.Height, made.Channels) : default);
    }

    private static Image Augmented(Augmentation augmentation, Image image, int index)
    {
        var random = new SeededRandom(Draw.Augmentation, 0, 0, index);
        return augmentation.Apply(image, ref random);
    }

    private string List(Image[] images)
    {
        File.WriteAllLines(folder.File("list"), images.Select((image, i) => $"{folder.File($"{i}.raw", image.Pixels)} {image.Width} {image.Height}"));
        return folder.File("list");
    }

    private static Image Noise(int width, int height, int seed)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return new Image(width, height, 3, pixels);
    }

    private static Image Smooth(int width, int height) =>
        new(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(40 + i / 3 % width * 3 + i / (3 * width) * (1 + i % 3)))]);

    private static Image Flat(int width, int height) => new(width, height, 3, [.. Enumerable.Repeat((byte)77, width * height * 3)]);
}
