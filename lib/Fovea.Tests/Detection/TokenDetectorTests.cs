using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection;

public sealed class TokenDetectorTests : IDisposable
{
    private readonly IDisposable scope = NewDisposeScope();

    // Of 4 x 2 tokens: a box over the two middle ones of the upper row, and a small one in the corner of the last token.
    private static readonly CocoDataset Dataset = new(
        [new(7, "a.png", 32, 16), new(9, "b.png", 32, 16)],
        [new(1, 9, 3, new(8, 0, 16, 8), 128), new(2, 9, 5, new(27, 11, 5, 5), 25)],
        [new(3, "three"), new(5, "five")]);

    private static readonly TokenOptions Options = new();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_backbone_has_190_224_parameters_and_a_token_for_8_by_8_pixels()
    {
        using var detector = new TokenDetector(10, new SmallBackbone());
        Assert.Equal(190_224, new SmallBackbone().parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(190_224 + 64 * 15 + 15, detector.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal([2, 15, 16, 12], detector.call(rand(2, 3, 128, 96)).shape);
    }

    [Fact]
    public void Its_multiplications_are_those_of_its_convolutions()
    {
        using var detector = new TokenDetector(10, new SmallBackbone());
        long expected = 64 * 64 * 27 * 16 + 32 * 32 * 9 * (16 * 32 + 2 * 32 * 32) + 16 * 16 * (9 * (32 * 64 + 4 * 64 * 64) + 64 * 15);
        Assert.Equal(expected, Operations.Of(detector, 1, 3, 128, 128).Where(op => op.Kind == OpKind.ConvMac).Sum(op => op.Amount));
    }

    [Fact]
    public void Tokens_near_a_boxs_centre_are_to_find_it_and_the_rest_nothing()
    {
        var (labels, sides) = new TokenTargets(Dataset, 8, Options).Of([1, 0], CPU);
        const long none = 2;
        Assert.Equal([none, 0, 0, none, none, none, none, 1, .. Enumerable.Repeat(none, 8)], labels.data<long>().ToArray());
        Assert.Equal([4 / 20f, 12 / 20f], [sides[0, 0, 0, 1].ToSingle(), sides[0, 0, 0, 2].ToSingle()]);
        Assert.Equal([12 / 20f, 4 / 20f], [sides[0, 2, 0, 1].ToSingle(), sides[0, 2, 0, 2].ToSingle()]);
        Assert.Equal([1 / 20f, 1 / 20f, 4 / 20f, 4 / 20f], Enumerable.Range(0, 4).Select(side => sides[0, side, 1, 3].ToSingle()), Near);
        Assert.Equal(0, sides[1].abs().sum().ToSingle());
    }

    [Fact]
    public void Targets_of_images_that_a_model_sees_smaller_are_decoded_to_the_same_boxes()
    {
        var zoomed = Options with { CentreLeast = 2 * Options.CentreLeast, SideUnit = 2 * Options.SideUnit, LeastScore = .5 };
        var (labels, sides) = new TokenTargets(Dataset, 16, zoomed).Of([1], CPU);
        Assert.Equal([0L, 1], labels.data<long>().ToArray()); // the box between two tokens is left to the first, the second has the small one
        var scores = nn.functional.one_hot(labels, 3).permute(0, 3, 1, 2).@float() * 20;
        var found = new TokenDecoder(Dataset, zoomed).Decode(cat([scores, sides], 1), [1]).Single(one => one.CategoryId == 3);
        double[] sidesFound = [found.Box.X, found.Box.Y, found.Box.Width, found.Box.Height];
        Assert.Equal([8.0, 0, 16, 8], sidesFound, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([1, 3, 6], new TokenTargets(Dataset, 16 / 3.0, Options).Of([0], CPU).Labels.shape);
    }

    [Fact]
    public void The_objective_is_the_weighted_cross_entropy_and_the_mean_error_of_the_sides()
    {
        manual_seed(0);
        var output = randn(2, 7, 2, 4);
        var targets = new TokenTargets(Dataset, 8, Options);
        var (label, side) = targets.Of([0, 1], CPU);
        var (entropy, weights, error, right) = (0.0, 0.0, 0.0, 0);
        for (var at = 0; at < 16; at++)
        {
            var (image, row, column) = (at / 8, at / 4 % 2, at % 4);
            var scores = Enumerable.Range(0, 3).Select(k => (double)output[image, k, row, column].ToSingle()).ToArray();
            var wanted = (int)label[image, row, column].ToInt64();
            var weight = wanted == 2 ? Options.BackgroundWeight : 1;
            weights += weight;
            entropy += weight * (Math.Log(scores.Sum(Math.Exp)) - scores[wanted]);
            if (wanted == 2)
                continue;
            right += scores[wanted] == scores.Max() ? 1 : 0;
            error += Enumerable.Range(0, 4).Sum(k => Math.Abs(output[image, 3 + k, row, column].ToSingle() - side[image, k, row, column].ToSingle()));
        }
        var (loss, accuracy) = targets.Objective(output, BatchOf(0, 1));
        Assert.Equal(entropy / weights + error / (4 * 3), loss.ToDouble(), 1e-5);
        Assert.Equal(right / 3.0, accuracy.ToDouble(), 1e-6);
    }

    [Fact]
    public void Images_without_an_object_give_a_finite_loss()
    {
        var (loss, accuracy) = new TokenTargets(Dataset, 8, Options).Objective(zeros(1, 7, 2, 4), BatchOf(0));
        Assert.Equal(Math.Log(3), loss.ToDouble(), 1e-5);
        Assert.Equal(0, accuracy.ToDouble());
    }

    [Fact]
    public void What_says_the_targets_is_read_as_the_boxes()
    {
        var (labels, sides) = new TokenTargets(Dataset, 8, Options).Of([0, 1], CPU);
        var scores = 20 * nn.functional.one_hot(labels, 3).permute(0, 3, 1, 2).to(float32);
        var found = new TokenDecoder(Dataset, Options).Decode(cat([scores, sides], 1), [0, 1]).ToArray();
        Assert.Equal([(9L, 3), (9L, 5)], found.Select(one => (one.ImageId, one.CategoryId)).Order());
        foreach (var (one, truth) in found.OrderBy(one => one.CategoryId).Zip(Dataset.Annotations))
            Assert.True(one.Box.IoU(truth.Box) > 0.9999 && one.Score > 0.999, $"{one}");
        Assert.Equal(1, CocoEvaluator.Evaluate(Dataset, found).Figures.AP, 1e-9);
    }

    [Fact]
    public void Of_overlapping_detections_the_surest_is_kept_whatever_their_classes_and_boxes_end_with_the_image()
    {
        var output = zeros(1, 7, 2, 4);
        output.narrow(1, 3, 4).fill_(1);          // 20 pixels to every side
        output.select(1, 2).fill_(9);             // the background
        foreach (var (column, category, score) in new[] { (0, 0, 12f), (1, 1, 13f), (3, 0, 11f) })
            output[0, category, 0, column] = score;
        var found = new TokenDecoder(Dataset, Options with { Overlap = .5 }).Decode(output, [0]).ToArray();
        // The first token's box is 24 x 16 pixels within the image, the second's 32 x 16, the last one's 24 x 16.
        Assert.Equal([5], found.Select(one => one.CategoryId));
        Assert.Equal(new Box(0, 0, 32, 16), found[0].Box);
        Assert.Equal([5, 3, 3], new TokenDecoder(Dataset, Options with { Overlap = .8 }).Decode(output, [0]).Select(one => one.CategoryId));
        Assert.Empty(new TokenDecoder(Dataset, Options with { LeastScore = .99 }).Decode(output, [0]));
    }

    [Fact]
    public void A_frozen_backbone_stays_as_it_is_in_training()
    {
        Assert.True(Changed(frozen: true).SetEquals(["head.weight", "head.bias"]));
        var all = Changed(frozen: false);
        Assert.Contains("backbone.layers.0.0.weight", all);
        Assert.Contains("backbone.layers.0.1.running_mean", all);
    }

    [Fact]
    public void Images_that_do_not_fit_the_tokens_are_refused()
    {
        var odd = new CocoDataset([new(1, "a.png", 30, 16)], [], [new(1, "one")]);
        Assert.StartsWith("images of 30 x 16 pixels; expected multiples of the stride, 8", Assert.Throws<ArgumentException>(() => new TokenTargets(odd, 8, Options)).Message);
        var mixed = new CocoDataset([new(1, "a.png", 32, 16), new(2, "b.png", 16, 32)], [], [new(1, "one")]);
        Assert.StartsWith("image 2 has 16 x 32 pixels; expected 32 x 16, as image 1 has", Assert.Throws<ArgumentException>(() => new TokenTargets(mixed, 8, Options)).Message);
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-6;

    private static Batch BatchOf(params int[] indices) => new(0, indices, zeros(0), zeros(0), zeros(0));

    /// <summary>What a step of the optimizer in training mode changes.</summary>
    private static HashSet<string> Changed(bool frozen)
    {
        manual_seed(1);
        using var detector = new TokenDetector(2, new SmallBackbone(), frozen);
        detector.train();
        var before = detector.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
        using var optimizer = optim.AdamW(detector.parameters(), 0.1);
        detector.call(randn(2, 3, 16, 32)).square().sum().backward();
        optimizer.step();
        return [.. detector.state_dict().Where(entry => !entry.Value.allclose(before[entry.Key], 0, 0)).Select(entry => entry.Key)];
    }
}
