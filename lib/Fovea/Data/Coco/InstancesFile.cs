using System.Text.Json;
using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>An instances file: {"images": [...], "annotations": [...], "categories": [...]}, keys in any order, others passed over.</summary>
internal static class InstancesFile
{
    private static readonly string[] Sections = ["images", "annotations", "categories"];
    private static readonly string[] ImageKeys = ["id", "file_name", "width", "height"];
    private static readonly string[] AnnotationKeys = ["id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation"];
    private static readonly string[] CategoryKeys = ["id", "name", "supercategory", "isthing"];

    /// <summary>Reads one record, its opening brace being read.</summary>
    public delegate T RecordReader<out T>(ref JsonFile file);

    /// <exception cref="DataSetException">It is not such a file, or a record cannot be.</exception>
    public static CocoDataset Read(Stream stream, string name, double outside, CancellationToken cancellation)
    {
        var file = new JsonFile(stream, name, cancellation);
        var scratch = new List<double>();
        var (images, annotations, categories) = ReadSections(ref file, (ref JsonFile record) => ReadAnnotation(ref record, scratch));
        return JsonFile.Named(name, () => new CocoDataset(images, annotations, categories, outside));
    }

    /// <summary>Reads a file of images, categories, and annotations of some kind.</summary>
    public static (List<CocoImage>, List<T>, List<CocoCategory>) ReadSections<T>(ref JsonFile file, RecordReader<T> readAnnotation)
    {
        List<CocoImage>? images = null;
        List<T>? annotations = null;
        List<CocoCategory>? categories = null;
        file.Next(JsonTokenType.StartObject, "an object with images, annotations and categories");
        while (file.NextKey(Sections) is { } key)
        {
            switch (key)
            {
                case "images": images = ReadList(ref file, key, ReadImage); break;
                case "annotations": annotations = ReadList(ref file, key, readAnnotation); break;
                default: categories = ReadList(ref file, key, ReadCategory); break;
            }
            file.Enter(null);
        }
        file.End();
        return (file.Required(images, "images"), file.Required(annotations, "annotations"), file.Required(categories, "categories"));
    }

    /// <summary>Reads an array of records.</summary>
    public static List<T> ReadList<T>(ref JsonFile file, string section, RecordReader<T> read)
    {
        file.Enter(section);
        file.Next(JsonTokenType.StartArray, "an array");
        var records = new List<T>();
        while (file.NextRecord())
            records.Add(read(ref file));
        return records;
    }

    private static CocoImage ReadImage(ref JsonFile file)
    {
        long? id = null;
        string? fileName = null;
        int? width = null, height = null;
        while (file.NextKey(ImageKeys) is { } key)
            switch (key)
            {
                case "id": id = file.Id(); break;
                case "file_name": fileName = file.Text(); break;
                case "width": width = file.Int(); break;
                default: height = file.Int(); break;
            }
        return new CocoImage(file.Required(id, "id"), file.Required(fileName, "file_name"), file.Required(width, "width"), file.Required(height, "height"));
    }

    private static CocoAnnotation ReadAnnotation(ref JsonFile file, List<double> scratch)
    {
        long? id = null, imageId = null;
        int? categoryId = null;
        Box? box = null;
        double? area = null;
        var crowd = false;
        Segmentation? segmentation = null;
        while (file.NextKey(AnnotationKeys) is { } key)
            switch (key)
            {
                case "id": id = file.Id(); break;
                case "image_id": imageId = file.Whole(); break;
                case "category_id": categoryId = file.Int(); break;
                case "bbox": box = SegmentationJson.ReadBox(ref file); break;
                case "area": area = file.Number(); break;
                case "iscrowd": crowd = file.Flag(); break;
                default: segmentation = SegmentationJson.Read(ref file, scratch); break;
            }
        return new CocoAnnotation(file.Required(id, "id"), file.Required(imageId, "image_id"), file.Required(categoryId, "category_id"),
            file.Required(box, "bbox"), file.Required(area, "area"), crowd, segmentation);
    }

    private static CocoCategory ReadCategory(ref JsonFile file)
    {
        int? id = null;
        string? name = null;
        var supercategory = "";
        var isThing = true;
        while (file.NextKey(CategoryKeys) is { } key)
            switch (key)
            {
                case "id": id = file.Int(); break;
                case "name": name = file.Text(); break;
                case "supercategory": supercategory = file.Text(); break;
                default: isThing = file.Flag(); break;
            }
        return new CocoCategory(file.Required(id, "id"), file.Required(name, "name"), supercategory, isThing);
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, CocoDataset dataset) => JsonRecords.WriteObject(path, json =>
    {
        WriteImages(json, dataset.Images);
        JsonRecords.WriteList(json, "annotations", dataset.Annotations, annotation =>
        {
            json.WriteNumber("id"u8, annotation.Id);
            json.WriteNumber("image_id"u8, annotation.ImageId);
            json.WriteNumber("category_id"u8, annotation.CategoryId);
            json.WriteNumber("iscrowd"u8, annotation.Crowd ? 1 : 0);
            json.WriteNumber("area"u8, annotation.Area);
            SegmentationJson.Write(json, annotation.Box);
            if (annotation.Segmentation is not null)
                SegmentationJson.Write(json, annotation.Segmentation);
        });
        WriteCategories(json, dataset.Categories, withThings: dataset.Categories.Any(category => !category.IsThing));
    });

    public static void WriteImages(Utf8JsonWriter json, IReadOnlyList<CocoImage> images) => JsonRecords.WriteList(json, "images", images, image =>
    {
        json.WriteNumber("id"u8, image.Id);
        json.WriteString("file_name"u8, image.FileName);
        json.WriteNumber("width"u8, image.Width);
        json.WriteNumber("height"u8, image.Height);
    });

    /// <param name="json">Within an object.</param>
    /// <param name="categories">All of them.</param>
    /// <param name="withThings">Whether to tell things from stuff.</param>
    public static void WriteCategories(Utf8JsonWriter json, IReadOnlyList<CocoCategory> categories, bool withThings) =>
        JsonRecords.WriteList(json, "categories", categories, category =>
        {
            json.WriteNumber("id"u8, category.Id);
            json.WriteString("name"u8, category.Name);
            json.WriteString("supercategory"u8, category.Supercategory);
            if (withThings)
                json.WriteNumber("isthing"u8, category.IsThing ? 1 : 0);
        });
}
