using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module trains.</summary>
public class Parameter : Tensor
{
    /// <param name="data">Values; the parameter takes them over, and <paramref name="data"/> is invalid from then on.</param>
    /// <param name="requires_grad">Whether backward passes give it a gradient.</param>
    public Parameter(Tensor data, bool requires_grad = true) : base(data.with_requires_grad(requires_grad)) { }
}
