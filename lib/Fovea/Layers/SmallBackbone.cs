using System.Globalization;
using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>Two 3x3 convolutions around which the input is carried (He et al. 2016, Fig. 2). [B, C, H, W] to the same.</summary>
public sealed class BasicBlock : Module<Tensor, Tensor>, ICounted
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly ReLU relu;

    /// <param name="channels">C.</param>
    public BasicBlock(int channels) : base(nameof(BasicBlock))
    {
        conv1 = Conv2d(channels, channels, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(channels);
        conv2 = Conv2d(channels, channels, 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(channels);
        relu = ReLU();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var inner = relu.call(bn1.call(conv1.call(features)));
        return relu.call(features + bn2.call(conv2.call(inner))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        var inner = tally.Through(nameof(bn1), bn1, tally.Through(nameof(conv1), conv1, features));
        tally.Each(OpKind.Relu, inner);
        tally.Through(nameof(bn2), bn2, tally.Through(nameof(conv2), conv2, inner));
        tally.Each(OpKind.Add, features);
        tally.Each(OpKind.Relu, features);
        return features;
    }
}

/// <summary>
/// The small backbone of the detectors on Digit Scenes: 190,000 parameters, one token for 8 x 8 pixels. Three 3x3 convolutions
/// of stride 2 to 16, 32 and 64 channels, with one <see cref="BasicBlock"/> after the second and two after the third.
/// </summary>
/// <remarks>[B, 3, H, W] to [B, 64, H / 8, W / 8].</remarks>
public sealed class SmallBackbone : Module<Tensor, Tensor>, ICounted
{
    /// <summary>Pixels a token, along each side.</summary>
    public const int Stride = 8;

    /// <summary>Of the features.</summary>
    public const int Channels = 64;

    private const int EarlyLayers = 4;

    private readonly Sequential layers;

    /// <summary>With weights drawn from the default generator.</summary>
    public SmallBackbone() : base(nameof(SmallBackbone))
    {
        layers = Sequential(
            Down(3, 16),
            Down(16, 32), new BasicBlock(32),
            Down(32, Channels), new BasicBlock(Channels), new BasicBlock(Channels));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images) => layers.call(images);

    /// <summary>What the third convolution makes of images, before the blocks at its stride: a position has seen 31 pixels a side, not 95.</summary>
    /// <param name="images">[B, 3, H, W].</param>
    /// <returns>[B, 64, H / 8, W / 8].</returns>
    public Tensor Early(Tensor images)
    {
        using var scope = NewDisposeScope();
        return layers.children().Take(EarlyLayers).Cast<Module<Tensor, Tensor>>().Aggregate(images, (map, layer) => layer.call(map)).MoveToOuterDisposeScope();
    }

    /// <summary>Whether an operation of this network is one that <see cref="Early"/> needs.</summary>
    public static bool IsEarly(Op operation) => int.Parse(operation.Where.Split('.')[1], CultureInfo.InvariantCulture) < EarlyLayers;

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images) => tally.Through(nameof(layers), layers, images);

    private static Sequential Down(int input, int output) =>
        Sequential(Conv2d(input, output, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(output), ReLU());
}
