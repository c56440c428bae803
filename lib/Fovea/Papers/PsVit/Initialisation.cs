using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PsVit;

/// <summary>How DeiT and, after it, PS-ViT begin.</summary>
internal static class Initialisation
{
    /// <summary>Weights of linear layers from a normal distribution of deviation .02 cut off at -2 and 2, biases zero; the rest as built.</summary>
    public static void Linears(Module model)
    {
        foreach (var linear in model.modules().OfType<Linear>())
        {
            init.trunc_normal_(linear.weight, std: .02);
            if (linear.bias is { } bias) init.zeros_(bias);
        }
    }
}
