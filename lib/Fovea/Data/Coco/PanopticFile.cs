using System.Text.Json;
using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>A panoptic file: as an instances file, but an annotation is an image's PNG and its segments.</summary>
internal static class PanopticFile
{
    private static readonly string[] AnnotationKeys = ["image_id", "file_name", "segments_info"];
    private static readonly string[] SegmentKeys = ["id", "category_id", "bbox", "area", "iscrowd"];

    /// <exception cref="DataSetException">It is not such a file, or a record cannot be.</exception>
    public static PanopticDataset Read(Stream stream, string name, CancellationToken cancellation)
    {
        var file = new JsonFile(stream, name, cancellation);
        var (images, annotations, categories) = InstancesFile.ReadSections(ref file, ReadAnnotation);
        return JsonFile.Named(name, () => new PanopticDataset(images, annotations, categories));
    }

    private static PanopticAnnotation ReadAnnotation(ref JsonFile file)
    {
        long? imageId = null;
        string? fileName = null;
        List<PanopticSegment>? segments = null;
        while (file.NextKey(AnnotationKeys) is { } key)
            switch (key)
            {
                case "image_id": imageId = file.Whole(); break;
                case "file_name": fileName = file.Text(); break;
                default: segments = ReadSegments(ref file); break;
            }
        return new PanopticAnnotation(file.Required(imageId, "image_id"), file.Required(fileName, "file_name"), file.Required(segments, "segments_info"));
    }

    private static List<PanopticSegment> ReadSegments(ref JsonFile file)
    {
        var segments = new List<PanopticSegment>();
        file.Next(JsonTokenType.StartArray, "an array of segments");
        for (file.Next(); file.Token != JsonTokenType.EndArray; file.Next())
        {
            file.Expect(JsonTokenType.StartObject, "a segment");
            segments.Add(ReadSegment(ref file));
        }
        return segments;
    }

    private static PanopticSegment ReadSegment(ref JsonFile file)
    {
        int? id = null, categoryId = null;
        Box? box = null;
        double? area = null;
        var crowd = false;
        while (file.NextKey(SegmentKeys) is { } key)
            switch (key)
            {
                case "id": id = file.Int(); break;
                case "category_id": categoryId = file.Int(); break;
                case "bbox": box = SegmentationJson.ReadBox(ref file); break;
                case "area": area = file.Number(); break;
                default: crowd = file.Flag(); break;
            }
        return new PanopticSegment(file.Required(id, "segments_info.id"), file.Required(categoryId, "segments_info.category_id"),
            file.Required(box, "segments_info.bbox"), file.Required(area, "segments_info.area"), crowd);
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, PanopticDataset dataset) => JsonRecords.WriteObject(path, json =>
    {
        InstancesFile.WriteImages(json, dataset.Images);
        JsonRecords.WriteList(json, "annotations", dataset.Annotations, annotation =>
        {
            json.WriteNumber("image_id"u8, annotation.ImageId);
            json.WriteString("file_name"u8, annotation.FileName);
            JsonRecords.WriteList(json, "segments_info", annotation.Segments, segment =>
            {
                json.WriteNumber("id"u8, segment.Id);
                json.WriteNumber("category_id"u8, segment.CategoryId);
                json.WriteNumber("iscrowd"u8, segment.Crowd ? 1 : 0);
                json.WriteNumber("area"u8, segment.Area);
                SegmentationJson.Write(json, segment.Box);
            });
        });
        InstancesFile.WriteCategories(json, dataset.Categories, withThings: true);
    });
}
