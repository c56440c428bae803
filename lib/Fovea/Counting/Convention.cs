namespace Fovea.Counting;

/// <summary>How a paper turns operations into its "FLOPs": a weight for each kind.</summary>
/// <param name="Name">The paper's short name, and whose counter where it has two.</param>
/// <param name="Source">Where the paper says it, or how it was found.</param>
/// <param name="Weights">What one unit of a kind costs; a kind left out is free.</param>
public sealed record Convention(string Name, string Source, IReadOnlyDictionary<OpKind, double> Weights)
{
    /// <summary>A name for the head of a narrow column.</summary>
    public string Title { get; init; } = Name;

    /// <summary>What operations of one kind cost.</summary>
    public double Cost(Op op) => op.Amount * Weights.GetValueOrDefault(op.Kind);
}
