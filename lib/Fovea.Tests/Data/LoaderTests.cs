using Fovea.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Data;

public class LoaderTests
{
    private static readonly LoaderOptions Plain = new() { BatchSize = 8, Normalisation = Normalisation.Cifar10 };

    private static readonly LoaderOptions Busy = Plain with
    {
        Seed = 3,
        Shuffle = true,
        DropLast = true,
        Augmentation = new Augmentation { CropPadding = 2, Flip = 0.5, RandAugment = new RandAugment() },
        Mixing = new Mixing(),
    };

    [Fact]
    public void Images_come_channels_first_and_normalised_with_their_labels()
    {
        var source = new Made(20);
        var batches = Batches(new Loader(source, Plain));

        Assert.Equal([8, 8, 4], batches.Select(batch => batch.Indices.Length));
        Assert.Equal(Enumerable.Range(0, 20), batches.SelectMany(batch => batch.Indices));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)source.Label(i)), batches.SelectMany(batch => batch.Labels));
        var image = source.Read(9);
        for (var channel = 0; channel < 3; channel++)
            for (var i = 0; i < 16; i++)
                Assert.Equal((image.Pixels[i * 3 + channel] / 255f - new[] { 125.3f, 123f, 113.9f }[channel] / 255) / (new[] { 63f, 62.1f, 66.7f }[channel] / 255),
                    batches[1].Images[(1 * 3 + channel) * 16 + i]);
    }

    [Fact]
    public void Tensors_have_the_shapes_and_types_that_losses_take()
    {
        foreach (var batch in new Loader(new Made(20), Plain).Epoch())
            using (batch)
            {
                var n = batch.Indices.Length;
                Assert.Equal([n, 3, 4, 4], batch.Images.shape);
                Assert.Equal([n], batch.Labels.shape);
                Assert.Equal([n, 5], batch.Targets.shape);
                Assert.Equal((ScalarType.Float32, ScalarType.Int64, ScalarType.Float32), (batch.Images.dtype, batch.Labels.dtype, batch.Targets.dtype));
                using var one_hot = nn.functional.one_hot(batch.Labels, 5);
                Assert.Equal(one_hot.data<long>().ToArray().Select(value => (float)value), batch.Targets.data<float>().ToArray());
            }
    }

    [Fact]
    public void The_same_seed_gives_the_same_batches_and_another_seed_or_epoch_others()
    {
        var loader = new Loader(new Made(100), Busy);
        Assert.Equal(Digest(loader.Epoch(4)), Digest(new Loader(new Made(100), Busy).Epoch(4)));
        Assert.NotEqual(Digest(loader.Epoch(4)), Digest(loader.Epoch(5)));
        Assert.NotEqual(Digest(loader.Epoch(4)), Digest(new Loader(new Made(100), Busy with { Seed = 4 }).Epoch(4)));
    }

    [Fact]
    public void A_run_that_goes_on_in_mid_epoch_has_the_batches_it_would_have_had()
    {
        var loader = new Loader(new Made(100), Busy);
        var all = Digest(loader.Epoch(2));
        Assert.Equal(12, all.Length);
        for (var step = 0; step <= 12; step++)
            Assert.Equal(all[step..], Digest(loader.Epoch(2, step)));
    }

    [Fact]
    public void Several_threads_give_the_batches_of_one() =>
        Assert.Equal(Digest(new Loader(new Made(100), Busy).Epoch(1)), Digest(new Loader(new Made(100), Busy with { Threads = 4 }).Epoch(1)));

    [Fact]
    public void Every_epoch_has_an_order_of_its_own_and_each_image_at_most_once()
    {
        var loader = new Loader(new Made(50), Busy with { DropLast = false });
        var orders = Enumerable.Range(0, 3).Select(epoch => Batches(loader, epoch).SelectMany(batch => batch.Indices).ToArray()).ToArray();
        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, 50), order.Order()));
        Assert.NotEqual(orders[0], orders[1]);
        Assert.NotEqual(orders[1], orders[2]);
        Assert.Equal(6, new Loader(new Made(50), Busy).Steps);
    }

    [Fact]
    public void Mixing_keeps_each_images_shares_at_one_and_mixes_with_the_batch_in_reverse()
    {
        var (blended, cut) = (0, 0);
        foreach (var batch in Enumerable.Range(0, 30).SelectMany(epoch => Batches(new Loader(new Made(16), Plain with { Mixing = new Mixing() }), epoch)))
            for (var i = 0; i < 8; i++)
            {
                var target = batch.Targets.AsSpan(i * 5, 5).ToArray();
                var (own, partner) = (batch.Labels[i], batch.Labels[7 - i]);
                Assert.Equal(1, target.Sum(), 1e-6);
                Assert.All(Enumerable.Range(0, 5).Where(c => c != own && c != partner), c => Assert.Equal(0, target[c]));
                if (own == partner)
                    continue;
                // Pixels are either all of one share, or each of one image alone with the share as area.
                var (mine, other) = (Normalised(batch.Indices[i]), Normalised(batch.Indices[7 - i]));
                var got = batch.Images.AsSpan(i * 48, 48).ToArray();
                var isCut = Enumerable.Range(0, 48).All(k => got[k] == mine[k] || got[k] == other[k]);
                if (isCut)
                    Assert.Equal(target[own], Enumerable.Range(0, 48).Count(k => got[k] == mine[k]) / 48.0, 0.02);
                else
                    Assert.All(Enumerable.Range(0, 48), k => Assert.Equal(target[own] * mine[k] + target[partner] * other[k], got[k], 1e-4));
                (blended, cut) = isCut ? (blended, cut + 1) : (blended + 1, cut);
            }
        Assert.InRange(blended / (double)(blended + cut), 0.2, 0.8);
    }

    [Fact]
    public void An_image_that_cannot_be_read_ends_the_epoch_or_is_left_out_as_asked()
    {
        var source = new Made(20) { Bad = 11 };
        foreach (var threads in new[] { 1, 3 })
        {
            var refused = Assert.Throws<ImageException>(() => Batches(new Loader(source, Plain with { Threads = threads })));
            Assert.Equal("image 11 is bad", refused.Message);

            var loader = new Loader(source, Plain with { Threads = threads, SkipDamaged = true });
            Assert.Equal([8, 7, 4], Batches(loader).Select(batch => batch.Indices.Length));
            Assert.Equal(new Dictionary<int, string> { [11] = "image 11 is bad" }, loader.Damaged);
        }
    }

    [Fact]
    public void Images_of_several_sizes_in_a_batch_are_refused_by_index_until_a_view_makes_them_one()
    {
        var source = new Made(20) { Wide = 5 };
        Assert.Contains("image 5 has 6 x 4 pixels, image 0 of its batch 4 x 4", Assert.Throws<InvalidOperationException>(() => Batches(new Loader(source, Plain))).Message);
        Assert.Equal(3, Batches(new Loader(source, Plain with { View = new EvaluationView(4, 2, Interpolation.Bilinear) })).Count);
    }

    [Fact]
    public void Who_stops_early_stops_the_reading_too()
    {
        var source = new Made(10_000);
        foreach (var batch in new Loader(source, Plain).Epoch())
        {
            batch.Dispose();
            break;
        }
        var read = source.Reads;
        Assert.InRange(read, 8, 8 * 8);
        Thread.Sleep(50);
        Assert.Equal(read, source.Reads);
    }

    [Fact]
    public void Tensors_belong_to_the_dispose_scope_of_who_enumerates()
    {
        Tensor images;
        using (NewDisposeScope())
            images = new Loader(new Made(20), Plain).Epoch().First().Images;
        Assert.True(images.IsInvalid);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Loader(new Made(20), Plain with { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Loader(new Made(20), Plain with { Threads = 0 }));
        Assert.Equal("MixupAlpha is 0; expected above 0 and up to 1",
            Assert.Throws<ArgumentException>(() => new Loader(new Made(20), Plain with { Mixing = new Mixing(MixupAlpha: 0) })).Message);
        Assert.Contains("5 images make no batch of 8", Assert.Throws<ArgumentException>(() => new Loader(new Made(5), Plain with { DropLast = true })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Loader(new Made(20), Plain).Epoch(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Loader(new Made(20), Plain).Epoch(-1));
    }

    private sealed record Read(int[] Indices, float[] Images, long[] Labels, float[] Targets);

    private static List<Read> Batches(Loader loader, int epoch = 0)
    {
        var read = new List<Read>();
        foreach (var batch in loader.Epoch(epoch))
            using (batch)
                read.Add(new Read(batch.Indices, batch.Images.data<float>().ToArray(), batch.Labels.data<long>().ToArray(), batch.Targets.data<float>().ToArray()));
        return read;
    }

    private static string[] Digest(IEnumerable<Batch> batches)
    {
        var digests = new List<string>();
        foreach (var batch in batches)
            using (batch)
                digests.Add($"{batch.Step} {string.Join(',', batch.Indices)} {string.Join(',', batch.Images.data<float>().ToArray().Select(BitConverter.SingleToUInt32Bits))} "
                    + string.Join(',', batch.Targets.data<float>().ToArray()));
        return [.. digests];
    }

    private static float[] Normalised(int index)
    {
        var values = new float[48];
        Normalisation.Cifar10.Apply(new Made(100).Read(index), values);
        return values;
    }

    /// <summary>Images of 4 x 4 pixels whose bytes and label tell their index.</summary>
    private sealed class Made(int count) : IImageSource
    {
        private int reads;

        public int Bad { get; init; } = -1;

        public int Wide { get; init; } = -1;

        public int Reads => reads;

        public int Count => count;

        public IReadOnlyList<string> Classes => ["a", "b", "c", "d", "e"];

        public int Label(int index) => index * 7 % 5;

        public Image Read(int index)
        {
            Interlocked.Increment(ref reads);
            if (index == Bad)
                throw new ImageException($"image {index} is bad");
            var width = index == Wide ? 6 : 4;
            return new Image(width, 4, 3, [.. Enumerable.Range(0, width * 4 * 3).Select(i => (byte)(i * 5 + index * 37))]);
        }
    }
}
