using System.Text.Json;
using Fovea.Layers;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Layers;

/// <summary>
/// The region operators and their gradients against an installed torchvision, on drawn cases: regions outside of the map, without
/// area, with exchanged corners, on half pixels, of thousands of pixels; groups, dilation and taps of several sizes.
/// </summary>
public class TorchvisionTests
{
    private const string Begin =
        """
        import json, torch, torchvision.ops as ops
        torch.manual_seed(11)
        torch.set_default_dtype(torch.float64)

        def full(t):
            return {"shape": list(t.shape), "data": t.flatten().tolist()}

        def case(inputs, outcome, **options):
            loss = (outcome * torch.cos(torch.arange(outcome.numel()).double()).view(outcome.shape)).sum()
            loss.backward()
            print(json.dumps({**options, "inputs": [full(t.detach()) for t in inputs], "out": full(outcome.detach()),
                              "grads": [full(t.grad) for t in inputs if t.requires_grad]}))

        """;

    [Fact]
    public void Features_of_regions_and_their_gradients_are_torchvisions()
    {
        var cases = Cases(
            """
            for n in range(48):
                batch, height, width, h, w = (int(torch.randint(1, most, ())) for most in (4, 13, 13, 5, 5))
                rois = torch.rand(14, 5) * 24 * max(height, width) - 6 * max(height, width)
                rois[:, 0] = torch.randint(0, batch, (14,))
                rois[2:, 3:] = torch.max(rois[2:, 3:], rois[2:, 1:3])
                rois[3, 3:] = rois[3, 1:3]
                rois[4, 1:] = torch.tensor([-900., -700., 5000., 6000.])
                rois[5, 1:] = torch.tensor([-90., -70., -40., -30.])
                rois[6:9, 1:] = (rois[6:9, 1:] / 4).round() * 4
                rois[9:12, 1:] = (rois[9:12, 1:] / 8).floor() * 8 + 4
                ratio = n % 4 - 1
                for name in ("roi_align", "roi_pool", "ps_roi_align"):
                    features = torch.randn(batch, 3 * (h * w if name.startswith("ps") else 1), height, width, requires_grad=True)
                    aligned = n % 3 == 0
                    turned = (rois[:, 3] < rois[:, 1]) | (rois[:, 4] < rois[:, 2])
                    flat = (rois[:, 3] == rois[:, 1]) | (rois[:, 4] == rois[:, 2])
                    # Of these two torchvision makes an error and 0 / 0.
                    some = rois[~turned] if ratio < 1 and (name == "ps_roi_align" or aligned) else rois
                    some = some[~flat[~turned]] if ratio < 1 and name == "ps_roi_align" else some
                    if name == "roi_align":
                        outcome = ops.roi_align(features, some, (h, w), 1 / 8, ratio, aligned)
                    elif name == "roi_pool":
                        outcome = ops.roi_pool(features, some, (h, w), 1 / 8)
                    else:
                        outcome = ops.ps_roi_align(features, some, (h, w), 1 / 8, ratio)
                    case([features, some], outcome, name=name, h=h, w=w, ratio=ratio, aligned=aligned)
            """);
        Assert.Equal(144, cases.Length);
        Assert.All(cases, which => Check(which, inputs => which.GetProperty("name").GetString() switch
        {
            "roi_align" => RoiPooling.Align(inputs[0], inputs[1], Size(which), 1.0 / 8, Int(which, "ratio"), which.GetProperty("aligned").GetBoolean()),
            "roi_pool" => RoiPooling.Max(inputs[0], inputs[1], Size(which), 1.0 / 8),
            _ => RoiPooling.PositionSensitiveAlign(inputs[0], inputs[1], Size(which), 1.0 / 8, Int(which, "ratio")),
        }));
    }

    /// <summary>Without its gradients: torchvision's are those of bins that end a row and a column later than the bins it sums.</summary>
    [Fact]
    public void Position_sensitive_pooling_is_torchvisions()
    {
        var cases = Cases(
            """
            for n in range(24):
                height, width, h, w = (int(torch.randint(2, most, ())) for most in (13, 13, 5, 5))
                rois = torch.rand(12, 5) * 24 * max(height, width) - 6 * max(height, width)
                rois[:, 0] = torch.randint(0, 2, (12,))
                rois[3:, 3:] = torch.max(rois[3:, 3:], rois[3:, 1:3])
                rois[6:, 1:] = (rois[6:, 1:] / 8).floor() * 8 + 4
                features = torch.randn(2, 2 * h * w, height, width, requires_grad=True)
                outcome = ops.ps_roi_pool(features, rois, (h, w), 1 / 8)
                case([features.detach(), rois], outcome, h=h, w=w)
            """);
        Assert.Equal(24, cases.Length);
        Assert.All(cases, which => Check(which, inputs => RoiPooling.PositionSensitivePool(inputs[0], inputs[1], Size(which), 1.0 / 8)));
    }

    [Fact]
    public void Deformable_convolution_and_its_gradients_are_torchvisions()
    {
        var cases = Cases(
            """
            for n in range(40):
                groups, sets, kh, kw, stride, dilation, padding = (int(torch.randint(1, most, ())) for most in (4, 4, 4, 4, 3, 3, 3))
                height, width = kh * 2 + 3, kw * 2 + 4
                channels = groups * sets * 2 // (2 if n % 2 else 1)
                out = [(s + 2 * padding - dilation * (k - 1) - 1) // stride + 1 for s, k in ((height, kh), (width, kw))]
                x = torch.randn(2, channels, height, width, requires_grad=True)
                offset = (torch.randn(2, 2 * groups * kh * kw, *out) * 3).requires_grad_()
                weight = torch.randn(sets * 2, channels // sets, kh, kw, requires_grad=True)
                bias = torch.randn(sets * 2, requires_grad=True)
                mask = torch.rand(2, groups * kh * kw, *out, requires_grad=True)
                inputs = [x, offset, weight, bias] + ([mask] if n % 3 else [])
                outcome = ops.deform_conv2d(x, offset, weight, bias, stride, padding, dilation, mask if n % 3 else None)
                case(inputs, outcome, stride=stride, padding=padding, dilation=dilation)
            """);
        Assert.Equal(40, cases.Length);
        Assert.All(cases, which => Check(which, inputs => DeformableConvolution.Apply(inputs[0], inputs[1], inputs[2], inputs[3], Int(which, "stride"),
            Int(which, "padding"), Int(which, "dilation"), inputs.ElementAtOrDefault(4))));
    }

    [Fact]
    public void The_boxes_kept_are_torchvisions()
    {
        var cases = Cases(
            """
            for n in range(60):
                torch.set_default_dtype(torch.float32 if n % 2 else torch.float64)
                count = int(torch.randint(0, 80, ()))
                boxes = (torch.rand(count, 4) * 30).round() if n % 3 else torch.rand(count, 4) * 30
                boxes[:, 2:] += boxes[:, :2]
                scores = (torch.rand(count) * 20).round() / 20
                classes = torch.randint(0, 3, (count,))
                order = torch.sort(scores, descending=True, stable=True)[1]
                ranked = torch.empty(count)
                ranked[order] = torch.arange(count, 0, -1).to(ranked.dtype)
                threshold = [0.3, 0.5, 0.0, 1.0][n % 4]
                each = torch.cat([(classes == c).nonzero().squeeze(1)[ops.nms(boxes[classes == c], ranked[classes == c], threshold)] for c in range(3)])
                print(json.dumps({"float": n % 2, "threshold": threshold, "boxes": full(boxes), "scores": full(scores), "classes": full(classes),
                                  "kept": ops.nms(boxes, ranked, threshold).tolist(), "each": each[ranked[each].argsort(descending=True)].tolist()}))
            """);
        Assert.Equal(60, cases.Length);
        Assert.All(cases, which =>
        {
            using var scope = NewDisposeScope();
            var type = Int(which, "float") == 1 ? ScalarType.Float32 : ScalarType.Float64;
            var (boxes, scores, classes) = (Tensor(which, "boxes").to(type), Tensor(which, "scores").to(type), Tensor(which, "classes").to(ScalarType.Int32));
            var threshold = which.GetProperty("threshold").GetDouble();
            Assert.Equal(Longs(which, "kept"), NonMaximumSuppression.Keep(boxes, scores, threshold).data<long>().ToArray());
            Assert.Equal(Longs(which, "each"), NonMaximumSuppression.KeepByClass(boxes, scores, classes, threshold).data<long>().ToArray());
        });
    }

    private static void Check(JsonElement which, Func<Tensor[], Tensor> compute)
    {
        using var scope = NewDisposeScope();
        var inputs = which.GetProperty("inputs").EnumerateArray().Select(stored => new OracleTensor("input", stored).Values()).ToArray();
        var grads = which.GetProperty("grads").EnumerateArray().Select((stored, i) => new OracleTensor($"gradient of input {i}", stored)).ToArray();
        for (var i = 0; i < grads.Length; i++) inputs[i] = inputs[i].with_requires_grad();
        var output = compute(inputs);
        new OracleTensor("output", which.GetProperty("out")).AssertEquals(output);
        if (grads.Length == 0) return;
        (output * arange(output.numel(), ScalarType.Float64).cos().view(output.shape)).sum().backward();
        for (var i = 0; i < grads.Length; i++) grads[i].AssertEquals(inputs[i].grad!);
    }

    private static JsonElement[] Cases(string script) =>
        [.. Torchvision.Run(Begin + script).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private static (int, int) Size(JsonElement which) => (Int(which, "h"), Int(which, "w"));

    private static int Int(JsonElement which, string name) => which.GetProperty(name).GetInt32();

    private static long[] Longs(JsonElement which, string name) => [.. which.GetProperty(name).EnumerateArray().Select(value => value.GetInt64())];

    private static Tensor Tensor(JsonElement which, string name) => new OracleTensor(name, which.GetProperty(name)).Values();
}
