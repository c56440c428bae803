using TorchSharp.Native;
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
        var type = dtype ?? get_default_dtype();
        var place = device ?? get_default_device();
        if (affine)
        {
            weight = (Parameter)init.ones_(NewParameter([num_features], place, type));
            bias = (Parameter)init.zeros_(NewParameter([num_features], place, type));
        }
        if (track_running_stats)
        {
            running_mean = Aten.zeros([num_features], type, place);
            running_var = Aten.ones([num_features], type, place);
            num_batches_tracked = Aten.zeros([], ScalarType.Int64, place);
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
