using System.Text.Json;
using Fovea.Data.Coco;
using Fovea.Detection;

namespace Fovea.Tests.Detection;

/// <summary>Reads what the evaluator's oracles hold: ground truth, results as cocoapi's loadRes takes them, and the figures expected.</summary>
internal static class CocoOracle
{
    public static CocoDataset Truth(JsonElement file) => new(
        [.. file.GetProperty("images").EnumerateArray().Select(image => new CocoImage(
            image.GetProperty("id").GetInt64(), image.GetProperty("file_name").GetString()!, image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()))],
        [.. file.GetProperty("annotations").EnumerateArray().Select(Annotation)],
        [.. file.GetProperty("categories").EnumerateArray().Select(category => new CocoCategory(category.GetProperty("id").GetInt32(), category.GetProperty("name").GetString()!))],
        outside: double.PositiveInfinity);

    public static CocoDetection[] Detections(JsonElement results) => [.. results.EnumerateArray().Select(record =>
    {
        var (image, category, score) = (record.GetProperty("image_id").GetInt64(), record.GetProperty("category_id").GetInt32(), record.GetProperty("score").GetDouble());
        return record.TryGetProperty("bbox", out var box)
            ? new CocoDetection(image, category, Box(box), score)
            : CocoDetection.OfMask(image, category, Runs(record.GetProperty("segmentation")), score);
    })];

    /// <summary>Names and numbers of an object, such as AP50 and .697.</summary>
    public static void AssertFigures(JsonElement expected, CocoFigures found, string what)
    {
        foreach (var figure in expected.EnumerateObject())
            if (typeof(CocoFigures).GetProperty(figure.Name) is { } property)
                Assert.True(Math.Abs(figure.Value.GetDouble() - (double)property.GetValue(found)!) <= 1e-9,
                    $"{what}: {figure.Name} is {property.GetValue(found)}, expected {figure.Value}");
            else
                Assert.Equal("category_id", figure.Name);
    }

    private static CocoAnnotation Annotation(JsonElement record) => new(
        record.GetProperty("id").GetInt64(), record.GetProperty("image_id").GetInt64(), record.GetProperty("category_id").GetInt32(),
        Box(record.GetProperty("bbox")), record.GetProperty("area").GetDouble(),
        record.TryGetProperty("iscrowd", out var crowd) && crowd.GetInt32() != 0,
        !record.TryGetProperty("segmentation", out var shape) ? null
            : shape.ValueKind == JsonValueKind.Array ? Segmentation.OfPolygons([.. shape.EnumerateArray().Select(Numbers)])
            : Segmentation.OfMask(Runs(shape)));

    private static RunLengthMask Runs(JsonElement mask)
    {
        var (size, counts) = (mask.GetProperty("size"), mask.GetProperty("counts"));
        var (height, width) = (size[0].GetInt32(), size[1].GetInt32());
        return counts.ValueKind == JsonValueKind.String
            ? RunLengthMask.FromCompressed(counts.GetString()!, height, width)
            : new RunLengthMask(height, width, (int[])[.. counts.EnumerateArray().Select(count => count.GetInt32())]);
    }

    private static Box Box(JsonElement numbers) => Numbers(numbers) is [var x, var y, var width, var height] ? new Box(x, y, width, height) : throw new JsonException("no box");

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
