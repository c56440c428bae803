using FsCheck;
using FsCheck.Fluent;
using Fovea.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection;

public class SetCriterionTests
{
    private static readonly Gen<float[]> Corners = Gen.Choose(1, 50).Select(n => n / 50f).ArrayOf(4)
        .Select(n => new[] { n[0], n[1], n[0] + n[2], n[1] + n[3] });

    [Fact]
    public void A_tensors_overlaps_are_a_boxs() => Prop.ForAll(Corners.ToArbitrary(), Corners.ToArbitrary(), (a, b) =>
    {
        using var scope = NewDisposeScope();
        var (one, other) = (tensor(a).unsqueeze(0), tensor(b).unsqueeze(0));
        var expected = Box.FromCorners(a[0], a[1], a[2], a[3]).IoU(Box.FromCorners(b[0], b[1], b[2], b[3]));
        var overlap = BoxTensors.IoU(one, other).ToDouble();
        return Math.Abs(overlap - expected) < 1e-5 && BoxTensors.GIoU(one, other).ToDouble() <= overlap + 1e-6;
    }).Holds();

    [Fact]
    public void The_focal_loss_is_its_formula()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([-2.5, -.1, .4, 3]);
        foreach (var there in new[] { 0.0, 1.0 })
        {
            var found = FocalLoss.Of(logits, full([4], there, float64)).data<double>().ToArray();
            Assert.All(logits.data<double>().ToArray().Zip(found), pair =>
            {
                var said = 1 / (1 + Math.Exp(-pair.First));
                var right = there == 1 ? said : 1 - said;
                Assert.Equal((there == 1 ? .25 : .75) * Math.Pow(1 - right, 2) * -Math.Log(right), pair.Second, 1e-12);
            });
        }
        var difference = FocalLoss.Of(logits, ones(4, float64)) - FocalLoss.Of(logits, zeros(4, float64));
        Assert.True(FocalLoss.Difference(logits).allclose(difference, atol: 1e-6));
    }

    [Theory]
    [InlineData(ClassTerm.Softmax)]
    [InlineData(ClassTerm.Focal)]
    public void Descending_the_loss_teaches_queries_their_objects(ClassTerm term)
    {
        using var scope = NewDisposeScope();
        var classes = term == ClassTerm.Softmax ? 4 : 3;
        var logits = new TorchSharp.Modules.Parameter(tensor(Enumerable.Range(0, 2 * 5 * classes).Select(i => .1f * (float)Math.Sin(i)).ToArray(), [2, 5, classes]));
        var boxes = new TorchSharp.Modules.Parameter(tensor(Enumerable.Range(0, 2 * 5 * 4).Select(i => (float)Math.Cos(i)).ToArray(), [2, 5, 4]));
        DetectionTarget[] targets =
        [
            new(tensor(new long[] { 2, 0 }), tensor(new[] { .3f, .3f, .2f, .2f, .7f, .6f, .3f, .4f }, [2, 4])),
            new(empty([0], int64), empty(0, 4)),
        ];
        var criterion = new SetCriterion(new() { Matching = new() { Term = term, Class = 2 }, Class = 2 });
        using var optimizer = optim.Adam([logits, boxes], 5e-2);
        for (var step = 0; step < 200; step++)
        {
            optimizer.zero_grad();
            using var loss = criterion.Loss([new(logits, boxes.sigmoid())], targets);
            loss.backward();
            optimizer.step();
        }

        var output = new QueryOutput(logits, boxes.sigmoid());
        var matches = criterion.Matcher.Match(output, targets);
        Assert.Equal(2, matches[0].Queries.Length);
        Assert.Empty(matches[1].Queries);
        Assert.Equal(0, SetCriterion.ClassError(output, targets, matches));
        if (term == ClassTerm.Softmax)
            Assert.Equal(0, SetCriterion.CardinalityError(output, targets));
        Assert.True(criterion.Losses(output, targets, matches, 2).GIoU.ToDouble() < .05);
    }

    [Fact]
    public void Where_an_image_has_more_objects_than_queries_each_query_gets_one()
    {
        using var scope = NewDisposeScope();
        var target = new DetectionTarget(zeros([3], int64), tensor(new[] { .2f, .2f, .1f, .1f, .5f, .5f, .1f, .1f, .8f, .8f, .1f, .1f }, [3, 4]));
        var match = new HungarianMatcher(new()).Match(new(zeros(1, 2, 2), tensor(new[] { .8f, .8f, .1f, .1f, .2f, .2f, .1f, .1f }, [1, 2, 4])), [target])[0];
        Assert.Equal([0L, 1L], match.Queries);
        Assert.Equal([2L, 0L], match.Objects);
    }

    [Fact]
    public void A_query_that_says_nothing_finite_is_named_with_its_image()
    {
        using var scope = NewDisposeScope();
        var logits = zeros(2, 3, 4);
        logits[1, 2, 0] = float.NaN;
        var target = new DetectionTarget(zeros([1], int64), full([1, 4], .5f));
        var error = Assert.Throws<ArgumentException>(() => new HungarianMatcher(new()).Match(new(logits, full([2, 3, 4], .5f)), [target, target]));
        Assert.Contains("image 1 of the batch", error.Message);
        Assert.Contains("row 2 and column 0", error.Message);
    }

    [Fact]
    public void Masks_that_are_missing_are_named()
    {
        using var scope = NewDisposeScope();
        var target = new DetectionTarget(zeros([1], int64), full([1, 4], .5f));
        var error = Assert.Throws<ArgumentException>(() => MaskLosses.Of(zeros(1, 3, 4, 4), [target], [new([0], [0])], 1));
        Assert.Contains("targets[0]: expected masks", error.Message);
    }
}
