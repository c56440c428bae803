using Fovea.Counting;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Queries;

/// <summary>
/// What may stand between a detector's features and its encoder: it makes a feature map and its position embeddings, each [B, C, H, W],
/// into tokens and theirs, each [B, T, C].
/// </summary>
/// <remarks>The third input is what the backbone gave, [B, channels, H, W]: of an image always the same, whatever has been learnt.</remarks>
/// <param name="name">The module's.</param>
public abstract class TokenSampler(string name) : Module<Tensor, Tensor, Tensor, (Tensor Tokens, Tensor Positions)>(name), ICounted
{
    /// <summary>Adds the operations for one feature map.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="features">[B, C, H, W].</param>
    /// <returns>[B, T, C].</returns>
    public abstract long[] Count(Tally tally, long[] features);

    /// <summary>What the sampler itself adds to the loss, for what it sampled last; null for nothing.</summary>
    public virtual Tensor? Penalty => null;
}
