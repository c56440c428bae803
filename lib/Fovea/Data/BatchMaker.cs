using System.Collections.Concurrent;

namespace Fovea.Data;

/// <summary>A batch before it is tensors.</summary>
internal sealed record BatchData(int Step, int[] Indices, int Height, int Width, float[] Images, long[] Labels, float[] Targets);

/// <summary>Reads, augments, normalises and mixes the images of a batch.</summary>
internal sealed class BatchMaker(IImageSource source, LoaderOptions options)
{
    private readonly ConcurrentDictionary<int, string> damaged = new();

    public IReadOnlyDictionary<int, string> Damaged => damaged;

    /// <summary>The images that could be read; none where none could.</summary>
    public BatchData Make(int[] indices, int epoch, int step)
    {
        var read = new Image?[indices.Length];
        Workers.ForEach(indices.Length, options.Threads, i => read[i] = Read(indices[i], epoch));
        indices = [.. indices.Where((_, i) => read[i] is not null)];
        var images = read.OfType<Image>().ToArray();
        if (images.Length == 0)
            return new BatchData(step, [], 0, 0, [], [], []);

        var (height, width) = (images[0].Height, images[0].Width);
        if (Array.FindIndex(images, image => (image.Height, image.Width) != (height, width)) is >= 0 and var odd)
            throw new InvalidOperationException(
                $"image {indices[odd]} has {images[odd].Width} x {images[odd].Height} pixels, image {indices[0]} of its batch {width} x {height}: " +
                $"set {nameof(LoaderOptions)}.{nameof(LoaderOptions.View)}");
        var size = 3 * height * width;
        var values = new float[images.Length * size];
        Workers.ForEach(images.Length, options.Threads, i => options.Normalisation.Apply(images[i], values.AsSpan(i * size, size)));

        var labels = Array.ConvertAll(indices, index => (long)source.Label(index));
        var targets = new float[labels.Length * source.Classes.Count];
        for (var i = 0; i < labels.Length; i++)
            targets[i * source.Classes.Count + labels[i]] = 1;
        var random = new SeededRandom(Draw.Mixing, options.Seed, epoch, step);
        options.Mixing?.Apply(values, targets, images.Length, height, width, ref random);
        return new BatchData(step, indices, height, width, values, labels, targets);
    }

    private Image? Read(int index, int epoch)
    {
        try
        {
            var image = source.Read(index);
            var random = new SeededRandom(Draw.Augmentation, options.Seed, epoch, index);
            image = options.View?.Apply(image) ?? image;
            return options.Augmentation?.Apply(image, ref random) ?? image;
        }
        catch (ImageException e) when (options.SkipDamaged)
        {
            damaged[index] = e.Message;
            return null;
        }
    }
}
