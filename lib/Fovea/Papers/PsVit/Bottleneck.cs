using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PsVit;

/// <summary>A bottleneck of ResNet-50: 1x1, 3x3 and 1x1 convolutions around which the input is carried.</summary>
/// <remarks>[B, in, H, W] to [B, out, H, W]; where the channels change, the input is carried through a 1x1 convolution.</remarks>
public sealed class Bottleneck : Module<Tensor, Tensor>, ICounted
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly ReLU relu;
    private readonly Sequential? downsample;

    /// <param name="input">Channels of the input.</param>
    /// <param name="middle">Channels of the 3x3 convolution.</param>
    /// <param name="output">Channels of the output.</param>
    public Bottleneck(int input, int middle, int output) : base(nameof(Bottleneck))
    {
        conv1 = Conv2d(input, middle, 1, bias: false);
        bn1 = BatchNorm2d(middle);
        conv2 = Conv2d(middle, middle, 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(middle);
        conv3 = Conv2d(middle, output, 1, bias: false);
        bn3 = BatchNorm2d(output);
        relu = ReLU();
        if (input != output) downsample = Sequential(Conv2d(input, output, 1, bias: false), BatchNorm2d(output));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var carried = downsample is null ? features : downsample.call(features);
        features = relu.call(bn1.call(conv1.call(features)));
        features = relu.call(bn2.call(conv2.call(features)));
        features = bn3.call(conv3.call(features));
        return relu.call(features + carried).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        if (downsample is not null) tally.Through(nameof(downsample), downsample, features);
        features = Block(conv1, nameof(conv1), bn1, nameof(bn1), features);
        tally.Each(OpKind.Relu, features);
        features = Block(conv2, nameof(conv2), bn2, nameof(bn2), features);
        tally.Each(OpKind.Relu, features);
        features = Block(conv3, nameof(conv3), bn3, nameof(bn3), features);
        tally.Each(OpKind.Add, features);
        tally.Each(OpKind.Relu, features);
        return features;

        long[] Block(Conv2d conv, string convName, BatchNorm2d bn, string bnName, long[] input) =>
            tally.Through(bnName, bn, tally.Through(convName, conv, input));
    }
}
