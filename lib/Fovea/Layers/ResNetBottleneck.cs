using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>A bottleneck with frozen normalisation: 1x1, 3x3 and 1x1 convolutions around which the input is carried.</summary>
/// <remarks>[B, in, H, W] to [B, 4 middle, H / stride, W / stride]; where the two differ the input is carried through a 1x1 convolution.</remarks>
internal sealed class ResNetBottleneck : Module<Tensor, Tensor>, ICounted
{
    /// <summary>Channels of the output in units of the middle's.</summary>
    public const int Expansion = 4;

    private readonly Conv2d conv1;
    private readonly FrozenBatchNorm bn1;
    private readonly Conv2d conv2;
    private readonly FrozenBatchNorm bn2;
    private readonly Conv2d conv3;
    private readonly FrozenBatchNorm bn3;
    private readonly Sequential? downsample;

    /// <param name="options">Of the network.</param>
    /// <param name="input">Channels of the input.</param>
    /// <param name="middle">Channels of the 3x3 convolution.</param>
    /// <param name="stride">Of the block.</param>
    /// <param name="dilation">Of the 3x3 convolution.</param>
    public ResNetBottleneck(ResNetOptions options, int input, int middle, int stride, int dilation) : base(nameof(ResNetBottleneck))
    {
        var (first, second) = options.Stride == ResNetStride.First ? (stride, 1) : (1, stride);
        conv1 = Conv2d(input, middle, 1, stride: first, bias: false);
        bn1 = new FrozenBatchNorm(middle, options.NormEpsilon);
        conv2 = Conv2d(middle, middle, 3, stride: second, padding: dilation, dilation: dilation, bias: false);
        bn2 = new FrozenBatchNorm(middle, options.NormEpsilon);
        conv3 = Conv2d(middle, Expansion * middle, 1, bias: false);
        bn3 = new FrozenBatchNorm(Expansion * middle, options.NormEpsilon);
        if (stride > 1 || input != Expansion * middle)
            downsample = Sequential(Conv2d(input, Expansion * middle, 1, stride: stride, bias: false), new FrozenBatchNorm(Expansion * middle, options.NormEpsilon));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var carried = downsample is null ? features : downsample.call(features);
        features = bn1.call(conv1.call(features)).relu_();
        features = bn2.call(conv2.call(features)).relu_();
        features = bn3.call(conv3.call(features));
        return features.add_(carried).relu_().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        if (downsample is not null) tally.Through(nameof(downsample), downsample, features);
        features = tally.Through(nameof(bn1), bn1, tally.Through(nameof(conv1), conv1, features));
        tally.Each(OpKind.Relu, features);
        features = tally.Through(nameof(bn2), bn2, tally.Through(nameof(conv2), conv2, features));
        tally.Each(OpKind.Relu, features);
        features = tally.Through(nameof(bn3), bn3, tally.Through(nameof(conv3), conv3, features));
        tally.Each(OpKind.Add, features);
        tally.Each(OpKind.Relu, features);
        return features;
    }
}
