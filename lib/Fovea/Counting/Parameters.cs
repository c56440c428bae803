using static TorchSharp.torch;

namespace Fovea.Counting;

/// <summary>Counts what a model learns.</summary>
public static class Parameters
{
    /// <summary>Elements of all parameters; one that several layers share counts once, and buffers do not.</summary>
    public static long Count(nn.Module model) => model.parameters().Sum(parameter => parameter.numel());
}
