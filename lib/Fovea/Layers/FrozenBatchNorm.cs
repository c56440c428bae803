using Fovea.Counting;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>Batch normalisation by stored statistics, all of it buffers: what detectors do with a pretrained backbone, whose batches are small.</summary>
/// <remarks>[B, C, H, W] to the same: (x - running_mean) / sqrt(running_var + epsilon) weight + bias.</remarks>
public sealed class FrozenBatchNorm : Module<Tensor, Tensor>, ICounted
{
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly Tensor running_mean;
    private readonly Tensor running_var;
    private readonly double epsilon;

    /// <summary>One that changes nothing but by its epsilon.</summary>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public FrozenBatchNorm(int channels, double epsilon) : base(nameof(FrozenBatchNorm))
    {
        this.epsilon = epsilon;
        weight = ones(channels).DetachFromDisposeScope();
        bias = zeros(channels).DetachFromDisposeScope();
        running_mean = zeros(channels).DetachFromDisposeScope();
        running_var = ones(channels).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features) =>
        functional.batch_norm(features, running_mean, running_var, weight, bias, eps: epsilon);

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        tally.Each(OpKind.BatchNorm, features);
        return features;
    }
}
