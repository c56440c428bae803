using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Queries;

/// <summary>
/// A decoder layer of Conditional DETR and DAB-DETR: in the cross-attention content and position are concatenated in each head, not added,
/// so that what a query looks for and where it looks are two terms of the score (Meng et al. 2021, eq. 3).
/// </summary>
public sealed class QueryDecoderLayer : Module
{
    private readonly Linear self_query_key;
    private readonly Linear self_value;
    private readonly Linear self_project;
    private readonly LayerNorm norm1;
    private readonly Linear query_content;
    private readonly Linear query_position;
    private readonly Linear key_content;
    private readonly Linear key_position;
    private readonly Linear value;
    private readonly Linear project;
    private readonly LayerNorm norm2;
    private readonly Sequential feed_forward;
    private readonly LayerNorm norm3;
    private readonly int heads;

    /// <param name="width">C.</param>
    /// <param name="heads">Of both attentions.</param>
    /// <param name="hidden">Of the feed-forward unit.</param>
    public QueryDecoderLayer(int width, int heads, int hidden) : base(nameof(QueryDecoderLayer))
    {
        this.heads = heads;
        self_query_key = Linear(width, 2 * width);
        self_value = Linear(width, width);
        self_project = Linear(width, width);
        norm1 = LayerNorm(width);
        query_content = Linear(width, width);
        query_position = Linear(width, width, hasBias: false);
        key_content = Linear(width, width);
        key_position = Linear(width, width, hasBias: false);
        value = Linear(width, width);
        project = Linear(width, width);
        norm2 = LayerNorm(width);
        feed_forward = Sequential(Linear(width, hidden), ReLU(), Linear(hidden, width));
        norm3 = LayerNorm(width);
        RegisterComponents();
    }

    /// <summary>One layer.</summary>
    /// <param name="queries">What each has found so far, [B, Q, C].</param>
    /// <param name="anchors">Of each query's box, for the self-attention, [B, Q, C].</param>
    /// <param name="centres">Of each query's centre, for the cross-attention, [B, Q, C].</param>
    /// <param name="memory">Tokens, [B, T, C].</param>
    /// <param name="positions">Of the tokens, [B or 1, T, C].</param>
    /// <returns>[B, Q, C].</returns>
    public Tensor Decode(Tensor queries, Tensor anchors, Tensor centres, Tensor memory, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var parts = self_query_key.call(queries + anchors).chunk(2, -1);                    // 2 x [B, Q, C]
        queries = norm1.call(queries + self_project.call(HeadedAttention.Mix(Split(parts[0]), Split(parts[1]), Split(self_value.call(queries)))));

        var query = cat([Split(query_content.call(queries)), Split(query_position.call(centres))], -1);                   // [B, Q, M, 2 C / M]
        var places = Split(key_position.call(positions)).expand(memory.shape[0], -1, -1, -1);
        var key = cat([Split(key_content.call(memory)), places], -1);                                                     // [B, T, M, 2 C / M]
        queries = norm2.call(queries + project.call(HeadedAttention.Mix(query, key, Split(value.call(memory)))));
        return norm3.call(queries + feed_forward.call(queries)).MoveToOuterDisposeScope();

        Tensor Split(Tensor tokens) => HeadedAttention.Split(tokens, heads);
    }

    /// <summary>Adds the operations of one layer.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="queries">[B, Q, C].</param>
    /// <param name="memory">[B, T, C].</param>
    /// <param name="positions">[B or 1, T, C].</param>
    internal void Count(Tally tally, long[] queries, long[] memory, long[] positions)
    {
        var (batch, count, width) = (queries[0], queries[1], queries[2]);
        tally.Each(OpKind.Add, queries);
        tally.Through(nameof(self_query_key), self_query_key, queries);
        tally.Through(nameof(self_value), self_value, queries);
        HeadedAttention.Count(tally, [batch, count, heads, width / heads], count, width);
        tally.Through(nameof(self_project), self_project, queries);
        tally.Each(OpKind.Add, queries);
        tally.Through(nameof(norm1), norm1, queries);

        tally.Through(nameof(query_content), query_content, queries);
        tally.Through(nameof(query_position), query_position, queries);
        tally.Through(nameof(key_position), key_position, positions);
        tally.Through(nameof(key_content), key_content, memory);
        tally.Through(nameof(value), value, memory);
        HeadedAttention.Count(tally, [batch, count, heads, 2 * width / heads], memory[1], width);
        tally.Through(nameof(project), project, queries);
        tally.Each(OpKind.Add, queries);
        tally.Through(nameof(norm2), norm2, queries);
        tally.Through(nameof(feed_forward), feed_forward, queries);
        tally.Each(OpKind.Add, queries);
        tally.Through(nameof(norm3), norm3, queries);
    }
}
