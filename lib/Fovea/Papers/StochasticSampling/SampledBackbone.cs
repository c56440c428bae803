using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What a backbone gives.</summary>
/// <param name="Features">After each stage, [B, 256, H / 4, W / 4] and on.</param>
/// <param name="Masks">Of each bottleneck, in order; none where nothing is sampled.</param>
public readonly record struct BackboneOutput(IReadOnlyList<Tensor> Features, IReadOnlyList<SampledMasks> Masks)
{
    /// <summary>The mean of the bottlenecks' losses, a scalar; what the paper's sparse loss weight multiplies.</summary>
    /// <exception cref="InvalidOperationException">Nothing is sampled.</exception>
    public Tensor SparseLoss => Masks.Count > 0 ? stack(Masks.Select(masks => masks.Loss), 0).mean()
        : throw new InvalidOperationException("a backbone without sampling has no sparse loss");
}

/// <summary>A ResNet or ResNeXt whose bottlenecks are sampled: <see cref="SampledBottleneck"/>.</summary>
/// <remarks>Images are [B, 3, H, W]. Parameters have the names of the authors' release, so its checkpoints load as they are.</remarks>
public sealed class SampledBackbone : Module<Tensor, BackboneOutput>, ICounted
{
    private const int FirstWidth = 64, Expansion = 4;

    private readonly Module<Tensor, Tensor> conv1;
    private readonly BatchNorm2d bn1;
    private readonly ReLU relu;
    private readonly MaxPool2d maxpool;
    private readonly ModuleList<SampledBottleneck> layer1;
    private readonly ModuleList<SampledBottleneck>? layer2;
    private readonly ModuleList<SampledBottleneck>? layer3;
    private readonly ModuleList<SampledBottleneck>? layer4;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public SampledBackbone(BackboneOptions options) : base(nameof(SampledBackbone))
    {
        options.Validate();
        Options = options;
        var width = options.DeepStem ? 2 * FirstWidth : FirstWidth;
        conv1 = options.DeepStem ? DeepStem() : Conv2d(3, FirstWidth, 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(width);
        relu = ReLU();
        maxpool = MaxPool2d(3, stride: 2, padding: 1);
        layer1 = Stage(0)!;
        layer2 = Stage(1);
        layer3 = Stage(2);
        layer4 = Stage(3);
        RegisterComponents();

        ModuleList<SampledBottleneck>? Stage(int index)
        {
            if (index >= options.Stages.Count) return null;
            var stage = options.Stages[index];
            var (middle, output) = ((options.Groups * options.GroupWidth) << index, (FirstWidth * Expansion) << index);
            List<SampledBottleneck> blocks = [];
            for (var i = 0; i < stage.Blocks; i++, width = output)
            {
                blocks.Add(new(new(width, middle, output)
                {
                    Stride = i == 0 ? stage.Stride : 1,
                    Dilation = stage.Dilation,
                    Groups = options.Groups,
                    Deformation = stage.Deformation,
                    Sampling = options.Sampling,
                }));
            }
            return ModuleList([.. blocks]);
        }
    }

    /// <summary>What the backbone was made of.</summary>
    public BackboneOptions Options { get; }

    /// <summary>The bottlenecks, stage by stage.</summary>
    public IEnumerable<ModuleList<SampledBottleneck>> Stages =>
        new[] { layer1, layer2, layer3, layer4 }.OfType<ModuleList<SampledBottleneck>>();

    /// <inheritdoc/>
    public override BackboneOutput forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var features = Stem(images);
        List<Tensor> outputs = [];
        List<SampledMasks> masks = [];
        foreach (var stage in Stages)
        {
            foreach (var block in stage)
            {
                var output = block.call(features);
                features = output.Features;
                if (output.Masks is { } drawn) masks.Add(drawn);
            }
            outputs.Add(features.MoveToOuterDisposeScope());
        }
        foreach (var (first, second, loss) in masks)
        {
            first.MoveToOuterDisposeScope();
            second.MoveToOuterDisposeScope();
            loss.MoveToOuterDisposeScope();
        }
        return new(outputs, masks);
    }

    /// <summary>What comes before the bottlenecks: [B, 3, H, W] to [B, 64 or 128, H / 4, W / 4].</summary>
    internal Tensor Stem(Tensor images)
    {
        using var scope = NewDisposeScope();
        return maxpool.call(relu.call(bn1.call(conv1.call(images)))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images) => Count(tally, images, (block, place, features) => block.Count(place, features));

    /// <summary>The operations of inference at densities, convolutions as the paper counts them: <see cref="SampledBottleneck.CountSampled"/>.</summary>
    /// <param name="images">The images' shape.</param>
    /// <param name="densities">One for each bottleneck.</param>
    /// <exception cref="ArgumentException">There are more or fewer densities than bottlenecks.</exception>
    public Operations Operations(long[] images, IReadOnlyList<Density> densities)
    {
        var blocks = Stages.Sum(stage => stage.Count);
        Check.That(densities.Count == blocks, nameof(densities), $"one for each of {blocks} bottlenecks", densities.Count);
        var next = 0;
        return Counting.Operations.Of(tally => Count(tally, images, (block, place, features) => block.CountSampled(place, features, densities[next++])));
    }

    private long[] Count(Tally tally, long[] images, Func<SampledBottleneck, Tally, long[], long[]> count)
    {
        var features = tally.Through(nameof(bn1), bn1, tally.Through(nameof(conv1), conv1, images));
        tally.Each(OpKind.Relu, features);
        features = tally.Through(nameof(maxpool), maxpool, features);
        foreach (var (i, stage) in Stages.Index())
            foreach (var (j, block) in stage.Index())
                features = count(block, tally.At($"layer{i + 1}.{j}"), features);
        return features;
    }

    private static Sequential DeepStem()
    {
        static Conv2d Conv(int input, int output, int stride) => Conv2d(input, output, 3, stride, padding: 1, bias: false);
        return Sequential(
            Conv(3, FirstWidth, 2), BatchNorm2d(FirstWidth), ReLU(),
            Conv(FirstWidth, FirstWidth, 1), BatchNorm2d(FirstWidth), ReLU(),
            Conv(FirstWidth, 2 * FirstWidth, 1));
    }
}
