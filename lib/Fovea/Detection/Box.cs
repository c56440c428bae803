namespace Fovea.Detection;

/// <summary>A box as COCO's files have it, in pixels; an edge may lie between two pixels.</summary>
/// <param name="X">Left edge; 0 is the image's.</param>
/// <param name="Y">Upper edge; 0 is the image's.</param>
/// <param name="Width">Across.</param>
/// <param name="Height">Down.</param>
public readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>Right edge.</summary>
    public double Right => X + Width;

    /// <summary>Lower edge.</summary>
    public double Bottom => Y + Height;

    /// <summary>In square pixels.</summary>
    public double Area => Width * Height;

    /// <summary>The box between two corners.</summary>
    public static Box FromCorners(double left, double top, double right, double bottom) => new(left, top, right - left, bottom - top);

    /// <summary>
    /// Intersection over union, operation by operation as cocoapi computes it (bbIou); 0 where the boxes only touch.
    /// </summary>
    /// <param name="truth">The box that this one, a detection, is held against.</param>
    /// <param name="crowd">Whether <paramref name="truth"/> is a crowd: then this box's area stands for the union's.</param>
    public double IoU(Box truth, bool crowd = false)
    {
        var width = Math.Min(Right, truth.Right) - Math.Max(X, truth.X);
        var height = Math.Min(Bottom, truth.Bottom) - Math.Max(Y, truth.Y);
        if (width <= 0 || height <= 0)
            return 0;
        var shared = width * height;
        return shared / (crowd ? Area : Area + truth.Area - shared);
    }
}
