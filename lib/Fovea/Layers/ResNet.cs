using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>A ResNet of bottlenecks with frozen batch normalisation, and torchvision's names of parameters.</summary>
/// <remarks>
/// Images [B, 3, H, W], normalised as its weights ask for, to the last stage's map [B, channels, h, w], or to logits [B, classes] where the
/// options have classes. The stem takes a quarter of each side, rounded up at each halving, and each stage but the first halves again.
/// </remarks>
public sealed class ResNet : Module<Tensor, Tensor>, ICounted
{
    private readonly Conv2d conv1;
    private readonly FrozenBatchNorm bn1;
    private readonly MaxPool2d maxpool;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly Linear? fc;

    /// <summary>With weights from the default generator.</summary>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public ResNet(ResNetOptions options) : base(nameof(ResNet))
    {
        options.Validate();
        Options = options;
        conv1 = Conv2d(3, options.Width, 7, stride: 2, padding: 3, bias: false);
        bn1 = new FrozenBatchNorm(options.Width, options.NormEpsilon);
        maxpool = MaxPool2d(3, stride: 2, padding: 1);
        (layer1, layer2, layer3, layer4) = (Stage(options, 0), Stage(options, 1), Stage(options, 2), Stage(options, 3));
        if (options.Classes > 0) fc = Linear(options.Channels, options.Classes);
        RegisterComponents();
        foreach (var conv in modules().OfType<Conv2d>())
            init.kaiming_normal_(conv.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
    }

    /// <summary>What it was made of.</summary>
    public ResNetOptions Options { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var last = Maps(images)[^1];
        return (fc is null ? last : fc.call(last.mean([2, 3]))).MoveToOuterDisposeScope();
    }

    /// <summary>The map of every stage, from the finest on.</summary>
    /// <param name="images">[B, 3, H, W].</param>
    /// <returns>[B, channels, h, w] each.</returns>
    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        using var scope = NewDisposeScope();
        var features = maxpool.call(bn1.call(conv1.call(images)).relu_());
        return [.. Stages.Select(stage => (features = stage.Layer.call(features)).MoveToOuterDisposeScope())];
    }

    /// <summary>Keeps the stem and the first stage as they are, as detectors do with a pretrained network: they get no gradient.</summary>
    public void FreezeStem()
    {
        foreach (var parameter in conv1.parameters().Concat(layer1.parameters()))
            parameter.requires_grad = false;
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images)
    {
        var last = CountMaps(tally, images)[^1];
        if (fc is null) return last;
        tally.Each(OpKind.Reduce, last);
        return tally.Through(nameof(fc), fc, last[..2]);
    }

    /// <summary>Adds the operations of <see cref="Maps"/>.</summary>
    /// <param name="tally">Collects them, at the module's place.</param>
    /// <param name="images">[B, 3, H, W].</param>
    /// <returns>The shape of each stage's map.</returns>
    public IReadOnlyList<long[]> CountMaps(Tally tally, long[] images)
    {
        var features = tally.Through(nameof(bn1), bn1, tally.Through(nameof(conv1), conv1, images));
        tally.Each(OpKind.Relu, features);
        features = tally.Through(nameof(maxpool), maxpool, features);
        return [.. Stages.Select(stage => features = tally.Through(stage.Name, stage.Layer, features))];
    }

    private (string Name, Sequential Layer)[] Stages =>
        [(nameof(layer1), layer1), (nameof(layer2), layer2), (nameof(layer3), layer3), (nameof(layer4), layer4)];

    private static Sequential Stage(ResNetOptions options, int stage)
    {
        var (middle, output) = (options.Width << stage, options.ChannelsOf(stage));
        var input = stage == 0 ? options.Width : options.ChannelsOf(stage - 1);
        // The first block still looks at neighbours of the map before, which is as fine where the stage is dilated.
        var dilated = options.DilatedLast && stage == ResNetOptions.Stages - 1;
        var blocks = Sequential(new ResNetBottleneck(options, input, middle, stage == 0 || dilated ? 1 : 2, 1));
        for (var block = 1; block < options.Blocks[stage]; block++)
            blocks.append(new ResNetBottleneck(options, output, middle, 1, dilated ? 2 : 1));
        return blocks;
    }
}
