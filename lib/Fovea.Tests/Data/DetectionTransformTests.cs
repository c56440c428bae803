using Fovea.Data;
using Fovea.Detection;

namespace Fovea.Tests.Data;

public class DetectionTransformTests
{
    [Fact]
    public void DETRs_pipelines_are_its_authors()
    {
        var training = DetectionTransform.DetrTraining;
        Assert.Equal((0.5, 1333), (training.Flip, training.Limit));
        Assert.Equal([480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800], training.ShorterSides);
        Assert.Equal((0.5, 384, 600), (training.Crop!.Probability, training.Crop.Least, training.Crop.Most));
        Assert.Equal([400, 500, 600], training.Crop.ShorterSides);
        var evaluation = DetectionTransform.DetrEvaluation;
        Assert.Equal((0.0, null, 1333), (evaluation.Flip, evaluation.Crop, evaluation.Limit));
        Assert.Equal([800], evaluation.ShorterSides);
    }

    [Fact]
    public void Flips_crops_and_sizes_come_as_often_as_they_should()
    {
        const int draws = 4000;
        var made = Enumerable.Range(0, draws).Select(i => Apply(new DetectionTransform
        {
            Flip = .5,
            Crop = new RandomSizeCrop(.25, 48, 48) { ShorterSides = [] },
            ShorterSides = [12, 16, 20, 24],
            Limit = 26,
        }, Scene, i)).ToArray();

        AssertShare(.25, made, image => image.Image.Width == image.Image.Height); // cropped: 48 x 48 of 64 x 48 pixels
        var whole = made.Where(image => image.Image.Width > image.Image.Height).ToArray();
        AssertShare(.5, whole, image => image.Objects[0].Box.X > 0);
        foreach (var (width, height) in new[] { (16, 12), (21, 16), (26, 20) }) // 24 and 20 pass the limit, which makes them 19.5, to the even 20
            AssertShare(height == 20 ? .5 : .25, whole, image => (image.Image.Width, image.Image.Height) == (width, height));
        Assert.All(made, image =>
        {
            Assert.Equal((64, 48), (image.OriginalWidth, image.OriginalHeight));
            Assert.All(image.Objects, thing => Assert.Equal((image.Image.Width, image.Image.Height), (thing.Mask!.Width, thing.Mask.Height)));
        });
    }

    [Fact]
    public void A_crop_has_every_size_and_place_about_as_often()
    {
        var transform = new DetectionTransform { Crop = new RandomSizeCrop(1, 3, 5) { ShorterSides = [] } };
        var image = new AnnotatedImage(1, new Image(4, 7, 3, [.. Enumerable.Range(0, 84).Select(i => (byte)(i / 3))]), []);
        var made = Enumerable.Range(0, 6000).Select(i => Apply(transform, image, i).Image).CountBy(crop => (crop.Width, crop.Height, First: (int)crop.Pixels[0])).ToArray();
        foreach (var (width, height) in from width in new[] { 3, 4 } from height in new[] { 3, 4, 5 } select (width, height))
        {
            var places = made.Where(pair => (pair.Key.Width, pair.Key.Height) == (width, height)).ToArray();
            var number = (4 - width + 1) * (7 - height + 1);
            Assert.Equal(number, places.Length);
            Assert.All(places, place => Assert.InRange(place.Value, 1000.0 / number - 5 * Math.Sqrt(1000.0 / number), 1000.0 / number + 5 * Math.Sqrt(1000.0 / number)));
        }
        Assert.Equal(2 * (5 + 4 + 3) + (5 + 4 + 3), made.Length);
    }

    [Fact]
    public void An_image_smaller_than_the_crop_keeps_its_side()
    {
        var made = Apply(new DetectionTransform { Crop = new RandomSizeCrop(1, 50, 60) { ShorterSides = [] } }, Scene, 0);
        Assert.Equal(48, made.Image.Height);
        Assert.InRange(made.Image.Width, 50, 60);
    }

    [Fact]
    public void What_is_drawn_depends_on_seed_epoch_and_index_alone()
    {
        var transform = new DetectionTransform { Flip = .5, Crop = new RandomSizeCrop(.5, 20, 40) { ShorterSides = [] }, ShorterSides = [30, 31, 32, 33] };
        string[] Digest(int seed, int epoch) => [.. Enumerable.Range(0, 8).Select(index =>
        {
            var random = new SeededRandom(Draw.Augmentation, seed, epoch, index);
            var made = transform.Apply(Scene, ref random);
            return $"{made.Image.Width} {made.Image.Height} {PngDecodingTests.Hash(made.Image)} {string.Join(',', made.Objects.Select(thing => thing.Box))}";
        })];
        Assert.Equal(Digest(1, 2), Digest(1, 2));
        Assert.NotEqual(Digest(1, 2), Digest(2, 2));
        Assert.NotEqual(Digest(1, 2), Digest(1, 3));
        Assert.InRange(Digest(1, 2).Distinct().Count(), 6, 8);
        Assert.Same(Scene, Apply(new DetectionTransform(), Scene, 0));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        static string Refusal(DetectionTransform transform) => Assert.Throws<ArgumentException>(transform.Check).Message;
        Assert.Equal("Flip is 1.5; expected 0 to 1", Refusal(new DetectionTransform { Flip = 1.5 }));
        Assert.Contains("expected 0 to 1", Refusal(new DetectionTransform { Flip = double.NaN }));
        Assert.Contains("ShorterSides are 0, 5", Refusal(new DetectionTransform { ShorterSides = [0, 5] }));
        Assert.Contains("Limit 0", Refusal(new DetectionTransform { Limit = 0 }));
        Assert.Contains("Probability is -1", Refusal(new DetectionTransform { Crop = new RandomSizeCrop(-1) }));
        Assert.Contains("a crop of 9 to 8 pixels", Refusal(new DetectionTransform { Crop = new RandomSizeCrop(1, 9, 8) }));
        DetectionTransform.DetrTraining.Check();
    }

    /// <summary>64 x 48 pixels with an object that fills the left quarter.</summary>
    private static AnnotatedImage Scene { get; } = new(1,
        new Image(64, 48, 3, [.. Enumerable.Range(0, 64 * 48 * 3).Select(i => (byte)(i * 31 >> 4))]),
        [new(1, new Box(0, 0, 16, 48), 768, RunLengthMask.FromBox(new Box(0, 0, 16, 48), 48, 64))]);

    /// <summary>Within five standard deviations.</summary>
    private static void AssertShare(double expected, AnnotatedImage[] made, Func<AnnotatedImage, bool> happened) =>
        Assert.Equal(expected, made.Count(happened) / (double)made.Length, 5 * Math.Sqrt(expected * (1 - expected) / made.Length));

    private static AnnotatedImage Apply(DetectionTransform transform, AnnotatedImage image, int index)
    {
        var random = new SeededRandom(Draw.Augmentation, 0, 0, index);
        return transform.Apply(image, ref random);
    }
}
