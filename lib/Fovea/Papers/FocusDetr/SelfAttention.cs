using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>
/// Attention of tokens to one another, around which they are carried: X + MHSA(q, k, v) with q = k = X + P and v = X, as in
/// Algorithm 1 and in the decoder.
/// </summary>
public sealed class SelfAttention : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly MultiheadAttention attn;
    private readonly int heads;

    /// <param name="width">C.</param>
    /// <param name="heads">A divisor of C.</param>
    public SelfAttention(int width, int heads) : base(nameof(SelfAttention))
    {
        this.heads = heads;
        attn = MultiheadAttention(width, heads);
        RegisterComponents();
    }

    /// <summary>Attends.</summary>
    /// <param name="tokens">X, [B, L, C].</param>
    /// <param name="positions">P, [B, L, C].</param>
    /// <param name="mask">True for pairs that must not see each other, [L, L]; none where null.</param>
    /// <returns>[B, L, C].</returns>
    public override Tensor forward(Tensor tokens, Tensor positions, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var keys = (tokens + positions).transpose(0, 1);                        // [B, L, C] -> [L, B, C]
        var (mixed, _) = attn.call(keys, keys, tokens.transpose(0, 1), need_weights: false, attn_mask: mask);
        return (tokens + mixed.transpose(0, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="tokens">[B, L, C].</param>
    public void Count(Tally tally, long[] tokens)
    {
        var (batch, length, width) = (tokens[0], tokens[1], tokens[2]);
        var inside = tally.At(nameof(attn));
        tally.Each(OpKind.Add, tokens);
        inside.Each(OpKind.LinearMac, batch, length, 4 * width, width);         // queries, keys, values and the output
        inside.Each(OpKind.LinearBias, batch, length, 4 * width);
        inside.Each(OpKind.Multiply, tokens);
        inside.Matmul([batch, heads, length, length], width / heads);
        inside.Each(OpKind.Softmax, batch, heads, length, length);
        inside.Matmul([batch, heads, length, width / heads], length);
        tally.Each(OpKind.Add, tokens);
    }
}
