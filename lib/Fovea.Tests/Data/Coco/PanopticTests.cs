using System.Text;
using FsCheck.Fluent;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Coco;

public sealed class PanopticTests : IDisposable
{
    private static readonly int[,] Ids = { { 1, 1, 70_000, 0 }, { 1, 256, 70_000, 0 } };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Colours_number_segments_red_first()
    {
        PanopticPng.Write(folder.File("ids.png"), new[,] { { 1, 256, 65_536, 0x030201 } });
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3], Image.Load(folder.File("ids.png")).Pixels);
    }

    [Fact]
    public void Numbers_come_back_as_they_went_in() => Prop.ForAll(
        Gen.Choose(1, 9).Two().SelectMany(size => Gen.Choose(0, PanopticPng.MaxId).ArrayOf(size.Item1 * size.Item2).Select(ids => (size, ids))).ToArbitrary(),
        drawn =>
        {
            var ((height, width), ids) = drawn;
            var map = new int[height, width];
            Buffer.BlockCopy(ids, 0, map, 0, ids.Length * sizeof(int));
            PanopticPng.Write(folder.File("ids.png"), map);
            var again = PanopticPng.Read(folder.File("ids.png"));
            return (again.GetLength(0), again.GetLength(1)) == (height, width) && again.Cast<int>().SequenceEqual(ids);
        }).Holds();

    [Fact]
    public void Segments_have_the_boxes_and_areas_of_their_pixels() => Assert.Equal(
        [
            new PanopticSegment(1, 10, new Box(0, 0, 2, 2), 3),
            new PanopticSegment(256, 20, new Box(1, 1, 1, 1), 1),
            new PanopticSegment(70_000, 10, new Box(2, 0, 1, 2), 2),
        ],
        PanopticPng.Segments(Ids, id => id == 256 ? 20 : 10));

    [Fact]
    public void What_is_written_is_read_again()
    {
        var dataset = Write(Ids);
        var again = PanopticDataset.Read(folder.File("panoptic.json"));
        Assert.Equal(dataset.Images, again.Images);
        Assert.Equal([new CocoCategory(10, "sky", "", IsThing: false), new CocoCategory(20, "dog", "animal")], again.Categories);
        var annotation = Assert.Single(again.Annotations);
        Assert.Equal(dataset.AnnotationOf(5).Segments, annotation.Segments);
        Assert.Equal((5L, "sub/five.png"), (annotation.ImageId, annotation.FileName));
        Assert.Equal(Ids.Cast<int>(), again.ReadPixels(annotation, folder.Path).Cast<int>());
    }

    [Theory]
    [InlineData("70000", "9", "image 5 does not have")]
    [InlineData("256", "9", "has segment 256, which segments_info of image 5 does not have")]
    [InlineData("\"width\":4", "\"width\":5", "five.png has 4 x 2 pixels; image 5 has 5 x 2")]
    public void Pixels_that_do_not_fit_the_annotation_are_refused(string right, string wrong, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataSetException>(() => Changed(right, wrong).ReadPixels(Changed(right, wrong).Annotations[0], folder.Path)).Message);

    [Fact]
    public void A_segment_without_pixels_is_refused()
    {
        Write(Ids);
        PanopticPng.Write(folder.File("sub/five.png"), new[,] { { 1, 1, 1, 1 }, { 256, 1, 1, 1 } });
        var dataset = PanopticDataset.Read(folder.File("panoptic.json"));
        Assert.EndsWith("five.png has no pixel of segment 70000, which segments_info of image 5 has",
            Assert.Throws<DataSetException>(() => dataset.ReadPixels(dataset.Annotations[0], folder.Path)).Message);
    }

    [Theory]
    [InlineData("\"image_id\":5", "\"image_id\":6", "annotations[0] (image_id 6): image_id is no image's id")]
    [InlineData("\"id\":256", "\"id\":1", "annotations[0] (image_id 5): segments_info[1] (id 1): another segment of the image has this id")]
    [InlineData("\"id\":256", "\"id\":0", "annotations[0] (image_id 5): segments_info[1] (id 0): expected an id from 1 to 16777215")]
    [InlineData("\"category_id\":20", "\"category_id\":30", "annotations[0] (image_id 5): segments_info[1] (id 256): category_id 30 is no category's id")]
    [InlineData("\"bbox\":[1,1,1,1]", "\"bbox\":[1,1,9,1]", "annotations[0] (image_id 5): segments_info[1] (id 256): bbox [1, 1, 9, 1] lies outside image 5, which has 4 x 2 pixels; expected at most 1 beyond it")]
    [InlineData("\"bbox\":[1,1,1,1]", "\"box\":[1,1,1,1]", "annotations[0]: key segments_info.bbox is missing")]
    [InlineData("\"segments_info\"", "\"segments\"", "annotations[0]: key segments_info is missing")]
    [InlineData("\"isthing\":0", "\"isthing\":\"no\"", "categories[0], key isthing: expected 0 or 1, found the text \"no\"")]
    public void Records_that_cannot_be_are_refused(string right, string wrong, string expected) =>
        Assert.Equal($"{folder.File("panoptic.json")}: {expected}", Assert.Throws<DataSetException>(() => Changed(right, wrong)).Message);

    [Fact]
    public void An_image_without_colours_or_a_number_beyond_them_is_refused()
    {
        var path = folder.File("grey.png", Png.Encode([1, 2], 2, 1, 1));
        Assert.Equal($"{path} has 1 channel(s); expected the 3 of RGB, which number segments", Assert.Throws<ImageException>(() => PanopticPng.Read(path)).Message);
        Assert.Throws<ArgumentException>(() => PanopticPng.Write(folder.File("ids.png"), new[,] { { PanopticPng.MaxId + 1 } }));
        Assert.False(File.Exists(folder.File("ids.png")));
    }

    private PanopticDataset Write(int[,] ids)
    {
        PanopticPng.Write(folder.File("sub/five.png"), ids);
        var dataset = new PanopticDataset([new CocoImage(5, "five.jpg", 4, 2)],
            [new PanopticAnnotation(5, "sub/five.png", PanopticPng.Segments(ids, id => id == 256 ? 20 : 10))],
            [new CocoCategory(10, "sky", "", IsThing: false), new CocoCategory(20, "dog", "animal")]);
        dataset.Write(folder.File("panoptic.json"));
        return dataset;
    }

    private PanopticDataset Changed(string right, string wrong)
    {
        Write(Ids);
        var path = folder.File("panoptic.json");
        var json = File.ReadAllText(path);
        Assert.Contains(right, json);
        File.WriteAllText(path, json.Replace(right, wrong, StringComparison.Ordinal), new UTF8Encoding(false));
        return PanopticDataset.Read(path);
    }
}
