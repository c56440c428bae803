using Fovea.Data.Coco;
using Fovea.Detection.Detr;
using Fovea.Papers.PnpDetr;
using Fovea.Tests.Training;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>A folder laid out as COCO, of a few real samples, and a model small enough for them.</summary>
internal static class SmallCoco
{
    public static PnpDetrOptions Model { get; } = new()
    {
        Detr = DetrOptions.Small with { Classes = 91 },
        Sampler = new() { Width = DetrOptions.Small.Transformer.Width, PoolNumber = 4 },
    };

    /// <summary>Skips the running test where the samples are absent.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="split">Such as <c>val2017</c>.</param>
    /// <param name="count">Images.</param>
    public static string Make(TemporaryFolder folder, string split, int count)
    {
        var samples = Shared.Path("data", "coco128");
        var all = CocoDataset.Read(Path.Combine(samples, "annotations", "instances_train2017.json"));
        var root = folder.File("coco");
        CocoImage[] images = [.. all.Images.Take(count)];
        Directory.CreateDirectory(Path.Combine(root, "annotations"));
        Directory.CreateDirectory(Path.Combine(root, split));
        new CocoDataset(images, [.. images.SelectMany(image => all.AnnotationsOf(image.Id))], all.Categories).Write(Path.Combine(root, "annotations", $"instances_{split}.json"));
        foreach (var image in images)
            File.Copy(Path.Combine(samples, "images", "train2017", image.FileName), Path.Combine(root, split, image.FileName));
        return root;
    }
}
