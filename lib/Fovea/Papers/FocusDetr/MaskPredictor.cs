using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>MLP_F of eq. 2, Sparse DETR's: the score of a token from itself and from the mean of its map. [B, L, C] to [B, L].</summary>
public sealed class MaskPredictor : Module<Tensor, Tensor>, ICounted
{
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly int width;

    /// <param name="width">C.</param>
    public MaskPredictor(int width) : base(nameof(MaskPredictor))
    {
        this.width = width;
        layer1 = Sequential(LayerNorm(width), Linear(width, width), GELU());
        layer2 = Sequential(Linear(width, width / 2), GELU(), Linear(width / 2, width / 4), GELU(), Linear(width / 4, 1));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var parts = layer1.call(tokens).split(width / 2, dim: -1);              // 2 x [B, L, C / 2]
        var shared = parts[1].mean([1], keepdim: true).expand(-1, tokens.shape[1], -1);
        return layer2.call(cat([parts[0], shared], -1)).squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] tokens)
    {
        var hidden = tally.Through(nameof(layer1), layer1, tokens);
        tally.Each(OpKind.Reduce, hidden[0], hidden[1], hidden[2] / 2);
        return tally.Through(nameof(layer2), layer2, hidden)[..2];
    }
}
