using System.Text.Json;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Oracles;

namespace Fovea.Tests.Detection;

/// <summary>The evaluator gives pycocotools' figures.</summary>
public class CocoOracleTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> RandomCases => OracleFile.Named("cocoeval_random/case_*.json");

    [Theory]
    [InlineData("bbox")]
    [InlineData("segm")]
    public void A_hundred_images_of_coco_give_the_reference_figures(string kind)
    {
        var oracle = OracleFile.Read("cocoeval.json");
        var truth = CocoDataset.Read(OracleFile.Find(oracle.At("gt").GetString()!));
        var found = CocoDetections.Read(OracleFile.Find(oracle.At("runs", kind, "dt").GetString()!), truth);
        AssertEqual(oracle.At("runs", kind), truth, found, kind);
    }

    [Theory]
    [MemberData(nameof(RandomCases))]
    public void A_drawn_case_gives_the_reference_figures(string name)
    {
        var oracle = OracleFile.Read(name);
        var truth = CocoDataset.Read(Part(oracle, "gt"), name, outside: double.PositiveInfinity);
        var found = CocoDetections.Read(Part(oracle, "dt"), name, truth);
        foreach (var expected in oracle.At("expected").EnumerateObject())
            AssertEqual(expected.Value, truth, found, expected.Name);
    }

    private static void AssertEqual(JsonElement expected, CocoDataset truth, IReadOnlyList<CocoDetection> found, string kind)
    {
        var evaluation = CocoEvaluator.Evaluate(truth, found, new() { OverlapOf = kind == "segm" ? OverlapOf.Masks : OverlapOf.Boxes });
        AssertFigures(expected.GetProperty("stats"), evaluation.Figures, kind);
        var categories = expected.GetProperty("per_category").EnumerateArray().ToDictionary(category => category.GetProperty("category_id").GetInt32());
        Assert.Equal(evaluation.Categories, categories.Keys.Order());
        foreach (var (id, category) in categories)
            AssertFigures(category, evaluation.Of(id), $"{kind} of category {id}");
    }

    private static void AssertFigures(JsonElement expected, CocoFigures found, string what)
    {
        foreach (var figure in expected.EnumerateObject().Where(figure => figure.Name != "category_id"))
        {
            var value = (double)typeof(CocoFigures).GetProperty(figure.Name)!.GetValue(found)!;
            Assert.True(Math.Abs(figure.Value.GetDouble() - value) <= Tolerance, $"{what}: {figure.Name} is {value}, expected {figure.Value}");
        }
    }

    private static MemoryStream Part(OracleFile oracle, string name) => new(JsonSerializer.SerializeToUtf8Bytes(oracle.At(name)));
}
