using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>
/// The PNG of a panoptic annotation: a pixel's red + 256 x green + 65536 x blue is the number of its segment, 0 where it
/// belongs to none.
/// </summary>
public static class PanopticPng
{
    /// <summary>The greatest number of a segment.</summary>
    public const int MaxId = 0xFFFFFF;

    /// <summary>Reads a PNG.</summary>
    /// <returns>[height, width]: numbers of segments.</returns>
    /// <exception cref="ImageException">The file cannot be read, is damaged or has no colours.</exception>
    public static int[,] Read(string path)
    {
        var image = Image.Load(path);
        if (image.Channels != 3)
            throw new ImageException($"{path} has {image.Channels} channel(s); expected the 3 of RGB, which number segments");
        var ids = new int[image.Height, image.Width];
        for (int y = 0, at = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++, at += 3)
                ids[y, x] = image.Pixels[at] | image.Pixels[at + 1] << 8 | image.Pixels[at + 2] << 16;
        return ids;
    }

    /// <summary>Writes a PNG, whole or not at all.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="ids">[height, width]: numbers of segments.</param>
    /// <exception cref="ArgumentException">A number is not in 0 to <see cref="MaxId"/>, or there is no pixel.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, int[,] ids)
    {
        int height = ids.GetLength(0), width = ids.GetLength(1);
        var pixels = new byte[height * width * 3];
        for (int y = 0, at = 0; y < height; y++)
            for (var x = 0; x < width; x++, at += 3)
            {
                var id = ids[y, x];
                if (id is < 0 or > MaxId)
                    throw new ArgumentException($"Pixel ({x}, {y}) has segment {id}; expected 0 to {MaxId}.", nameof(ids));
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)id, (byte)(id >> 8), (byte)(id >> 16));
            }
        var png = Png.Encode(pixels, width, height, 3);
        AtomicFile.Write(path, file => file.Write(png));
    }

    /// <summary>The segments of numbered pixels, by ascending number, with their boxes and areas.</summary>
    /// <param name="ids">[height, width]: numbers of segments; 0 is none.</param>
    /// <param name="categoryOf">A segment's category by its number.</param>
    public static IReadOnlyList<PanopticSegment> Segments(int[,] ids, Func<int, int> categoryOf)
    {
        var found = new SortedDictionary<int, (int Left, int Top, int Right, int Bottom, int Area)>();
        for (var y = 0; y < ids.GetLength(0); y++)
            for (var x = 0; x < ids.GetLength(1); x++)
                if (ids[y, x] is not 0 and var id)
                    found[id] = found.TryGetValue(id, out var at)
                        ? (Math.Min(at.Left, x), at.Top, Math.Max(at.Right, x), y, at.Area + 1)
                        : (x, y, x, y, 1);
        return [.. found.Select(pair => new PanopticSegment(pair.Key, categoryOf(pair.Key),
            Box.FromCorners(pair.Value.Left, pair.Value.Top, pair.Value.Right + 1, pair.Value.Bottom + 1), pair.Value.Area))];
    }
}
