using Fovea.Data.Coco;
using Fovea.Detection;

namespace Fovea.Tests.Detection;

/// <summary>What follows from COCO's definitions by hand.</summary>
public class CocoEvaluatorTests
{
    private static readonly Box Here = new(10, 10, 20, 20), There = new(60, 60, 20, 20);

    [Fact]
    public void A_miss_before_the_hit_halves_the_precision()
    {
        var figures = Evaluate([Truth(1, Here)], [Found(There, .9), Found(Here, .8)]).Figures;
        Assert.Equal(new CocoFigures(.5, .5, .5, .5, -1, -1, 0, 1, 1, 1, -1, -1), Rounded(figures));
    }

    [Fact]
    public void Half_of_the_objects_found_give_precision_up_to_recall_one_half()
    {
        var evaluation = Evaluate([Truth(1, Here), Truth(2, There)], [Found(Here, .9)]);
        Assert.Equal(51 / 101.0, evaluation.Figures.AP, 1e-12);
        Assert.Equal(1, evaluation.Precision[0, 50, 0, 0, 2], 1e-12);
        Assert.Equal(.9, evaluation.Scores[0, 50, 0, 0, 2]);
        Assert.Equal((0.0, 0.0), (evaluation.Precision[0, 51, 0, 0, 2], evaluation.Scores[0, 51, 0, 0, 2]));
        Assert.Equal(.5, evaluation.Recall[9, 0, 0, 2]);
    }

    [Fact]
    public void A_second_detection_of_one_object_is_a_miss()
    {
        var figures = Evaluate([Truth(1, Here), Truth(2, There)], [Found(Here, .9), Found(Here, .8), Found(There, .7)]).Figures;
        Assert.Equal((51 + 50 * 2 / 3.0) / 101, figures.AP, 1e-12);
    }

    [Fact]
    public void A_crowd_takes_any_number_of_detections_and_none_of_them_counts()
    {
        var crowd = Truth(2, new Box(50, 50, 40, 40)) with { Crowd = true };
        var inside = new Box(52, 52, 9, 9);
        Assert.Equal(1, Evaluate([Truth(1, Here), crowd], [Found(inside, .9), Found(inside, .8), Found(Here, .7)]).Figures.AP, 1e-12);
        Assert.Equal(-1, Evaluate([crowd], [Found(inside, .9)]).Figures.AP);
    }

    [Fact]
    public void Of_equal_overlaps_the_later_object_is_taken()
    {
        // The second detection overlaps the first object alone: it finds it only if the first detection took the other.
        var (left, right) = (new Box(0, 0, 10, 10), new Box(4, 0, 10, 10));
        var figures = Evaluate([Truth(1, left), Truth(2, right)], [Found(new Box(2, 0, 10, 10), .9), Found(left, .8)]).Figures;
        Assert.Equal(1, figures.AP50, 1e-12);
    }

    [Fact]
    public void Of_equal_scores_the_earlier_image_goes_first_and_within_it_the_earlier_detection()
    {
        Assert.Equal(.5, Evaluate([Truth(1, Here)], [Found(There, .5), Found(Here, .5)]).Figures.AP, 1e-12);
        Assert.Equal(1, Evaluate([Truth(1, Here)], [Found(Here, .5), Found(There, .5)]).Figures.AP, 1e-12);
        Assert.Equal(1, Evaluate([Truth(1, Here)], [Found(There, .5) with { ImageId = 2 }, Found(Here, .5)]).Figures.AP, 1e-12);
    }

    [Fact]
    public void Only_the_hundred_surest_of_an_image_count()
    {
        var wrong = Enumerable.Range(0, 100).Select(i => Found(There, .9 - i * 1e-3)).ToArray();
        Assert.Equal(0, Evaluate([Truth(1, Here)], [.. wrong, Found(Here, .1)]).Figures.AR100);
        Assert.Equal(1, Evaluate([Truth(1, Here)], [.. wrong[1..], Found(Here, .1)]).Figures.AR100);
    }

    [Fact]
    public void Area_ranges_are_the_options_and_both_ends_belong_to_a_range()
    {
        CocoAnnotation[] truth = [Truth(1, Here)]; // area 400
        CocoDetection[] found = [Found(Here, .9)];
        AssertRanges(1, -1, -1, Evaluate(truth, found));
        AssertRanges(1, 1, -1, Evaluate(truth, found, new() { SmallArea = 400, MediumArea = 36 * 36 }));
        AssertRanges(-1, 1, 1, Evaluate(truth, found, new() { SmallArea = 399, MediumArea = 400 }));
        AssertRanges(-1, -1, 1, Evaluate(truth, found, new() { SmallArea = 100, MediumArea = 200 }));

        static void AssertRanges(double small, double medium, double large, CocoEvaluation evaluation) =>
            Assert.Equal((small, medium, large), (Math.Round(evaluation.Figures.APs, 12), Math.Round(evaluation.Figures.APm, 12), Math.Round(evaluation.Figures.APl, 12)));
    }

    [Fact]
    public void Masks_decide_where_masks_are_compared()
    {
        // Two triangles of one box, which share a diagonal and hardly a pixel.
        var upper = Segmentation.OfPolygons([10, 10, 30, 10, 10, 30]);
        var lower = Segmentation.OfPolygons([30, 10, 30, 30, 10, 30]);
        var truth = Truth(1, Here) with { Segmentation = upper };
        double Masks(Segmentation found) => Evaluate([truth], [Found(Here, .9) with { Segmentation = found }], new() { OverlapOf = OverlapOf.Masks }).Figures.AP;
        Assert.Equal(0, Masks(lower));
        Assert.Equal(1, Masks(upper), 1e-12);
    }

    [Fact]
    public void Categories_without_objects_have_no_figures_and_do_not_count()
    {
        var evaluation = Evaluate([Truth(1, Here)], [Found(Here, .9), Found(Here, .9) with { CategoryId = 2 }, Found(Here, .9) with { CategoryId = 77 }]);
        Assert.Equal([1, 2], evaluation.Categories);
        Assert.Equal(-1, evaluation.Of(2).AP);
        Assert.Equal(1, evaluation.Figures.AP, 1e-12);
        Assert.Contains("there are 1, 2", Assert.Throws<ArgumentException>(() => evaluation.Of(77)).Message);
    }

    [Fact]
    public void Nothing_at_all_evaluates_to_nothing()
    {
        var nothing = new CocoFigures(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
        Assert.Equal(nothing, CocoEvaluator.Evaluate(new CocoDataset([], [], []), []).Figures);
        Assert.Equal(nothing, Evaluate([], []).Figures);
    }

    [Fact]
    public void An_annotation_of_id_zero_is_never_found_as_in_the_reference() =>
        Assert.Equal(0, Evaluate([Truth(0, Here)], [Found(Here, .9)]).Figures.AP);

    [Fact]
    public void What_cannot_be_evaluated_is_named()
    {
        AssertRefused("detection 1, of image 9: the data set has no such image", Found(Here, .9), Found(Here, .9) with { ImageId = 9 });
        AssertRefused("detection 0, of image 1: its score is NaN", Found(Here, double.NaN));
        AssertRefused("its box is [0, 0, NaN, 1]; expected finite numbers", Found(new Box(0, 0, double.NaN, 1), .9));
        var masks = new CocoEvaluationOptions { OverlapOf = OverlapOf.Masks };
        Assert.Contains("annotation 5 has no segmentation", Refusal(() => Evaluate([Truth(5, Here)], [], masks)));
        Assert.Contains("detection 0, of image 1: it has no segmentation", Refusal(() => Evaluate([], [Found(Here, .9)], masks)));
        var small = CocoDetection.OfMask(1, 1, RunLengthMask.FromBox(Here, 50, 50), .9);
        Assert.Contains("[50, 50]", Refusal(() => Evaluate([], [small], masks)));
        Assert.Contains("small 1024, medium 900", Refusal(() => Evaluate([], [], new() { MediumArea = 900 })));

        static void AssertRefused(string message, params CocoDetection[] found) => Assert.Contains(message, Refusal(() => Evaluate([], found)));
        static string Refusal(Func<object> evaluate) => Assert.Throws<ArgumentException>(evaluate).Message;
    }

    [Fact]
    public void It_can_be_cancelled() => Assert.ThrowsAny<OperationCanceledException>(() =>
        CocoEvaluator.Evaluate(Dataset([]), [], cancellation: new CancellationToken(canceled: true)));

    private static CocoAnnotation Truth(long id, Box box) => new(id, ImageId: 1, CategoryId: 1, box, box.Area);

    private static CocoDetection Found(Box box, double score) => new(ImageId: 1, CategoryId: 1, box, score);

    private static CocoDataset Dataset(CocoAnnotation[] annotations) =>
        new([new(2, "2.png", 100, 100), new(1, "1.png", 100, 100)], annotations, [new(2, "cat"), new(1, "dog")]);

    private static CocoEvaluation Evaluate(CocoAnnotation[] truth, CocoDetection[] found, CocoEvaluationOptions? options = null) =>
        CocoEvaluator.Evaluate(Dataset(truth), found, options);

    private static CocoFigures Rounded(CocoFigures f) => new(
        Math.Round(f.AP, 12), Math.Round(f.AP50, 12), Math.Round(f.AP75, 12), Math.Round(f.APs, 12), Math.Round(f.APm, 12), Math.Round(f.APl, 12),
        Math.Round(f.AR1, 12), Math.Round(f.AR10, 12), Math.Round(f.AR100, 12), Math.Round(f.ARs, 12), Math.Round(f.ARm, 12), Math.Round(f.ARl, 12));
}
