namespace Fovea.Data.Coco;

/// <summary>A split of COCO as it is handed out: <c>annotations/instances_SPLIT.json</c> and the images in a folder <c>SPLIT</c>.</summary>
/// <param name="AnnotationsFile">The instances file.</param>
/// <param name="Dataset">What it holds.</param>
/// <param name="Images">The images with their objects.</param>
public sealed record CocoFolder(string AnnotationsFile, CocoDataset Dataset, CocoImages Images)
{
    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder of the whole of COCO.</param>
    /// <param name="split">Such as <c>val2017</c>.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataSetException">A part is absent or not what it should be: the message names it.</exception>
    public static CocoFolder Open(string root, string split, CancellationToken cancellation = default)
    {
        var annotations = Path.Combine(root, "annotations", $"instances_{split}.json");
        if (!File.Exists(annotations))
            throw new DataSetException($"{root} has no annotations/instances_{split}.json; expected COCO's layout: that file, and the images in {split}/");
        var dataset = CocoDataset.Read(annotations, cancellation: cancellation);
        return new(annotations, dataset, new CocoImages(dataset, Path.Combine(root, split)));
    }
}
