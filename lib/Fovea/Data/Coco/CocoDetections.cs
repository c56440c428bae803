using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>A results file of COCO's format: an array of what a model has found.</summary>
public static class CocoDetections
{
    private static readonly string[] Keys = ["image_id", "category_id", "score", "bbox", "segmentation"];

    /// <summary>Reads a results file, as cocoapi's loadRes takes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="truths">What the model was to find: detections must be of its images and categories.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataSetException">As of <see cref="CocoDataset.Read(string, double, CancellationToken)"/>; boxes may lie outside their images.</exception>
    public static IReadOnlyList<CocoDetection> Read(string path, CocoDataset truths, CancellationToken cancellation = default) =>
        JsonFile.Open(path, (stream, name) => Read(stream, name, truths, cancellation));

    /// <summary>Reads what a results file holds from a stream.</summary>
    /// <param name="stream">From where it is.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="truths">What the model was to find.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataSetException">As of a file.</exception>
    public static IReadOnlyList<CocoDetection> Read(Stream stream, string name, CocoDataset truths, CancellationToken cancellation = default)
    {
        var file = new JsonFile(stream, name, cancellation);
        var scratch = new List<double>();
        var detections = InstancesFile.ReadList(ref file, "results", (ref JsonFile record) => ReadRecord(ref record, truths, scratch));
        file.End();
        return detections;
    }

    /// <summary>Writes a results file, whole or not at all. A detection whose box is only its mask's is written without it.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="detections">In the order in which they are written.</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<CocoDetection> detections) => JsonRecords.WriteArray(path, detections, (json, detection) =>
    {
        json.WriteNumber("image_id"u8, detection.ImageId);
        json.WriteNumber("category_id"u8, detection.CategoryId);
        if (!detection.IsMaskAlone)
            SegmentationJson.Write(json, detection.Box);
        if (detection.Segmentation is not null)
            SegmentationJson.Write(json, detection.Segmentation);
        json.WriteNumber("score"u8, detection.Score);
    });

    private static CocoDetection ReadRecord(ref JsonFile file, CocoDataset truths, List<double> scratch)
    {
        long? imageId = null;
        int? categoryId = null;
        double? score = null;
        Box? box = null;
        Segmentation? segmentation = null;
        while (file.NextKey(Keys) is { } key)
            switch (key)
            {
                case "image_id": imageId = file.Whole(); break;
                case "category_id": categoryId = file.Int(); break;
                case "score": score = file.Number(); break;
                case "bbox": box = SegmentationJson.ReadBox(ref file); break;
                default: segmentation = SegmentationJson.Read(ref file, scratch); break;
            }
        var (image, category) = (file.Required(imageId, "image_id"), file.Required(categoryId, "category_id"));
        var found = truths.FindImage(image) ?? throw file.Wrong($"image_id {image} is no image's id");
        if (!truths.HasCategory(category))
            throw file.Wrong($"category_id {category} is no category's id");
        if ((CocoChecks.OfBox(box ?? default, found, double.PositiveInfinity) ?? CocoChecks.OfRuns(segmentation, found)) is { } problem)
            throw file.Wrong(problem);
        return box is not null
            ? new CocoDetection(image, category, box.Value, file.Required(score, "score"), segmentation)
            : CocoDetection.OfMask(image, category, file.Required(segmentation, "bbox (or segmentation)").Mask(found.Height, found.Width), file.Required(score, "score"));
    }
}
