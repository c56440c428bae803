using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Detection;

/// <summary>Drawn masks, and what they are pixel by pixel.</summary>
internal static class Masks
{
    /// <summary>Of up to 12 x 12 pixels: blocks, so that there are runs of all lengths, single pixels, all and nothing.</summary>
    public static Gen<bool[,]> Any { get; } = Gen.Choose(1, 12).Two().SelectMany(size => OfSize(size.Item1, size.Item2));

    public static Gen<bool[,]> OfSize(int height, int width) => Gen.Choose(0, 3).SelectMany(kind => Gen.Choose(0, 3).ArrayOf(height * width).Select(noise =>
    {
        var pixels = new bool[height, width];
        for (var i = 0; i < noise.Length; i++)
            pixels[i / width, i % width] = kind switch
            {
                0 => noise[i] == 0,
                1 => noise[i % 3] < 2 && i / width > noise[0] && i % width > noise[^1],
                2 => true,
                _ => false,
            };
        return pixels;
    }));

    /// <summary>Two masks of one size.</summary>
    public static Gen<(bool[,] First, bool[,] Second)> Pair { get; } =
        Gen.Choose(1, 12).Two().SelectMany(size => OfSize(size.Item1, size.Item2).Two().Select(two => (two.Item1, two.Item2)));

    public static int Count(bool[,] pixels) => pixels.Cast<bool>().Count(inside => inside);

    public static bool[,] Combine(bool[,] first, bool[,] second, Func<bool, bool, bool> combine)
    {
        var pixels = new bool[first.GetLength(0), first.GetLength(1)];
        for (var y = 0; y < pixels.GetLength(0); y++)
            for (var x = 0; x < pixels.GetLength(1); x++)
                pixels[y, x] = combine(first[y, x], second[y, x]);
        return pixels;
    }

    public static bool Same(bool[,] first, bool[,] second) =>
        first.GetLength(0) == second.GetLength(0) && first.GetLength(1) == second.GetLength(1) && first.Cast<bool>().SequenceEqual(second.Cast<bool>());
}
