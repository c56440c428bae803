using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Layers, activations and losses.</summary>
internal static partial class Aten
{
    static readonly Operator Linear = "aten::linear";
    public static Tensor linear(Tensor input, Tensor weight, Tensor? bias) => Linear.One(input, weight, bias);

    static readonly Operator Conv2d = "aten::conv2d";
    public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, long groups) =>
        Conv2d.One(input, weight, bias, stride, padding, dilation, groups);

    static readonly Operator Conv2dPadding = "aten::conv2d.padding";
    public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias, long[] stride, string padding, long[] dilation, long groups) =>
        Conv2dPadding.One(input, weight, bias, stride, padding, dilation, groups);

    static readonly Operator ConvTranspose2dInput = "aten::conv_transpose2d.input";
    public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] output_padding, long groups, long[] dilation) =>
        ConvTranspose2dInput.One(input, weight, bias, stride, padding, output_padding, groups, dilation);

    static readonly Operator MaxPool2d = "aten::max_pool2d";
    public static Tensor max_pool2d(Tensor self, long[] kernel_size, long[] stride, long[] padding, long[] dilation, bool ceil_mode) =>
        MaxPool2d.One(self, kernel_size, stride, padding, dilation, ceil_mode);

    static readonly Operator AvgPool2d = "aten::avg_pool2d";
    public static Tensor avg_pool2d(Tensor self, long[] kernel_size, long[] stride, long[] padding, bool ceil_mode, bool count_include_pad, long? divisor_override) =>
        AvgPool2d.One(self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

    static readonly Operator AdaptiveAvgPool2d = "aten::adaptive_avg_pool2d";
    public static Tensor adaptive_avg_pool2d(Tensor self, long[] output_size) => AdaptiveAvgPool2d.One(self, output_size);

    static readonly Operator BatchNorm = "aten::batch_norm";
    public static Tensor batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, double momentum, double eps, bool cudnn_enabled) =>
        BatchNorm.One(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled);

    static readonly Operator LayerNorm = "aten::layer_norm";
    public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight, Tensor? bias, double eps, bool cudnn_enable) =>
        LayerNorm.One(input, normalized_shape, weight, bias, eps, cudnn_enable);

    static readonly Operator GroupNorm = "aten::group_norm";
    public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight, Tensor? bias, double eps, bool cudnn_enabled) =>
        GroupNorm.One(input, num_groups, weight, bias, eps, cudnn_enabled);

    static readonly Operator Embedding = "aten::embedding";
    public static Tensor embedding(Tensor weight, Tensor indices, long padding_idx, bool scale_grad_by_freq, bool sparse) =>
        Embedding.One(weight, indices, padding_idx, scale_grad_by_freq, sparse);

    static readonly Operator EmbeddingBag = "aten::embedding_bag";
    public static Tensor embedding_bag(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq, long mode, bool sparse, Tensor? per_sample_weights) =>
        EmbeddingBag.FirstOf(4, weight, indices, offsets, scale_grad_by_freq, mode, sparse, per_sample_weights);

    static readonly Operator Relu = "aten::relu";
    public static Tensor relu(Tensor self) => Relu.One(self);

    static readonly Operator Relu_ = "aten::relu_";
    public static Tensor relu_(Tensor self) => Relu_.InPlace(self);

    static readonly Operator Gelu = "aten::gelu";
    public static Tensor gelu(Tensor self, string approximate) => Gelu.One(self, approximate);

    static readonly Operator Silu = "aten::silu";
    public static Tensor silu(Tensor self) => Silu.One(self);

    static readonly Operator Silu_ = "aten::silu_";
    public static Tensor silu_(Tensor self) => Silu_.InPlace(self);

    static readonly Operator LeakyRelu = "aten::leaky_relu";
    public static Tensor leaky_relu(Tensor self, Scalar negative_slope) => LeakyRelu.One(self, negative_slope);

    static readonly Operator LeakyRelu_ = "aten::leaky_relu_";
    public static Tensor leaky_relu_(Tensor self, Scalar negative_slope) => LeakyRelu_.InPlace(self, negative_slope);

    static readonly Operator Elu = "aten::elu";
    public static Tensor elu(Tensor self, Scalar alpha, Scalar scale, Scalar input_scale) => Elu.One(self, alpha, scale, input_scale);

    static readonly Operator Elu_ = "aten::elu_";
    public static Tensor elu_(Tensor self, Scalar alpha, Scalar scale, Scalar input_scale) =>
        Elu_.InPlace(self, alpha, scale, input_scale);

    static readonly Operator Softplus = "aten::softplus";
    public static Tensor softplus(Tensor self, Scalar beta, Scalar threshold) => Softplus.One(self, beta, threshold);

    static readonly Operator SoftmaxInt = "aten::softmax.int";
    public static Tensor softmax(Tensor self, long dim, ScalarType? dtype) => SoftmaxInt.One(self, dim, dtype);

    static readonly Operator LogSoftmaxInt = "aten::log_softmax.int";
    public static Tensor log_softmax(Tensor self, long dim, ScalarType? dtype) => LogSoftmaxInt.One(self, dim, dtype);

    static readonly Operator OneHot = "aten::one_hot";
    public static Tensor one_hot(Tensor self, long num_classes) => OneHot.One(self, num_classes);

    static readonly Operator Pad = "aten::pad";
    public static Tensor pad(Tensor self, long[] pad, string mode, double? value) => Pad.One(self, pad, mode, value);

    static readonly Operator GridSampler = "aten::grid_sampler";
    public static Tensor grid_sampler(Tensor input, Tensor grid, long interpolation_mode, long padding_mode, bool align_corners) =>
        GridSampler.One(input, grid, interpolation_mode, padding_mode, align_corners);

    static readonly Operator AffineGridGenerator = "aten::affine_grid_generator";
    public static Tensor affine_grid_generator(Tensor theta, long[] size, bool align_corners) =>
        AffineGridGenerator.One(theta, size, align_corners);

    static readonly Operator PixelShuffle = "aten::pixel_shuffle";
    public static Tensor pixel_shuffle(Tensor self, long upscale_factor) => PixelShuffle.One(self, upscale_factor);

    static readonly Operator Im2col = "aten::im2col";
    public static Tensor im2col(Tensor self, long[] kernel_size, long[] dilation, long[] padding, long[] stride) =>
        Im2col.One(self, kernel_size, dilation, padding, stride);

    static readonly Operator Col2im = "aten::col2im";
    public static Tensor col2im(Tensor self, long[] output_size, long[] kernel_size, long[] dilation, long[] padding, long[] stride) =>
        Col2im.One(self, output_size, kernel_size, dilation, padding, stride);

    static readonly Operator UpsampleNearest1dVec = "aten::upsample_nearest1d.vec";
    public static Tensor upsample_nearest1d(Tensor input, long[]? output_size, double[]? scale_factors) =>
        UpsampleNearest1dVec.One(input, output_size, scale_factors);

    static readonly Operator UpsampleNearest2dVec = "aten::upsample_nearest2d.vec";
    public static Tensor upsample_nearest2d(Tensor input, long[]? output_size, double[]? scale_factors) =>
        UpsampleNearest2dVec.One(input, output_size, scale_factors);

    static readonly Operator UpsampleLinear1dVec = "aten::upsample_linear1d.vec";
    public static Tensor upsample_linear1d(Tensor input, long[]? output_size, bool align_corners, double[]? scale_factors) =>
        UpsampleLinear1dVec.One(input, output_size, align_corners, scale_factors);

    static readonly Operator UpsampleBilinear2dVec = "aten::upsample_bilinear2d.vec";
    public static Tensor upsample_bilinear2d(Tensor input, long[]? output_size, bool align_corners, double[]? scale_factors) =>
        UpsampleBilinear2dVec.One(input, output_size, align_corners, scale_factors);

    static readonly Operator UpsampleBicubic2dVec = "aten::upsample_bicubic2d.vec";
    public static Tensor upsample_bicubic2d(Tensor input, long[]? output_size, bool align_corners, double[]? scale_factors) =>
        UpsampleBicubic2dVec.One(input, output_size, align_corners, scale_factors);

    static readonly Operator UpsampleBilinear2dAaVec = "aten::_upsample_bilinear2d_aa.vec";
    public static Tensor _upsample_bilinear2d_aa(Tensor input, long[]? output_size, bool align_corners, double[]? scale_factors) =>
        UpsampleBilinear2dAaVec.One(input, output_size, align_corners, scale_factors);

    static readonly Operator UpsampleBicubic2dAaVec = "aten::_upsample_bicubic2d_aa.vec";
    public static Tensor _upsample_bicubic2d_aa(Tensor input, long[]? output_size, bool align_corners, double[]? scale_factors) =>
        UpsampleBicubic2dAaVec.One(input, output_size, align_corners, scale_factors);

    static readonly Operator CrossEntropyLoss = "aten::cross_entropy_loss";
    public static Tensor cross_entropy_loss(Tensor self, Tensor target, Tensor? weight, long reduction, long ignore_index, double label_smoothing) =>
        CrossEntropyLoss.One(self, target, weight, reduction, ignore_index, label_smoothing);

    static readonly Operator NllLossNd = "aten::nll_loss_nd";
    public static Tensor nll_loss_nd(Tensor self, Tensor target, Tensor? weight, long reduction, long ignore_index) =>
        NllLossNd.One(self, target, weight, reduction, ignore_index);

    static readonly Operator BinaryCrossEntropy = "aten::binary_cross_entropy";
    public static Tensor binary_cross_entropy(Tensor self, Tensor target, Tensor? weight, long reduction) =>
        BinaryCrossEntropy.One(self, target, weight, reduction);

    static readonly Operator BinaryCrossEntropyWithLogits = "aten::binary_cross_entropy_with_logits";
    public static Tensor binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight, Tensor? pos_weight, long reduction) =>
        BinaryCrossEntropyWithLogits.One(self, target, weight, pos_weight, reduction);

    static readonly Operator MseLoss = "aten::mse_loss";
    public static Tensor mse_loss(Tensor self, Tensor target, long reduction) => MseLoss.One(self, target, reduction);

    static readonly Operator L1Loss = "aten::l1_loss";
    public static Tensor l1_loss(Tensor self, Tensor target, long reduction) => L1Loss.One(self, target, reduction);

    static readonly Operator SmoothL1Loss = "aten::smooth_l1_loss";
    public static Tensor smooth_l1_loss(Tensor self, Tensor target, long reduction, double beta) =>
        SmoothL1Loss.One(self, target, reduction, beta);

    static readonly Operator HuberLoss = "aten::huber_loss";
    public static Tensor huber_loss(Tensor self, Tensor target, long reduction, double delta) =>
        HuberLoss.One(self, target, reduction, delta);

    static readonly Operator KlDiv = "aten::kl_div";
    public static Tensor kl_div(Tensor self, Tensor target, long reduction, bool log_target) =>
        KlDiv.One(self, target, reduction, log_target);

    static readonly Operator CosineSimilarity = "aten::cosine_similarity";
    public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim, double eps) => CosineSimilarity.One(x1, x2, dim, eps);
}
