using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Normalises each channel by the batch's statistics in training, by the running ones in evaluation.</summary>
public abstract class BatchNorm : NormBase
{
    private protected BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name) { }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var updates = training && track_running_stats;
        if (updates) num_batches_tracked!.add_(1);
        var share = momentum ?? (updates ? 1 / num_batches_tracked!.ToDouble() : 0);
        var tracked = !training || track_running_stats;
        return functional.batch_norm(input, tracked ? running_mean : null, tracked ? running_var : null, weight, bias,
            training || running_mean is null, share, eps);
    }
}

/// <summary>Batch normalisation of [N, C, H, W].</summary>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d)) { }

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.ndim != 4) throw new ArgumentException($"BatchNorm2d: expected 4D input, but got {input.ndim}D input.");
    }
}
