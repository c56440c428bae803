using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The running moments of a gradient, and the step that Adam and AdamW share.</summary>
internal sealed class AdamState() : OptimizerState(slots: 3)
{
    Tensor? Mean { get => this[0]; set => this[0] = value; }
    Tensor? Square { get => this[1]; set => this[1] = value; }
    Tensor? LargestSquare { get => this[2]; set => this[2] = value; }

    /// <summary>Kingma and Ba 2015, algorithm 1, in PyTorch's order of operations.</summary>
    /// <param name="amsgrad">Divide by the largest second moment so far (Reddi et al. 2018).</param>
    public void Update(Parameter parameter, Tensor grad, double lr, double beta1, double beta2, double eps, bool amsgrad)
    {
        Step++;
        var mean = Mean ??= parameter.zeros_like();
        var square = Square ??= parameter.zeros_like();
        mean.mul_(beta1.ToScalar()).add_(grad, 1 - beta1);
        square.mul_(beta2.ToScalar()).addcmul_(grad, grad, 1 - beta2);
        if (amsgrad) square = LargestSquare = (LargestSquare ?? square).maximum(square);

        var (correction1, correction2) = (1 - Math.Pow(beta1, Step), 1 - Math.Pow(beta2, Step));
        var denominator = (square.sqrt() / Math.Sqrt(correction2)).add_(eps.ToScalar());
        parameter.addcdiv_(mean, denominator, -(lr / correction1));
    }
}
