using System.Text;
using FsCheck.Fluent;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Coco;

public sealed class CocoDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Records_are_read_as_they_are_written()
    {
        var dataset = Instances.Read(Instances.File("""
            {"id": 11, "image_id": 1, "category_id": 3, "bbox": [1, 2.5, 3, 4e0], "area": 9.5, "iscrowd": 0, "segmentation": [[1, 2, 3.25, 4, 5.125, 6]]},
            {"id": 12, "image_id": 2, "category_id": 7, "bbox": [0, 0, 2, 2], "area": 4, "iscrowd": 1, "segmentation": {"counts": [0, 2, 398], "size": [20, 20]}},
            {"id": 13, "image_id": 1, "category_id": 7, "bbox": [0, 0, 2, 2], "area": 4, "iscrowd": 1, "segmentation": {"size": [30, 40], "counts": "`U1"}},
            {"id": 14, "image_id": 1, "category_id": 7, "bbox": [0, 0, 0, 2], "area": 0, "segmentation": []}
            """));

        Assert.Equal([new CocoImage(1, "a.jpg", 40, 30), new CocoImage(2, "b.jpg", 20, 20)], dataset.Images);
        Assert.Equal([new CocoCategory(3, "cat", "animal"), new CocoCategory(7, "dog")], dataset.Categories);
        Assert.Equal([11L, 12, 13, 14], dataset.Annotations.Select(annotation => annotation.Id));
        Assert.Equal([false, true, true, false], dataset.Annotations.Select(annotation => annotation.Crowd));
        Assert.Equal((new Box(1, 2.5, 3, 4), 9.5), (dataset.Annotations[0].Box, dataset.Annotations[0].Area));
        Assert.Equal([1, 2, 3.25, 4, 5.125, 6], Assert.Single(dataset.Annotations[0].Segmentation!.ToPolygons()));
        Assert.Equal((2, false), (dataset.Annotations[1].Segmentation!.Mask(20, 20).Area, dataset.Annotations[1].Segmentation!.IsCompressed));
        Assert.Equal((0, true), (dataset.Annotations[2].Segmentation!.Mask(30, 40).Area, dataset.Annotations[2].Segmentation!.IsCompressed));
        Assert.Null(dataset.Annotations[3].Segmentation);
    }

    [Fact]
    public void Keys_may_come_in_any_order_and_unknown_ones_are_passed_over()
    {
        var dataset = Instances.Read($$$"""
            {"categories": [{"keypoints": ["a", {"b": []}], {{{Instances.Categories[1..]}}}], "info": {"images": [{"id": 5}]}, "annotations": [{
              "area": 1, "keypoints": [1, [2]], "attributes": {"id": 99, "bbox": null}, "bbox": [1, 1, 1, 1], "category_id": 7, "id": 4, "image_id": 2}],
             "licenses": [], "images": [{{{Instances.Images}}}]}
            """);
        Assert.Equal((2, 1, 2), (dataset.Images.Count, dataset.Annotations.Count, dataset.Categories.Count));
        Assert.Equal((4L, 2L, 7), (dataset.Annotations[0].Id, dataset.Annotations[0].ImageId, dataset.Annotations[0].CategoryId));
    }

    [Fact]
    public void Annotations_are_found_by_image_and_images_by_category()
    {
        CocoAnnotation Of(int id, int image, int category) => new(id, image, category, new Box(1, 1, 1, 1), 1);
        var dataset = new CocoDataset([new CocoImage(1, "a.jpg", 40, 30), new CocoImage(2, "b.jpg", 20, 20)],
            [Of(1, 2, 7), Of(2, 1, 3), Of(3, 2, 7), Of(4, 2, 3)], [new CocoCategory(3, "cat"), new CocoCategory(7, "dog")]);
        Assert.Equal([2L], dataset.AnnotationsOf(1).Select(annotation => annotation.Id));
        Assert.Equal([1L, 3, 4], dataset.AnnotationsOf(2).Select(annotation => annotation.Id));
        Assert.Equal([2L], dataset.ImagesWith(7).Select(image => image.Id));
        Assert.Equal([1L, 2], dataset.ImagesWith(3).Select(image => image.Id));
        Assert.Equal(("b.jpg", "dog", 1), (dataset.Image(2).FileName, dataset.Category(7).Name, dataset.IndexOfCategory(7)));
        Assert.Equal("no image has id 5", Assert.Throws<DataSetException>(() => dataset.AnnotationsOf(5)).Message);
        Assert.Equal("no category has id 4", Assert.Throws<DataSetException>(() => dataset.ImagesWith(4)).Message);
    }

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll(Instances.Any.ToArbitrary(), dataset =>
    {
        var path = folder.File("instances.json");
        dataset.Write(path);
        return Instances.Same(dataset, CocoDataset.Read(path));
    }).Holds();

    [Fact]
    public void Where_the_buffer_ends_makes_no_difference() => Prop.ForAll(Instances.Any.ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), (dataset, step) =>
    {
        var path = folder.File("instances.json");
        dataset.Write(path);
        return Instances.Same(dataset, CocoDataset.Read(new Trickle(File.ReadAllBytes(path), step), "trickle"));
    }).Holds();

    [Fact]
    public void A_text_longer_than_the_buffer_is_read()
    {
        var pixels = new bool[400, 400];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i / 400, i % 400] = i * 7919L % 13 < 6 ^ i % 400 % 2 == 0;
        var mask = RunLengthMask.FromPixels(pixels);
        Assert.True(mask.ToCompressed().Length > 70_000);
        var dataset = new CocoDataset([new CocoImage(1, "a", 400, 400)],
            [new CocoAnnotation(1, 1, 1, mask.BoundingBox, mask.Area, true, Segmentation.OfMask(mask))], [new CocoCategory(1, "noise")]);
        dataset.Write(folder.File("instances.json"));
        Assert.True(Instances.Same(dataset, CocoDataset.Read(folder.File("instances.json"))));
    }

    [Fact]
    public void A_byte_order_mark_is_no_fault() =>
        Assert.Equal(2, CocoDataset.Read(new MemoryStream([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Instances.File(""))]), "file.json").Images.Count);

    [Fact]
    public void The_samples_of_COCO_are_read_whole()
    {
        var dataset = CocoDataset.Read(Shared.Path("data", "coco128", "annotations", "instances_train2017.json"));
        Assert.Equal((128, 939, 80), (dataset.Images.Count, dataset.Annotations.Count, dataset.Categories.Count));
        Assert.Equal(10, dataset.Annotations.Count(annotation => annotation.Crowd));
        Assert.Equal(929, dataset.Annotations.Count(annotation => annotation.Segmentation is { IsPolygons: true }));
        Assert.Equal(939, dataset.Images.Sum(image => dataset.AnnotationsOf(image.Id).Count));
        dataset.Write(folder.File("again.json"));
        Assert.True(Instances.Same(dataset, CocoDataset.Read(folder.File("again.json"))));
    }

    [Fact]
    public void An_area_is_what_the_polygons_of_an_object_enclose()
    {
        var dataset = CocoDataset.Read(Shared.Path("data", "coco128", "annotations", "instances_train2017.json"));
        Assert.All(dataset.Annotations.Where(annotation => !annotation.Crowd),
            annotation => Assert.Equal(annotation.Area, annotation.Segmentation!.Area, 1e-9 * annotation.Area));
        Assert.All(dataset.Annotations.Where(annotation => annotation.Crowd),
            annotation => Assert.InRange(annotation.Segmentation!.Area / annotation.Area, 0.6, 1));
    }

    [Fact]
    public void Reading_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => CocoDataset.Read(new MemoryStream("{}"u8.ToArray()), "file.json", cancellation: stop.Token));
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] content, int step) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, step));
    }
}
