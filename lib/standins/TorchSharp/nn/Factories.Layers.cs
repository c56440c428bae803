using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true,
            bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true,
            Device? device = null, ScalarType? dtype = null) =>
            new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-5, bool affine = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_groups, num_channels, eps, affine, device, dtype);

        /// <param name="padding_idx">A vector that stays zero and gets no gradient; counted from the end where negative.</param>
        public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, Device? device = null,
            ScalarType? dtype = null) =>
            new(num_embeddings, embedding_dims, padding_idx, device, dtype);

        /// <param name="freeze">Whether the vectors get no gradient.</param>
        /// <param name="mode">What is made of the vectors of a bag.</param>
        public static EmbeddingBag EmbeddingBag_from_pretrained(Tensor embeddings, bool freeze = true,
            EmbeddingBagMode mode = EmbeddingBagMode.Mean) =>
            new(embeddings, freeze, mode);

        public static MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0, bool bias = true) =>
            new(embedded_dim, num_heads, dropout, bias);

        public static Identity Identity() => new();

        public static Dropout Dropout(double p = 0.5) => new(p);

        public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

        public static Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
            bool? align_corners = null, bool? recompute_scale_factor = null) =>
            new(size, scale_factor, mode, align_corners, recompute_scale_factor);

        public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
            bool ceil_mode = false) =>
            new([kernel_size], SizeList.Of(stride), SizeList.Of(padding), SizeList.Of(dilation), ceil_mode);

        public static MaxPool2d MaxPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
            (long, long)? dilation = null, bool ceil_mode = false) =>
            new(SizeList.Of(kernel_size), SizeList.Of(stride), SizeList.Of(padding), SizeList.Of(dilation), ceil_mode);

        public static MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null,
            bool ceil_mode = false) =>
            new(kernel_size, stride, padding, dilation, ceil_mode);

        public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null) =>
            new([kernel_size], SizeList.Of(stride), SizeList.Of(padding), ceil_mode, count_include_pad, divisor_override);

        public static AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
            bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
            new(SizeList.Of(kernel_size), SizeList.Of(stride), SizeList.Of(padding), ceil_mode, count_include_pad, divisor_override);

        public static AvgPool2d AvgPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null) =>
            new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size, output_size]);

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(SizeList.Of(output_size));

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);
    }
}
