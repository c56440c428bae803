using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>What objects are sorted into.</summary>
/// <param name="Id">As annotations name it; COCO's are 1 to 90 with gaps.</param>
/// <param name="Name">Such as "traffic light".</param>
/// <param name="Supercategory">Such as "outdoor"; empty where there is none.</param>
/// <param name="IsThing">Whether it is countable things rather than stuff; told apart in panoptic files only.</param>
public sealed record CocoCategory(int Id, string Name, string Supercategory = "", bool IsThing = true);

/// <summary>An image.</summary>
/// <param name="Id">As annotations name it.</param>
/// <param name="FileName">Within the folder of images.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record CocoImage(long Id, string FileName, int Width, int Height);

/// <summary>An object in an image.</summary>
/// <param name="Id">One of its own in the file.</param>
/// <param name="ImageId">Which image.</param>
/// <param name="CategoryId">Which category.</param>
/// <param name="Box">Around it, in pixels.</param>
/// <param name="Area">Of its segmentation, not of its box, in square pixels; sorts objects into small, medium and large.</param>
/// <param name="Crowd">Whether it is a group that nobody outlined one by one.</param>
/// <param name="Segmentation">Its pixels, where they are annotated.</param>
public sealed record CocoAnnotation(long Id, long ImageId, int CategoryId, Box Box, double Area, bool Crowd = false, Segmentation? Segmentation = null);

/// <summary>An object as a model sees it: a record of a results file.</summary>
/// <param name="ImageId">Which image.</param>
/// <param name="CategoryId">Which category.</param>
/// <param name="Box">Around it, in pixels.</param>
/// <param name="Score">The higher, the surer.</param>
/// <param name="Segmentation">Its pixels, where the model tells them.</param>
public sealed record CocoDetection(long ImageId, int CategoryId, Box Box, double Score, Segmentation? Segmentation = null)
{
    /// <summary>
    /// In square pixels: of the box, or of the mask where the record had no box of its own. This is what cocoapi's loadRes
    /// sorts detections into small, medium and large by.
    /// </summary>
    public double Area => IsMaskAlone ? Segmentation!.Area : Box.Area;

    /// <summary>Whether the box is only the mask's.</summary>
    internal bool IsMaskAlone { get; private init; }

    /// <summary>A detection that is a mask alone: its box is the mask's.</summary>
    public static CocoDetection OfMask(long imageId, int categoryId, RunLengthMask mask, double score) =>
        new(imageId, categoryId, mask.BoundingBox, score, Segmentation.OfMask(mask)) { IsMaskAlone = true };
}
