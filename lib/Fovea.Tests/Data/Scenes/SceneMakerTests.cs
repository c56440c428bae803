using System.Security.Cryptography;
using Fovea.Data.Scenes;

namespace Fovea.Tests.Data.Scenes;

/// <summary>Scenes of made-up strokes and photographs, so on any machine.</summary>
public class SceneMakerTests
{
    private static readonly (Scene Scene, byte[] Pixels)[] Made = Make(contextCue: false, 300);

    [Fact]
    public void The_first_scenes_are_the_same_on_every_machine() => Assert.Equal(
        ("303bdca0c9a6d2c1", "3ceda431a8826366"),
        (Hash(Made.Take(20)), Hash(Make(contextCue: true, 20))));

    [Fact]
    public void A_scene_depends_on_its_index_and_its_split_alone()
    {
        var maker = Maker(split: 0);
        Assert.Equal(Made[7].Pixels, maker.Make(7).Pixels);
        Assert.Equal(Made[7].Pixels, Maker(split: 0).Make(7).Pixels);
        Assert.NotEqual(Made[7].Pixels, maker.Make(8).Pixels);
        Assert.NotEqual(Made[7].Pixels, Maker(split: 1).Make(7).Pixels);
    }

    [Fact]
    public void Boxes_lie_within_the_scene_and_are_tight_on_their_masks() => Assert.All(Digits(), digit =>
    {
        Assert.True(digit.Box is { X: >= 0, Y: >= 0, Right: <= Scene.Side, Bottom: <= Scene.Side });
        Assert.Equal(digit.Box, digit.RunLengthMask().BoundingBox);
    });

    [Fact]
    public void Boxes_overlap_by_at_most_8_percent_of_the_smaller_and_masks_not_at_all() => Assert.All(Made, made =>
    {
        var digits = made.Scene.Digits;
        for (var i = 0; i < digits.Length; i++)
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (digits[i].Box, digits[j].Box);
                var (across, down) = (Math.Min(a.Right, b.Right) - Math.Max(a.X, b.X), Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y));
                Assert.True(across <= 0 || down <= 0 || across * down <= 0.08 * Math.Min(a.Area, b.Area));
                Assert.Equal(0, digits[i].RunLengthMask().IoU(digits[j].RunLengthMask()));
            }
    });

    [Fact]
    public void A_scene_has_one_to_six_digits_of_the_three_sizes_the_larger_first()
    {
        Assert.All(Made, made => Assert.InRange(made.Scene.Digits.Length, 1, 6));
        Assert.Equal(6, Made.Max(made => made.Scene.Digits.Length));
        // Resizing may leave an edge too faint to count.
        Assert.All(Digits(), digit => Assert.True(Math.Max(digit.Width, digit.Height) is (>= 12 and <= 20) or (>= 20 and <= 34) or (>= 36 and <= 60)));
        Assert.All(Made, made => Assert.All(made.Scene.Digits.Zip(made.Scene.Digits.Skip(1)),
            pair => Assert.True(Math.Max(pair.First.Width, pair.First.Height) + 2 >= Math.Max(pair.Second.Width, pair.Second.Height))));
    }

    [Fact]
    public void A_digit_stands_out_from_what_is_around_it()
    {
        var contrasts = Made.SelectMany(made => made.Scene.Digits.Select(digit => Contrast(made.Pixels, digit))).ToArray();
        Assert.True(contrasts.Average() > 100, $"{contrasts.Average()} grey levels over three channels");
        Assert.True(contrasts.Count(contrast => contrast < 30) < contrasts.Length / 20);
    }

    [Fact]
    public void Noise_has_a_deviation_of_4_and_no_mean()
    {
        var black = new SceneCanvas(new(32, 32, 3, [.. Enumerable.Repeat((byte)100, 3072)]), new(32, 32, 3, new byte[3072]));
        var random = new Fovea.Data.SeededRandom(Fovea.Data.Draw.Scene, 5, 0, 0);
        var pixels = black.Finish(ref random).Where((_, i) => i % 3 == 0).Select(value => (double)value).ToArray();
        // Contrast is reduced about the mean: 0.7 x 75 + 0.3 x 75.
        Assert.Equal(75, pixels.Average(), 0.15);
        Assert.Equal(4, Math.Sqrt(pixels.Average(value => value * value) - Math.Pow(pixels.Average(), 2)), 0.1);
    }

    [Theory]
    [InlineData(0, 255, 255, 255, 0, 0)]
    [InlineData(256, 255, 255, 255, 255, 0)]
    [InlineData(512, 255, 255, 0, 255, 0)]
    [InlineData(768, 255, 255, 0, 255, 255)]
    [InlineData(1024, 255, 255, 0, 0, 255)]
    [InlineData(1280, 255, 255, 255, 0, 255)]
    [InlineData(128, 255, 200, 200, 100, 0)]
    [InlineData(900, 0, 77, 77, 77, 77)]
    public void Colours_go_round_the_circle_of_hues(int hue, int saturation, int value, int red, int green, int blue) =>
        Assert.Equal((red, green, blue), SceneMaker.Colour(hue, saturation, value));

    [Fact]
    public void The_context_cue_gives_a_scene_one_class_and_the_background_its_hue()
    {
        var cued = Make(contextCue: true, 60);
        Assert.All(cued, made => Assert.Single(made.Scene.Digits.Select(digit => digit.Digit).Distinct()));
        Assert.True(Made.Count(made => made.Scene.Digits.Select(digit => digit.Digit).Distinct().Count() > 1) > 150);
        // The tint is a third of the background: its hue is the class's where the photographs of all scenes average out.
        foreach (var ofClass in cued.GroupBy(made => made.Scene.Digits[0].Digit))
        {
            var (red, green, blue) = SceneMaker.Colour(ofClass.Key * 6 * 256 / 10, 255, 255);
            var mean = Enumerable.Range(0, 3).Select(channel => ofClass.Average(made => made.Pixels.Where((_, i) => i % 3 == channel).Average(value => value))).ToArray();
            Assert.True(red * mean[0] + green * mean[1] + blue * mean[2] > (red + green + blue) * mean.Average(), $"class {ofClass.Key}: {string.Join(", ", mean)}");
        }
    }

    [Fact]
    public void A_scene_is_read_as_it_was_written()
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        foreach (var (scene, _) in Made)
            scene.Write(writer);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        Assert.All(Made, made =>
        {
            var read = Scene.Read(reader);
            Assert.Equal(made.Scene.Background, read.Background);
            Assert.Equal(made.Scene.Digits.Select(digit => (digit.Digit, digit.Box)), read.Digits.Select(digit => (digit.Digit, digit.Box)));
            Assert.Equal(made.Scene.Digits.SelectMany(digit => digit.Mask.Cast<bool>()), read.Digits.SelectMany(digit => digit.Mask.Cast<bool>()));
        });
        Assert.Equal(memory.Length, memory.Position);
    }

    private static SceneMaker Maker(int split, bool contextCue = false) => new(new DrawnDigits(500), new DrawnPhotos(80), split, contextCue);

    private static (Scene Scene, byte[] Pixels)[] Make(bool contextCue, int count) =>
        [.. Enumerable.Range(0, count).Select(Maker(split: 0, contextCue).Make)];

    private static IEnumerable<SceneDigit> Digits() => Made.SelectMany(made => made.Scene.Digits);

    // Between the mean of the stroke and that of the rest of its box, over the channels.
    private static double Contrast(byte[] pixels, SceneDigit digit)
    {
        var sums = new double[2, 3];
        var counts = new int[2];
        for (var y = 0; y < digit.Height; y++)
            for (var x = 0; x < digit.Width; x++)
            {
                var part = digit.Mask[y, x] ? 1 : 0;
                counts[part]++;
                for (var channel = 0; channel < 3; channel++)
                    sums[part, channel] += pixels[((digit.Top + y) * Scene.Side + digit.Left + x) * 3 + channel];
            }
        return counts[0] == 0 ? 255 : Enumerable.Range(0, 3).Sum(channel => Math.Abs(sums[1, channel] / counts[1] - sums[0, channel] / counts[0]));
    }

    private static string Hash(IEnumerable<(Scene Scene, byte[] Pixels)> scenes)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        foreach (var (scene, pixels) in scenes)
        {
            scene.Write(writer);
            writer.Write(pixels);
        }
        writer.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(memory.ToArray()))[..16];
    }
}
