using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>A segment of a panoptic annotation: a thing, or all stuff of one category in the image.</summary>
/// <param name="Id">The number of its pixels in the image's PNG; one of its own in the image, from 1 on.</param>
/// <param name="CategoryId">Which category.</param>
/// <param name="Box">Around its pixels.</param>
/// <param name="Area">How many pixels it has.</param>
/// <param name="Crowd">Whether it is a group that nobody outlined one by one.</param>
public sealed record PanopticSegment(int Id, int CategoryId, Box Box, double Area, bool Crowd = false);

/// <summary>What each pixel of an image belongs to.</summary>
/// <param name="ImageId">Which image.</param>
/// <param name="FileName">The PNG with the segments' numbers, within its folder.</param>
/// <param name="Segments">In the file's order.</param>
public sealed record PanopticAnnotation(long ImageId, string FileName, IReadOnlyList<PanopticSegment> Segments);
