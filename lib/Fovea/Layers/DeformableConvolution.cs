using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>
/// Deformable convolution (Dai et al. 2017, eq. 2), with a mask modulated (Zhu et al. 2019, Deformable ConvNets v2, eq. 1):
/// y(p) = sum over k of w_k m_k(p) x(p + p_k + o_k(p)), a lookup between positions being bilinear and beyond the border zero.
/// </summary>
public static class DeformableConvolution
{
    /// <summary>Convolves; the groups of channels and of offsets are told by the shapes.</summary>
    /// <remarks>
    /// The arithmetic is torchvision's <c>deform_conv2d</c>. Gradients reach every input. C kh kw H' W' numbers an image are held. An
    /// offset far out reads zero.
    /// </remarks>
    /// <param name="input">x, [B, C, H, W].</param>
    /// <param name="offset">o, [B, 2 G kh kw, H', W']: for each of G groups of channels and each tap, how far down and how far right.</param>
    /// <param name="weight">w, [D, C / g, kh, kw], with g groups of channels convolved each by itself.</param>
    /// <param name="bias">[D]; none where null.</param>
    /// <param name="stride">Along both axes.</param>
    /// <param name="padding">On each side.</param>
    /// <param name="dilation">Distance of two taps.</param>
    /// <param name="mask">m, [B, G kh kw, H', W']; ones where null.</param>
    /// <returns>y, [B, D, H', W'].</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static Tensor Apply(Tensor input, Tensor offset, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0,
        int dilation = 1, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var (height, width, groups) = CheckShapes(input, offset, weight, bias, stride, padding, dilation, mask);
        var (batch, channels) = (input.shape[0], input.shape[1]);
        var (filters, taps) = (weight.shape[0], weight.shape[2] * weight.shape[3]);

        var at = offset.view(batch * groups, taps, 2, height, width) + Taps(offset, weight.shape[2..], stride, padding, dilation);
        var (y, x) = (at.select(2, 0), at.select(2, 1));                                                    // [B G, k, H', W'], in positions
        // (x, y) with -1 and 1 at the outer edges of the outermost positions.
        var grid = stack([(x * 2 + 1) / input.shape[3] - 1, (y * 2 + 1) / input.shape[2] - 1], -1)
            .view(batch * groups, taps * height, width, 2);
        var lookups = functional.grid_sample(input.reshape(batch * groups, channels / groups, input.shape[2], input.shape[3]), grid,
            GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);                    // [B G, C / G, k H', W']
        if (mask is not null) lookups = lookups * mask.reshape(batch * groups, 1, taps * height, width);

        var sets = channels / weight.shape[1];
        var columns = lookups.view(batch, sets, weight.shape[1] * taps, height * width);                    // [B, g, C / g k, H' W']
        var output = weight.reshape(1, sets, filters / sets, -1).matmul(columns).view(batch, filters, height, width);
        return (bias is null ? output : output + bias.view(-1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>p + p_k, where each tap looks without an offset: rows and columns, [k, 2, H', W'].</summary>
    private static Tensor Taps(Tensor offset, long[] kernel, int stride, int padding, int dilation)
    {
        Tensor Range(long count) => arange(count, offset.dtype, offset.device);
        var (height, width) = (offset.shape[2], offset.shape[3]);
        var rows = (Range(kernel[0]) * dilation - padding).view(-1, 1, 1, 1) + (Range(height) * stride).view(1, 1, -1, 1);
        var columns = (Range(kernel[1]) * dilation - padding).view(1, -1, 1, 1) + (Range(width) * stride).view(1, 1, 1, -1);
        long[] all = [kernel[0], kernel[1], height, width];
        return stack([rows.expand(all), columns.expand(all)], 2).view(-1, 2, height, width);
    }

    private static (long Height, long Width, long Groups) CheckShapes(Tensor input, Tensor offset, Tensor weight, Tensor? bias,
        int stride, int padding, int dilation, Tensor? mask)
    {
        Check.AtLeast(1, stride, nameof(stride));
        Check.AtLeast(0, padding, nameof(padding));
        Check.AtLeast(1, dilation, nameof(dilation));
        Check.That(input.ndim == 4 && input.numel() > 0, nameof(input), "[B, C, H, W], none of them 0", Text(input));
        var (batch, channels) = (input.shape[0], input.shape[1]);
        Check.That(weight.ndim == 4 && weight.numel() > 0 && channels % weight.shape[1] == 0 && weight.shape[0] % (channels / weight.shape[1]) == 0,
            nameof(weight), $"[D, {channels} / g, kh, kw] with D a multiple of g", Text(weight));
        Check.That(bias is null || (bias.ndim == 1 && bias.shape[0] == weight.shape[0]), nameof(bias), $"[{weight.shape[0]}]", bias is null ? "" : Text(bias));

        long Output(int axis) => (input.shape[axis] + 2 * padding - dilation * (weight.shape[axis] - 1) - 1) / stride + 1;
        var (height, width, taps) = (Output(2), Output(3), weight.shape[2] * weight.shape[3]);
        Check.That(height > 0 && width > 0, nameof(input), $"at least the kernel's size, {weight.shape[2]} x {weight.shape[3]}, with its padding", Text(input));
        var groups = offset.ndim == 4 ? offset.shape[1] / (2 * taps) : 0;
        Check.That(groups > 0 && channels % groups == 0 && offset.shape.AsSpan().SequenceEqual([batch, 2 * groups * taps, height, width]),
            nameof(offset), $"[{batch}, {2 * taps} G, {height}, {width}] with G a divisor of {channels}", Text(offset));
        Check.That(mask is null || mask.shape.AsSpan().SequenceEqual([batch, groups * taps, height, width]),
            nameof(mask), $"[{batch}, {groups * taps}, {height}, {width}]", mask is null ? "" : Text(mask));
        return (height, width, groups);
    }

    private static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
