using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using static Fovea.Tests.Engine.Reference;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Engine;

/// <summary>Each function of nn.functional against the same call in Python.</summary>
public class NnFunctionalTests
{
    const string Inputs = """
        image, rows, line = draw(1, 2, 4, 7, 6), draw(2, 5, 4), draw(3, 2, 3, 9)
        kernel, grouped, matrix, bias = draw(4, 6, 4, 3, 3), draw(5, 6, 2, 3, 3), draw(6, 3, 4), draw(7, 6)
        grid, theta = draw(8, 2, 3, 5, 2), draw(9, 2, 2, 3)
        four, stats = draw(10, 4), draw(11, 4).abs()
        targets, signs = torch.tensor([3, 0, 2, 1, 2]), (draw(12, 5, 4) > 0).double()
        other = draw(13, 5, 4)

        """;

    static readonly Tensor image = Draw(1, 2, 4, 7, 6), rows = Draw(2, 5, 4), line = Draw(3, 2, 3, 9);
    static readonly Tensor kernel = Draw(4, 6, 4, 3, 3), grouped = Draw(5, 6, 2, 3, 3), matrix = Draw(6, 3, 4), bias = Draw(7, 6);
    static readonly Tensor grid = Draw(8, 2, 3, 5, 2), theta = Draw(9, 2, 2, 3);
    static readonly Tensor four = Draw(10, 4), stats = Draw(11, 4).abs();
    static readonly Tensor targets = tensor(new long[] { 3, 0, 2, 1, 2 }), signs = (Draw(12, 5, 4) > 0).@double();
    static readonly Tensor other = Draw(13, 5, 4);

    /// <summary>Makes the inputs before the first test begins, and so outside the scopes that tests open.</summary>
    static NnFunctionalTests() { }

    /// <summary>The call in Python, and ours.</summary>
    static readonly (string Python, Func<Tensor> Ours)[] Cases =
    [
        ("F.relu(rows)", () => functional.relu(rows)),
        ("F.relu(rows.clone(), inplace=True)", () => functional.relu(rows.clone(), inplace: true)),
        ("F.leaky_relu(rows, .2)", () => functional.leaky_relu(rows, .2)),
        ("F.elu(rows, 1.5)", () => functional.elu(rows, 1.5)),
        ("F.gelu(rows)", () => functional.gelu(rows)),
        ("F.silu(rows)", () => functional.silu(rows)),
        ("torch.sigmoid(rows)", () => functional.sigmoid(rows)),
        ("torch.tanh(rows)", () => functional.tanh(rows)),
        ("F.softplus(rows, 2, 1)", () => functional.softplus(rows, 2, 1)),
        ("F.softmax(rows, 1)", () => functional.softmax(rows, 1)),
        ("F.softmax(rows, 0, dtype=torch.float32)", () => functional.softmax(rows, 0, float32)),
        ("F.log_softmax(rows, -1)", () => functional.log_softmax(rows, -1)),

        ("F.linear(rows, matrix)", () => functional.linear(rows, matrix)),
        ("F.linear(rows, matrix, bias[:3])", () => functional.linear(rows, matrix, bias[..3])),
        ("F.dropout(rows, .5, training=False)", () => functional.dropout(rows, .5, training: false)),
        ("F.dropout(rows, 1.)", () => functional.dropout(rows, 1)),
        ("F.one_hot(targets)", () => functional.one_hot(targets)),
        ("F.one_hot(targets, 6)", () => functional.one_hot(targets, 6)),
        ("F.normalize(rows)", () => functional.normalize(rows)),
        ("F.normalize(rows, 1, 0)", () => functional.normalize(rows, 1, 0)),
        ("F.normalize(rows * 0)", () => functional.normalize(rows * 0)),
        ("F.cosine_similarity(rows, other)", () => functional.cosine_similarity(rows, other)),

        ("F.conv2d(image, kernel, bias)", () => functional.conv2d(image, kernel, bias)),
        ("F.conv2d(image, grouped, None, 2, (1, 2), (2, 1), 2)", () => functional.conv2d(image, grouped, null, [2, 2], [1, 2], [2, 1], 2)),
        ("F.conv2d(image, kernel, padding='same')", () => functional.conv2d_padding(image, kernel, padding: Padding.Same)),
        ("F.conv2d(image, kernel, padding='valid')", () => functional.conv2d_padding(image, kernel)),
        ("F.conv_transpose2d(image, draw(14, 4, 3, 3, 3), None, 2, 1, 1)", () => functional.conv_transpose2d(image, Draw(14, 4, 3, 3, 3), null, [2, 2], [1, 1], [1, 1])),
        ("F.unfold(image, 3, 1, 1, 2)", () => functional.unfold(image, 3, 1, 1, 2)),
        ("F.unfold(image, (2, 3), stride=(1, 2))", () => functional.unfold(image, (2, 3), stride: (1, 2))),
        ("F.fold(F.unfold(image, 3, 1, 1, 2), image.shape[2:], 3, 1, 1, 2)", () => functional.fold(functional.unfold(image, 3, 1, 1, 2), (image.shape[2], image.shape[3]), (3, 3), (1, 1), (1, 1), (2, 2))),
        ("F.fold(draw(15, 2, 12, 16), 5, 2)", () => functional.fold(Draw(15, 2, 12, 16), 5, 2)),
        ("F.pixel_shuffle(image, 2)", () => functional.pixel_shuffle(image, 2)),

        ("F.max_pool2d(image, 3, 2, 1)", () => functional.max_pool2d(image, 3, 2, 1)),
        ("F.max_pool2d(image, (2, 3), ceil_mode=True)", () => functional.max_pool2d(image, (2, 3), ceil_mode: true)),
        ("F.max_pool2d(image, [2, 2], [1, 2], dilation=[2, 1])", () => functional.max_pool2d(image, [2, 2], [1, 2], dilation: [2, 1])),
        ("F.avg_pool2d(image, 3, 2, 1, count_include_pad=False)", () => functional.avg_pool2d(image, 3, 2, 1, count_include_pad: false)),
        ("F.avg_pool2d(image, (2, 3), divisor_override=5)", () => functional.avg_pool2d(image, (2, 3), divisor_override: 5)),
        ("F.avg_pool2d(image, [2, 2], ceil_mode=True)", () => functional.avg_pool2d(image, [2, 2], ceil_mode: true)),
        ("F.adaptive_avg_pool2d(image, (3, 2))", () => functional.adaptive_avg_pool2d(image, (3, 2))),
        ("F.adaptive_avg_pool2d(image, 1)", () => functional.adaptive_avg_pool2d(image, 1)),

        ("F.batch_norm(image, four, stats, four, four)", () => functional.batch_norm(image, four, stats, four, four)),
        ("F.batch_norm(image, None, None, training=True, eps=.1)", () => functional.batch_norm(image, null, null, training: true, eps: .1)),
        ("F.layer_norm(image, [7, 6])", () => functional.layer_norm(image, [7, 6])),
        ("F.layer_norm(rows, [4], four, stats, .1)", () => functional.layer_norm(rows, [4], four, stats, .1)),
        ("F.group_norm(image, 2, four, stats)", () => functional.group_norm(image, 2, four, stats)),

        ("F.cross_entropy(rows, targets)", () => functional.cross_entropy(rows, targets)),
        ("F.cross_entropy(rows, targets, stats, ignore_index=2, reduction='sum', label_smoothing=.1)", () => functional.cross_entropy(rows, targets, stats, 2, Reduction.Sum, .1)),
        ("F.cross_entropy(rows, F.softmax(other, 1), reduction='none')", () => functional.cross_entropy(rows, functional.softmax(other, 1), reduction: Reduction.None)),
        ("F.nll_loss(rows, targets, stats)", () => functional.nll_loss(rows, targets, stats)),
        ("F.binary_cross_entropy(torch.sigmoid(rows), signs)", () => functional.binary_cross_entropy(functional.sigmoid(rows), signs)),
        ("F.binary_cross_entropy_with_logits(rows, signs, stats, pos_weight=stats, reduction='none')", () => functional.binary_cross_entropy_with_logits(rows, signs, stats, Reduction.None, stats)),
        ("F.mse_loss(rows, other)", () => functional.mse_loss(rows, other)),
        ("F.l1_loss(rows, other, reduction='sum')", () => functional.l1_loss(rows, other, Reduction.Sum)),
        ("F.smooth_l1_loss(rows, other, beta=.3)", () => functional.smooth_l1_loss(rows, other, beta: .3)),
        ("F.huber_loss(rows, other, delta=.3)", () => functional.huber_loss(rows, other, .3)),
        ("F.kl_div(F.log_softmax(rows, 1), F.log_softmax(other, 1), log_target=True)", () => functional.kl_div(functional.log_softmax(rows, 1), functional.log_softmax(other, 1))),
        ("F.kl_div(F.log_softmax(rows, 1), F.softmax(other, 1), reduction='sum')", () => functional.kl_div(functional.log_softmax(rows, 1), functional.softmax(other, 1), false, Reduction.Sum)),

        ("F.interpolate(image, (5, 9))", () => functional.interpolate(image, [5, 9])),
        ("F.interpolate(image, scale_factor=(1.6, .7))", () => functional.interpolate(image, scale_factor: [1.6, .7])),
        ("F.interpolate(line, 5)", () => functional.interpolate(line, [5])),
        ("F.interpolate(line, 13, mode='linear')", () => functional.interpolate(line, [13], mode: InterpolationMode.Linear)),
        ("F.interpolate(image, (5, 9), mode='bilinear')", () => functional.interpolate(image, [5, 9], mode: InterpolationMode.Bilinear)),
        ("F.interpolate(image, (5, 9), mode='bilinear', align_corners=True)", () => functional.interpolate(image, [5, 9], null, InterpolationMode.Bilinear, true)),
        ("F.interpolate(image, scale_factor=(1.6, .7), mode='bilinear')", () => functional.interpolate(image, scale_factor: [1.6, .7], mode: InterpolationMode.Bilinear)),
        ("F.interpolate(image, scale_factor=(1.6, .7), mode='bilinear', recompute_scale_factor=True)", () => functional.interpolate(image, null, [1.6, .7], InterpolationMode.Bilinear, null, true)),
        ("F.interpolate(image, (5, 9), mode='bicubic')", () => functional.interpolate(image, [5, 9], mode: InterpolationMode.Bicubic)),
        ("F.interpolate(image, (3, 2), mode='bilinear', antialias=True)", () => functional.interpolate(image, [3, 2], mode: InterpolationMode.Bilinear, antialias: true)),
        ("F.interpolate(image, (3, 2), mode='bicubic', antialias=True)", () => functional.interpolate(image, [3, 2], mode: InterpolationMode.Bicubic, antialias: true)),
        ("F.interpolate(image, (3, 4), mode='area')", () => functional.interpolate(image, [3, 4], mode: InterpolationMode.Area)),
        ("F.interpolate(image, scale_factor=(.5, .5), mode='area')", () => functional.interpolate(image, scale_factor: [.5, .5], mode: InterpolationMode.Area)),

        ("F.grid_sample(image, grid, align_corners=False)", () => functional.grid_sample(image, grid)),
        ("F.grid_sample(image, grid, padding_mode='border', align_corners=True)", () => functional.grid_sample(image, grid, padding_mode: GridSamplePaddingMode.Border, align_corners: true)),
        ("F.grid_sample(image, grid, padding_mode='reflection', align_corners=False)", () => functional.grid_sample(image, grid, padding_mode: GridSamplePaddingMode.Reflection)),
        ("F.grid_sample(image, grid, 'nearest', 'zeros', False)", () => functional.grid_sample(image, grid, GridSampleMode.Nearest, GridSamplePaddingMode.Zeros, false)),
        ("F.affine_grid(theta, (2, 4, 3, 5), align_corners=False)", () => functional.affine_grid(theta, [2, 4, 3, 5])),
        ("F.affine_grid(theta, (2, 4, 3, 5), align_corners=True)", () => functional.affine_grid(theta, [2, 4, 3, 5], true)),

        ("F.pad(image, (1, 2, 0, 3), value=.5)", () => functional.pad(image, (1, 2, 0, 3), value: .5)),
        ("F.pad(image, (1, 2))", () => functional.pad(image, (1, 2))),
        ("F.pad(rows, (-1, 2, 1, 0))", () => functional.pad(rows, [-1, 2, 1, 0])),
        ("F.pad(rows, (1, 1, 1, 1), value=2)", () => functional.pad(rows, 1, value: 2)),
        ("F.pad(image, (1, 2, 3, 0), 'reflect')", () => functional.pad(image, (1, 2, 3, 0), PaddingModes.Reflect)),
        ("F.pad(image, (1, 2, 3, 0), 'replicate')", () => functional.pad(image, (1, 2, 3, 0), PaddingModes.Replicate)),
        ("F.pad(image, (1, 2, 3, 0), 'circular')", () => functional.pad(image, (1, 2, 3, 0), PaddingModes.Circular)),
    ];

    [Fact]
    public void Every_function_agrees_with_python()
    {
        var reference = new Reference(Inputs + string.Join('\n', Cases.Select(c => $"show({JsonSerializer.Serialize(c.Python)}, {c.Python})")));
        Assert.All(Cases, c => reference.Check(c.Python, c.Ours(), c.Python.Contains("float32") ? 1e-6 : 1e-12));
    }

    [Fact]
    public void Training_updates_the_running_statistics_in_place()
    {
        var reference = new Reference(Inputs + """
            mean, var = four.clone(), stats.clone()
            F.batch_norm(image, mean, var, training=True, momentum=.3)
            show("mean", mean)
            show("var", var)
            """);
        var (mean, variance) = (four.clone(), stats.clone());
        functional.batch_norm(image, mean, variance, training: true, momentum: .3);
        reference.Check("mean", mean);
        reference.Check("var", variance);
    }

    [Fact]
    public void In_place_functions_change_the_input_and_return_a_tensor_of_its_own()
    {
        var x = rows.clone();
        using (functional.relu(x, inplace: true)) { }
        Assert.True(x.allclose(functional.relu(rows)));
        using (functional.leaky_relu(x, inplace: true)) { }
        using (functional.elu(x, 1, inplace: true)) { }
        using (functional.silu(x, inplace: true)) { }
        using (functional.tanh(x, inplace: true)) { }
        Assert.True(x.allclose(functional.tanh(functional.silu(functional.relu(rows)))));
    }

    [Fact]
    public void In_place_functions_pass_gradients_back()
    {
        var leaf = rows.clone().with_requires_grad();
        functional.relu(leaf * 2, inplace: true).sum().backward();
        Assert.True(leaf.grad!.allclose((rows > 0).@double() * 2));
    }

    [Fact]
    public void Composed_functions_leave_only_their_result_behind()
    {
        using var scope = NewDisposeScope();
        functional.normalize(rows);
        functional.interpolate(image, scale_factor: [.5, .5], recompute_scale_factor: true);
        functional.pad(image, 1, PaddingModes.Constant);
        Assert.Equal(3, scope.DisposablesCount);
    }

    [Fact]
    public void Wrong_shapes_are_refused_in_libtorchs_words()
    {
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (5x4 and 5x4)",
            Assert.Throws<ExternalException>(() => functional.linear(rows, other.t())).Message);
        Assert.Contains("expected input[2, 4, 7, 6] to have 2 channels",
            Assert.Throws<ExternalException>(() => functional.conv2d(image, grouped)).Message);
        Assert.Contains("size", Assert.Throws<ExternalException>(() => functional.mse_loss(rows, four[..3])).Message);
        Assert.Contains("out of bounds", Assert.Throws<ExternalException>(() => functional.cross_entropy(rows[TensorIndex.Colon, ..2], targets)).Message);
        Assert.Throws<ExternalException>(() => functional.linear(rows, matrix.@float())); // worded differently by libtorch 1.13 and 2.x
    }

    [Fact]
    public void Interpolation_says_what_it_cannot_do()
    {
        Assert.Contains("either size or scale_factor", Assert.Throws<ArgumentException>(() => functional.interpolate(image)).Message);
        Assert.Contains("either size or scale_factor", Assert.Throws<ArgumentException>(() => functional.interpolate(image, [2, 2], [2, 2])).Message);
        Assert.Contains("Nearest", Assert.Throws<ArgumentException>(() => functional.interpolate(image, [2, 2], align_corners: true)).Message);
        Assert.Contains("no mode Bicubic for an input of 3 dimensions",
            Assert.Throws<ArgumentException>(() => functional.interpolate(line, [2], mode: InterpolationMode.Bicubic)).Message);
        Assert.Contains("no mode Nearest with antialias",
            Assert.Throws<ArgumentException>(() => functional.interpolate(image, [2, 2], antialias: true)).Message);
        Assert.Contains("2 scale factors",
            Assert.Throws<ArgumentException>(() => functional.interpolate(image, scale_factor: [2], recompute_scale_factor: true)).Message);
    }
}
