using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.StochasticSampling;

/// <summary>A bottleneck of the same weights in each of the ways that <see cref="SparseSpeed"/> times.</summary>
/// <remarks>The tensors are of the dispose scope in which it is made.</remarks>
internal sealed class TimedBottlenecks : IDisposable
{
    /// <summary>Of the logits of clustered masks: their noise, of deviation 1.8, frays the patches.</summary>
    public const double Spread = 12;

    /// <summary>Positions between the field's extremes.</summary>
    public const int Patch = 16;

    private const int Draws = 16; // of the noise, by which the masks are aimed: one of a small map would miss by a few percent

    private readonly SampledBottleneck block;
    private readonly SparseBottleneck sparse;
    private readonly FeatureRows rows;
    private readonly List<Density> densities = [];
    private readonly Tensor original, map;
    private readonly (Tensor Weight, Tensor Bias)[] kernels, channelsLast;

    /// <param name="stage">The map.</param>
    /// <param name="density">About how much both masks are to sample.</param>
    /// <param name="pattern">Where.</param>
    public TimedBottlenecks(StageSize stage, double density, MaskPattern pattern)
    {
        var channels = 4 * stage.Middle;
        block = new SampledBottleneck(new(channels, stage.Middle, channels) { Sampling = new() });
        block.eval();
        var parts = block.Parts;
        var field = Field(stage);
        Aim(field, density, pattern, (Conv2d)parts["conv1_mask"], (Conv2d)parts["conv2_mask"]);
        sparse = new(block);
        kernels = [.. Enumerable.Range(1, 3).Select(i => Kernel((Conv2d)parts[$"conv{i}"], (BatchNorm2d)parts[$"bn{i}"]))];
        channelsLast = [.. kernels.Select(kernel => (InRows(kernel.Weight), kernel.Bias))];
        map = randn(1, channels, stage.Height, stage.Width);
        map.narrow(1, 0, 1).copy_(field);
        rows = FeatureRows.Of(map);
        original = rows.Values.clone();
    }

    /// <summary>What the masks sampled, the mean of all its runs.</summary>
    public Density Density => new(densities.Average(density => density.First), densities.Average(density => density.Second));

    /// <summary>Of all its runs.</summary>
    public SparseProfile Profile { get; private set; } = new();

    /// <summary>Puts the input back that a run in place has changed.</summary>
    public void Restore() => rows.Values.copy_(original);

    /// <summary>Forgets what runs sampled and took so far.</summary>
    public void Forget()
    {
        densities.Clear();
        Profile = new();
    }

    public void RunSparse() => densities.Add(sparse.Run(rows, Profile).Density);

    public void RunDense() => Residual(map, kernels).add_(map).relu_();

    public void RunDenseChannelsLast()
    {
        var input = rows.ToMap();
        Residual(input, channelsLast).add_(input).relu_();
    }

    public void RunDenseInPlace()
    {
        var inner = FeatureRows.Of(Inner(rows.ToMap(), channelsLast)).Values;
        var (weight, bias) = channelsLast[2];
        rows.Values.addmm_(inner, weight.view(weight.shape[0], -1).t()).add_(bias).relu_();
    }

    private static Tensor Residual(Tensor input, (Tensor Weight, Tensor Bias)[] kernels) =>
        functional.conv2d(Inner(input, kernels), kernels[2].Weight, kernels[2].Bias);

    private static Tensor Inner(Tensor input, (Tensor Weight, Tensor Bias)[] kernels)
    {
        var inner = functional.conv2d(input, kernels[0].Weight, kernels[0].Bias).relu_();
        return functional.conv2d(inner, kernels[1].Weight, kernels[1].Bias, padding: [1]).relu_();
    }

    private static (Tensor, Tensor) Kernel(Conv2d conv, BatchNorm2d norm)
    {
        var scale = norm.weight.detach() / (norm.running_var! + norm.eps).sqrt();
        return ((conv.weight.detach() * scale.view(-1, 1, 1, 1)).contiguous(), norm.bias!.detach() - norm.running_mean! * scale);
    }

    // The weights as the layout of the features has them.
    private static Tensor InRows(Tensor weight) => weight.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>A smooth field of deviation 1, [1, 1, H, W].</summary>
    private static Tensor Field(StageSize stage)
    {
        var coarse = randn(1, 1, stage.Height / Patch + 2, stage.Width / Patch + 2);
        var field = functional.interpolate(coarse, [stage.Height, stage.Width], mode: InterpolationMode.Bilinear, align_corners: false);
        return field / field.std();
    }

    /// <summary>Sets the masks' convolutions, which read the field in the first channel, so that they sample as much as is asked.</summary>
    private static void Aim(Tensor field, double density, MaskPattern pattern, params Conv2d[] masks)
    {
        var scale = pattern == MaskPattern.Clustered ? Spread : 0;
        var uniform = rand(Draws, 1, field.shape[2], field.shape[3]);
        var noisy = (field * scale + (uniform / (1 - uniform)).log()).flatten();
        var interval = new SamplingOptions().GridInterval;
        var drawn = (density - 1.0 / (interval * interval)) / (1 - 1.0 / (interval * interval));
        var rank = Math.Clamp((long)(noisy.numel() * (1 - drawn)), 0, noisy.numel() - 1);
        var (ordered, _) = noisy.sort();
        var bias = -ordered[rank].ToDouble();
        foreach (var mask in masks)
        {
            init.constant_(mask.bias!, bias);
            using var centre = mask.weight.narrow(1, 0, 1).narrow(2, 1, 1).narrow(3, 1, 1);
            centre.fill_(scale);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sparse.Dispose();
        block.Dispose();
    }
}
