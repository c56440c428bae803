using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static Fovea.Tests.Engine.Reference;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Engine;

/// <summary>Layers with given parameters against the same layers in Python, and how they are put together.</summary>
public class NnLayerTests
{
    /// <summary>Makes the inputs before the first test begins, and so outside the scopes that tests open.</summary>
    static NnLayerTests() { }

    const string Inputs = """
        image, rows = draw(1, 2, 4, 7, 6), draw(2, 5, 4)

        """;

    static readonly Tensor image = Draw(1, 2, 4, 7, 6), rows = Draw(2, 5, 4);

    static readonly (string Python, Func<Module<Tensor, Tensor>> Ours)[] OfImages =
    [
        ("nn.Conv2d(4, 6, 3)", () => Conv2d(4, 6, 3)),
        ("nn.Conv2d(4, 6, 3, 2, 1, 2, 2, bias=False)", () => Conv2d(4, 6, 3, 2, 1, 2, groups: 2, bias: false)),
        ("nn.Conv2d(4, 6, (3, 2), (2, 1), (1, 0))", () => Conv2d(4, 6, (3, 2), (2, 1), (1, 0))),
        ("nn.Conv2d(4, 6, (5, 3), padding='same')", () => Conv2d(4, 6, (5, 3), Padding.Same)),
        ("nn.Conv2d(4, 6, 3, padding='valid', stride=2)", () => Conv2d(4, 6, 3, Padding.Valid, 2)),
        ("nn.Conv2d(4, 6, 3, 2, (2, 1), padding_mode='reflect')", () => Conv2d(4, 6, (3, 3), (2, 2), (2, 1), padding_mode: PaddingModes.Reflect)),
        ("nn.Conv2d(4, 6, 3, padding=1, padding_mode='replicate')", () => Conv2d(4, 6, 3, padding: 1, padding_mode: PaddingModes.Replicate)),
        ("nn.Conv2d(4, 6, (4, 3), padding='same', padding_mode='circular')", () => Conv2d(4, 6, (4, 3), Padding.Same, padding_mode: PaddingModes.Circular)),
        ("nn.GroupNorm(2, 4)", () => GroupNorm(2, 4)),
        ("nn.GroupNorm(4, 4, .1, affine=False)", () => GroupNorm(4, 4, .1, affine: false)),
        ("nn.LayerNorm([7, 6])", () => LayerNorm([7, 6])),
        ("nn.LayerNorm(6, .1, elementwise_affine=False)", () => LayerNorm(6, .1, elementwise_affine: false)),
        ("nn.MaxPool2d(3, 2, 1)", () => MaxPool2d(3, 2, 1)),
        ("nn.MaxPool2d((2, 3), ceil_mode=True)", () => MaxPool2d((2, 3), ceil_mode: true)),
        ("nn.AvgPool2d(3, 2, 1, count_include_pad=False)", () => AvgPool2d(3, 2, 1, count_include_pad: false)),
        ("nn.AdaptiveAvgPool2d((3, 2))", () => AdaptiveAvgPool2d((3, 2))),
        ("nn.AdaptiveAvgPool2d(1)", () => AdaptiveAvgPool2d(1)),
        ("nn.Upsample(scale_factor=(2., 3.), mode='bilinear', align_corners=True)", () => Upsample(null, [2, 3], UpsampleMode.Bilinear, true)),
        ("nn.Upsample((5, 9))", () => Upsample([5, 9])),
        ("nn.Flatten()", () => Flatten()),
        ("nn.Flatten(2, 3)", () => Flatten(2, 3)),
        ("nn.Identity()", () => Identity()),
    ];

    static readonly (string Python, Func<Module<Tensor, Tensor>> Ours)[] OfRows =
    [
        ("nn.Linear(4, 3)", () => Linear(4, 3)),
        ("nn.Linear(4, 3, bias=False)", () => Linear(4, 3, false)),
        ("nn.LayerNorm(4)", () => LayerNorm(4)),
        ("nn.ReLU()", () => ReLU()),
        ("nn.LeakyReLU(.3)", () => LeakyReLU(.3)),
        ("nn.ELU(2.)", () => ELU(2)),
        ("nn.GELU()", () => GELU()),
        ("nn.SiLU()", () => SiLU()),
        ("nn.Sigmoid()", () => Sigmoid()),
        ("nn.Tanh()", () => Tanh()),
        ("nn.Softplus(2)", () => Softplus(2)),
        ("nn.Softmax(1)", () => Softmax(1)),
        ("nn.LogSoftmax(0)", () => LogSoftmax(0)),
        ("nn.Dropout(.5).eval()", () => { var dropout = Dropout(.5); dropout.eval(); return dropout; }),
        ("nn.Sequential(nn.Linear(4, 8), nn.GELU(), nn.Linear(8, 2))", () => Sequential(Linear(4, 8), GELU(), Linear(8, 2))),
    ];

    [Fact]
    public void Every_layer_agrees_with_python()
    {
        var reference = new Reference(Inputs + string.Join('\n',
            OfImages.Select((c, i) => $"show('image{i}', fill({c.Python})(image))")
                .Concat(OfRows.Select((c, i) => $"show('rows{i}', fill({c.Python})(rows))"))));
        for (int i = 0; i < OfImages.Length; i++) reference.Check($"image{i}", Fill(OfImages[i].Ours()).call(image));
        for (int i = 0; i < OfRows.Length; i++) reference.Check($"rows{i}", Fill(OfRows[i].Ours()).call(rows));
    }

    [Fact]
    public void Every_loss_agrees_with_python()
    {
        var reference = new Reference("""
            rows, other = draw(2, 5, 4), draw(3, 5, 4)
            targets, weights, signs = torch.tensor([3, 0, 2, 1, 2]), draw(4, 4).abs(), (draw(3, 5, 4) > 0).double()
            show("ce", nn.CrossEntropyLoss(weights, ignore_index=1, label_smoothing=.1)(rows, targets))
            show("nll", nn.NLLLoss(weights, reduction='sum')(rows, targets))
            show("bce", nn.BCEWithLogitsLoss(weights, pos_weight=weights)(rows, signs))
            show("mse", nn.MSELoss()(rows, other))
            show("l1", nn.L1Loss(reduction='none')(rows, other))
            show("smooth", nn.SmoothL1Loss(beta=.2)(rows, other))
            show("kl", nn.KLDivLoss(log_target=True)(rows, other))
            """);
        var other = Draw(3, 5, 4);
        var (targets, weights, signs) = (tensor(new long[] { 3, 0, 2, 1, 2 }), Draw(4, 4).abs(), (other > 0).@double());
        reference.Check("ce", new CrossEntropyLoss(weights, 1, label_smoothing: .1).call(rows, targets));
        reference.Check("nll", NLLLoss(weights, Reduction.Sum).call(rows, targets));
        reference.Check("bce", BCEWithLogitsLoss(weights, pos_weights: weights).call(rows, signs));
        reference.Check("mse", MSELoss().call(rows, other));
        reference.Check("l1", L1Loss(Reduction.None).call(rows, other));
        reference.Check("smooth", SmoothL1Loss(beta: .2).call(rows, other));
        reference.Check("kl", KLDivLoss().call(rows, other));
    }

    [Fact]
    public void Batch_normalisation_keeps_pythons_statistics()
    {
        var reference = new Reference(Inputs + """
            for momentum, tracked in [(.1, True), (None, True), (.3, False)]:
                case = f"{momentum} {tracked} "
                norm = fill(nn.BatchNorm2d(4, momentum=momentum, track_running_stats=tracked))
                for step in range(3): show(f"{case}train{step}", norm(draw(step, 2, 4, 3, 3) * 2 + step))
                norm.eval()
                show(case + "eval", norm(image))
                for name, buffer in norm.named_buffers(): show(case + name, buffer)
            """);
        Check(0.1, true);
        Check(null, true);
        Check(0.3, false);

        void Check(double? momentum, bool tracked)
        {
            var name = $"{momentum?.ToString() ?? "None"} {tracked} ";
            using var norm = Fill(BatchNorm2d(4, track_running_stats: tracked));
            norm.momentum = momentum;
            for (int step = 0; step < 3; step++) reference.Check($"{name}train{step}", norm.call(Draw(step, 2, 4, 3, 3) * 2 + step));
            norm.eval();
            reference.Check(name + "eval", norm.call(image));
            Assert.Equal(tracked ? 3 : 0, norm.buffers().Count());
            foreach (var (buffer, value) in norm.named_buffers()) reference.Check(name + buffer, value);
        }
    }

    [Fact]
    public void Batch_normalisation_takes_four_dimensions()
    {
        using var norm = BatchNorm2d(4);
        Assert.Contains("expected 4D input, but got 2D", Assert.Throws<ArgumentException>(() => norm.call(rows.@float())).Message);
    }

    [Fact]
    public void An_embeddings_padding_is_zero_and_gets_no_gradient()
    {
        using var embedding = Embedding(5, 3, padding_idx: -2);
        Assert.Equal(0, embedding.weight[3].abs().sum().ToDouble());
        embedding.call(tensor(new long[,] { { 3, 1 }, { 1, 0 } })).sum().backward();
        Assert.Equal([1f, 2f, 0f, 0f, 0f], embedding.weight.grad!.select(1, 0).data<float>().ToArray());
    }

    [Fact]
    public void A_bag_is_the_weighted_sum_of_the_vectors_it_names()
    {
        using var vectors = tensor(new float[,] { { 1, 2 }, { 10, 20 }, { 100, 200 } });
        using var bag = EmbeddingBag_from_pretrained(vectors, mode: EmbeddingBagMode.Sum);
        using var sums = bag.call(tensor((int[])[2, 0, 1, 1]), tensor((int[])[0, 1, 1]), tensor((float[])[.5f, 1, 2, -1]));
        Assert.Equal([50f, 100f, 0f, 0f, 11f, 22f], sums.data<float>().ToArray());
        Assert.False(bag.weight.requires_grad);
        Assert.Equal(6, vectors.numel());
    }

    [Fact]
    public void Dropout_scales_what_it_keeps()
    {
        using var dropout = Dropout(.75);
        var values = dropout.call(ones(4000)).data<float>().ToArray();
        Assert.Equal([0f, 4f], values.Distinct().Order());
        Assert.InRange(values.Count(v => v > 0), 800, 1200);
        dropout.eval();
        Assert.True(dropout.call(rows).allclose(rows));
    }

    [Fact]
    public void A_sequence_disposes_what_lies_between_but_never_its_input_or_result()
    {
        using var net = Sequential(Identity(), Linear(4, 4), ReLU(inplace: true), Identity());
        using var scope = NewDisposeScope();
        var input = rows.@float();
        var output = net.call(input);
        Assert.False(input.IsInvalid);
        Assert.False(output.IsInvalid);
        Assert.Equal(2, scope.DisposablesCount);
        using var same = Sequential(new Same(), new Same());
        Assert.Same(input, same.call(input));
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void A_sequence_is_indexed_and_sliced_and_grows()
    {
        using var net = Sequential(("in", Linear(4, 3)), ("act", ReLU()), ("out", Linear(3, 2)));
        Assert.IsType<ReLU>(net[1]);
        Assert.Equal(["in.weight", "in.bias"], net[..2].state_dict().Keys);
        Assert.Equal(["out.weight", "out.bias"], net[(-1 + net.Count, null)].state_dict().Keys);
        net.append(Softmax(1)).append("last", Identity());
        Assert.Equal(["in", "act", "out", "3", "last"], net.named_children().Select(m => m.name));
        Assert.Equal([5L, 2L], net.call(rows.@float()).shape);
        Assert.Equal(["0", "1"], Sequential(new List<Module<Tensor, Tensor>> { ReLU(), Tanh() }).named_children().Select(m => m.name));
        Assert.Equal(["a"], Sequential(Tuple.Create("a", (Module<Tensor, Tensor>)ReLU())).named_children().Select(m => m.name));
    }

    [Fact]
    public void A_module_list_is_numbered_whatever_happens_to_it()
    {
        using var list = ModuleList(Linear(1, 1), Linear(2, 1));
        list.append(Linear(3, 1));
        list.Insert(1, Linear(9, 1));
        list.RemoveAt(0);
        Assert.Equal([9L, 2L, 3L], list.Select(layer => layer.in_features));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"], list.state_dict().Keys);
        Assert.Equal([1L, 9L], list.get_parameter("0.weight")!.shape);
        list[2] = Linear(7, 1, hasBias: false);
        Assert.Equal(5, list.parameters().Count());
        Assert.True(list.Remove(list[1]));
        Assert.Equal(["0", "1"], list.named_children().Select(m => m.name));
        list.Clear();
        Assert.Empty(list.parameters());
    }

    [Fact]
    public void A_module_dictionary_keeps_names_and_order()
    {
        using var dict = ModuleDict(("boxes", Linear(2, 4)), ("classes", Linear(2, 3)));
        dict.Add("masks", Linear(2, 1, false));
        Assert.Equal(["boxes", "classes", "masks"], dict.keys());
        Assert.Equal(["boxes", "classes", "masks"], dict.named_children().Select(m => m.name));
        Assert.Equal(3, dict["classes"].out_features);
        Assert.True(dict.Remove("boxes"));
        Assert.False(dict.ContainsKey("boxes"));
        Assert.Equal(["classes.weight", "classes.bias", "masks.weight"], dict.state_dict().Keys);
        Assert.Throws<InvalidOperationException>(() => dict.Add("masks", Linear(1, 1)));
        foreach (var (name, layer) in dict) Assert.Same(dict[name], layer);
    }

    [Fact]
    public void Wrong_shapes_are_refused_in_libtorchs_words()
    {
        using var linear = Linear(3, 2);
        Assert.Contains("cannot be multiplied (5x4 and 3x2)", Assert.Throws<ExternalException>(() => linear.call(rows.@float())).Message);
        using var conv = Conv2d(3, 2, 3);
        Assert.Contains("expected input[2, 4, 7, 6] to have 3 channels", Assert.Throws<ExternalException>(() => conv.call(image.@float())).Message);
        Assert.Contains("stride 1 only", Assert.Throws<ArgumentException>(() => Conv2d(3, 2, 3, Padding.Same, stride: 2)).Message);
    }

    sealed class Same() : Module<Tensor, Tensor>(nameof(Same))
    {
        public override Tensor forward(Tensor input) => input;
    }
}
