using Fovea.Data;
using Fovea.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Data;

public class DetectionLoaderTests
{
    private static readonly DetectionLoaderOptions Plain = new() { BatchSize = 3 };

    private static readonly DetectionLoaderOptions Busy = Plain with
    {
        Seed = 3,
        Shuffle = true,
        DropLast = true,
        Transform = new DetectionTransform { Flip = .5, Crop = new RandomSizeCrop(.5, 4, 9) { ShorterSides = [10, 12] }, ShorterSides = [8, 9, 10], Limit = 16 },
    };

    [Fact]
    public void Images_lie_in_the_upper_left_corner_and_the_rest_is_zero_and_told()
    {
        var source = new Made(7);
        var batches = new DetectionLoader(source, Plain).Epoch().ToArray();
        Assert.Equal([3, 3, 1], batches.Select(batch => batch.Indices.Length));
        Assert.Equal(Enumerable.Range(0, 7), batches.SelectMany(batch => batch.Indices));
        foreach (var batch in batches)
            using (batch)
            {
                var read = batch.Indices.Select(source.Read).ToArray();
                var (height, width) = (read.Max(image => image.Image.Height), read.Max(image => image.Image.Width));
                Assert.Equal([read.Length, 3, height, width], batch.Images.shape);
                Assert.Equal([read.Length, height, width], batch.Padding.shape);
                Assert.Equal((ScalarType.Float32, ScalarType.Bool), (batch.Images.dtype, batch.Padding.dtype));
                for (var i = 0; i < read.Length; i++)
                    AssertShown(read[i].Image, batch.Images[i], batch.Padding[i]);
                Assert.Equal(batch.Indices.Select(index => 100L + index), batch.Targets.Select(target => target.Id));
                Assert.Equal(batch.Indices.Select(index => index % 3), batch.Targets.Select(target => target.Objects.Count));
            }
    }

    [Fact]
    public void The_same_seed_gives_the_same_batches_and_another_seed_or_epoch_others()
    {
        Assert.Equal(Digest(Busy, 4), Digest(Busy, 4));
        Assert.NotEqual(Digest(Busy, 4), Digest(Busy, 5));
        Assert.NotEqual(Digest(Busy, 4), Digest(Busy with { Seed = 4 }, 4));
        Assert.Equal(Digest(Busy, 4), Digest(Busy with { Threads = 4 }, 4));
    }

    [Fact]
    public void A_run_that_goes_on_in_mid_epoch_has_the_batches_it_would_have_had()
    {
        var all = Digest(Busy, 2);
        Assert.Equal(new DetectionLoader(new Made(20), Busy).Steps, all.Length);
        for (var step = 0; step <= all.Length; step++)
            Assert.Equal(all[step..], Digest(Busy, 2, step));
    }

    [Fact]
    public void An_image_that_cannot_be_read_ends_the_epoch_after_the_batches_before_it()
    {
        foreach (var threads in new[] { 1, 3 })
        {
            var done = 0;
            var refused = Assert.Throws<ImageException>(() =>
            {
                foreach (var batch in new DetectionLoader(new Made(20) { Bad = 10 }, Plain with { Threads = threads }).Epoch())
                {
                    batch.Dispose();
                    done++;
                }
            });
            Assert.Equal(("image 10 is bad", 3), (refused.Message, done));
        }
    }

    [Fact]
    public void Tensors_belong_to_the_dispose_scope_of_who_enumerates_and_who_stops_early_stops_the_reading()
    {
        Tensor images;
        var source = new Made(10_000);
        using (NewDisposeScope())
            images = new DetectionLoader(source, Plain).Epoch().First().Images;
        Assert.True(images.IsInvalid);
        Assert.InRange(source.Reads, 3, 3 * 8);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionLoader(new Made(5), Plain with { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionLoader(new Made(5), Plain with { Threads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionLoader(new Made(5), Plain).Epoch(0, 3));
        Assert.Contains("2 images make no batch of 3", Assert.Throws<ArgumentException>(() => new DetectionLoader(new Made(2), Plain with { DropLast = true })).Message);
        Assert.Contains("Flip is 2", Assert.Throws<ArgumentException>(() => new DetectionLoader(new Made(5), Plain with { Transform = new() { Flip = 2 } })).Message);
    }

    private static void AssertShown(Image image, Tensor shown, Tensor padding)
    {
        var expected = new float[3 * image.Width * image.Height];
        Normalisation.ImageNet.Apply(image, expected);
        using var scope = NewDisposeScope();
        Assert.Equal(expected, shown[.., ..image.Height, ..image.Width].contiguous().data<float>().ToArray());
        Assert.Equal(expected.Count(value => value != 0), shown.count_nonzero().ToInt64());
        Assert.False(padding[..image.Height, ..image.Width].any().ToBoolean());
        Assert.Equal(padding.numel() - image.Width * image.Height, padding.sum().ToInt64());
    }

    private static string[] Digest(DetectionLoaderOptions options, int epoch, int fromStep = 0)
    {
        var digests = new List<string>();
        foreach (var batch in new DetectionLoader(new Made(20), options).Epoch(epoch, fromStep))
            using (batch)
                digests.Add($"{batch.Step} {string.Join(',', batch.Indices)} {string.Join(',', batch.Images.shape)} "
                    + $"{string.Join(',', batch.Images.data<float>().ToArray().Select(BitConverter.SingleToUInt32Bits))} {batch.Padding.sum().ToInt64()} "
                    + string.Join(',', batch.Targets.SelectMany(target => target.Objects).Select(thing => thing.Box)));
        return [.. digests];
    }

    /// <summary>Images of several sizes, with none, one or two objects.</summary>
    private sealed class Made(int count) : IAnnotatedImages
    {
        private int reads;

        public int Bad { get; init; } = -1;

        public int Reads => reads;

        public int Count => count;

        public AnnotatedImage Read(int index)
        {
            Interlocked.Increment(ref reads);
            if (index == Bad)
                throw new ImageException($"image {index} is bad");
            var (width, height) = (6 + index * 5 % 7, 6 + index * 3 % 4);
            return new AnnotatedImage(100 + index, new Image(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * 5 + index * 37))]),
                [.. Enumerable.Range(0, index % 3).Select(i => new AnnotatedObject(i, new Box(i, 1, 2, 3), 6))]);
        }
    }
}
