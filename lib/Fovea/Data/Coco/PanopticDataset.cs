namespace Fovea.Data.Coco;

/// <summary>Images with a segment for every pixel, as a panoptic file of COCO and its folder of PNGs hold them.</summary>
public sealed class PanopticDataset
{
    private readonly Dictionary<long, int> imageAt, annotationAt;

    /// <summary>A set of records.</summary>
    /// <param name="images">In any order.</param>
    /// <param name="annotations">In any order, at most one an image.</param>
    /// <param name="categories">In any order.</param>
    /// <exception cref="DataSetException">Records contradict each other, or one cannot be: the message names it and the key.</exception>
    public PanopticDataset(IReadOnlyList<CocoImage> images, IReadOnlyList<PanopticAnnotation> annotations, IReadOnlyList<CocoCategory> categories)
    {
        (Images, Annotations, Categories) = (images, annotations, categories);
        imageAt = CocoChecks.Index("images", images, image => image.Id);
        CocoChecks.Images(images);
        var categoryAt = CocoChecks.Index("categories", categories, category => category.Id);
        annotationAt = CocoChecks.Index("annotations", annotations, annotation => annotation.ImageId, "image_id");
        for (var i = 0; i < annotations.Count; i++)
        {
            var place = $"annotations[{i}] (image_id {annotations[i].ImageId})";
            if (!imageAt.TryGetValue(annotations[i].ImageId, out var image))
                throw new DataSetException($"{place}: image_id is no image's id");
            CheckSegments(place, annotations[i].Segments, images[image], categoryAt);
        }
    }

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<CocoImage> Images { get; }

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<PanopticAnnotation> Annotations { get; }

    /// <summary>In the file's order; <see cref="CocoCategory.IsThing"/> tells things from stuff.</summary>
    public IReadOnlyList<CocoCategory> Categories { get; }

    /// <summary>What is annotated in an image.</summary>
    /// <exception cref="DataSetException">Nothing is.</exception>
    public PanopticAnnotation AnnotationOf(long imageId) =>
        annotationAt.TryGetValue(imageId, out var at) ? Annotations[at] : throw new DataSetException($"no annotation has image_id {imageId}");

    /// <summary>Reads a panoptic file; its PNGs are read one by one with <see cref="ReadPixels"/>.</summary>
    /// <exception cref="DataSetException">The file cannot be read, or a record cannot be: the message names the file, the record and the key.</exception>
    public static PanopticDataset Read(string path, CancellationToken cancellation = default) =>
        JsonFile.Open(path, (stream, name) => PanopticFile.Read(stream, name, cancellation));

    /// <summary>Writes a panoptic file, whole or not at all; <see cref="PanopticPng.Write"/> writes its PNGs.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => PanopticFile.Write(path, this);

    /// <summary>Reads the PNG of an annotation, and holds it against the annotation.</summary>
    /// <param name="annotation">One of this set.</param>
    /// <param name="folder">Of the PNGs.</param>
    /// <returns>[height, width]: numbers of segments, 0 where a pixel belongs to none.</returns>
    /// <exception cref="ImageException">The PNG cannot be read.</exception>
    /// <exception cref="DataSetException">It has another size than the image, a segment that is not annotated, or lacks one that is.</exception>
    public int[,] ReadPixels(PanopticAnnotation annotation, string folder)
    {
        var path = Path.Combine(folder, annotation.FileName);
        var ids = PanopticPng.Read(path);
        var image = Images[imageAt[annotation.ImageId]];
        if ((ids.GetLength(0), ids.GetLength(1)) != (image.Height, image.Width))
            throw new DataSetException($"{path} has {ids.GetLength(1)} x {ids.GetLength(0)} pixels; image {image.Id} has {image.Width} x {image.Height}");
        var unseen = annotation.Segments.Select(segment => segment.Id).ToHashSet();
        var known = unseen.ToHashSet();
        foreach (var id in ids)
        {
            if (id != 0 && !known.Contains(id))
                throw new DataSetException($"{path} has segment {id}, which segments_info of image {image.Id} does not have");
            unseen.Remove(id);
        }
        if (unseen.Count > 0)
            throw new DataSetException($"{path} has no pixel of segment {unseen.Min()}, which segments_info of image {image.Id} has");
        return ids;
    }

    private static void CheckSegments(string place, IReadOnlyList<PanopticSegment> segments, CocoImage image, Dictionary<int, int> categoryAt)
    {
        var ids = new HashSet<int>();
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var problem = segment.Id is < 1 or > PanopticPng.MaxId ? $"expected an id from 1 to {PanopticPng.MaxId}"
                : !ids.Add(segment.Id) ? "another segment of the image has this id"
                : !categoryAt.ContainsKey(segment.CategoryId) ? $"category_id {segment.CategoryId} is no category's id"
                : CocoChecks.OfArea(segment.Area) ?? CocoChecks.OfBox(segment.Box, image, outside: 1);
            if (problem is not null)
                throw new DataSetException($"{place}: segments_info[{i}] (id {segment.Id}): {problem}");
        }
    }
}
