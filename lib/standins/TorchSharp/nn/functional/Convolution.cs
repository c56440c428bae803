using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <param name="input">[N, in, H, W].</param>
            /// <param name="weight">[out, in / groups, kernel height, kernel width].</param>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Aten.conv2d(input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                Aten.conv2d(input, weight, bias, strides ?? [1], padding == Padding.Same ? "same" : "valid", dilation ?? [1], groups);

            /// <param name="weight">[in, out / groups, kernel height, kernel width].</param>
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Aten.conv_transpose2d(input, weight, bias, strides ?? [1], padding ?? [0], output_padding ?? [0], groups, dilation ?? [1]);

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                Aten.im2col(input, [kernel_size, kernel_size], [dilation, dilation], [padding, padding], [stride, stride]);

            /// <summary>The patches that a convolution would see, one a column.</summary>
            /// <returns>[N, channels * kernel height * kernel width, positions].</returns>
            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null,
                (long, long)? padding = null, (long, long)? stride = null) =>
                Aten.im2col(input, SizeList.Of(kernel_size), SizeList.Of(dilation ?? (1, 1)), SizeList.Of(padding ?? (0, 0)), SizeList.Of(stride ?? (1, 1)));

            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                fold(input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <summary>The sum of patches put where <see cref="unfold(Tensor, ValueTuple{long, long}, ValueTuple{long, long}?, ValueTuple{long, long}?, ValueTuple{long, long}?)"/> takes them from.</summary>
            /// <param name="input">[N, channels * kernel height * kernel width, positions].</param>
            /// <returns>[N, channels, height, width].</returns>
            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null,
                (long, long)? padding = null, (long, long)? stride = null) =>
                Aten.col2im(input, SizeList.Of(output_size), SizeList.Of(kernel_size), SizeList.Of(dilation ?? (1, 1)), SizeList.Of(padding ?? (0, 0)), SizeList.Of(stride ?? (1, 1)));

            /// <summary>[N, C r^2, H, W] to [N, C, H r, W r].</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Aten.pixel_shuffle(input, upscale_factor);
        }
    }
}
