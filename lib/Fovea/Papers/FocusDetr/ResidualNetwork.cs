using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>A network that makes feature maps of several scales of an image.</summary>
public interface IPyramidBackbone
{
    /// <summary>Channels of each map, the finest first.</summary>
    IReadOnlyList<int> Channels { get; }

    /// <summary>Pixels a position, of each map.</summary>
    IReadOnlyList<int> Strides { get; }

    /// <summary>The maps of images.</summary>
    /// <param name="images">[B, 3, H, W], normalised.</param>
    /// <returns>Each [B, C, h, w], the finest first.</returns>
    IReadOnlyList<Tensor> Maps(Tensor images);

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="images">[B, 3, H, W].</param>
    /// <returns>The shape of each map.</returns>
    IReadOnlyList<long[]> CountMaps(Tally tally, long[] images);
}

/// <summary>ResNet-50 or ResNet-101 with frozen normalisations and with the names of Detectron2, whose weights detrex' detectors start from.</summary>
/// <remarks>A stage's stride is in the 3x3 convolution of its first bottleneck. Images are [B, 3, H, W], normalised.</remarks>
public sealed class ResidualNetwork : Module, IPyramidBackbone
{
    private readonly Stem stem;
    private readonly Sequential res2;
    private readonly Sequential res3;
    private readonly Sequential res4;
    private readonly Sequential res5;

    /// <param name="blocks">Bottlenecks of each stage; 3, 4, 6, 3 make ResNet-50.</param>
    public ResidualNetwork(IReadOnlyList<int> blocks) : base(nameof(ResidualNetwork))
    {
        stem = new Stem();
        (res2, res3, res4, res5) = (Stage(64, 64, blocks[0], 1), Stage(256, 128, blocks[1], 2), Stage(512, 256, blocks[2], 2), Stage(1024, 512, blocks[3], 2));
        RegisterComponents();
    }

    /// <summary>ResNet-50.</summary>
    public static ResidualNetwork Fifty() => new([3, 4, 6, 3]);

    /// <summary>ResNet-101.</summary>
    public static ResidualNetwork HundredAndOne() => new([3, 4, 23, 3]);

    /// <inheritdoc/>
    public IReadOnlyList<int> Channels { get; } = [512, 1024, 2048];

    /// <inheritdoc/>
    public IReadOnlyList<int> Strides { get; } = [8, 16, 32];

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        using var scope = NewDisposeScope();
        var third = res3.call(res2.call(stem.call(images)));
        var fourth = res4.call(third);
        var fifth = res5.call(fourth);
        return [third.MoveToOuterDisposeScope(), fourth.MoveToOuterDisposeScope(), fifth.MoveToOuterDisposeScope()];
    }

    /// <summary>Keeps the stem and the first stage as they are, as detrex does: they get no gradient.</summary>
    public void FreezeStem()
    {
        foreach (var parameter in stem.parameters().Concat(res2.parameters())) parameter.requires_grad = false;
    }

    /// <inheritdoc/>
    public IReadOnlyList<long[]> CountMaps(Tally tally, long[] images)
    {
        var third = tally.Through(nameof(res3), res3, tally.Through(nameof(res2), res2, tally.Through(nameof(stem), stem, images)));
        var fourth = tally.Through(nameof(res4), res4, third);
        return [third, fourth, tally.Through(nameof(res5), res5, fourth)];
    }

    private static Sequential Stage(int input, int middle, int blocks, int stride)
    {
        var stage = Sequential(new Bottleneck(input, middle, stride));
        for (var i = 1; i < blocks; i++) stage.append(new Bottleneck(4 * middle, middle, 1));
        return stage;
    }

    private sealed class Stem : Module<Tensor, Tensor>, ICounted
    {
        private readonly NormedConvolution conv1 = new(3, 64, 7, 2);
        private readonly MaxPool2d pool = MaxPool2d(3, stride: 2, padding: 1);

        public Stem() : base(nameof(Stem)) => RegisterComponents();

        public override Tensor forward(Tensor images)
        {
            using var scope = NewDisposeScope();
            return pool.call(conv1.call(images).relu()).MoveToOuterDisposeScope();
        }

        public long[] Count(Tally tally, long[] images)
        {
            var features = tally.Through(nameof(conv1), conv1, images);
            tally.Each(OpKind.Relu, features);
            return tally.Through(nameof(pool), pool, features);
        }
    }

    private sealed class Bottleneck : Module<Tensor, Tensor>, ICounted
    {
        private readonly NormedConvolution? shortcut;
        private readonly NormedConvolution conv1;
        private readonly NormedConvolution conv2;
        private readonly NormedConvolution conv3;

        public Bottleneck(int input, int middle, int stride) : base(nameof(Bottleneck))
        {
            if (input != 4 * middle) shortcut = new(input, 4 * middle, 1, stride);
            (conv1, conv2, conv3) = (new(input, middle, 1, 1), new(middle, middle, 3, stride), new(middle, 4 * middle, 1, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor features)
        {
            using var scope = NewDisposeScope();
            var carried = shortcut is null ? features : shortcut.call(features);
            features = conv3.call(conv2.call(conv1.call(features).relu()).relu());
            return (features + carried).relu().MoveToOuterDisposeScope();
        }

        public long[] Count(Tally tally, long[] features)
        {
            if (shortcut is not null) tally.Through(nameof(shortcut), shortcut, features);
            features = tally.Through(nameof(conv1), conv1, features);
            tally.Each(OpKind.Relu, features);
            features = tally.Through(nameof(conv2), conv2, features);
            tally.Each(OpKind.Relu, features);
            features = tally.Through(nameof(conv3), conv3, features);
            tally.Each(OpKind.Add, features);
            tally.Each(OpKind.Relu, features);
            return features;
        }
    }

    /// <summary>A convolution without bias that holds its normalisation, as Detectron2 nests them.</summary>
    private sealed class NormedConvolution : Module<Tensor, Tensor>, ICounted
    {
        private readonly Parameter weight;
        private readonly FrozenBatchNorm norm;
        private readonly int stride;

        public NormedConvolution(int input, int output, int kernel, int stride) : base(nameof(NormedConvolution))
        {
            this.stride = stride;
            weight = Parameter(init.kaiming_normal_(empty(output, input, kernel, kernel), mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU));
            weight.DetachFromDisposeScope();
            norm = new FrozenBatchNorm(output, 1e-5);
            RegisterComponents();
        }

        public override Tensor forward(Tensor features)
        {
            using var scope = NewDisposeScope();
            return norm.call(functional.conv2d(features, weight, strides: [stride, stride], padding: [weight.shape[2] / 2, weight.shape[2] / 2])).MoveToOuterDisposeScope();
        }

        public long[] Count(Tally tally, long[] features)
        {
            long Side(long side) => (side - 1) / stride + 1;
            long[] output = [features[0], weight.shape[0], Side(features[2]), Side(features[3])];
            tally.Each(OpKind.ConvMac, [.. output, weight.shape[1], weight.shape[2], weight.shape[3]]);
            return tally.Through(nameof(norm), norm, output);
        }
    }
}
