using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>
/// A folder of images with COCO's annotations, by ascending id, prepared as DETR prepares them: crowds are left out, boxes
/// are cut at the image's borders, and objects whose box is then empty are left out too.
/// </summary>
/// <remarks>
/// Images are read as by the reference loaders (torchvision's CocoDetection: Pillow's <c>open(path).convert("RGB")</c>): grey and
/// CMYK become RGB, and an orientation in EXIF data is left aside, as the annotations were drawn without it.
/// </remarks>
public sealed class CocoImages : IAnnotatedImages
{
    private readonly CocoDataset dataset;
    private readonly CocoImage[] images;
    private readonly string folder;
    private readonly bool masks;

    /// <param name="dataset">The annotations.</param>
    /// <param name="folder">The images, by the annotations' file names.</param>
    /// <param name="masks">Whether objects get their masks, which takes time.</param>
    /// <exception cref="DataSetException">The folder is absent.</exception>
    public CocoImages(CocoDataset dataset, string folder, bool masks = false)
    {
        if (!Directory.Exists(folder))
            throw new DataSetException($"{folder} is no folder; expected one that holds the images of the annotations, such as {dataset.Images.FirstOrDefault()?.FileName}");
        (this.dataset, this.folder, this.masks) = (dataset, folder, masks);
        images = [.. dataset.Images.OrderBy(image => image.Id)];
    }

    /// <inheritdoc/>
    public int Count => images.Length;

    /// <summary>The record of an image.</summary>
    public CocoImage RecordOf(int index) => images[index];

    /// <inheritdoc/>
    /// <exception cref="ImageException">The file cannot be used, or has another size than the annotations say: the message names it.</exception>
    public AnnotatedImage Read(int index)
    {
        var record = images[index];
        var path = Path.Combine(folder, record.FileName);
        var image = Image.Load(path).ToRgb();
        if ((image.Width, image.Height) != (record.Width, record.Height))
            throw new ImageException($"{path} has {image.Width} x {image.Height} pixels; the annotations of image {record.Id} say {record.Width} x {record.Height}");
        return new AnnotatedImage(record.Id, image, [.. dataset.AnnotationsOf(record.Id).Where(annotation => !annotation.Crowd)
            .Select(annotation => Prepare(annotation, record)).Where(thing => thing.Box is { Width: > 0, Height: > 0 })]);
    }

    private AnnotatedObject Prepare(CocoAnnotation annotation, CocoImage image)
    {
        var (box, width, height) = (annotation.Box, image.Width, image.Height);
        var cut = Box.FromCorners(Math.Clamp(box.X, 0, width), Math.Clamp(box.Y, 0, height), Math.Clamp(box.Right, 0, width), Math.Clamp(box.Bottom, 0, height));
        return new AnnotatedObject(annotation.CategoryId, cut, annotation.Area, masks ? annotation.Segmentation?.Mask(height, width) : null);
    }
}
