namespace Fovea.Data;

/// <summary>
/// DETR's rule of sizes: the shorter side gets a length, the longer one keeps the aspect ratio unless it would pass a limit;
/// then the limit decides, and the shorter side is rounded, half a pixel to the even one. The longer side is truncated.
/// </summary>
/// <param name="ShorterSide">In pixels.</param>
/// <param name="Limit">Of the longer side, in pixels; none where null. Truncation can leave a side a pixel off it.</param>
public sealed record ResizeRule(int ShorterSide, int? Limit = null)
{
    /// <summary>As DETR is evaluated, and the models that follow it: 800 pixels, the longer side at most 1333.</summary>
    public static ResizeRule Detr { get; } = new(800, 1333);

    /// <summary>The size that an image gets; at least one pixel a side, where DETR's own code would give none.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public (int Width, int Height) SizeOf(int width, int height)
    {
        double shorter = Math.Min(width, height), longer = Math.Max(width, height);
        var length = ShorterSide;
        if (Limit is { } limit && longer / shorter * length > limit)
            length = Math.Max(1, (int)Math.Round(limit * shorter / longer));
        if (shorter == length)
            return (width, height);
        var other = Math.Max(1, (int)(length * longer / shorter));
        return width < height ? (length, other) : (other, length);
    }

    /// <summary>Resizes an image and what is in it.</summary>
    public AnnotatedImage Apply(AnnotatedImage image)
    {
        var (width, height) = SizeOf(image.Image.Width, image.Image.Height);
        return image.Resize(width, height);
    }
}
