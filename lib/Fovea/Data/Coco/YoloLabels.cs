using System.Globalization;

namespace Fovea.Data.Coco;

/// <summary>
/// YOLO's label files: one text file an image, named after it, with a line "class x y width height" an object. A class is
/// a category's place in <see cref="CocoDataset.Categories"/>. An image without objects need not have a file.
/// </summary>
public static class YoloLabels
{
    private const string Line = "class x y width height, the last four in parts of the image";

    // Rounding to six digits may carry a box this far over an edge.
    private const double Rounding = 1e-5;

    /// <summary>Reads a label file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">How many there are.</param>
    /// <exception cref="DataSetException">The file cannot be read, or a line is no label: the message names the file and the line.</exception>
    public static IReadOnlyList<YoloLabel> Read(string path, int classes)
    {
        try
        {
            return [.. File.ReadLines(path).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item))
                .Select(line => Parse(line.Item, $"{path}: line {line.Index + 1}", classes))];
        }
        catch (Exception e) when (e is IOException and not DataSetException or UnauthorizedAccessException)
        {
            throw new DataSetException(e.Message, e);
        }
    }

    /// <summary>Writes a label file, whole or not at all; numbers are written so that the same are read.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="labels">In the order in which they are written.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<YoloLabel> labels) =>
        AtomicFile.WriteAllText(path, string.Concat(labels.Select(label => string.Create(CultureInfo.InvariantCulture,
            $"{label.Class} {label.CentreX} {label.CentreY} {label.Width} {label.Height}\n"))));

    /// <summary>The labels of an image; crowds have none, as in the labels that are published for COCO.</summary>
    /// <exception cref="DataSetException">There is no image of that id.</exception>
    public static IReadOnlyList<YoloLabel> Of(CocoDataset dataset, long imageId)
    {
        var image = dataset.Image(imageId);
        return [.. dataset.AnnotationsOf(imageId).Where(annotation => !annotation.Crowd)
            .Select(annotation => YoloLabel.Of(dataset.IndexOfCategory(annotation.CategoryId), annotation.Box, image))];
    }

    /// <summary>Writes the label files of a set, one an image.</summary>
    /// <param name="folder">Is made.</param>
    /// <param name="dataset">Its crowds are left out, and all segmentations.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteAll(string folder, CocoDataset dataset)
    {
        foreach (var image in dataset.Images)
            Write(PathOf(folder, image), Of(dataset, image.Id));
    }

    /// <summary>Reads the label files of images. An annotation's area is its box's: labels tell nothing better.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="images">The images; those without a file have no objects.</param>
    /// <param name="categories">By class.</param>
    /// <exception cref="DataSetException">No image has a file, one cannot be read, or a line is no label.</exception>
    public static CocoDataset ReadAll(string folder, IReadOnlyList<CocoImage> images, IReadOnlyList<CocoCategory> categories)
    {
        var labelled = images.Where(image => File.Exists(PathOf(folder, image))).ToArray();
        if (labelled.Length == 0 && images.Count > 0)
            throw new DataSetException($"{folder} has no label file of any of the {images.Count} image(s); expected such as {PathOf(folder, images[0])}");
        var annotations = new List<CocoAnnotation>();
        foreach (var image in labelled)
            foreach (var label in Read(PathOf(folder, image), categories.Count))
            {
                var box = label.ToBox(image);
                annotations.Add(new CocoAnnotation(annotations.Count + 1, image.Id, categories[label.Class].Id, box, box.Area));
            }
        return new CocoDataset(images, annotations, categories);
    }

    private static string PathOf(string folder, CocoImage image) => Path.Combine(folder, Path.ChangeExtension(image.FileName, ".txt"));

    private static YoloLabel Parse(string line, string place, int classes)
    {
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            throw new DataSetException($"{place} has {fields.Length} field(s); expected {Line}");
        if (!int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var @class) || @class >= classes)
            throw new DataSetException($"{place} has class {fields[0]}; expected 0 to {classes - 1}");
        Span<double> parts = stackalloc double[4];
        for (var i = 0; i < parts.Length; i++)
            if (!double.TryParse(fields[i + 1], CultureInfo.InvariantCulture, out parts[i]) || !(parts[i] is >= 0 and <= 1 + Rounding))
                throw new DataSetException($"{place} has {fields[i + 1]}; expected {Line}: 0 to 1");
        var label = new YoloLabel(@class, parts[0], parts[1], parts[2], parts[3]);
        if (Reaches(label.CentreX, label.Width) || Reaches(label.CentreY, label.Height))
            throw new DataSetException($"{place}: the box of {line.Trim()} lies outside the image");
        return label;
    }

    private static bool Reaches(double centre, double size) => centre - size / 2 < -Rounding || centre + size / 2 > 1 + Rounding;
}
