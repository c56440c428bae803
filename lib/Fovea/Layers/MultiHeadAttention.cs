using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>Attention of several heads (Vaswani et al. 2017, Section 3.2.2), with the names of PyTorch's parameters.</summary>
/// <remarks>Queries [B, Q, C], keys and values [B, L, C], padding [B, L] or null, to [B, Q, C].</remarks>
public sealed class MultiHeadAttention : Module<Tensor, Tensor, Tensor, Tensor?, Tensor>
{
    private readonly Parameter in_proj_weight;
    private readonly Parameter in_proj_bias;
    private readonly Linear out_proj;
    private readonly Dropout dropout;
    private readonly int width, heads;

    /// <param name="width">C.</param>
    /// <param name="heads">Which share the width.</param>
    /// <param name="dropout">Share of the attention weights that are dropped.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public MultiHeadAttention(int width, int heads, double dropout) : base(nameof(MultiHeadAttention))
    {
        Check.That(heads >= 1 && width % heads == 0, nameof(heads), $"a divisor of the width, {width}", heads);
        (this.width, this.heads) = (width, heads);
        in_proj_weight = Learnt(3 * width, width);
        in_proj_bias = Learnt(3 * width);
        out_proj = Linear(width, width);
        this.dropout = Dropout(dropout);
        RegisterComponents();
        init.xavier_uniform_(in_proj_weight);
        init.zeros_(in_proj_bias);
        init.zeros_(out_proj.bias!);
    }

    /// <param name="queries">[B, Q, C].</param>
    /// <param name="keys">[B, L, C].</param>
    /// <param name="values">[B, L, C].</param>
    /// <param name="padding">True for the keys that no query sees, [B, L]; null where all are seen.</param>
    public override Tensor forward(Tensor queries, Tensor keys, Tensor values, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var query = Heads(Project(queries, 0)) * (1 / Math.Sqrt(width / heads));            // [B, H, Q, C / H]
        var scores = query.matmul(Heads(Project(keys, 1)).transpose(-2, -1));               // [B, H, Q, L]
        if (padding is not null)
            scores.masked_fill_(padding.unsqueeze(1).unsqueeze(1), double.NegativeInfinity);
        var mixed = dropout.call(scores.softmax(-1)).matmul(Heads(Project(values, 2)))      // [B, H, Q, C / H]
            .transpose(1, 2).reshape(queries.shape);                                        // [B, Q, H, C / H] -> [B, Q, C]
        return out_proj.call(mixed).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the operations of one forward pass.</summary>
    /// <param name="tally">Collects them, at this module's place.</param>
    /// <param name="queries">[B, Q, C].</param>
    /// <param name="keys">[B, L, C], the values' shape too.</param>
    /// <returns>[B, Q, C].</returns>
    public long[] Count(Tally tally, long[] queries, long[] keys)
    {
        long[] scores = [queries[0], heads, queries[1], keys[1]];
        foreach (var projected in new[] { queries, keys, keys })
        {
            tally.Add(OpKind.LinearMac, Elements(projected) * width);
            tally.Each(OpKind.LinearBias, projected);
        }
        tally.Each(OpKind.Multiply, queries);
        tally.Matmul(scores, width / heads);
        tally.Each(OpKind.Softmax, scores);
        tally.Through(nameof(dropout), dropout, scores);
        tally.Matmul(queries, keys[1]);
        return tally.Through(nameof(out_proj), out_proj, queries);

        static double Elements(long[] shape) => shape.Aggregate(1.0, (product, size) => product * size);
    }

    // One of the three matrices that in_proj holds one below the other.
    private Tensor Project(Tensor tokens, int which) =>
        functional.linear(tokens, in_proj_weight.narrow(0, which * width, width), in_proj_bias.narrow(0, which * width, width));

    // [B, L, C] -> [B, H, L, C / H].
    private Tensor Heads(Tensor tokens) => tokens.reshape(tokens.shape[0], tokens.shape[1], heads, width / heads).transpose(1, 2);

    // Lives as long as the module, whatever the dispose scope it is made in.
    private static Parameter Learnt(params long[] shape)
    {
        var parameter = Parameter(empty(shape));
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
