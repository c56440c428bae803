using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>What records must keep to, beyond being there. Messages name the record by its place in the file and its id.</summary>
internal static class CocoChecks
{
    /// <returns>Where each id is.</returns>
    /// <exception cref="DataSetException">Two records have one id.</exception>
    public static Dictionary<TId, int> Index<TRecord, TId>(string section, IReadOnlyList<TRecord> records, Func<TRecord, TId> idOf, string key = "id")
        where TId : notnull
    {
        var index = new Dictionary<TId, int>(records.Count);
        for (var i = 0; i < records.Count; i++)
            if (!index.TryAdd(idOf(records[i]), i))
                throw new DataSetException($"{section}[{i}]: {key} {idOf(records[i])} is also that of {section}[{index[idOf(records[i])]}]; expected one of its own");
        return index;
    }

    /// <exception cref="DataSetException">An image has no size.</exception>
    public static void Images(IReadOnlyList<CocoImage> images)
    {
        for (var i = 0; i < images.Count; i++)
            if (images[i] is { Width: < 1 } or { Height: < 1 })
                throw new DataSetException($"images[{i}] (id {images[i].Id}): width and height are {images[i].Width} and {images[i].Height}; expected 1 or more");
    }

    /// <exception cref="DataSetException">An annotation names what is not there, or cannot be.</exception>
    public static void Annotations(IReadOnlyList<CocoAnnotation> annotations, Dictionary<long, int> imageAt, Dictionary<int, int> categoryAt,
        IReadOnlyList<CocoImage> images, double outside)
    {
        Index("annotations", annotations, annotation => annotation.Id);
        for (var i = 0; i < annotations.Count; i++)
        {
            var annotation = annotations[i];
            var problem = !imageAt.TryGetValue(annotation.ImageId, out var image) ? $"image_id {annotation.ImageId} is no image's id"
                : !categoryAt.ContainsKey(annotation.CategoryId) ? $"category_id {annotation.CategoryId} is no category's id"
                : OfArea(annotation.Area) ?? OfBox(annotation.Box, images[image], outside) ?? OfRuns(annotation.Segmentation, images[image]);
            if (problem is not null)
                throw new DataSetException($"annotations[{i}] (id {annotation.Id}): {problem}");
        }
    }

    /// <returns>What is wrong with an area; null where nothing is.</returns>
    public static string? OfArea(double area) => area >= 0 && double.IsFinite(area) ? null : $"area is {area}; expected 0 or more";

    /// <returns>What is wrong with a box; null where nothing is.</returns>
    public static string? OfBox(Box box, CocoImage image, double outside)
    {
        var problem = !(double.IsFinite(box.X) && double.IsFinite(box.Y) && double.IsFinite(box.Width) && double.IsFinite(box.Height))
            ? "is not of finite numbers"
            : box.Width < 0 || box.Height < 0 ? "has a negative size; expected x, y, width, height"
            : box.X < -outside || box.Y < -outside || box.Right > image.Width + outside || box.Bottom > image.Height + outside
                ? $"lies outside image {image.Id}, which has {image.Width} x {image.Height} pixels; expected at most {outside} beyond it"
                : null;
        return problem is null ? null : $"bbox [{box.X}, {box.Y}, {box.Width}, {box.Height}] {problem}";
    }

    /// <returns>What is wrong with a mask of runs; null where nothing is.</returns>
    public static string? OfRuns(Segmentation? segmentation, CocoImage image) =>
        segmentation?.Runs is { } runs && (runs.Height, runs.Width) != (image.Height, image.Width)
            ? $"segmentation.size is [{runs.Height}, {runs.Width}]; image {image.Id} has [{image.Height}, {image.Width}]"
            : null;
}
