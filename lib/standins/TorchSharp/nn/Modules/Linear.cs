using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x W^T + b over the last dimension.</summary>
public sealed class Linear : Module<Tensor, Tensor>
{
    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        (in_features, out_features) = (inputSize, outputSize);
        weight = NewParameter([outputSize, inputSize], device, dtype);
        bias = hasBias ? NewParameter([outputSize], device, dtype) : null;
        DefaultInit.Uniform(weight, bias);
    }

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        (in_features, out_features) = (weight.shape[1], weight.shape[0]);
        this.weight = weight;
        this.bias = bias;
    }

    /// <summary>[out, in].</summary>
    public Parameter weight { get; set => field = Own(nameof(weight), field, value)!; }

    /// <summary>[out]; null without bias.</summary>
    public Parameter? bias { get; set => field = Own(nameof(bias), field, value); }

    public long in_features { get; set; }
    public long out_features { get; set; }

    public override Tensor forward(Tensor tensor) => Aten.linear(tensor, weight, bias);
}
