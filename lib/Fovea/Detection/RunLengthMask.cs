namespace Fovea.Detection;

/// <summary>
/// A mask of an image as COCO keeps it: column by column, the lengths of runs of equal pixels, the first run being of
/// pixels outside the mask. All that is computed of it is what cocoapi's maskApi computes.
/// </summary>
public sealed partial class RunLengthMask
{
    private readonly int[] counts;

    /// <summary>A mask of given runs.</summary>
    /// <param name="height">Of the image, in pixels.</param>
    /// <param name="width">Of the image, in pixels.</param>
    /// <param name="counts">Lengths of the runs outside, inside, outside, ...; the first one may be 0.</param>
    /// <exception cref="ArgumentException">A size or a run is negative, or the runs do not cover the image.</exception>
    public RunLengthMask(int height, int width, ReadOnlySpan<int> counts)
        : this(height, width, counts.ToArray())
    {
    }

    private RunLengthMask(int height, int width, int[] counts)
    {
        var pixels = CheckSize(height, width);
        long covered = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
                throw new ArgumentException($"Run {i} has length {counts[i]}; expected 0 or more.");
            covered += counts[i];
            if (i % 2 == 1)
                Area += counts[i];
        }
        if (covered != pixels)
            throw new ArgumentException($"The runs cover {covered} pixels; an image of {width} x {height} has {pixels}.");
        (Height, Width, this.counts) = (height, width, counts);
        BoundingBox = FindBox();
    }

    /// <summary>Of the image, in pixels.</summary>
    public int Height { get; }

    /// <summary>Of the image, in pixels.</summary>
    public int Width { get; }

    /// <summary>Lengths of the runs outside, inside, outside, ...</summary>
    public ReadOnlySpan<int> Counts => counts;

    /// <summary>How many pixels are inside (rleArea).</summary>
    public int Area { get; }

    /// <summary>
    /// The smallest box around the pixels inside, by their outer edges; all zero where there are none (rleToBbox). A run
    /// that goes on into the next column makes it as high as the image.
    /// </summary>
    public Box BoundingBox { get; }

    /// <summary>A mask of given pixels (rleEncode).</summary>
    /// <param name="pixels">Column by column, height x width; other than 0 is inside.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <exception cref="ArgumentException">The pixels are not height x width.</exception>
    public static RunLengthMask Encode(ReadOnlySpan<byte> pixels, int height, int width)
    {
        if (pixels.Length != CheckSize(height, width))
            throw new ArgumentException($"{pixels.Length} pixels are not an image of {width} x {height}.", nameof(pixels));
        var runs = new Runs();
        foreach (var pixel in pixels)
            runs.Add(1, pixel != 0);
        return new RunLengthMask(height, width, runs.ToArray());
    }

    /// <summary>The pixels, column by column, height x width: 1 inside, 0 outside (rleDecode).</summary>
    public byte[] Decode()
    {
        var pixels = new byte[Height * Width];
        for (int i = 0, at = 0; i < counts.Length; at += counts[i++])
            pixels.AsSpan(at, counts[i]).Fill((byte)(i % 2));
        return pixels;
    }

    /// <summary>A mask of given pixels.</summary>
    /// <param name="pixels">[height, width]: whether a pixel is inside.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="int.MaxValue"/>.</exception>
    public static RunLengthMask FromPixels(bool[,] pixels)
    {
        int height = pixels.GetLength(0), width = pixels.GetLength(1);
        CheckSize(height, width);
        var runs = new Runs();
        for (var x = 0; x < width; x++)
            for (var y = 0; y < height; y++)
                runs.Add(1, pixels[y, x]);
        return new RunLengthMask(height, width, runs.ToArray());
    }

    /// <summary>[height, width]: whether a pixel is inside.</summary>
    public bool[,] ToPixels()
    {
        var pixels = new bool[Height, Width];
        for (int i = 0, at = 0; i < counts.Length; at += counts[i++])
            for (var pixel = at; i % 2 == 1 && pixel < at + counts[i]; pixel++)
                pixels[pixel % Height, pixel / Height] = true;
        return pixels;
    }

    private static int CheckSize(int height, int width)
    {
        if (height < 0 || width < 0 || (long)height * width > int.MaxValue)
            throw new ArgumentException($"No mask is of {width} x {height} pixels.");
        return height * width;
    }

    private Box FindBox()
    {
        int left = Width, top = Height, right = -1, bottom = -1;
        for (int i = 1, start = 0; i < counts.Length; start += counts[i], i += 2)
        {
            start += counts[i - 1];
            if (counts[i] == 0)
                continue;
            var end = start + counts[i] - 1;
            int firstColumn = start / Height, lastColumn = end / Height;
            (left, right) = (Math.Min(left, firstColumn), Math.Max(right, lastColumn));
            (top, bottom) = firstColumn < lastColumn
                ? (0, Height - 1)
                : (Math.Min(top, start % Height), Math.Max(bottom, end % Height));
        }
        return right < 0 ? default : new Box(left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>Gathers pixels into runs.</summary>
    private struct Runs()
    {
        private readonly List<int> counts = [0];

        public readonly void Add(int length, bool inside)
        {
            if (length == 0)
                return;
            // An even number of runs is under way: the last one is inside.
            if (counts.Count % 2 == 0 == inside)
                counts[^1] += length;
            else
                counts.Add(length);
        }

        public readonly int[] ToArray() => [.. counts];
    }
}
