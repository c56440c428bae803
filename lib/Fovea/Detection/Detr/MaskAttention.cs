using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>Where each query looks: attention without values, one softmax over all heads and locations together.</summary>
/// <remarks>Queries [B, Q, C], memory [B, C, H, W], padding [B, H, W] or null, to [B, Q, heads, H, W].</remarks>
public sealed class MaskAttention : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly Linear q_linear;
    private readonly Linear k_linear;
    private readonly int heads;

    /// <param name="width">C.</param>
    /// <param name="heads">Which share the width.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public MaskAttention(int width, int heads) : base(nameof(MaskAttention))
    {
        Check.That(heads >= 1 && width % heads == 0, nameof(heads), $"a divisor of the width, {width}", heads);
        this.heads = heads;
        q_linear = Linear(width, width);
        k_linear = Linear(width, width);
        RegisterComponents();
        foreach (var linear in new[] { q_linear, k_linear })
        {
            init.xavier_uniform_(linear.weight);
            init.zeros_(linear.bias!);
        }
    }

    /// <param name="queries">[B, Q, C].</param>
    /// <param name="memory">[B, C, H, W].</param>
    /// <param name="padding">True where no query looks, [B, H, W]; null where there is no such place.</param>
    public override Tensor forward(Tensor queries, Tensor memory, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var (batch, count, width) = (queries.shape[0], queries.shape[1], queries.shape[2]);
        var (height, breadth) = (memory.shape[2], memory.shape[3]);
        var query = q_linear.call(queries).reshape(batch, count, heads, width / heads).transpose(1, 2);     // [B, h, Q, C / h]
        var key = k_linear.call(DetrTransformer.Tokens(memory))                                             // [B, H W, C]
            .reshape(batch, -1, heads, width / heads).permute(0, 2, 3, 1);                                  // [B, h, C / h, H W]
        var scores = (query * (1 / Math.Sqrt(width / heads))).matmul(key);                                  // [B, h, Q, H W]
        if (padding is not null)
            scores.masked_fill_(padding.flatten(1).unsqueeze(1).unsqueeze(1), double.NegativeInfinity);
        return scores.transpose(1, 2).flatten(2).softmax(-1)                                                // [B, Q, h H W]
            .reshape(batch, count, heads, height, breadth).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the operations of one forward pass.</summary>
    /// <param name="tally">Collects them, at this module's place.</param>
    /// <param name="queries">[B, Q, C].</param>
    /// <param name="memory">[B, C, H, W].</param>
    /// <returns>[B, Q, heads, H, W].</returns>
    public long[] Count(Tally tally, long[] queries, long[] memory)
    {
        long[] scores = [queries[0], queries[1], heads, memory[2], memory[3]];
        tally.Through(nameof(q_linear), q_linear, queries);
        tally.Through(nameof(k_linear), k_linear, memory[0], memory[2] * memory[3], memory[1]);
        tally.Each(OpKind.Multiply, queries);
        tally.Matmul(scores, queries[2] / heads);
        tally.Each(OpKind.Softmax, scores);
        return scores;
    }
}
