using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Normalises groups of channels of each sample.</summary>
public sealed class GroupNorm : Module<Tensor, Tensor>
{
    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        (this.num_groups, this.eps, this.affine) = (num_groups, eps, affine);
        if (!affine) return;
        weight = (Parameter)init.ones_(NewParameter([num_channels], device, dtype));
        bias = (Parameter)init.zeros_(NewParameter([num_channels], device, dtype));
    }

    public long num_groups { get; set; }
    public double eps { get; set; }
    public bool affine { get; set; }

    /// <summary>[C]; null without <see cref="affine"/>.</summary>
    public Parameter weight { get; set => field = Own(nameof(weight), field, value)!; } = null!;

    /// <summary>[C]; null without <see cref="affine"/>.</summary>
    public Parameter? bias { get; set => field = Own(nameof(bias), field, value); }

    public override Tensor forward(Tensor tensor) => functional.group_norm(tensor, num_groups, weight, bias, eps);
}
