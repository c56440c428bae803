using System.Text.Json;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Oracles;

namespace Fovea.Tests.Detection;

/// <summary>The evaluator gives pycocotools' figures, to 1e-9.</summary>
public class CocoOracleTests
{
    public static TheoryData<string> RandomCases => OracleFile.Named("cocoeval_random/case_*.json");

    [Theory]
    [InlineData("bbox")]
    [InlineData("segm")]
    public void A_hundred_images_of_coco_give_the_reference_figures(string kind)
    {
        var oracle = OracleFile.Read("cocoeval.json");
        var truth = CocoOracle.Truth(Json(oracle.At("gt")));
        var results = CocoOracle.Detections(Json(oracle.At("runs", kind, "dt")));
        AssertEqual(oracle.At("runs", kind), truth, results, kind);
    }

    [Theory]
    [MemberData(nameof(RandomCases))]
    public void A_drawn_case_gives_the_reference_figures(string name)
    {
        var oracle = OracleFile.Read(name);
        var (truth, results) = (CocoOracle.Truth(oracle.At("gt")), CocoOracle.Detections(oracle.At("dt")));
        foreach (var expected in oracle.At("expected").EnumerateObject())
            AssertEqual(expected.Value, truth, results, expected.Name);
    }

    private static void AssertEqual(JsonElement expected, CocoDataset truth, CocoDetection[] results, string kind)
    {
        var found = CocoEvaluator.Evaluate(truth, results, new() { OverlapOf = kind == "segm" ? OverlapOf.Masks : OverlapOf.Boxes });
        CocoOracle.AssertFigures(expected.GetProperty("stats"), found.Figures, kind);
        var categories = expected.GetProperty("per_category").EnumerateArray().ToArray();
        Assert.Equal(found.Categories, categories.Select(category => category.GetProperty("category_id").GetInt32()).Order());
        foreach (var category in categories)
        {
            var id = category.GetProperty("category_id").GetInt32();
            CocoOracle.AssertFigures(category, found.Of(id), $"{kind} of category {id}");
        }
    }

    /// <summary>A file named relative to the folder of oracles.</summary>
    private static JsonElement Json(JsonElement name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shared.Path("oracles"), name.GetString()!))).RootElement;
}
