using Fovea.Counting;
using static TorchSharp.torch;

namespace Fovea.Detection.Queries;

/// <summary>softmax(Q K^T / sqrt(D)) V by M heads, without projections.</summary>
internal static class HeadedAttention
{
    /// <summary>[B, L, C] to [B, L, M, C / M].</summary>
    public static Tensor Split(Tensor tokens, int heads) => tokens.reshape(tokens.shape[0], tokens.shape[1], heads, tokens.shape[2] / heads);

    /// <param name="queries">[B, N, M, D].</param>
    /// <param name="keys">[B, T, M, D].</param>
    /// <param name="values">[B, T, M, C / M].</param>
    /// <returns>[B, N, C].</returns>
    public static Tensor Mix(Tensor queries, Tensor keys, Tensor values)
    {
        var scaled = queries.transpose(1, 2) * (1 / Math.Sqrt(queries.shape[3]));           // [B, M, N, D]
        var weights = scaled.matmul(keys.permute(0, 2, 3, 1)).softmax(-1);                  // [B, M, N, T]
        return weights.matmul(values.transpose(1, 2)).transpose(1, 2).flatten(2);           // [B, M, N, C / M] -> [B, N, C]
    }

    /// <param name="tally">Collects the operations.</param>
    /// <param name="queries">[B, N, M, D].</param>
    /// <param name="tokens">T.</param>
    /// <param name="width">C.</param>
    public static void Count(Tally tally, long[] queries, long tokens, long width)
    {
        var (batch, count, heads, depth) = (queries[0], queries[1], queries[2], queries[3]);
        long[] scores = [batch, heads, count, tokens];
        tally.Each(OpKind.Multiply, queries);
        tally.Matmul(scores, depth);
        tally.Each(OpKind.Softmax, scores);
        tally.Matmul([batch, heads, count, width / heads], tokens);
    }
}
