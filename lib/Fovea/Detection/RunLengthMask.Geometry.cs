namespace Fovea.Detection;

public sealed partial class RunLengthMask
{
    /// <summary>Left and right exchanged.</summary>
    public RunLengthMask FlipHorizontal() => Take(Width, Height, x => Width - 1 - x, y => y);

    /// <summary>Cuts a rectangle out.</summary>
    /// <param name="left">The column that becomes the first.</param>
    /// <param name="top">The row that becomes the first.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <exception cref="ArgumentException">The rectangle is not within the mask.</exception>
    public RunLengthMask Crop(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 0 || height < 0 || left > Width - width || top > Height - height)
            throw new ArgumentException($"{width} x {height} pixels from ({left}, {top}) are not within a mask of {Width} x {Height}.");
        return Take(width, height, x => left + x, y => top + y);
    }

    /// <summary>
    /// Resizes to the nearest pixel as PyTorch's <c>interpolate</c> does: a pixel is that at its place times the ratio of the
    /// sizes, rounded down, in single precision.
    /// </summary>
    /// <param name="width">In pixels, at least one.</param>
    /// <param name="height">In pixels, at least one.</param>
    /// <exception cref="ArgumentException">A size is not positive, or the mask has no pixel.</exception>
    public RunLengthMask Resize(int width, int height)
    {
        if (width < 1 || height < 1 || Width < 1 || Height < 1)
            throw new ArgumentException($"A mask of {Width} x {Height} pixels cannot become {width} x {height}.");
        float across = (float)Width / width, down = (float)Height / height;
        return Take(width, height, x => Math.Min((int)(x * across), Width - 1), y => Math.Min((int)(y * down), Height - 1));
    }

    /// <summary>A mask whose pixel (x, y) is this one's (column(x), row(y)).</summary>
    private RunLengthMask Take(int width, int height, Func<int, int> column, Func<int, int> row)
    {
        var pixels = Decode();
        var rows = Enumerable.Range(0, height).Select(row).ToArray();
        var taken = new byte[CheckSize(height, width)];
        for (var x = 0; x < width; x++)
        {
            var from = pixels.AsSpan(column(x) * Height, Height);
            var to = taken.AsSpan(x * height, height);
            for (var y = 0; y < height; y++)
                to[y] = from[rows[y]];
        }
        return Encode(taken, height, width);
    }
}
