using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Layers;
using Fovea.Papers.RegionFeatures;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>The two-stage detector: its regions, its head, its targets and its detections.</summary>
public sealed class RegionDetectorTests : IDisposable
{
    private static readonly CocoDataset Scene = new(
        [new CocoImage(5, "5.png", 128, 128), new CocoImage(9, "9.png", 128, 128)],
        [new CocoAnnotation(1, 5, 3, new Box(10, 10, 20, 20), 400), new CocoAnnotation(2, 5, 7, new Box(60, 60, 40, 30), 1200)],
        [new CocoCategory(3, "three"), new CocoCategory(7, "seven")]);

    private readonly DisposeScope scope = NewDisposeScope();

    public RegionDetectorTests() => manual_seed(3);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Regions_lie_in_the_image_and_are_the_same_for_every_model_that_is_tested()
    {
        var features = PretrainedBackbone.Load().call(randn(3, 3, 128, 128));
        RegionProposals Made(ulong seed)
        {
            manual_seed((long)seed);
            var made = new RegionProposals(new(), PretrainedBackbone.LoadDetector());
            made.eval();
            return made;
        }
        var (one, other) = (Made(1), Made(2));
        var boxes = one.call(features);
        Assert.Equal([3, 16, 4], boxes.shape);
        Assert.True(boxes.ge(0).logical_and(boxes.le(128)).all().ToBoolean());
        Assert.True(boxes.narrow(2, 2, 2).ge(boxes.narrow(2, 0, 2)).all().ToBoolean());
        Assert.Equal(0, (boxes - other.call(features)).abs().max().ToDouble());
        Assert.Equal(0, (boxes - one.call(features)).abs().max().ToDouble());
        one.train();
        Assert.True((boxes - one.call(features)).abs().max().ToDouble() > .1);
        Assert.True((one.call(features) - one.call(features)).abs().max().ToDouble() > .1);
        Assert.All(one.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    /// <summary>A token says how far away the sides are; a box loosened by nothing is what it says.</summary>
    [Fact]
    public void The_surest_tokens_boxes_come_first_and_those_that_overlap_them_last()
    {
        var detector = new TokenDetector(2, new SmallBackbone());
        var said = zeros(1, 7, 4, 4);
        said.select(1, 2).fill_(5);                                             // background
        void Say(int row, int column, float sureness, params float[] sides)
        {
            said[0, 2, row, column] = tensor(-sureness);
            for (var side = 0; side < 4; side++) said[0, 3 + side, row, column] = tensor(sides[side] / 20);
        }
        Say(1, 1, 9, 4, 4, 4, 4);                                               // centre 12, 12: 8 to 16
        Say(1, 2, 8, 11, 4, 4, 4);                                              // centre 20, 12: 9 to 24, which overlaps by less than .7
        Say(3, 3, 7, 2, 3, 4, 40);                                              // centre 28, 28: 26, 25, 32, 68, cut to the image
        Say(1, 3, 6, 20, 4, -12, 4);                                            // centre 28, 12: 8 to 28, a side on the wrong side counts as 0
        // The head is a 1x1 convolution: the identity on features that are what it is to say.
        var head = (TorchSharp.Modules.Conv2d)detector.named_modules().Single(module => module.name == "head").module;
        head.weight.detach().zero_();
        head.bias!.detach().zero_();
        for (var channel = 0; channel < 7; channel++) head.weight.detach()[channel, channel, 0, 0] = tensor(1f);
        var proposals = new RegionProposals(new() { Count = 3, Considered = 16, Shift = 0, Scale = 0 }, detector);
        var boxes = proposals.call(cat([said, zeros(1, 57, 4, 4)], 1))[0];
        Assert.Equal([8, 8, 16, 16, 9, 8, 24, 16, 26, 25, 32, 32], boxes.flatten().data<float>().ToArray().Select(edge => (float)Math.Round(edge, 3)));
    }

    [Fact]
    public void The_detector_says_its_regions_scores_and_regressions_and_trains_its_second_stage_alone()
    {
        var trial = new SceneTrial("learned", ExtractorOptions.Learned(SceneTrial.Learned), Fovea.Results.Tier.Smoke);
        using var model = trial.Build();
        var features = randn(2, 64, 16, 16);
        var output = model.call(features);
        Assert.Equal([2, 16, 4 + 11 + 4], output.shape);
        output.sum().backward();
        var learnt = model.named_parameters().Where(entry => entry.parameter.grad is not null).Select(entry => entry.name.Split('.')[0]).Distinct();
        Assert.Equal(["extractor", "head"], learnt.Order());
    }

    /// <summary>Section 4.1: the two layers cost about 3.9 G.</summary>
    [Fact]
    public void The_papers_head_costs_what_the_paper_says()
    {
        using var head = Blueprint.Of(() => new DetectionHead(49 * 256, 1024, 80, normalised: false));
        var operations = Operations.Of(head, 283, 49, 256);
        Assert.Equal(3.93, Math.Round(operations.Where(op => op.Where is "fc1" or "fc2").Sum(Conventions.RegionFeatures.Cost) / 1e9, 2));
        using var run = new DetectionHead(6 * 4, 8, 3, normalised: true);
        Assert.Equal([5, 3 + 1 + 4], run.call(randn(5, 6, 4)).shape);
    }

    [Fact]
    public void A_box_comes_back_from_its_deltas() => Prop.ForAll(
        (from corners in Gen.Choose(0, 1000).Four() from sides in Gen.Choose(20, 400).Four() select (corners, sides)).ToArbitrary(), drawn =>
        {
            var ((x1, y1, x2, y2), (w1, h1, w2, h2)) = drawn;
            var (region, box) = (new Box(x1, y1, w1, h1), new Box(x2, y2, w2, h2));
            var back = BoxDeltas.Apply(region, BoxDeltas.Of(region, box), 2000, 2000);
            return Math.Abs(back.X - box.X) + Math.Abs(back.Y - box.Y) + Math.Abs(back.Width - box.Width) + Math.Abs(back.Height - box.Height) < .01;
        }).Holds();

    [Fact]
    public void A_regression_is_cut_to_the_image_whatever_is_said() =>
        Assert.Equal(new Box(0, 0, 128, 100), BoxDeltas.Apply(new Box(50, 40, 20, 20), [0, 0, 1e9f, 1e9f], 128, 100));

    [Fact]
    public void A_region_is_to_find_the_object_that_it_overlaps_by_half_or_more()
    {
        var boxes = tensor([10f, 10, 30, 30, 10, 10, 30, 50, 10, 10, 30, 51, 58, 61, 99, 92, /**/ 10, 10, 30, 30, 0, 0, 0, 0, 1, 1, 2, 2, 60, 60, 100, 90]).view(2, 4, 4);
        var (labels, deltas) = new RegionTargets(Scene).Of(boxes, [0, 1]);
        Assert.Equal([0, 0, 2, 1, 2, 2, 2, 2], labels.data<long>().ToArray());      // IoU 1, .5, below .5, .9; nothing in the second image
        Assert.Equal(0, deltas[0].abs().max().ToDouble(), 1e-6);
        Assert.Equal([0f, -2.5f, 0f, (float)(Math.Log(.5) / .2)], deltas[1].data<float>().ToArray().Select(delta => (float)Math.Round(delta, 5)), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(0, deltas[2].abs().max().ToDouble());
    }

    [Fact]
    public void The_loss_is_small_for_what_is_right_and_only_objects_have_a_regression_loss()
    {
        var boxes = tensor([10f, 10, 30, 30, 80, 10, 90, 30]).view(1, 2, 4);
        var batch = new Batch(0, [0], zeros(1), zeros(1, ScalarType.Int64), zeros(1, 2));
        (double Loss, double Accuracy) Loss(float[] scores, float[] deltas)
        {
            var output = cat([boxes, tensor(scores, [1, 2, 3]), tensor(deltas, [1, 2, 4])], -1);
            var (loss, accuracy) = new RegionTargets(Scene).Objective(output, batch);
            return (loss.ToDouble(), accuracy.ToDouble());
        }
        var right = Loss([20, 0, 0, 0, 0, 20], [0, 0, 0, 0, 9, 9, 9, 9]);
        Assert.Equal((0, 1), (Math.Round(right.Loss, 5), right.Accuracy));
        Assert.Equal((20 / 2.0, 0), (Math.Round(Loss([0, 20, 0, 0, 0, 20], [0, 0, 0, 0, 0, 0, 0, 0]).Loss, 4), Loss([0, 20, 0, 0, 0, 20], [0, 0, 0, 0, 0, 0, 0, 0]).Accuracy));
        Assert.Equal((2 - .5 + .125) / 2, Loss([20, 0, 0, 0, 0, 20], [2, 0, .5f, 0, 0, 0, 0, 0]).Loss, 1e-5);
    }

    [Fact]
    public void Detections_are_likely_classes_of_regressed_regions_that_no_surer_one_of_the_class_overlaps()
    {
        var boxes = tensor([10f, 10, 30, 30, 11, 11, 31, 31, 60, 60, 100, 90]).view(1, 3, 4);
        var scores = tensor([2f, 0, 0, 1.5f, 1.4f, 0, -9, -9, 9]).view(1, 3, 3);
        var deltas = zeros(1, 3, 4);
        deltas[0, 0, 0] = tensor(1f); // a tenth of 20 pixels to the right
        var found = new RegionDecoder(Scene).Decode(cat([boxes, scores, deltas], -1), [0]).OrderByDescending(one => one.Score).ToList();
        Assert.All(found, one => Assert.Equal(5, one.ImageId));
        // The first region's three and the second's seven: the second's three is overlapped, the third region is background.
        Assert.Equal([(3, 12.0), (7, 11.0)], found.Where(one => one.Score > .2).Select(one => (one.CategoryId, Math.Round(one.Box.X, 4))));
        Assert.Equal(Math.Exp(2) / (Math.Exp(2) + 2), found[0].Score, 1e-5);
        Assert.DoesNotContain(found, one => one.Box.X > 50);
    }
}
