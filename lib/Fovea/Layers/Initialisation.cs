using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>How DeiT and, after it, the vision transformers here begin: a normal distribution of deviation .02, cut off at -2 and 2.</summary>
internal static class Initialisation
{
    private const double Deviation = .02;

    /// <summary>Draws the weights of every linear layer, and sets their biases to zero; the rest stays as built.</summary>
    public static void Linears(Module model)
    {
        foreach (var linear in model.modules().OfType<Linear>())
        {
            init.trunc_normal_(linear.weight, std: Deviation);
            if (linear.bias is { } bias) init.zeros_(bias);
        }
    }

    /// <summary>A parameter that is no layer's, which lives as long as its model, whatever the dispose scope it is made in.</summary>
    public static Parameter Learnt(params long[] shape)
    {
        var parameter = Parameter(init.trunc_normal_(empty(shape), std: Deviation));
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
