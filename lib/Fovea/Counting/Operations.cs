using System.Collections;
using Fovea.Display;
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
    public static Operations Of(torch.nn.Module model, params long[] input) => Of(tally => tally.Through("", model, input));

    /// <summary>Counts what is stated by something else than a model's forward pass, such as inference that leaves a part out.</summary>
    /// <param name="count">Adds the operations.</param>
    public static Operations Of(Action<Tally> count)
    {
        var tally = new Tally();
        count(tally);
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

    /// <summary>A row for each module, with its amounts of the kinds that a convention counts and what they cost, and a row for all.</summary>
    /// <param name="convention">What the operations cost.</param>
    /// <param name="depth">How many parts of the modules' paths are told apart.</param>
    public Table Table(Convention convention, int depth = 1)
    {
        var counted = Grouped(depth).Where(op => convention.Cost(op) > 0).ToArray();
        var kinds = counted.Select(op => op.Kind).Distinct().Order().ToArray();
        var table = new Table($"Operations and their cost by {convention.Name}",
        [
            new Column("Module"),
            .. kinds.Select(kind => Column.Number($"{kind} x {convention.Weights[kind]}", "M", "N1")),
            Column.Number("Cost", "M", "N1"),
        ]);
        foreach (var module in counted.GroupBy(op => op.Where)) table = Row(table, module.Key, module);
        return Row(table, "all", counted);

        Table Row(Table before, string name, IEnumerable<Op> ops) => before.Row(
        [
            name,
            .. kinds.Select(kind => (object?)(ops.Where(op => op.Kind == kind).Sum(op => op.Amount) / 1e6)),
            ops.Sum(convention.Cost) / 1e6,
        ]);
    }

    /// <inheritdoc/>
    public IEnumerator<Op> GetEnumerator() => ops.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Shortened(string path, int depth) => string.Join('.', path.Split('.').Take(depth));
}
