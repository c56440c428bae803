using Fovea.Layers;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Layers;

public class NonMaximumSuppressionTests
{
    private static readonly Arbitrary<(double[][] Boxes, double[] Scores, long[] Classes, double Threshold)> Drawn =
        (from count in Gen.Choose(0, 40)
         from corners in (from x in Gen.Choose(0, 20).Two() from size in Gen.Choose(0, 12).Two() select new double[] { x.Item1, x.Item2, x.Item1 + size.Item1, x.Item2 + size.Item2 }).ArrayOf(count)
         from scores in Gen.Choose(0, 9).Select(score => score / 9.0).ArrayOf(count)
         from classes in Gen.Choose(0, 2).Select(c => (long)c).ArrayOf(count)
         from threshold in Gen.Choose(0, 10).Select(t => t / 10.0)
         select (corners, scores, classes, threshold)).ToArbitrary();

    [Fact]
    public void What_is_kept_overlaps_nothing_kept_and_what_is_not_overlaps_something_kept_before_it() => Prop.ForAll(Drawn, drawn =>
    {
        var kept = Kept(drawn.Boxes, drawn.Scores, null, drawn.Threshold);
        var rank = Enumerable.Range(0, drawn.Boxes.Length).OrderByDescending(i => drawn.Scores[i]).Select((box, rank) => (box, rank)).ToDictionary(pair => pair.box, pair => pair.rank);
        bool Suppresses(int high, int low) => rank[high] < rank[low] && Overlap(drawn.Boxes[high], drawn.Boxes[low]) > drawn.Threshold;
        return kept.SequenceEqual(kept.OrderBy(box => rank[box])) && kept.Distinct().Count() == kept.Length &&
            Enumerable.Range(0, drawn.Boxes.Length).All(box => kept.Contains(box) != kept.Any(high => Suppresses(high, box)));
    }).Holds();

    [Fact]
    public void By_class_is_each_class_alone() => Prop.ForAll(Drawn, drawn =>
    {
        var kept = Kept(drawn.Boxes, drawn.Scores, drawn.Classes, drawn.Threshold);
        return Enumerable.Range(0, 3).All(c =>
        {
            var own = Enumerable.Range(0, drawn.Boxes.Length).Where(i => drawn.Classes[i] == c).ToArray();
            return kept.Where(i => drawn.Classes[i] == c).SequenceEqual(
                Kept([.. own.Select(i => drawn.Boxes[i])], [.. own.Select(i => drawn.Scores[i])], null, drawn.Threshold).Select(i => own[i]));
        });
    }).Holds();

    [Fact]
    public void Boxes_without_area_stay_and_of_equal_scores_the_first_counts()
    {
        Assert.Equal([0, 1], Kept([[3, 3, 3, 3], [3, 3, 3, 3]], [.5, .4], null, 0));
        Assert.Equal([1, 2], Kept([[0, 0, 9, 9], [0, 0, 9, 8], [0, 0, 8, 9]], [.5, .9, .9], null, .8));
        Assert.Equal([1], Kept([[0, 0, 9, 9], [0, 0, 9, 8], [0, 0, 8, 9]], [.5, .9, .9], null, .7));
    }

    [Fact]
    public void What_is_no_box_or_score_is_refused_by_its_number()
    {
        Assert.Equal("boxes[1]: expected four finite corners, found NaN",
            Assert.Throws<ArgumentException>(() => Kept([[0, 0, 1, 1], [0, 0, double.NaN, 1]], [1, 1], null, .5)).Message);
        Assert.Equal("scores[1]: expected a finite number, found NaN",
            Assert.Throws<ArgumentException>(() => Kept([[0, 0, 1, 1], [0, 0, 1, 1]], [1, double.NaN], null, .5)).Message);
        Assert.Contains("scores: expected [2], one for each box, found [1]",
            Assert.Throws<ArgumentException>(() => Kept([[0, 0, 1, 1], [0, 0, 1, 1]], [1], null, .5)).Message);
        Assert.Contains("classes: expected a whole number for each box",
            Assert.Throws<ArgumentException>(() => NonMaximumSuppression.KeepByClass(ones(2, 4), ones(2), ones(2), .5)).Message);
        Assert.Contains("boxes: expected [N, 4] of single or double precision, found [2, 5] of Float32",
            Assert.Throws<ArgumentException>(() => NonMaximumSuppression.Keep(ones(2, 5), ones(2), .5)).Message);
    }

    private static int[] Kept(double[][] boxes, double[] scores, long[]? classes, double threshold)
    {
        using var scope = NewDisposeScope();
        var corners = tensor(boxes.SelectMany(box => box).ToArray(), [boxes.Length, 4]);
        var kept = classes is null
            ? NonMaximumSuppression.Keep(corners, tensor(scores), threshold)
            : NonMaximumSuppression.KeepByClass(corners, tensor(scores), tensor(classes), threshold);
        return [.. kept.data<long>().ToArray().Select(index => (int)index)];
    }

    private static double Overlap(double[] a, double[] b)
    {
        var shared = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0])) * Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared);
    }
}
