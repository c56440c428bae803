using Fovea.Data.Coco;
using Fovea.Detection;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Detection;

/// <summary>What holds of any objects and detections, tried on 200 drawn scenes each.</summary>
public class CocoEvaluatorProperties
{
    private const int Cases = 200, Side = 100, Areas = 4, Limits = 3;
    private static readonly CocoImage[] Images = [.. Enumerable.Range(1, 3).Select(id => new CocoImage(id, $"{id}.png", 3 * Side, Side))];
    private static readonly CocoCategory[] Categories = [new(1, "cat"), new(4, "dog")];

    private static readonly Gen<Box> Boxes =
        from x in Gen.Choose(0, Side / 2)
        from y in Gen.Choose(0, Side / 2)
        from width in Gen.Choose(1, Side / 2)
        from height in Gen.Choose(1, Side / 2)
        select new Box(x, y, width, height);

    private static readonly Gen<CocoAnnotation> Annotation =
        from box in Boxes
        from image in Gen.Elements(Images)
        from category in Gen.Elements(Categories)
        from crowd in Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(true)))
        from filled in Gen.Choose(50, 100)
        select new CocoAnnotation(0, image.Id, category.Id, box, box.Area * filled / 100, crowd);

    private static readonly Gen<(int Object, int Right, int Down, Box Box)> Guess =
        from at in Gen.Choose(0, 99)
        from right in Gen.Choose(-4, 4)
        from down in Gen.Choose(-4, 4)
        from box in Boxes
        select (at, right, down, box);

    // Half of the detections are near an object, half anywhere; scores are distinct.
    private static readonly Gen<Scene> Scenes =
        from annotations in Annotation.ArrayOf()
        from guesses in Guess.ArrayOf()
        from order in Gen.Shuffle(Enumerable.Range(1, guesses.Length))
        select new Scene(
            [.. annotations.Select((annotation, i) => annotation with { Id = i + 1 })],
            [.. guesses.Select((guess, i) => Detection(annotations, guess, order[i] / (guesses.Length + 1.0)))]);

    [Fact]
    public void The_order_of_detections_does_not_matter_while_scores_are_distinct() =>
        Holds(Scenes, scene => AreEqual(scene.Evaluate(), (scene with { Found = [.. scene.Found.Reverse()] }).Evaluate()));

    [Fact]
    public void The_order_of_images_and_categories_does_not_matter() => Holds(Scenes, scene => AreEqual(scene.Evaluate(), CocoEvaluator.Evaluate(
        new CocoDataset([.. Images.Reverse()], scene.Truth, [.. Categories.Reverse()]), scene.Found)));

    [Fact]
    public void Threads_do_not_change_a_bit() =>
        Holds(Scenes, scene => AreEqual(scene.Evaluate(new() { Threads = 1 }), scene.Evaluate(new() { Threads = 4 })));

    [Fact]
    public void Only_the_order_of_scores_counts() =>
        Holds(Scenes, scene => HaveEqualCurves(scene.Evaluate(), (scene with { Found = [.. scene.Found.Select(one => one with { Score = Math.Exp(9 * one.Score) - 50 })] }).Evaluate()));

    // With fewer than all detections it may raise a figure of an area range: it can displace another that counts there by
    // one that does not.
    [Fact]
    public void A_false_positive_never_raises_a_figure() => Holds(
        from scene in Scenes
        from category in Gen.Elements(Categories)
        from image in Gen.Elements(Images)
        from score in Gen.Choose(0, 100)
        select (scene, new CocoDetection(image.Id, category.Id, new Box(2 * Side, 10, 20, 20), score / 100.0 + 1e-4)),
        drawn =>
        {
            var (before, after) = (drawn.scene.Evaluate(), (drawn.scene with { Found = [.. drawn.scene.Found, drawn.Item2] }).Evaluate());
            return IsNowhereAbove(Values(after.Precision), Values(before.Precision)) && IsNowhereAbove(Values(after.Recall), Values(before.Recall));
        });

    [Fact]
    public void A_last_detection_never_lowers_recall() => Holds(
        from scene in Scenes
        from guess in Guess
        select (scene, Detection(scene.Truth, guess, 0)),
        drawn => Values(drawn.scene.Evaluate().Recall)
            .Zip(Values((drawn.scene with { Found = [.. drawn.scene.Found, drawn.Item2] }).Evaluate().Recall)).All(pair => pair.First <= pair.Second));

    [Fact]
    public void Perfect_detections_are_perfect_and_duplicates_after_them_do_no_harm() => Holds(Scenes, scene =>
    {
        var objects = scene.Truth.Where(truth => !truth.Crowd).ToArray();
        CocoDetection[] perfect = [.. objects.Select((truth, i) => new CocoDetection(truth.ImageId, truth.CategoryId, truth.Box, 2 + i))];
        var duplicates = perfect.Select(one => one with { Score = one.Score / 1000 });
        var figures = (scene with { Found = [.. perfect, .. duplicates] }).Evaluate().Figures;
        var expected = objects.Length > 0 ? 1 : -1;
        return new[] { figures.AP, figures.AP50, figures.AP75, figures.AR100 }.All(figure => Math.Abs(figure - expected) < 1e-12);
    });

    [Fact]
    public void Figures_are_from_0_to_1_or_minus_1_and_precision_falls_with_recall() => Holds(Scenes, scene =>
    {
        var evaluation = scene.Evaluate();
        var precision = Values(evaluation.Precision);
        var (recalls, stride) = (evaluation.Precision.GetLength(1), Categories.Length * Areas * Limits);
        return precision.Concat(Values(evaluation.Recall)).All(value => value is -1 or >= 0 and <= 1)
            && Enumerable.Range(0, precision.Length).Where(i => i / stride % recalls > 0).All(i => precision[i] <= precision[i - stride]);
    });

    [Fact]
    public void Masks_that_are_the_boxes_give_the_figures_of_the_boxes() => Holds(Scenes, scene =>
    {
        var masks = new Scene(
            [.. scene.Truth.Select(truth => truth with { Segmentation = Mask(truth.Box) })],
            [.. scene.Found.Select(one => one with { Segmentation = Mask(one.Box) })]);
        return AreEqual(scene.Evaluate(), masks.Evaluate(new() { OverlapOf = OverlapOf.Masks }));

        static Segmentation Mask(Box box) => Segmentation.OfMask(RunLengthMask.FromBox(box, Side, 3 * Side));
    });

    private static CocoDetection Detection(CocoAnnotation[] annotations, (int Object, int Right, int Down, Box Box) guess, double score) =>
        guess.Object % 2 == 0 && annotations.Length > 0 && annotations[guess.Object % annotations.Length] is var near
            ? new(near.ImageId, near.CategoryId, near.Box with { X = Math.Max(0, near.Box.X + guess.Right), Y = Math.Clamp(near.Box.Y + guess.Down, 0, Side - near.Box.Height) }, score)
            : new(Images[guess.Object % Images.Length].Id, Categories[guess.Object / 2 % Categories.Length].Id, guess.Box, score);

    private static bool AreEqual(CocoEvaluation one, CocoEvaluation other) =>
        HaveEqualCurves(one, other) && Values(one.Scores).SequenceEqual(Values(other.Scores)) && one.Figures == other.Figures;

    private static bool HaveEqualCurves(CocoEvaluation one, CocoEvaluation other) =>
        Values(one.Precision).SequenceEqual(Values(other.Precision)) && Values(one.Recall).SequenceEqual(Values(other.Recall));

    /// <summary>Where all areas count or all detections; both arrays end in [A, M].</summary>
    private static bool IsNowhereAbove(double[] one, double[] other) => Enumerable.Range(0, one.Length)
        .Where(i => i / Limits % Areas == 0 || i % Limits == Limits - 1).All(i => one[i] <= other[i]);

    /// <summary>Flat, the last index fastest.</summary>
    private static double[] Values(Array array)
    {
        var values = new double[array.Length];
        Buffer.BlockCopy(array, 0, values, 0, Buffer.ByteLength(array));
        return values;
    }

    private static void Holds<T>(Gen<T> gen, Func<T, bool> property) => Prop.ForAll(gen.ToArbitrary(), property).Holds(Cases);

    private sealed record Scene(CocoAnnotation[] Truth, CocoDetection[] Found)
    {
        public CocoEvaluation Evaluate(CocoEvaluationOptions? options = null) =>
            CocoEvaluator.Evaluate(new CocoDataset(Images, Truth, Categories), Found, options);

        public override string ToString() => string.Join('\n', [.. Truth.Select(truth => truth.ToString()), .. Found.Select(one => one.ToString())]);
    }
}
