using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A normalisation of channels that keeps running statistics.</summary>
public abstract class NormBase : Module<Tensor, Tensor>
{
    private protected NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype, string name) : base(name)
    {
        (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
        (this.affine, this.track_running_stats) = (affine, track_running_stats);
        if (affine)
        {
            weight = (Parameter)init.ones_(NewParameter([num_features], device, dtype));
            bias = (Parameter)init.zeros_(NewParameter([num_features], device, dtype));
        }
        if (track_running_stats)
        {
            running_mean = zeros(num_features, dtype, device);
            running_var = ones(num_features, dtype, device);
            num_batches_tracked = zeros([], ScalarType.Int64, device);
        }
    }

    public long num_features { get; }
    public double eps { get; set; }

    /// <summary>Weight of a batch's statistics in the running ones; null for the mean over all batches.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }
    public bool track_running_stats { get; }

    /// <summary>[C]; null without <see cref="affine"/>.</summary>
    public Parameter weight { get; set => field = Own(nameof(weight), field, value)!; } = null!;

    /// <summary>[C]; null without <see cref="affine"/>.</summary>
    public Parameter? bias { get; set => field = Own(nameof(bias), field, value); }

    public Tensor? running_mean { get; set => field = Own(nameof(running_mean), field, value); }
    public Tensor? running_var { get; set => field = Own(nameof(running_var), field, value); }
    public Tensor? num_batches_tracked { get; set => field = Own(nameof(num_batches_tracked), field, value); }

    /// <exception cref="ArgumentException">The input has another number of dimensions than the layer takes.</exception>
    protected abstract void ValidateInputDimensions(Tensor input);
}
