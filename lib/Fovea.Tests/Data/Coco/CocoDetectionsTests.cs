using System.Text;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Coco;

public class CocoDetectionsTests
{
    private static readonly CocoDataset Truths = Instances.Read(Instances.File(""));

    [Fact]
    public void A_detection_with_a_box_has_the_boxs_area()
    {
        var detection = Assert.Single(Read("""[{"image_id": 1, "category_id": 7, "bbox": [-5, 2, 3.5, 4], "score": 0.25, "id": 3}]"""));
        Assert.Equal(new CocoDetection(1, 7, new Box(-5, 2, 3.5, 4), 0.25), detection);
        Assert.Equal(14, detection.Area);
    }

    [Fact]
    public void A_detection_that_is_a_mask_has_the_masks_box_and_area()
    {
        var mask = RunLengthMask.FromPolygons([[2, 2, 12, 2, 2, 12]], 20, 20);
        var detection = Assert.Single(Read($$$"""[{"image_id": 2, "category_id": 3, "score": 1, "segmentation": {"size": [20, 20], "counts": "{{{mask.ToCompressed()}}}"}}]"""));
        Assert.Equal((mask.BoundingBox, mask.Area), (detection.Box, detection.Area));
        Assert.NotEqual(detection.Box.Area, detection.Area);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        using var folder = new TemporaryFolder();
        var mask = RunLengthMask.FromPolygons([[2, 2, 12, 2, 2, 12]], 20, 20);
        CocoDetection[] detections =
        [
            new(1, 7, new Box(1 / 3.0, 2, 3, 4), 0.1), CocoDetection.OfMask(2, 3, mask, 0.5),
            new(2, 7, new Box(1, 2, 3, 4), -2, Segmentation.OfMask(mask)),
        ];
        CocoDetections.Write(folder.File("results.json"), detections);
        var again = CocoDetections.Read(folder.File("results.json"), Truths);
        Assert.Equal(detections.Select(detection => (detection with { Segmentation = null }, detection.Area)), again.Select(detection => (detection with { Segmentation = null }, detection.Area)));
        Assert.All(detections.Zip(again), pair => Assert.True(Instances.Same(pair.First.Segmentation, pair.Second.Segmentation)));
    }

    [Theory]
    [InlineData("cocoeval-val2014-100/instances_val2014_fakebbox100_results.json", false)]
    [InlineData("cocoeval-val2014-100/instances_val2014_fakesegm100_results.json", true)]
    public void The_results_that_come_with_cocoapi_are_read(string file, bool masks)
    {
        var truths = CocoDataset.Read(Shared.Path("data", "cocoeval-val2014-100", "instances_val2014_100.json"));
        var detections = CocoDetections.Read(Shared.Path("data", file), truths);
        Assert.Equal(734, detections.Count);
        Assert.All(detections, detection => Assert.Equal(masks, detection.Segmentation is not null));
    }

    [Theory]
    [InlineData("{}", "results: expected an array, found an object")]
    [InlineData("""[{"image_id": 5, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 1}]""", "results[0]: image_id 5 is no image's id")]
    [InlineData("""[{"image_id": 1, "category_id": 5, "bbox": [1, 2, 3, 4], "score": 1}]""", "results[0]: category_id 5 is no category's id")]
    [InlineData("""[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4]}]""", "results[0]: key score is missing")]
    [InlineData("""[{"image_id": 1, "category_id": 7, "score": 1}]""", "results[0]: key bbox (or segmentation) is missing")]
    [InlineData("""[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3, -4], "score": 1}]""", "results[0]: bbox [1, 2, 3, -4] has a negative size; expected x, y, width, height")]
    [InlineData("""[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "score": NaN}]""", "results[0], key score: no JSON at byte 66: found NaN}]")]
    [InlineData("""[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 1e999}]""", "results[0]: score is Infinity; expected a finite number")]
    [InlineData("""[{"image_id": 1, "category_id": 7, "segmentation": {"size": [2, 2], "counts": [4]}, "score": 1}]""", "results[0]: segmentation.size is [2, 2]; image 1 has [30, 40]")]
    [InlineData("""[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 1}, [""", "results[1]: expected an object, found an array")]
    public void Bad_results_are_refused_by_record(string json, string expected) =>
        Assert.Equal($"file.json: {expected}", Assert.Throws<DataSetException>(() => Read(json)).Message);

    private static IReadOnlyList<CocoDetection> Read(string json) => CocoDetections.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "file.json", Truths);
}
