using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>An object as YOLO's label files have it: the middle and the size of its box, in parts of the image.</summary>
/// <param name="Class">From 0 on.</param>
/// <param name="CentreX">In [0, 1], of the image's width.</param>
/// <param name="CentreY">In [0, 1], of the image's height.</param>
/// <param name="Width">In [0, 1], of the image's.</param>
/// <param name="Height">In [0, 1], of the image's.</param>
public readonly record struct YoloLabel(int Class, double CentreX, double CentreY, double Width, double Height)
{
    /// <summary>The label of a box in pixels.</summary>
    public static YoloLabel Of(int @class, Box box, CocoImage image) => new(@class,
        (box.X + box.Width / 2) / image.Width, (box.Y + box.Height / 2) / image.Height, box.Width / image.Width, box.Height / image.Height);

    /// <summary>The box in pixels.</summary>
    public Box ToBox(CocoImage image) => new(
        (CentreX - Width / 2) * image.Width, (CentreY - Height / 2) * image.Height, Width * image.Width, Height * image.Height);
}
