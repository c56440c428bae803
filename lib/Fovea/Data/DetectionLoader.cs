using static TorchSharp.torch;

namespace Fovea.Data;

/// <summary>How a <see cref="DetectionLoader"/> makes batches of images with objects.</summary>
public sealed record DetectionLoaderOptions
{
    /// <summary>Images a batch.</summary>
    public int BatchSize { get; init; } = 2;

    /// <summary>Of the order and the transform.</summary>
    public int Seed { get; init; }

    /// <summary>Whether each epoch has an order of its own; else images come as they are stored.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Whether an epoch leaves out the images that do not fill a batch.</summary>
    public bool DropLast { get; init; }

    /// <summary>What becomes of each image.</summary>
    public DetectionTransform Transform { get; init; } = new();

    /// <summary>Bytes to numbers.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.ImageNet;

    /// <summary>How many images are read at the same time.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>Images of several sizes as a detector takes them. Its tensors belong to whoever enumerates the loader.</summary>
/// <param name="Step">Number of the batch within its epoch.</param>
/// <param name="Indices">Which images of the source these are.</param>
/// <param name="Images">[B, 3, H, W], single precision: each in the upper left corner, zeros beyond it.</param>
/// <param name="Padding">[B, H, W]: true where there is no image.</param>
/// <param name="Targets">What is in each image, as it is shown.</param>
public sealed record DetectionBatch(int Step, int[] Indices, Tensor Images, Tensor Padding, IReadOnlyList<AnnotatedImage> Targets) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Padding.Dispose();
    }
}

/// <summary>
/// Batches of images with objects, made on threads beside the one that works on them. A batch depends on the source, the
/// options, its epoch and its step alone: a run that was stopped goes on with the batches that it would have had.
/// </summary>
public sealed class DetectionLoader
{
    private const int Ahead = 2;

    private readonly IAnnotatedImages source;
    private readonly DetectionLoaderOptions options;
    private readonly BatchPlan plan;

    /// <param name="source">The images.</param>
    /// <param name="options">What becomes of them.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public DetectionLoader(IAnnotatedImages source, DetectionLoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        options.Transform.Check();
        (this.source, this.options) = (source, options);
        plan = new BatchPlan(source.Count, options.BatchSize, options.Seed, options.Shuffle, options.DropLast);
    }

    /// <summary>Batches an epoch.</summary>
    public int Steps => plan.Steps;

    /// <summary>The batches of an epoch in order; the caller disposes of each.</summary>
    /// <param name="epoch">From 0 on.</param>
    /// <param name="fromStep">The first step; a run that has done k steps of the epoch goes on with k.</param>
    /// <exception cref="ImageException">An image cannot be read: the message names its file.</exception>
    public IEnumerable<DetectionBatch> Epoch(int epoch = 0, int fromStep = 0)
    {
        var made = plan.Batches(epoch, fromStep).Select(batch => Make(batch.Step, batch.Indices, epoch));
        // Tensors are made here, on the caller's thread, so that they belong to the caller's dispose scope.
        return Prefetch.Ahead(made, Ahead).Select(batch =>
        {
            long[] shape = [batch.Indices.Length, batch.Height, batch.Width];
            return new DetectionBatch(batch.Step, batch.Indices, tensor(batch.Images, [shape[0], 3, shape[1], shape[2]]),
                tensor(batch.Padding, shape), batch.Targets);
        });
    }

    private Made Make(int step, int[] indices, int epoch)
    {
        var targets = new AnnotatedImage[indices.Length];
        Workers.ForEach(indices.Length, options.Threads, i =>
        {
            var random = new SeededRandom(Draw.Augmentation, options.Seed, epoch, indices[i]);
            targets[i] = options.Transform.Apply(source.Read(indices[i]), ref random);
        });
        var (height, width) = (targets.Max(target => target.Image.Height), targets.Max(target => target.Image.Width));
        var (images, padding) = (new float[targets.Length * 3 * height * width], new bool[targets.Length * height * width]);
        Workers.ForEach(targets.Length, options.Threads, i =>
        {
            var image = targets[i].Image;
            options.Normalisation.Apply(image, images.AsSpan(i * 3 * height * width, 3 * height * width), height, width);
            for (var y = 0; y < height; y++)
                padding.AsSpan((i * height + y) * width, width)[(y < image.Height ? image.Width : 0)..].Fill(true);
        });
        return new Made(step, indices, height, width, images, padding, targets);
    }

    /// <summary>A batch before it is tensors.</summary>
    private sealed record Made(int Step, int[] Indices, int Height, int Width, float[] Images, bool[] Padding, AnnotatedImage[] Targets);
}
