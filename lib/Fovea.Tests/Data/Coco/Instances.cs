using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Detection;

namespace Fovea.Tests.Data.Coco;

/// <summary>Instances files for tests: written by hand, and drawn.</summary>
internal static class Instances
{
    public const string Images = """{"id": 1, "file_name": "a.jpg", "width": 40, "height": 30}, {"id": 2, "file_name": "b.jpg", "width": 20, "height": 20}""";

    public const string Categories = """{"id": 3, "name": "cat", "supercategory": "animal"}, {"id": 7, "name": "dog"}""";

    public const string Annotation = """{"id": 11, "image_id": 1, "category_id": 3, "bbox": [1, 2, 3, 4], "area": 9.5}""";

    /// <summary>A file of the images and categories above.</summary>
    public static string File(string annotations, string images = Images, string categories = Categories) =>
        $$"""{"images": [{{images}}], "annotations": [{{annotations}}], "categories": [{{categories}}]}""";

    public static CocoDataset Read(string json) => CocoDataset.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "file.json", cancellation: TestContext.Current.CancellationToken);

    /// <summary>Sets with boxes, polygons, crowds and ids of any size.</summary>
    public static Gen<CocoDataset> Any { get; } =
        from images in Sizes.ListOf(4)
        from annotations in Gen.ListOf(Objects, 6)
        select Make([.. images], [.. annotations]);

    private static Gen<(int Width, int Height)> Sizes => Gen.Choose(1, 50).Two().Select(size => (size.Item1, size.Item2));

    private static Gen<(int Image, int Category, double[] Numbers, int Kind, bool[,] Pixels)> Objects =>
        from image in Gen.Choose(0, 3)
        from category in Gen.Choose(0, 2)
        from numbers in Gen.Choose(0, 1_000_000).ArrayOf(10)
        from kind in Gen.Choose(0, 4)
        from pixels in Masks.Any
        select (image, category, numbers.Select(n => n / 1_000_000.0).ToArray(), kind, pixels);

    private static CocoDataset Make((int Width, int Height)[] sizes, (int Image, int Category, double[] Numbers, int Kind, bool[,] Pixels)[] objects)
    {
        var images = sizes.Select((size, i) => new CocoImage(10_000_000_000 - i, $"folder/{i} ü.jpg", size.Width, size.Height)).ToArray();
        var categories = Enumerable.Range(0, 3).Select(i => new CocoCategory(90 - 7 * i, $"name \"{i}\"", i == 0 ? "" : "group")).ToArray();
        var annotations = objects.Select((drawn, i) =>
        {
            var (image, n) = (images[drawn.Image], drawn.Numbers);
            var box = new Box(n[0] * image.Width, n[1] * image.Height, (1 - n[0]) * n[2] * image.Width, (1 - n[1]) * n[3] * image.Height);
            var mask = RunLengthMask.FromPixels(Fit(drawn.Pixels, image));
            var segmentation = drawn.Kind switch
            {
                0 => null,
                1 => Segmentation.OfPolygons(n[..6], n[2..]),
                2 => Segmentation.OfPolygons(n.Select(value => Math.Round(100 * value, 2)).ToArray()),
                3 => Segmentation.OfMask(mask),
                _ => Segmentation.OfMask(mask, compressed: false),
            };
            return new CocoAnnotation(i * 3_000_000_000L, image.Id, categories[drawn.Category].Id, box, n[4] * box.Area, drawn.Kind >= 3, segmentation);
        });
        return new CocoDataset(images, [.. annotations], categories);
    }

    /// <summary>The pixels repeated over the image.</summary>
    private static bool[,] Fit(bool[,] pixels, CocoImage image)
    {
        var fitted = new bool[image.Height, image.Width];
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                fitted[y, x] = pixels[y % pixels.GetLength(0), x % pixels.GetLength(1)];
        return fitted;
    }

    /// <summary>Whether sets hold the same records: segmentations are compared by what they hold.</summary>
    public static bool Same(CocoDataset first, CocoDataset second) =>
        first.Images.SequenceEqual(second.Images) && first.Categories.SequenceEqual(second.Categories)
        && first.Annotations.Select(annotation => annotation with { Segmentation = null }).SequenceEqual(second.Annotations.Select(annotation => annotation with { Segmentation = null }))
        && first.Annotations.Zip(second.Annotations).All(pair => Same(pair.First.Segmentation, pair.Second.Segmentation));

    public static bool Same(Segmentation? first, Segmentation? second)
    {
        if (first is null || second is null)
            return first is null && second is null;
        var (firstPolygons, secondPolygons) = (first.ToPolygons(), second.ToPolygons());
        return first.IsCompressed == second.IsCompressed && firstPolygons.Length == secondPolygons.Length
            && firstPolygons.Zip(secondPolygons).All(pair => pair.First.SequenceEqual(pair.Second))
            && (first.Runs is null) == (second.Runs is null)
            && (first.Runs is null || (first.Runs.Height == second.Runs!.Height && first.Runs.Counts.SequenceEqual(second.Runs.Counts)));
    }
}
