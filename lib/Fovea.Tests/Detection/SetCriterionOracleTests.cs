using System.Text.Json;
using Fovea.Detection;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection;

/// <summary>Boxes, matching and losses against facebookresearch/detr's, on small tensors stored in full.</summary>
public class SetCriterionOracleTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Files => OracleFile.Named("micro_detr*.json", except: "_panoptic.json");

    [Theory, MemberData(nameof(Files))]
    public void Boxes_and_their_overlaps_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (a, b) = (BoxTensors.ToCorners(Values(file, "boxes", "a_cxcywh")), BoxTensors.ToCorners(Values(file, "boxes", "b_cxcywh")));
        file.Tensor("boxes", "a_xyxy").AssertEquals(a);
        file.Tensor("boxes", "a_cxcywh").AssertEquals(BoxTensors.FromCorners(a));
        file.Tensor("boxes", "iou").AssertEquals(BoxTensors.PairwiseIoU(a, b));
        file.Tensor("boxes", "union").AssertEquals(BoxTensors.SharedAndUnion(a.unsqueeze(1), b.unsqueeze(0)).Union);
        file.Tensor("boxes", "giou").AssertEquals(BoxTensors.PairwiseGIoU(a, b));
        file.Tensor("masks_to_boxes", "boxes").AssertEquals(BoxTensors.Around(Values(file, "masks_to_boxes", "masks")));
    }

    [Theory, MemberData(nameof(Files))]
    public void Costs_and_matches_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (layers, targets, options) = (Layers(file), Targets(file), Options(file));
        var all = new DetectionTarget(cat([.. targets.Select(target => target.Labels)]), cat([.. targets.Select(target => target.Boxes)]));
        var matcher = new HungarianMatcher(options.Matching);
        file.Tensor("criterion", "cost_matrix[B*Q,T]").AssertEquals(matcher.Cost(layers[^1].Logits.flatten(0, 1), layers[^1].Boxes.flatten(0, 1), all));
        AssertMatches(file.At("criterion", "indices"), matcher.Match(layers[^1], targets));
        AssertMatches(file.At("criterion", "indices_second_image_empty"), matcher.Match(layers[^1], [targets[0], Empty]));
    }

    [Theory, MemberData(nameof(Files))]
    public void Losses_of_every_layer_and_their_weighted_sum_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (layers, targets) = (Layers(file), Targets(file));
        var criterion = new SetCriterion(Options(file));
        AssertLosses(file.At("criterion", "losses"), criterion, layers, targets);
        AssertLosses(file.At("criterion", "losses_second_image_empty"), criterion, layers, [targets[0], Empty]);
        Assert.Equal(file.At("criterion", "weighted_total").GetDouble(), criterion.Loss(layers, targets).ToDouble(), Tolerance);
    }

    [Theory, MemberData(nameof(Files))]
    public void Losses_of_masks_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (found, wanted) = (Values(file, "mask_losses", "inputs"), Values(file, "mask_losses", "targets"));
        var objects = file.At("mask_losses", "num_boxes").GetDouble();
        Assert.Equal(file.At("mask_losses", "dice").GetDouble(), MaskLosses.Dice(found, wanted, objects).ToDouble(), Tolerance);
        Assert.Equal(file.At("mask_losses", "focal_alpha0.25_gamma2").GetDouble(), MaskLosses.Focal(found, wanted, objects).ToDouble(), Tolerance);

        var masks = file.At("loss_masks", "target_masks").EnumerateArray().Select(mask => new OracleTensor("target_masks", mask).Values().to(@bool));
        DetectionTarget[] targets = [.. Targets(file).Zip(masks, (target, mask) => target with { Masks = mask })];
        var matches = new HungarianMatcher(Options(file).Matching).Match(Layers(file)[^1], targets);
        var (focal, dice) = MaskLosses.Of(Values(file, "loss_masks", "pred_masks"), targets, matches, file.At("loss_masks", "num_boxes").GetDouble());
        Assert.Equal(file.At("loss_masks", "losses", "loss_mask").GetDouble(), focal.ToDouble(), Tolerance);
        Assert.Equal(file.At("loss_masks", "losses", "loss_dice").GetDouble(), dice.ToDouble(), Tolerance);
    }

    private static DetectionTarget Empty => new(empty([0], int64), empty(0, 4));

    private static void AssertLosses(JsonElement expected, SetCriterion criterion, QueryOutput[] layers, DetectionTarget[] targets)
    {
        for (var layer = 0; layer < layers.Length; layer++)
        {
            double Expected(string loss) => expected.GetProperty(layer == layers.Length - 1 ? loss : $"{loss}_{layer}").GetDouble();
            var matches = criterion.Matcher.Match(layers[layer], targets);
            var losses = criterion.Losses(layers[layer], targets, matches, SetCriterion.ObjectsOf(targets));
            Assert.Equal(Expected("loss_ce"), losses.Class.ToDouble(), Tolerance);
            Assert.Equal(Expected("loss_bbox"), losses.Box.ToDouble(), Tolerance);
            Assert.Equal(Expected("loss_giou"), losses.GIoU.ToDouble(), Tolerance);
            Assert.Equal(Expected("cardinality_error"), SetCriterion.CardinalityError(layers[layer], targets), Tolerance);
            if (layer == layers.Length - 1)
                Assert.Equal(Expected("class_error"), SetCriterion.ClassError(layers[layer], targets, matches), 1e-4);
        }
    }

    private static void AssertMatches(JsonElement expected, IReadOnlyList<Match> found)
    {
        long[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt64())];
        Assert.Equal(expected.EnumerateArray().Select(image => (Numbers(image[0]), Numbers(image[1]))), found.Select(match => (match.Queries, match.Objects)));
    }

    // From the first decoder layer to the last.
    private static QueryOutput[] Layers(OracleFile file) =>
    [
        .. file.At("criterion", "aux").EnumerateArray().Select(layer => new QueryOutput(
            Values(new OracleTensor("pred_logits", layer.GetProperty("pred_logits"))), Values(new OracleTensor("pred_boxes", layer.GetProperty("pred_boxes"))))),
        new QueryOutput(Values(file, "criterion", "logits"), Values(file, "criterion", "boxes")),
    ];

    private static DetectionTarget[] Targets(OracleFile file) => [.. file.At("criterion", "targets").EnumerateArray().Select(target => new DetectionTarget(
        tensor(target.GetProperty("labels").EnumerateArray().Select(label => label.GetInt64()).ToArray()),
        Values(new OracleTensor("boxes", target.GetProperty("boxes")))))];

    private static SetCriterionOptions Options(OracleFile file)
    {
        double Cost(string name) => file.At("criterion", "cost", name).GetDouble();
        return new()
        {
            Matching = new() { Class = Cost("class"), Box = Cost("bbox"), GIoU = Cost("giou") },
            NoObject = file.At("criterion", "eos_coef").GetDouble(),
        };
    }

    private static Tensor Values(OracleFile file, params string[] path) => Values(file.Tensor(path));

    private static Tensor Values(OracleTensor stored) => stored.Values().to(float32);
}
