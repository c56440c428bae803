using System.Text;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Coco;

/// <summary>Every refusal names the file, the record and the key, and says what was expected and found.</summary>
public class BadInstancesTests
{
    [Fact]
    public void A_file_cut_anywhere_is_told_to_be_truncated_with_its_length()
    {
        var whole = Encoding.UTF8.GetBytes(Instances.File(Instances.Annotation));
        for (var length = 0; length < whole.Length; length++)
        {
            var message = Assert.Throws<DataSetException>(() => CocoDataset.Read(new MemoryStream(whole, 0, length), "file.json")).Message;
            Assert.StartsWith($"file.json is truncated: it ends at byte {length}, ", message);
        }
    }

    [Fact]
    public void Where_a_file_is_truncated_is_told_by_record()
    {
        var whole = Instances.File(Instances.Annotation);
        var message = Refusal(whole[..(whole.IndexOf("bbox", StringComparison.Ordinal) + 9)]);
        Assert.EndsWith("within annotations[0] (id 11)", message);
    }

    [Theory]
    [InlineData("id", "annotations[0]: key id is missing")]
    [InlineData("image_id", "annotations[0] (id 11): key image_id is missing")]
    [InlineData("category_id", "annotations[0] (id 11): key category_id is missing")]
    [InlineData("bbox", "annotations[0] (id 11): key bbox is missing")]
    [InlineData("area", "annotations[0] (id 11): key area is missing")]
    public void A_record_without_a_key_is_refused(string key, string expected) => Assert.Equal($"file.json: {expected}",
        Refusal(Instances.File(Instances.Annotation.Replace($"\"{key}\"", "\"other\"", StringComparison.Ordinal))));

    [Theory]
    [InlineData("images")]
    [InlineData("annotations")]
    [InlineData("categories")]
    public void A_file_without_a_list_is_refused(string list) =>
        Assert.Equal($"file.json: key {list} is missing", Refusal(Instances.File(Instances.Annotation).Replace(list, "other", StringComparison.Ordinal)));

    [Theory]
    [InlineData("\"id\": 11", "\"id\": 1.5", "annotations[0], key id: expected a whole number, found 1.5")]
    [InlineData("\"id\": 11", "\"id\": \"x\"", "annotations[0], key id: expected a whole number, found the text \"x\"")]
    [InlineData("\"image_id\": 1", "\"image_id\": 5", "annotations[0] (id 11): image_id 5 is no image's id")]
    [InlineData("\"category_id\": 3", "\"category_id\": 4", "annotations[0] (id 11): category_id 4 is no category's id")]
    [InlineData("\"category_id\": 3", "\"category_id\": 3000000000", "annotations[0] (id 11), key category_id: expected a whole number of 32 bits, found 3000000000")]
    [InlineData("[1, 2, 3, 4]", "[1, 2, NaN, 4]", "annotations[0] (id 11), key bbox: no JSON at byte 208: found NaN, 4], \"ar")]
    [InlineData("[1, 2, 3, 4]", "[1, 2, 3, 1e999]", "annotations[0] (id 11): bbox [1, 2, 3, Infinity] is not of finite numbers")]
    [InlineData("[1, 2, 3, 4]", "[1, 2, 3]", "annotations[0] (id 11), key bbox: 3 number(s); expected [x, y, width, height]")]
    [InlineData("[1, 2, 3, 4]", "[1, 2, 3, 4, 5]", "annotations[0] (id 11), key bbox: more than 4 numbers; expected [x, y, width, height]")]
    [InlineData("[1, 2, 3, 4]", "[1, 2, null, 4]", "annotations[0] (id 11), key bbox: expected a number, found null")]
    [InlineData("[1, 2, 3, 4]", "[1, 2, -3, 4]", "annotations[0] (id 11): bbox [1, 2, -3, 4] has a negative size; expected x, y, width, height")]
    [InlineData("[1, 2, 3, 4]", "[-1.5, 2, 3, 4]", "annotations[0] (id 11): bbox [-1.5, 2, 3, 4] lies outside image 1, which has 40 x 30 pixels; expected at most 1 beyond it")]
    [InlineData("[1, 2, 3, 4]", "[1, 2, 40.5, 4]", "annotations[0] (id 11): bbox [1, 2, 40.5, 4] lies outside image 1, which has 40 x 30 pixels; expected at most 1 beyond it")]
    [InlineData("9.5", "-9.5", "annotations[0] (id 11): area is -9.5; expected 0 or more")]
    [InlineData("9.5", "9.5, \"iscrowd\": 2", "annotations[0] (id 11), key iscrowd: expected 0 or 1, found 2")]
    [InlineData("9.5", "9.5, \"segmentation\": [[1, 2, 3, 4]]", "annotations[0] (id 11), key segmentation: a polygon has 4 coordinates; expected x, y of three corners or more")]
    [InlineData("9.5", "9.5, \"segmentation\": [1, 2, 3]", "annotations[0] (id 11), key segmentation: expected a polygon: [x, y, x, y, ...], found 1")]
    [InlineData("9.5", "9.5, \"segmentation\": {\"size\": [30, 40], \"counts\": [5]}", "annotations[0] (id 11), key segmentation: The runs cover 5 pixels; an image of 40 x 30 has 1200.")]
    [InlineData("9.5", "9.5, \"segmentation\": {\"size\": [30, 40], \"counts\": \"1~\"}", "annotations[0] (id 11), key segmentation: the compressed counts have the character '~' at 1; expected '0' to 'o'")]
    [InlineData("9.5", "9.5, \"segmentation\": {\"size\": [3, 4], \"counts\": [12]}", "annotations[0] (id 11): segmentation.size is [3, 4]; image 1 has [30, 40]")]
    [InlineData("9.5", "9.5, \"segmentation\": {\"counts\": [12]}", "annotations[0] (id 11): key segmentation.size is missing")]
    public void A_record_that_cannot_be_is_refused(string right, string wrong, string expected) =>
        Assert.Equal($"file.json: {expected}", Refusal(Instances.File(Instances.Annotation.Replace(right, wrong, StringComparison.Ordinal))));

    [Theory]
    [InlineData("annotations", "annotations[1]: id 11 is also that of annotations[0]; expected one of its own")]
    [InlineData("images", "images[2]: id 1 is also that of images[0]; expected one of its own")]
    [InlineData("categories", "categories[2]: id 3 is also that of categories[0]; expected one of its own")]
    public void Two_records_of_one_id_are_refused(string list, string expected)
    {
        var json = list switch
        {
            "annotations" => Instances.File($"{Instances.Annotation}, {Instances.Annotation}"),
            "images" => Instances.File("", images: $$"""{{Instances.Images}}, {"id": 1, "file_name": "c.jpg", "width": 4, "height": 3}"""),
            _ => Instances.File("", categories: $$"""{{Instances.Categories}}, {"id": 3, "name": "cow"}"""),
        };
        Assert.Equal($"file.json: {expected}", Refusal(json));
    }

    [Theory]
    [InlineData("[]", "expected an object with images, annotations and categories, found an array")]
    [InlineData("""{"images": {}}""", "images: expected an array, found an object")]
    [InlineData("""{"images": [3]}""", "images[0]: expected an object, found 3")]
    [InlineData("""{"images": [{"id": 4, "file_name": "a", "width": 0, "height": 3}], "annotations": [], "categories": []}""", "images[0] (id 4): width and height are 0 and 3; expected 1 or more")]
    [InlineData("""{"images": [{"id": 4, "file_name": 5}]}""", "images[0] (id 4), key file_name: expected a text, found 5")]
    [InlineData("""{"images": [], "annotations": [], "categories": []} {}""", "no JSON at byte 52: found {}")]
    [InlineData("images: none", "no JSON at byte 0: found images: none")]
    public void What_is_no_instances_file_is_refused(string json, string expected) => Assert.Equal($"file.json: {expected}", Refusal(json));

    [Fact]
    public void How_far_a_box_may_reach_outside_is_the_readers_choice()
    {
        var json = Encoding.UTF8.GetBytes(Instances.File(Instances.Annotation.Replace("[1, 2, 3, 4]", "[-20, 2, 90, 4]", StringComparison.Ordinal)));
        Assert.Equal(-20, CocoDataset.Read(new MemoryStream(json), "file.json", outside: 30).Annotations[0].Box.X);
        Assert.Throws<DataSetException>(() => CocoDataset.Read(new MemoryStream(json), "file.json", outside: 29));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("nowhere/instances.json", Assert.Throws<DataSetException>(() => CocoDataset.Read("nowhere/instances.json")).Message);

    [Fact]
    public void A_set_that_cannot_be_written_leaves_the_file_there_before()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("results.json", "before"u8.ToArray());
        Assert.Throws<ArgumentException>(() => CocoDetections.Write(path, [new CocoDetection(1, 3, new Box(0, 0, 1, 1), double.NaN)]));
        Assert.Equal(["results.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Equal("before", File.ReadAllText(path));
    }

    private static string Refusal(string json) => Assert.Throws<DataSetException>(() => Instances.Read(json)).Message;
}
