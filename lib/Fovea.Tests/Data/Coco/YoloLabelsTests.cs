using System.Text;
using FsCheck.Fluent;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Coco;

public sealed class YoloLabelsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_label_is_the_middle_and_the_size_in_parts_of_the_image()
    {
        var image = new CocoImage(1, "a.jpg", 40, 20);
        var label = YoloLabel.Of(5, new Box(10, 5, 4, 10), image);
        Assert.Equal(new YoloLabel(5, 0.3, 0.5, 0.1, 0.5), label);
        Near(new Box(10, 5, 4, 10), label.ToBox(image), 1e-12);
    }

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll(Instances.Any.ToArbitrary(), dataset =>
    {
        var labels = dataset.Images.SelectMany(image => YoloLabels.Of(dataset, image.Id)).ToArray();
        YoloLabels.Write(folder.File("labels.txt"), labels);
        return labels.SequenceEqual(YoloLabels.Read(folder.File("labels.txt"), 3));
    }).Holds();

    [Fact]
    public void A_set_comes_back_with_its_boxes_but_without_its_crowds() => Prop.ForAll(Instances.Any.ToArbitrary(), dataset =>
    {
        YoloLabels.WriteAll(folder.Path, dataset);
        var again = YoloLabels.ReadAll(folder.Path, dataset.Images, dataset.Categories);
        var expected = dataset.Images.SelectMany(image => dataset.AnnotationsOf(image.Id)).Where(annotation => !annotation.Crowd).ToArray();
        return expected.Length == again.Annotations.Count && expected.Zip(again.Annotations).All(pair =>
            (pair.First.ImageId, pair.First.CategoryId) == (pair.Second.ImageId, pair.Second.CategoryId) && IsNear(pair.First.Box, pair.Second.Box, 1e-10));
    }).Holds();

    [Fact]
    public void The_labels_published_for_COCO_are_its_boxes()
    {
        var coco = CocoDataset.Read(Shared.Path("data", "coco128", "annotations", "instances_train2017.json"));
        var yolo = YoloLabels.ReadAll(Shared.Path("data", "coco128", "labels", "train2017"), coco.Images, coco.Categories);
        Assert.Equal(929, yolo.Annotations.Count);
        foreach (var image in coco.Images)
        {
            var objects = coco.AnnotationsOf(image.Id).Where(annotation => !annotation.Crowd).ToList();
            foreach (var label in yolo.AnnotationsOf(image.Id))
                // Six digits of a part of the image's 640 pixels or fewer.
                Assert.True(objects.Remove(objects.FirstOrDefault(one => one.CategoryId == label.CategoryId && IsNear(one.Box, label.Box, 1e-3))!),
                    $"{image.FileName}: {label}");
            Assert.Empty(objects);
        }
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.1", "line 1 has 4 field(s); expected class x y width height, the last four in parts of the image")]
    [InlineData("0 0.5 0.5 0.1 0.1\n\n80 0.5 0.5 0.1 0.1", "line 3 has class 80; expected 0 to 79")]
    [InlineData("-1 0.5 0.5 0.1 0.1", "line 1 has class -1; expected 0 to 79")]
    [InlineData("0 0.5 0.5 nan 0.1", "line 1 has nan; expected class x y width height, the last four in parts of the image: 0 to 1")]
    [InlineData("0 0.5 0.5 x 0.1", "line 1 has x; expected class x y width height, the last four in parts of the image: 0 to 1")]
    [InlineData("0 320 0.5 0.1 0.1", "line 1 has 320; expected class x y width height, the last four in parts of the image: 0 to 1")]
    [InlineData("0 0.5 0.5 -0.1 0.1", "line 1 has -0.1; expected class x y width height, the last four in parts of the image: 0 to 1")]
    [InlineData("0 0.1 0.5 0.3 0.1", "line 1: the box of 0 0.1 0.5 0.3 0.1 lies outside the image")]
    public void Bad_lines_are_refused_by_file_and_number(string text, string expected)
    {
        var path = folder.File("labels.txt", Encoding.UTF8.GetBytes(text));
        var message = Assert.Throws<DataSetException>(() => YoloLabels.Read(path, 80)).Message;
        Assert.Equal($"{path}: {expected}", message);
    }

    [Fact]
    public void A_folder_without_any_label_file_is_refused() =>
        Assert.StartsWith($"{folder.Path} has no label file of any of the 1 image(s); expected such as {folder.File("a.txt")}",
            Assert.Throws<DataSetException>(() => YoloLabels.ReadAll(folder.Path, [new CocoImage(1, "a.jpg", 4, 4)], [new CocoCategory(1, "x")])).Message);

    private static bool IsNear(Box expected, Box found, double tolerance) =>
        Math.Abs(expected.X - found.X) <= tolerance && Math.Abs(expected.Y - found.Y) <= tolerance
        && Math.Abs(expected.Width - found.Width) <= tolerance && Math.Abs(expected.Height - found.Height) <= tolerance;

    private static void Near(Box expected, Box found, double tolerance) => Assert.True(IsNear(expected, found, tolerance), $"{expected} {found}");
}
