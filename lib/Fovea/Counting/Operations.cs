using System.Collections;
using TorchSharp;

namespace Fovea.Counting;

/// <summary>Operations of one kind in one place of a model.</summary>
/// <param name="Kind">What they do.</param>
/// <param name="Where">The module's path, as in its state_dict: <c>trans_layers.0.attn.qkv</c>; empty for the model itself.</param>
/// <param name="Amount">In the kind's unit. A whole number for one input; averages over images need not be.</param>
public readonly record struct Op(OpKind Kind, string Where, double Amount);

/// <summary>Everything a model does to one input, in the order it does it.</summary>
/// <remarks>The operations are the model's; what they cost is a <see cref="Convention"/>'s.</remarks>
public sealed class Operations : IReadOnlyList<Op>
{
    private readonly Op[] ops;

    private Operations(IEnumerable<Op> ops) => this.ops = [.. ops];

    /// <summary>Counts a model's forward pass.</summary>
    /// <param name="model">An <see cref="ICounted"/>, or a layer that <see cref="Tally"/> knows.</param>
    /// <param name="input">The input's shape, such as [1, 3, 224, 224].</param>
    /// <exception cref="ArgumentException">A part of the model does not state its operations.</exception>
    public static Operations Of(torch.nn.Module model, params long[] input)
    {
        var tally = new Tally();
        tally.Through("", model, input);
        return new(tally.Ops);
    }

    /// <inheritdoc/>
    public int Count => ops.Length;

    /// <inheritdoc/>
    public Op this[int index] => ops[index];

    /// <summary>Cost under a convention, in its unit.</summary>
    public double Cost(Convention convention) => ops.Sum(convention.Cost);

    /// <summary>Amount of one kind over the whole model.</summary>
    public double Amount(OpKind kind) => ops.Where(op => op.Kind == kind).Sum(op => op.Amount);

    /// <summary>Amounts by kind, each path shortened to its first parts: 0 for the whole model, 1 for its children.</summary>
    public Operations Grouped(int depth) => new(
        from op in ops
        group op.Amount by (op.Kind, Where: Shortened(op.Where, depth)) into same
        select new Op(same.Key.Kind, same.Key.Where, same.Sum()));

    /// <inheritdoc/>
    public IEnumerator<Op> GetEnumerator() => ops.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Shortened(string path, int depth) => string.Join('.', path.Split('.').Take(depth));
}
