using static TorchSharp.torch;

namespace Fovea.Data;

/// <summary>How a <see cref="Loader"/> makes batches of images.</summary>
public sealed record LoaderOptions
{
    /// <summary>Images a batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Of the order, the augmentation and the mixing.</summary>
    public int Seed { get; init; }

    /// <summary>Whether each epoch has an order of its own; else images come as they are stored.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Whether an epoch leaves out the images that do not fill a batch.</summary>
    public bool DropLast { get; init; }

    /// <summary>What is shown of photographs of different sizes; all of an image where null.</summary>
    public EvaluationView? View { get; init; }

    /// <summary>None where null.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>None where null.</summary>
    public Mixing? Mixing { get; init; }

    /// <summary>Bytes to numbers.</summary>
    public required Normalisation Normalisation { get; init; }

    /// <summary>How many images are read at the same time.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether an image that cannot be read is left out and kept in <see cref="Loader.Damaged"/>; else it is an error.</summary>
    public bool SkipDamaged { get; init; }
}

/// <summary>Images as a model takes them. Its tensors belong to whoever enumerates the loader.</summary>
/// <param name="Step">Number of the batch within its epoch.</param>
/// <param name="Indices">Which images of the source these are.</param>
/// <param name="Images">[B, 3, H, W], single precision; of <see cref="Detection.FeatureBatches"/> what a backbone made of them, [B, C, h, w].</param>
/// <param name="Labels">[B], 64-bit integers: the classes before any mixing.</param>
/// <param name="Targets">[B, classes], single precision: the share of each class.</param>
public sealed record Batch(int Step, int[] Indices, Tensor Images, Tensor Labels, Tensor Targets) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        Targets.Dispose();
    }
}

/// <summary>
/// Batches of images, made on a thread beside the one that works on them. A batch depends on the source, the options, its
/// epoch and its step alone.
/// </summary>
public sealed class Loader : IBatches
{
    private const int Ahead = 2;

    private readonly BatchMaker maker;
    private readonly BatchPlan plan;

    /// <param name="source">The images.</param>
    /// <param name="options">What becomes of them.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Loader(IImageSource source, LoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        options.Mixing?.Check();
        plan = new BatchPlan(source.Count, options.BatchSize, options.Seed, options.Shuffle, options.DropLast);
        maker = new BatchMaker(source, options);
    }

    /// <inheritdoc/>
    public int Steps => plan.Steps;

    /// <summary>What was wrong with the images that were left out, by index.</summary>
    public IReadOnlyDictionary<int, string> Damaged => maker.Damaged;

    /// <inheritdoc/>
    /// <exception cref="ImageException">An image cannot be read and <see cref="LoaderOptions.SkipDamaged"/> is not set.</exception>
    public IEnumerable<Batch> Epoch(int epoch = 0, int fromStep = 0)
    {
        var made = plan.Batches(epoch, fromStep).Select(batch => maker.Make(batch.Indices, epoch, batch.Step)).Where(batch => batch.Indices.Length > 0);
        // Tensors are made here, on the caller's thread, so that they belong to the caller's dispose scope.
        return Prefetch.Ahead(made, Ahead).Select(batch => new Batch(batch.Step, batch.Indices,
            tensor(batch.Images, [batch.Indices.Length, 3, batch.Height, batch.Width]),
            tensor(batch.Labels, [batch.Indices.Length]),
            tensor(batch.Targets, [batch.Indices.Length, batch.Targets.Length / batch.Indices.Length])));
    }
}
