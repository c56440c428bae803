using Fovea.Counting;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Queries;

/// <summary>
/// Sines and cosines of places between 0 and 1 (DAB-DETR, eq. 4): angles 8 pi x / 20^(i / (D / 2)), i = 0 .. D / 2 - 1. The temperature of
/// 20, DAB-DETR's, keeps neighbours apart; the frequencies are four times as high as there, for a map of 16 x 16 and large boxes.
/// </summary>
/// <remarks>[..., k] to [..., k D].</remarks>
public sealed class SineEmbedding : Module<Tensor, Tensor>, ICounted
{
    private const double Temperature = 20, Turns = 4;

    private readonly Tensor frequencies; // [D / 2]

    /// <param name="width">D.</param>
    public SineEmbedding(int width) : base(nameof(SineEmbedding))
    {
        frequencies = tensor(Enumerable.Range(0, width / 2)
            .Select(i => (float)(2 * Math.PI * Turns / Math.Pow(Temperature, i / (width / 2.0)))).ToArray()).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor places)
    {
        using var scope = NewDisposeScope();
        var angles = places.unsqueeze(-1) * frequencies;                                    // [..., k, D / 2]
        return cat([angles.sin(), angles.cos()], -1).flatten(-2).MoveToOuterDisposeScope(); // [..., k, D] -> [..., k D]
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] places)
    {
        tally.Each(OpKind.Multiply, [.. places, frequencies.shape[0]]);
        return [.. places[..^1], places[^1] * 2 * frequencies.shape[0]];
    }
}
