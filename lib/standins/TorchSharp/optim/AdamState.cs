using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The running moments of a gradient, and the step that Adam and AdamW share.</summary>
internal sealed class AdamState() : OptimizerState(slots: 3)
{
    Tensor? Mean { get => this[0]; set => this[0] = value; }
    Tensor? Square { get => this[1]; set => this[1] = value; }
    Tensor? LargestSquare { get => this[2]; set => this[2] = value; }

    /// <summary>Kingma and Ba 2015, algorithm 1, in the order of operations of PyTorch.</summary>
    /// <param name="amsgrad">Divide by the largest second moment so far (Reddi et al. 2018).</param>
    public void Update(Parameter parameter, Tensor grad, double lr, double beta1, double beta2, double eps, bool amsgrad)
    {
        Step++;
        var mean = Mean ??= Aten.zeros_like(parameter, null, null, null);
        var square = Square ??= Aten.zeros_like(parameter, null, null, null);
        Aten.add_(Aten.mul_(mean, beta1), grad, 1 - beta1);
        Aten.addcmul_(Aten.mul_(square, beta2), grad, grad, 1 - beta2);
        if (amsgrad) square = LargestSquare = Aten.maximum(LargestSquare ?? square, square);

        var (correction1, correction2) = (1 - Math.Pow(beta1, Step), 1 - Math.Pow(beta2, Step));
        var denominator = Aten.add_(Aten.div(Aten.sqrt(square), Math.Sqrt(correction2)), eps, 1);
        Aten.addcdiv_(parameter, mean, denominator, -(lr / correction1));
    }
}
