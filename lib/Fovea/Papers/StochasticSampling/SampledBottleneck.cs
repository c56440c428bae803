using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.StochasticSampling;

/// <summary>The two masks of a bottleneck.</summary>
/// <param name="First">Of the first convolution, [B, 1, H, W], at the input's resolution.</param>
/// <param name="Second">Of the second and third, at the output's.</param>
/// <param name="Loss">.25 of the mean probability of the first and .75 of the second's, a scalar.</param>
public readonly record struct SampledMasks(Tensor First, Tensor Second, Tensor Loss);

/// <summary>What a bottleneck gives.</summary>
/// <param name="Features">[B, out, H', W'].</param>
/// <param name="Masks">Null where nothing is sampled.</param>
public readonly record struct BottleneckOutput(Tensor Features, SampledMasks? Masks);

/// <summary>A bottleneck by its channels.</summary>
/// <param name="Input">Channels of the input.</param>
/// <param name="Middle">Channels of the 3x3 convolution.</param>
/// <param name="Output">Channels of the output.</param>
public sealed record BottleneckOptions(int Input, int Middle, int Output)
{
    /// <summary>Of the 3x3 convolution; the input is carried past with the same.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Of the 3x3 convolution.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Of the 3x3 convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Of the 3x3 convolution.</summary>
    public Deformation Deformation { get; init; }

    /// <summary>Null where nothing is sampled.</summary>
    public SamplingOptions? Sampling { get; init; }
}

/// <summary>
/// A bottleneck of a ResNet whose features are sampled and interpolated: after its first and after its second convolution a mask
/// says where features are taken as computed, and elsewhere they are interpolated. Both masks, and the offsets of a deformable
/// convolution, are 3x3 convolutions of the bottleneck's input.
/// </summary>
/// <remarks>
/// This computes everything densely, as training does; <see cref="SparseBottleneck"/> computes what is sampled. Parameters have
/// the names of the authors' release (zdaxie/SpatiallyAdaptiveInference-Detection).
/// </remarks>
public sealed class SampledBottleneck : Module<Tensor, BottleneckOutput>, ICounted
{
    internal const int Taps = 9; // of a 3x3 convolution
    private const double FirstShare = .25, SecondShare = .75;

    private readonly Parameter? conv1_sigma;
    private readonly Parameter? conv2_sigma;
    private readonly Sequential? downsample;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d? conv2_offset;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly ReLU relu;
    private readonly Conv2d? conv1_mask;
    private readonly Conv2d? conv2_mask;
    private readonly GumbelGate? conv1_gumbel;
    private readonly GumbelGate? conv2_gumbel;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public SampledBottleneck(BottleneckOptions options) : base(nameof(SampledBottleneck))
    {
        Check.That(options.Groups > 0 && options.Middle % options.Groups == 0, nameof(options.Groups), $"a divisor of {options.Middle}", options.Groups);
        Options = options;
        var (input, middle, output, stride, dilation) = (options.Input, options.Middle, options.Output, options.Stride, options.Dilation);
        if (stride != 1 || input != output)
            downsample = Sequential(Conv2d(input, output, 1, stride: stride, bias: false), BatchNorm2d(output));
        conv1 = Conv2d(input, middle, 1, bias: false);
        bn1 = BatchNorm2d(middle);
        if (options.Deformation != Deformation.None)
            conv2_offset = Constant(Conv2d(input, Taps * (options.Deformation == Deformation.Modulated ? 3 : 2), 3, stride, dilation, dilation), 0);
        conv2 = Conv2d(middle, middle, 3, stride, dilation, dilation, groups: options.Groups, bias: false);
        bn2 = BatchNorm2d(middle);
        conv3 = Conv2d(middle, output, 1, bias: false);
        bn3 = BatchNorm2d(output);
        relu = ReLU();
        if (options.Sampling is { } sampling)
        {
            (conv1_sigma, conv2_sigma) = (Sigma(sampling), Sigma(sampling));
            conv1_mask = Constant(Conv2d(input, 1, 3, padding: 1), sampling.InitialBias);
            conv2_mask = Constant(Conv2d(input, 1, 3, stride, padding: 1), sampling.InitialBias);
            (conv1_gumbel, conv2_gumbel) = (new(sampling), new(sampling));
        }
        RegisterComponents();
    }

    /// <summary>What the bottleneck was made of.</summary>
    public BottleneckOptions Options { get; }

    /// <summary>The layers by their names, such as <c>downsample.0</c>.</summary>
    internal IReadOnlyDictionary<string, Module> Parts
    {
        get
        {
            var parts = new Dictionary<string, Module>();
            foreach (var (name, module) in named_modules()) parts[name] = module;
            return parts;
        }
    }

    /// <inheritdoc/>
    public override BottleneckOutput forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var carried = downsample is null ? features : downsample.call(features);
        var inner = relu.call(bn1.call(conv1.call(features)));
        var (firstLogits, secondLogits) = Logits(features);
        var first = firstLogits is null ? (Gated?)null : conv1_gumbel!.call(firstLogits);
        inner = relu.call(bn2.call(Convolve(features, Interpolated(inner, first, conv1_sigma))));
        var second = secondLogits is null ? (Gated?)null : conv2_gumbel!.call(secondLogits);
        inner = bn3.call(conv3.call(Interpolated(inner, second, conv2_sigma)));
        var output = relu.call(inner + carried).MoveToOuterDisposeScope();
        if (first is not { } one || second is not { } two) return new(output, null);
        var loss = one.Probability.mean() * FirstShare + two.Probability.mean() * SecondShare;
        return new(output, new(one.Mask.MoveToOuterDisposeScope(), two.Mask.MoveToOuterDisposeScope(), loss.MoveToOuterDisposeScope()));
    }

    /// <summary>The second convolution, whose offsets, if any, come from the bottleneck's input.</summary>
    /// <param name="features">The bottleneck's input.</param>
    /// <param name="inner">The convolution's.</param>
    private Tensor Convolve(Tensor features, Tensor inner)
    {
        if (conv2_offset is null) return conv2.call(inner);
        var offsets = conv2_offset.call(features);
        var weights = Options.Deformation == Deformation.Modulated ? offsets.narrow(1, 2 * Taps, Taps).sigmoid() : null;
        return DeformableConvolution.Apply(inner, offsets.narrow(1, 0, 2 * Taps), conv2.weight, null, Options.Stride, Options.Dilation, Options.Dilation, weights);
    }

    private Tensor Interpolated(Tensor features, Gated? mask, Parameter? sigma) =>
        mask is { Mask: var sampled } ? Interpolation.Apply(features, sampled, sigma!, Options.Sampling!.Window) : features;

    // Two convolutions of one channel each take nearly twice as long as one of two.
    private (Tensor? First, Tensor? Second) Logits(Tensor features)
    {
        if (conv1_mask is null || conv2_mask is null) return (null, null);
        if (Options.Stride != 1) return (conv1_mask.call(features), conv2_mask.call(features));
        var both = functional.conv2d(features, cat([conv1_mask.weight, conv2_mask.weight], 0), cat([conv1_mask.bias!, conv2_mask.bias!], 0), padding: [1]);
        return (both.narrow(1, 0, 1), both.narrow(1, 1, 1));
    }

    private static Parameter Sigma(SamplingOptions sampling)
    {
        var sigma = Parameter(tensor((float)sampling.InitialSigma));
        sigma.DetachFromDisposeScope();
        return sigma;
    }

    private static Conv2d Constant(Conv2d conv, double bias)
    {
        init.zeros_(conv.weight);
        init.constant_(conv.bias!, bias);
        return conv;
    }

    /// <summary>The dense computation: every position of every convolution, and the masks.</summary>
    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        if (downsample is not null) tally.Through(nameof(downsample), downsample, features);
        var inner = tally.Through(nameof(bn1), bn1, tally.Through(nameof(conv1), conv1, features));
        tally.Each(OpKind.Relu, inner);
        CountMask(tally, nameof(conv1_mask), conv1_mask, features, inner);
        var output = CountConvolution(tally, features, inner);
        tally.Through(nameof(bn2), bn2, output);
        tally.Each(OpKind.Relu, output);
        CountMask(tally, nameof(conv2_mask), conv2_mask, features, output);
        output = tally.Through(nameof(bn3), bn3, tally.Through(nameof(conv3), conv3, output));
        tally.Each(OpKind.Add, output);
        tally.Each(OpKind.Relu, output);
        return output;
    }

    private long[] CountConvolution(Tally tally, long[] features, long[] inner)
    {
        if (conv2_offset is not null)
        {
            var offsets = tally.Through(nameof(conv2_offset), conv2_offset, features);
            tally.Each(OpKind.BilinearLookup, inner[0], inner[1], Taps, offsets[2], offsets[3]);
        }
        return tally.Through(nameof(conv2), conv2, inner);
    }

    // The mask's own arithmetic, a few operations a position, is left out: no convention counts it.
    private static void CountMask(Tally tally, string name, Conv2d? mask, long[] features, long[] masked)
    {
        if (mask is null) return;
        tally.Through(name, mask, features);
        long[] one = [masked[0], 1, masked[2], masked[3]];
        foreach (var shape in new[] { masked, one })
        {
            tally.Matmul(shape, masked[3]); // the interpolation's kernel, along the rows and along the columns
            tally.Matmul(shape, masked[2]);
        }
    }

    /// <summary>
    /// Inference at the densities of the masks, its convolutions as the paper counts them: the carried input, the masks and, of the
    /// convolutions, what is sampled; then the interpolation as the authors' counter has it, 49 multiplications a position that is
    /// not sampled for each that is, in the first convolution's channels and in the third's. Beside them what the paper leaves
    /// out: normalisations and ReLUs where the convolution before them is computed, the addition everywhere.
    /// </summary>
    /// <remarks>
    /// The interpolation is of the second convolution's output, a quarter of the third's channels: the counter says four times
    /// what it is. <see cref="SparseBottleneck"/> interpolates the third's.
    /// </remarks>
    internal long[] CountSampled(Tally tally, long[] features, Density density)
    {
        if (downsample is not null) tally.Through(nameof(downsample), downsample, features);
        var output = Sampled(tally, nameof(conv2), conv2, [features[0], Options.Middle, features[2], features[3]], density.Second);
        var inner = Sampled(tally, nameof(conv1), conv1, features, density.First);
        if (conv2_offset is not null)
        {
            var offsets = Sampled(tally, nameof(conv2_offset), conv2_offset, features, density.Second);
            tally.Add(OpKind.BilinearLookup, density.Second * Positions(offsets) * Taps * Options.Middle);
        }
        foreach (var (name, norm, map, share) in new[] { (nameof(bn1), bn1, inner, density.First), (nameof(bn2), bn2, output, density.Second) })
        {
            Sampled(tally, name, norm, map, share);
            tally.Add(OpKind.Relu, share * Positions(map) * Options.Middle);
        }
        output = Sampled(tally, nameof(conv3), conv3, output, density.Second);
        Sampled(tally, nameof(bn3), bn3, output, density.Second);
        tally.Each(OpKind.Add, output);
        tally.Each(OpKind.Relu, output);
        if (Options.Sampling is not { } sampling) return output;
        Sampled(tally, nameof(conv1_mask), conv1_mask!, features, 1);
        Sampled(tally, nameof(conv2_mask), conv2_mask!, features, 1);
        double Interpolation(long[] map, double share) => sampling.Window * sampling.Window * Positions(map) * map[1] * share * (1 - share);
        tally.At(nameof(conv1_sigma)).Add(OpKind.ConvMac, Interpolation(inner, density.First));
        tally.At(nameof(conv2_sigma)).Add(OpKind.ConvMac, Interpolation(output, density.Second));
        return output;
    }

    private static double Positions(long[] map) => (double)map[0] * map[2] * map[3];

    private static long[] Sampled(Tally tally, string name, Module part, long[] input, double share)
    {
        var output = new long[4];
        foreach (var op in Operations.Of(dense => output = dense.Through("", part, input))) tally.At(name).Add(op.Kind, share * op.Amount);
        return output;
    }
}
