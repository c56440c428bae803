using System.IO.MemoryMappedFiles;

namespace Fovea.Data;

/// <summary>
/// Images of one size in a file mapped into memory, so that several processes share it, with their labels. The file holds
/// one image after the other, each height x width x channels, perhaps after a header.
/// </summary>
public sealed class LabelledImages : IImageSource
{
    private readonly MemoryMappedViewAccessor pixels;
    private readonly ArraySegment<byte> labels;
    private readonly int header;

    private LabelledImages(
        MemoryMappedViewAccessor pixels, ArraySegment<byte> labels, int width, int height, int channels, IReadOnlyList<string> classes, int header) =>
        (this.pixels, this.labels, Width, Height, Channels, Classes, this.header) = (pixels, labels, width, height, channels, classes, header);

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>1 grey, 3 RGB.</summary>
    public int Channels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Count => labels.Count;

    /// <summary>Maps a file.</summary>
    /// <param name="path">As long as the labels and the sizes say.</param>
    /// <param name="labels">One an image.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="channels">1 grey, 3 RGB.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="header">Bytes before the first image.</param>
    /// <exception cref="DataSetException">The file is of another length, or a label is not among the classes.</exception>
    public static LabelledImages Open(
        string path, byte[] labels, int width, int height, int channels, IReadOnlyList<string> classes, int header = 0)
    {
        using var file = File.OpenRead(path);
        var (expected, found) = (header + (long)labels.Length * width * height * channels, file.Length);
        if (expected != found)
            throw new DataSetException($"{path} has {found} bytes; expected {expected}: {labels.Length} images of {width} x {height} x {channels}");
        if (Array.FindIndex(labels, label => label >= classes.Count) is >= 0 and var wrong)
            throw new DataSetException($"{path}: image {wrong} has label {labels[wrong]}; expected 0 to {classes.Count - 1}");
        // The view outlives the two that it is made from.
        using var map = MemoryMappedFile.CreateFromFile(file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new LabelledImages(map.CreateViewAccessor(0, found, MemoryMappedFileAccess.Read), labels, width, height, channels, classes, header);
    }

    /// <inheritdoc/>
    public int Label(int index) => labels[index];

    /// <inheritdoc/>
    public Image Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var image = new byte[Width * Height * Channels];
        pixels.SafeMemoryMappedViewHandle.ReadSpan((ulong)header + (ulong)(labels.Offset + index) * (ulong)image.Length, image.AsSpan());
        return new Image(Width, Height, Channels, image);
    }

    /// <summary>Some of the images, in the same memory.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public LabelledImages Slice(int start, int count) => new(pixels, labels.Slice(start, count), Width, Height, Channels, Classes, header);
}
