using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Queries;

/// <summary>An encoder layer of DETR: self-attention whose queries and keys know their positions, then a feed-forward unit, each followed by a norm.</summary>
/// <remarks>Tokens [B, T, C] and their positions [B or 1, T, C] to tokens [B, T, C].</remarks>
public sealed class QueryEncoderLayer : Module<Tensor, Tensor, Tensor>, ICounted
{
    private readonly Linear query_key;
    private readonly Linear value;
    private readonly Linear project;
    private readonly LayerNorm norm1;
    private readonly Sequential feed_forward;
    private readonly LayerNorm norm2;
    private readonly int heads;

    /// <param name="width">C.</param>
    /// <param name="heads">Of the attention.</param>
    /// <param name="hidden">Of the feed-forward unit.</param>
    public QueryEncoderLayer(int width, int heads, int hidden) : base(nameof(QueryEncoderLayer))
    {
        this.heads = heads;
        query_key = Linear(width, 2 * width);
        value = Linear(width, width);
        project = Linear(width, width);
        norm1 = LayerNorm(width);
        feed_forward = Sequential(Linear(width, hidden), ReLU(), Linear(hidden, width));
        norm2 = LayerNorm(width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var parts = query_key.call(tokens + positions).chunk(2, -1);                        // 2 x [B, T, C]
        var mixed = HeadedAttention.Mix(
            HeadedAttention.Split(parts[0], heads), HeadedAttention.Split(parts[1], heads), HeadedAttention.Split(value.call(tokens), heads));
        tokens = norm1.call(tokens + project.call(mixed));
        return norm2.call(tokens + feed_forward.call(tokens)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] tokens)
    {
        var (batch, length, width) = (tokens[0], tokens[1], tokens[2]);
        tally.Each(OpKind.Add, tokens);
        tally.Through(nameof(query_key), query_key, tokens);
        tally.Through(nameof(value), value, tokens);
        HeadedAttention.Count(tally, [batch, length, heads, width / heads], length, width);
        tally.Through(nameof(project), project, tokens);
        tally.Each(OpKind.Add, tokens);
        tally.Through(nameof(norm1), norm1, tokens);
        tally.Through(nameof(feed_forward), feed_forward, tokens);
        tally.Each(OpKind.Add, tokens);
        return tally.Through(nameof(norm2), norm2, tokens);
    }
}
