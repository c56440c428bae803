using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>The feed-forward unit of a vision transformer: two linear layers with a GELU between them.</summary>
/// <remarks>[B, L, C] to [B, L, C].</remarks>
public sealed class Mlp : Module<Tensor, Tensor>, ICounted
{
    private readonly Linear fc1;
    private readonly GELU act;
    private readonly Linear fc2;
    private readonly Dropout drop;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public Mlp(EncoderOptions options) : base(nameof(Mlp))
    {
        options.Validate();
        fc1 = Linear(options.Width, options.MlpRatio * options.Width);
        act = GELU();
        fc2 = Linear(options.MlpRatio * options.Width, options.Width);
        drop = Dropout(options.Dropout);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var hidden = drop.call(act.call(fc1.call(tokens)));                     // [B, L, ratio C]
        return drop.call(fc2.call(hidden)).MoveToOuterDisposeScope();           // [B, L, C]
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] tokens)
    {
        var hidden = tally.Through(nameof(fc1), fc1, tokens);
        tally.Through(nameof(act), act, hidden);
        tally.Through(nameof(drop), drop, hidden);
        return tally.Through(nameof(drop), drop, tally.Through(nameof(fc2), fc2, hidden));
    }
}

/// <summary>An encoder layer of a vision transformer, pre-norm (ViT, eq. 2 and 3): X + MHA(LN(X)), then X + MLP(LN(X)). [B, L, C] to [B, L, C].</summary>
public sealed class EncoderLayer : Module<Tensor, Tensor>, ICounted
{
    private readonly LayerNorm norm1;
    private readonly Attention attn;
    private readonly LayerNorm norm2;
    private readonly Mlp mlp;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public EncoderLayer(EncoderOptions options) : base(nameof(EncoderLayer))
    {
        norm1 = LayerNorm(options.Width, options.NormEpsilon);
        attn = new Attention(options);
        norm2 = LayerNorm(options.Width, options.NormEpsilon);
        mlp = new Mlp(options);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        tokens = tokens + attn.call(norm1.call(tokens));
        return (tokens + mlp.call(norm2.call(tokens))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] tokens)
    {
        tally.Through(nameof(attn), attn, tally.Through(nameof(norm1), norm1, tokens));
        tally.Each(OpKind.Add, tokens);
        tally.Through(nameof(mlp), mlp, tally.Through(nameof(norm2), norm2, tokens));
        tally.Each(OpKind.Add, tokens);
        return tokens;
    }
}
