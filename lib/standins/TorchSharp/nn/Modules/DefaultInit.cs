using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>How linear layers and convolutions begin.</summary>
internal static class DefaultInit
{
    /// <summary>Weight, then bias, uniform in ±1 / sqrt(fan in).</summary>
    public static void Uniform(Parameter weight, Parameter? bias)
    {
        init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        var (fanIn, _) = init.CalculateFanInAndFanOut(weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        init.uniform_(bias, -bound, bound);
    }
}
