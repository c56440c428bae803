using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Layers;

public class DeformableConvolutionTests
{
    private readonly Generator generator = new(5);

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 1, 2, 0, 1)]
    [InlineData(1, 2, 1, 2, 2)]
    [InlineData(3, 6, 2, 1, 1)]
    public void Without_offsets_it_is_a_convolution(int sets, int groups, int stride, int padding, int dilation)
    {
        using var scope = NewDisposeScope();
        var input = Drawn(2, 6, 8, 9);
        var (weight, bias) = (Drawn(6, 6 / sets, 3, 2), Drawn(6));
        var expected = functional.conv2d(input, weight, bias, [stride, stride], [padding, padding], [dilation, dilation], sets);
        var offset = zeros([2, 12 * groups, expected.shape[2], expected.shape[3]], float64);
        var mask = ones([2, 6 * groups, expected.shape[2], expected.shape[3]], float64);
        Assert.Equal(0, Difference(expected, DeformableConvolution.Apply(input, offset, weight, bias, stride, padding, dilation)), 1e-12);
        Assert.Equal(0, Difference(expected, DeformableConvolution.Apply(input, offset, weight, bias, stride, padding, dilation, mask)), 1e-12);
        var half = DeformableConvolution.Apply(input, offset, weight, null, stride, padding, dilation, mask / 2);
        Assert.Equal(0, Difference((expected - bias.view(-1, 1, 1)) / 2, half), 1e-12);
    }

    [Fact]
    public void A_whole_offset_of_a_group_moves_what_its_channels_show()
    {
        using var scope = NewDisposeScope();
        var (input, weight) = (Drawn(1, 4, 6, 7), Drawn(3, 4, 1, 1));
        var offset = zeros([1, 4, 6, 7], float64);
        offset[.., 2] += 2;     // the second group looks two rows further down
        offset[.., 3] -= 1;     // and a column to the left
        var moved = input.clone();
        moved[.., 2..] = 0;
        moved[0, 2.., ..4, 1..] = input[0, 2.., 2.., ..6];
        Assert.Equal(0, Difference(functional.conv2d(moved, weight), DeformableConvolution.Apply(input, offset, weight)), 1e-12);
    }

    [Fact]
    public void An_offset_far_out_reads_zero()
    {
        using var scope = NewDisposeScope();
        var (input, weight) = (Drawn(1, 2, 5, 5) + 1, Drawn(3, 2, 1, 1));
        foreach (var distance in new[] { -7.0, 7, 1e6, -1e9, 1e30 })
            Assert.Equal(0, DeformableConvolution.Apply(input, full([1, 2, 5, 5], distance, float64), weight).abs().max().ToDouble());
    }

    [Fact]
    public void Every_input_gets_the_derivative()
    {
        using var scope = NewDisposeScope();
        var offset = Drawn(1, 16, 4, 4) * 3 - 1.5;
        // A lookup has kinks at whole positions, where a finite difference means nothing.
        Tensor[] inputs = [Drawn(1, 4, 4, 4), offset.floor() + (offset - offset.floor()).clamp(.01, .99), Drawn(2, 2, 2, 2), Drawn(2), Drawn(1, 8, 4, 4)];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = inputs[i].detach().with_requires_grad();
        var weights = Drawn(1, 2, 4, 4);
        Tensor Loss() => (DeformableConvolution.Apply(inputs[0], inputs[1], inputs[2], inputs[3], stride: 1, padding: 1, dilation: 2, mask: inputs[4]) * weights).sum();
        Loss().backward();
        Assert.All(inputs, input => Derivative.AssertEquals(input, Loss));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_told_with_what_was_expected()
    {
        using var scope = NewDisposeScope();
        var (input, offset, weight) = (Drawn(2, 4, 6, 6), Drawn(2, 18, 6, 6), Drawn(3, 4, 3, 3));
        string Refusal(Tensor input, Tensor offset, Tensor weight, Tensor? bias = null, Tensor? mask = null, int stride = 1) =>
            Assert.Throws<ArgumentException>(() => DeformableConvolution.Apply(input, offset, weight, bias, stride, padding: 1, mask: mask)).Message;
        Assert.Equal("offset: expected [2, 18 G, 6, 6] with G a divisor of 4, found [2, 20, 6, 6]", Refusal(input, Drawn(2, 20, 6, 6), weight));
        Assert.Contains("offset", Refusal(input, Drawn(2, 54, 6, 6), weight));
        Assert.Contains("offset", Refusal(input, Drawn(1, 18, 6, 6), weight));
        Assert.Contains("offset", Refusal(input, Drawn(18, 6, 6), weight));
        Assert.Equal("mask: expected [2, 9, 6, 6], found [2, 18, 6, 6]", Refusal(input, offset, weight, mask: Drawn(2, 18, 6, 6)));
        Assert.Contains("weight: expected [D, 4 / g, kh, kw]", Refusal(input, offset, Drawn(3, 3, 3, 3)));
        Assert.Contains("weight", Refusal(input, offset, Drawn(3, 2, 3, 3)));
        Assert.Contains("bias: expected [3], found [4]", Refusal(input, offset, weight, bias: Drawn(4)));
        Assert.Contains("input: expected at least the kernel's size", Refusal(Drawn(2, 4, 6, 6), Drawn(2, 2, 1, 1), Drawn(3, 4, 9, 9)));
        Assert.Contains("stride: expected at least 1, found 0", Refusal(input, offset, weight, stride: 0));
    }

    private Tensor Drawn(params long[] shape) => rand(shape, float64, generator: generator);

    private static double Difference(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        return (expected - found).abs().max().ToDouble();
    }
}
