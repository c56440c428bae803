using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>Multi-head self-attention (PS-ViT, eq. 8): MHA(Z) = W^o [H_1, ..., H_M], H_i = Attn(W_i^Q Z, W_i^K Z, W_i^V Z).</summary>
/// <remarks>[B, L, C] to [B, L, C].</remarks>
public sealed class Attention : Module<Tensor, Tensor>, ICounted
{
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly Dropout drop;
    private readonly int heads;
    private readonly double scale;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public Attention(EncoderOptions options) : base(nameof(Attention))
    {
        options.Validate();
        heads = options.Heads;
        scale = 1 / Math.Sqrt(options.Scale == AttentionScale.HeadWidth ? options.Width / options.Heads : options.Width);
        qkv = Linear(options.Width, 3 * options.Width, options.QkvBias);
        proj = Linear(options.Width, options.Width);
        drop = Dropout(options.Dropout);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (batch, length, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        var parts = qkv.call(tokens)                                            // [B, L, 3 C]
            .reshape(batch, length, 3, heads, width / heads)                    // [B, L, 3, M, C / M]
            .permute(2, 0, 3, 1, 4).unbind(0);                                  // 3 x [B, M, L, C / M]
        var mixed = Attend(parts[0], parts[1], parts[2], scale)                 // [B, M, L, C / M]
            .transpose(1, 2).reshape(batch, length, width);                     // [B, L, M, C / M] -> [B, L, C]
        return drop.call(proj.call(mixed)).MoveToOuterDisposeScope();
    }

    /// <summary>PS-ViT, eq. 7: Attn(Q, K, V) = softmax(Q K^T / sqrt(D)) V, the softmax over each row.</summary>
    /// <param name="queries">Q, [..., L, D]; the paper writes tokens as columns.</param>
    /// <param name="keys">K, [..., L, D].</param>
    /// <param name="values">V, [..., L, D].</param>
    /// <param name="scale">1 / sqrt(D), or what takes its place.</param>
    public static Tensor Attend(Tensor queries, Tensor keys, Tensor values, double scale) =>
        (queries * scale).matmul(keys.transpose(-2, -1)).softmax(-1).matmul(values);

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] tokens)
    {
        var (batch, length, width) = (tokens[0], tokens[1], tokens[2]);
        long[] scores = [batch, heads, length, length];
        long[] perHead = [batch, heads, length, width / heads];
        tally.Through(nameof(qkv), qkv, tokens);
        tally.Each(OpKind.Multiply, perHead);
        tally.Matmul(scores, width / heads);
        tally.Each(OpKind.Softmax, scores);
        tally.Matmul(perHead, length);
        tally.Through(nameof(proj), proj, tokens);
        return tally.Through(nameof(drop), drop, tokens);
    }
}
