using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Attention of several heads ("Attention is all you need", section 3.2.2); sequences come first: [length, batch, dimensions].</summary>
public sealed class MultiheadAttention
    : Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor>>
{
    readonly long dimensions;
    readonly long heads;
    readonly double dropout;

    readonly Parameter in_proj_weight;
    readonly Parameter? in_proj_bias;
    readonly Linear out_proj;

    internal MultiheadAttention(long embedded_dim, long num_heads, double dropout, bool bias) : base(nameof(MultiheadAttention))
    {
        if (num_heads < 1 || embedded_dim % num_heads != 0)
            throw new ArgumentException($"MultiheadAttention: {embedded_dim} dimensions cannot be shared among {num_heads} heads");
        (dimensions, heads, this.dropout) = (embedded_dim, num_heads, dropout);
        in_proj_weight = NewParameter([3 * embedded_dim, embedded_dim], null, null);
        in_proj_bias = bias ? NewParameter([3 * embedded_dim], null, null) : null;
        out_proj = new Linear(embedded_dim, embedded_dim, bias, null, null);
        init.xavier_uniform_(in_proj_weight);
        if (in_proj_bias is not null) init.zeros_(in_proj_bias);
        if (out_proj.bias is not null) init.zeros_(out_proj.bias);
        RegisterComponents();
    }

    /// <param name="query">[L, N, E].</param>
    /// <param name="key">[S, N, E].</param>
    /// <param name="value">[S, N, E].</param>
    /// <param name="key_padding_mask">True for keys to leave out, [N, S].</param>
    /// <param name="attn_mask">True for pairs to leave out, or what to add to their logits; [L, S] or [N heads, L, S].</param>
    /// <returns>The output, [L, N, E], and the weights averaged over the heads, [N, L, S]; these are null unless needed.</returns>
    public new Tuple<Tensor, Tensor> call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null,
        bool need_weights = true, Tensor? attn_mask = null) =>
        forward(query, key, value, key_padding_mask, need_weights, attn_mask);

    public override Tuple<Tensor, Tensor> forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights,
        Tensor? attn_mask)
    {
        Validate(query, key, value);
        using var scope = NewDisposeScope();
        var (length, batch, source) = (query.shape[0], query.shape[1], key.shape[0]);
        var (q, k, v) = Project(query, key, value);
        (q, k, v) = (Heads(q, batch), Heads(k, batch), Heads(v, batch));
        q = q / Math.Sqrt(dimensions / heads);
        k = k.transpose(1, 2); // [N heads, E / heads, S]
        var mask = Mask(attn_mask, key_padding_mask, batch, source, q.dtype);
        var logits = mask is null ? q.bmm(k) : mask.baddbmm(q, k); // [N heads, L, S]
        var weights = functional.dropout(logits.softmax(-1), dropout, training && dropout > 0);
        var mixed = weights.bmm(v).transpose(0, 1); // [L, N heads, E / heads]
        var output = out_proj.call(mixed.reshape(length, batch, dimensions));
        var average = need_weights ? weights.view(batch, heads, length, source).mean([1]) : null;
        return Tuple.Create(output.MoveToOuterDisposeScope(), average?.MoveToOuterDisposeScope()!);
    }

    void Validate(Tensor query, Tensor key, Tensor value)
    {
        if (query.ndim != 3 || key.ndim != 3 || query.shape[2] != dimensions || key.shape[2] != dimensions
            || query.shape[1] != key.shape[1] || !key.shape.SequenceEqual(value.shape))
            throw new ArgumentException(
                $"MultiheadAttention takes a query [L, N, {dimensions}] and keys and values [S, N, {dimensions}], " +
                $"not [{string.Join(", ", query.shape)}], [{string.Join(", ", key.shape)}] and [{string.Join(", ", value.shape)}]");
    }

    /// <summary>The three projections, with as few products as the arguments that are one allow.</summary>
    (Tensor, Tensor, Tensor) Project(Tensor query, Tensor key, Tensor value)
    {
        if (ReferenceEquals(query, key) && ReferenceEquals(key, value))
        {
            var all = functional.linear(query, in_proj_weight, in_proj_bias).chunk(3, -1);
            return (all[0], all[1], all[2]);
        }
        var q = Part(query, 0, 1);
        if (!ReferenceEquals(key, value)) return (q, Part(key, 1, 1), Part(value, 2, 1));
        var both = Part(key, 1, 2).chunk(2, -1);
        return (q, both[0], both[1]);
    }

    /// <summary>The projection by <paramref name="count"/> of the three stacked matrices.</summary>
    Tensor Part(Tensor input, long first, long count) =>
        functional.linear(input, in_proj_weight.narrow(0, first * dimensions, count * dimensions),
            in_proj_bias?.narrow(0, first * dimensions, count * dimensions));

    /// <summary>[length, N, E] to [N heads, length, E / heads].</summary>
    Tensor Heads(Tensor projected, long batch) =>
        projected.reshape(projected.shape[0], batch * heads, dimensions / heads).transpose(0, 1);

    /// <summary>What to add to the logits: both masks in one, [1 or N heads, 1 or L, S]; null without masks.</summary>
    Tensor? Mask(Tensor? pairs, Tensor? keys, long batch, long source, ScalarType type)
    {
        if (pairs?.dtype == ScalarType.Byte) pairs = pairs.@bool();
        if (pairs?.ndim == 2) pairs = pairs.unsqueeze(0); // [1, L, S]
        if (keys is not null)
        {
            if (keys.dtype is not (ScalarType.Bool or ScalarType.Byte) || !keys.shape.SequenceEqual([batch, source]))
                throw new ArgumentException(
                    $"MultiheadAttention takes a key_padding_mask of truth values [{batch}, {source}], not {keys.dtype} [{string.Join(", ", keys.shape)}]");
            keys = keys.@bool().view(batch, 1, 1, source).expand(batch, heads, 1, source).reshape(batch * heads, 1, source);
        }
        var mask = (pairs, keys) switch
        {
            (null, _) => keys,
            (_, null) => pairs,
            ({ dtype: ScalarType.Bool }, _) => pairs.logical_or(keys),
            _ => pairs.masked_fill(keys, double.NegativeInfinity),
        };
        if (mask?.dtype != ScalarType.Bool) return mask;
        return mask.zeros_like(type).masked_fill_(mask, double.NegativeInfinity);
    }
}
