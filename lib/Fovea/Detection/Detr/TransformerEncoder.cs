using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>Self-attention and a feed-forward unit, each with a residual; positions are added to queries and keys.</summary>
/// <remarks>Tokens [B, L, C], positions [B, L, C], padding [B, L] or null, to [B, L, C].</remarks>
public sealed class TransformerEncoderLayer : Module<Tensor, Tensor, Tensor?, Tensor>, ICounted
{
    private readonly MultiHeadAttention self_attn;
    private readonly Linear linear1;
    private readonly Linear linear2;
    private readonly LayerNorm norm1;
    private readonly LayerNorm norm2;
    private readonly Dropout dropout;
    private readonly Module<Tensor, Tensor> activation;
    private readonly bool preNorm;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public TransformerEncoderLayer(TransformerOptions options) : base(nameof(TransformerEncoderLayer))
    {
        options.Validate();
        preNorm = options.PreNorm;
        self_attn = new MultiHeadAttention(options.Width, options.Heads, options.Dropout);
        linear1 = Linear(options.Width, options.FeedForward);
        linear2 = Linear(options.FeedForward, options.Width);
        norm1 = LayerNorm(options.Width);
        norm2 = LayerNorm(options.Width);
        dropout = Dropout(options.Dropout);
        activation = options.Activation == Activation.Relu ? ReLU() : GELU();
        RegisterComponents();
    }

    /// <param name="tokens">[B, L, C].</param>
    /// <param name="positions">[B, L, C].</param>
    /// <param name="padding">True for tokens that none is to see, [B, L]; null where there are none.</param>
    public override Tensor forward(Tensor tokens, Tensor positions, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var seen = preNorm ? norm1.call(tokens) : tokens;
        var placed = seen + positions;
        tokens = tokens + dropout.call(self_attn.call(placed, placed, seen, padding));
        if (!preNorm) tokens = norm1.call(tokens);
        var hidden = dropout.call(activation.call(linear1.call(preNorm ? norm2.call(tokens) : tokens)));    // [B, L, F]
        tokens = tokens + dropout.call(linear2.call(hidden));                                               // [B, L, C]
        return (preNorm ? tokens : norm2.call(tokens)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] tokens)
    {
        tally.Each(OpKind.Add, tokens);
        self_attn.Count(tally.At(nameof(self_attn)), tokens, tokens);
        tally.Through(nameof(dropout), dropout, tokens);
        tally.Each(OpKind.Add, tokens);
        tally.Through(nameof(norm1), norm1, tokens);
        var hidden = tally.Through(nameof(activation), activation, tally.Through(nameof(linear1), linear1, tokens));
        tally.Through(nameof(dropout), dropout, hidden);
        tally.Through(nameof(dropout), dropout, tally.Through(nameof(linear2), linear2, hidden));
        tally.Each(OpKind.Add, tokens);
        return tally.Through(nameof(norm2), norm2, tokens);
    }
}

/// <summary>DETR's encoder: layers in a row, of any sequence of tokens, be it the whole feature map or a sample of it.</summary>
/// <remarks>As <see cref="TransformerEncoderLayer"/>.</remarks>
public sealed class TransformerEncoder : Module<Tensor, Tensor, Tensor?, Tensor>, ICounted
{
    private readonly ModuleList<TransformerEncoderLayer> layers;
    private readonly LayerNorm? norm;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public TransformerEncoder(TransformerOptions options) : base(nameof(TransformerEncoder))
    {
        options.Validate();
        layers = ModuleList([.. Enumerable.Range(0, options.EncoderLayers).Select(_ => new TransformerEncoderLayer(options))]);
        if (options.PreNorm) norm = LayerNorm(options.Width);
        RegisterComponents();
    }

    /// <inheritdoc cref="TransformerEncoderLayer.forward"/>
    public override Tensor forward(Tensor tokens, Tensor positions, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        tokens = layers.Aggregate(tokens, (memory, layer) => layer.call(memory, positions, padding));
        if (norm is not null) tokens = norm.call(tokens);
        return tokens.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] tokens)
    {
        foreach (var (i, layer) in layers.Index()) tally.Through($"{nameof(layers)}.{i}", layer, tokens);
        return norm is null ? tokens : tally.Through(nameof(norm), norm, tokens);
    }
}
