using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>Self-attention of the queries, attention to the memory and a feed-forward unit, each with a residual.</summary>
/// <remarks>Queries [B, Q, C], their positions [B, Q, C], memory [B, L, C], its positions [B, L, C], padding [B, L] or null, to [B, Q, C].</remarks>
public sealed class TransformerDecoderLayer : Module<Tensor, Tensor, Tensor, Tensor, Tensor?, Tensor>
{
    private readonly MultiHeadAttention self_attn;
    private readonly MultiHeadAttention multihead_attn;
    private readonly Linear linear1;
    private readonly Linear linear2;
    private readonly LayerNorm norm1;
    private readonly LayerNorm norm2;
    private readonly LayerNorm norm3;
    private readonly Dropout dropout;
    private readonly Module<Tensor, Tensor> activation;
    private readonly bool preNorm;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public TransformerDecoderLayer(TransformerOptions options) : base(nameof(TransformerDecoderLayer))
    {
        options.Validate();
        preNorm = options.PreNorm;
        self_attn = new MultiHeadAttention(options.Width, options.Heads, options.Dropout);
        multihead_attn = new MultiHeadAttention(options.Width, options.Heads, options.Dropout);
        linear1 = Linear(options.Width, options.FeedForward);
        linear2 = Linear(options.FeedForward, options.Width);
        norm1 = LayerNorm(options.Width);
        norm2 = LayerNorm(options.Width);
        norm3 = LayerNorm(options.Width);
        dropout = Dropout(options.Dropout);
        activation = options.Activation == Activation.Relu ? ReLU() : GELU();
        RegisterComponents();
    }

    /// <param name="queries">[B, Q, C].</param>
    /// <param name="places">Added to the queries wherever they attend, [B, Q, C].</param>
    /// <param name="memory">[B, L, C].</param>
    /// <param name="positions">Of the memory, [B, L, C].</param>
    /// <param name="padding">True for what no query is to see of the memory, [B, L]; null where there is none.</param>
    public override Tensor forward(Tensor queries, Tensor places, Tensor memory, Tensor positions, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var seen = preNorm ? norm1.call(queries) : queries;
        var placed = seen + places;
        queries = queries + dropout.call(self_attn.call(placed, placed, seen, null));
        if (!preNorm) queries = norm1.call(queries);
        seen = preNorm ? norm2.call(queries) : queries;
        queries = queries + dropout.call(multihead_attn.call(seen + places, memory + positions, memory, padding));
        if (!preNorm) queries = norm2.call(queries);
        var hidden = dropout.call(activation.call(linear1.call(preNorm ? norm3.call(queries) : queries)));  // [B, Q, F]
        queries = queries + dropout.call(linear2.call(hidden));                                             // [B, Q, C]
        return (preNorm ? queries : norm3.call(queries)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="TransformerDecoder.Count"/>
    public long[] Count(Tally tally, long[] queries, long[] memory)
    {
        tally.Each(OpKind.Add, queries);
        self_attn.Count(tally.At(nameof(self_attn)), queries, queries);
        Residual(nameof(norm1), norm1);
        tally.Each(OpKind.Add, queries);
        tally.Each(OpKind.Add, memory);
        multihead_attn.Count(tally.At(nameof(multihead_attn)), queries, memory);
        Residual(nameof(norm2), norm2);
        var hidden = tally.Through(nameof(activation), activation, tally.Through(nameof(linear1), linear1, queries));
        tally.Through(nameof(dropout), dropout, hidden);
        tally.Through(nameof(linear2), linear2, hidden);
        Residual(nameof(norm3), norm3);
        return queries;

        void Residual(string name, LayerNorm norm)
        {
            tally.Through(nameof(dropout), dropout, queries);
            tally.Each(OpKind.Add, queries);
            tally.Through(name, norm, queries);
        }
    }
}

/// <summary>DETR's decoder: layers in a row, the states behind each of them normalised and kept.</summary>
/// <remarks>As <see cref="TransformerDecoderLayer"/>, to [layers, B, Q, C].</remarks>
public sealed class TransformerDecoder : Module<Tensor, Tensor, Tensor, Tensor, Tensor?, Tensor>
{
    private readonly ModuleList<TransformerDecoderLayer> layers;
    private readonly LayerNorm norm;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public TransformerDecoder(TransformerOptions options) : base(nameof(TransformerDecoder))
    {
        options.Validate();
        layers = ModuleList([.. Enumerable.Range(0, options.DecoderLayers).Select(_ => new TransformerDecoderLayer(options))]);
        norm = LayerNorm(options.Width);
        RegisterComponents();
    }

    /// <inheritdoc cref="TransformerDecoderLayer.forward"/>
    public override Tensor forward(Tensor queries, Tensor places, Tensor memory, Tensor positions, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var states = new List<Tensor>();
        foreach (var layer in layers)
        {
            queries = layer.call(queries, places, memory, positions, padding);
            states.Add(norm.call(queries));
        }
        return stack(states).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the operations of one forward pass.</summary>
    /// <param name="tally">Collects them, at this module's place.</param>
    /// <param name="queries">[B, Q, C].</param>
    /// <param name="memory">[B, L, C].</param>
    /// <returns>[B, Q, C].</returns>
    public long[] Count(Tally tally, long[] queries, long[] memory)
    {
        foreach (var (i, layer) in layers.Index())
        {
            layer.Count(tally.At($"{nameof(layers)}.{i}"), queries, memory);
            tally.Through(nameof(norm), norm, queries);
        }
        return queries;
    }
}
