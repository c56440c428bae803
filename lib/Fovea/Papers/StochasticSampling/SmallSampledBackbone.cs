using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// A backbone of sampled bottlenecks for images of a hundred pixels: two 3x3 convolutions of stride 2 to 16 and 48 channels, three
/// bottlenecks of 48 and 24, a 2x2 convolution of stride 2 to 96 channels, four bottlenecks of 96 and 48. An image of 128 x 128 costs 67
/// million multiply-accumulates where nothing is sampled.
/// </summary>
/// <remarks>[B, 3, H, W] to [B, 48, H / 4, W / 4] and [B, 96, H / 8, W / 8].</remarks>
public sealed class SmallSampledBackbone : Module<Tensor, BackboneOutput>, ICounted
{
    /// <summary>Pixels a token of the last features, along each side.</summary>
    public const int Stride = 8;

    /// <summary>Of the last features.</summary>
    public const int Channels = 2 * FirstChannels;

    /// <summary>Bottlenecks before and after the second resolution.</summary>
    public static IReadOnlyList<int> Blocks { get; } = [3, 4];

    private const int StemWidth = 16, FirstChannels = 48;

    private readonly Sequential stem;
    private readonly ModuleList<SampledBottleneck> layer1;
    private readonly Sequential down;
    private readonly ModuleList<SampledBottleneck> layer2;

    /// <param name="sampling">Null where nothing is sampled.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public SmallSampledBackbone(SamplingOptions? sampling) : base(nameof(SmallSampledBackbone))
    {
        stem = Sequential(
            Conv2d(3, StemWidth, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(StemWidth), ReLU(),
            Conv2d(StemWidth, FirstChannels, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(FirstChannels), ReLU());
        layer1 = Stage(Blocks[0], FirstChannels);
        down = Sequential(Conv2d(FirstChannels, Channels, 2, stride: 2, bias: false), BatchNorm2d(Channels), ReLU());
        layer2 = Stage(Blocks[1], Channels);
        RegisterComponents();

        ModuleList<SampledBottleneck> Stage(int blocks, int channels) => ModuleList(
            [.. Enumerable.Range(0, blocks).Select(_ => new SampledBottleneck(new(channels, channels / 2, channels) { Sampling = sampling }))]);
    }

    /// <summary>The bottlenecks, in order.</summary>
    public IEnumerable<SampledBottleneck> Bottlenecks => layer1.Concat(layer2);

    /// <inheritdoc/>
    public override BackboneOutput forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        List<SampledMasks> masks = [];
        var first = Through(layer1, stem.call(images));
        var second = Through(layer2, down.call(first));
        return new([first.MoveToOuterDisposeScope(), second.MoveToOuterDisposeScope()],
            [.. masks.Select(drawn => new SampledMasks(drawn.First.MoveToOuterDisposeScope(), drawn.Second.MoveToOuterDisposeScope(), drawn.Loss.MoveToOuterDisposeScope()))]);

        Tensor Through(ModuleList<SampledBottleneck> stage, Tensor features)
        {
            foreach (var block in stage)
            {
                (features, var drawn) = block.call(features);
                if (drawn is { } sampled) masks.Add(sampled);
            }
            return features;
        }
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images) => Count(tally, images, (block, place, features) => block.Count(place, features));

    /// <summary>The operations of inference at densities, convolutions as the paper counts them: <see cref="SampledBottleneck.CountSampled"/>.</summary>
    /// <param name="images">The images' shape.</param>
    /// <param name="densities">One for each bottleneck.</param>
    /// <exception cref="ArgumentException">There are more or fewer densities than bottlenecks.</exception>
    public Operations Operations(long[] images, IReadOnlyList<Density> densities)
    {
        Check.That(densities.Count == Blocks.Sum(), nameof(densities), $"one for each of {Blocks.Sum()} bottlenecks", densities.Count);
        var next = 0;
        return Counting.Operations.Of(tally => Count(tally, images, (block, place, features) => block.CountSampled(place, features, densities[next++])));
    }

    private long[] Count(Tally tally, long[] images, Func<SampledBottleneck, Tally, long[], long[]> count)
    {
        var features = Through(nameof(layer1), layer1, tally.Through(nameof(stem), stem, images));
        return Through(nameof(layer2), layer2, tally.Through(nameof(down), down, features));

        long[] Through(string name, ModuleList<SampledBottleneck> stage, long[] input)
        {
            foreach (var (i, block) in stage.Index()) input = count(block, tally.At($"{name}.{i}"), input);
            return input;
        }
    }
}
