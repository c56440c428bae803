using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Normalises over the last dimensions.</summary>
public sealed class LayerNorm : Module<Tensor, Tensor>
{
    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
        if (!elementwise_affine) return;
        weight = (Parameter)init.ones_(NewParameter(normalized_shape, device, dtype));
        if (bias) this.bias = (Parameter)init.zeros_(NewParameter(normalized_shape, device, dtype));
    }

    public long[] normalized_shape { get; set; }
    public double eps { get; set; }
    public bool elementwise_affine { get; set; }

    /// <summary>Of the normalised shape; null without <see cref="elementwise_affine"/>.</summary>
    public Parameter weight { get; set => field = Own(nameof(weight), field, value)!; } = null!;

    public Parameter? bias { get; set => field = Own(nameof(bias), field, value); }

    public override Tensor forward(Tensor tensor) => functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
