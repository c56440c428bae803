using System.Collections.ObjectModel;
using System.Text.Json.Nodes;

namespace Fovea.Results;

/// <summary>What the code has to say to a paper's claims: what it computes, which runs answer a cell, which slips it has found.</summary>
public interface IPaperLedger
{
    /// <summary>The folder under <c>results/</c>: <c>ps-vit</c>.</summary>
    string Paper { get; }

    /// <summary>The notebook of the paper, without folder and extension: <c>30-ps-vit</c>.</summary>
    string Notebook { get; }

    /// <summary>The value of each computed cell, exact, in the unit of its column.</summary>
    IReadOnlyDictionary<Cell, Func<decimal>> Computed { get; }

    /// <summary>Where the paper is known to be wrong.</summary>
    IReadOnlyList<Slip> Slips { get; }

    /// <summary>Where the computed value only comes near the printed one, and how near.</summary>
    IReadOnlyList<Approximation> Approximations => [];

    /// <summary>The runs that answer a cell at a tier; null where there are none by design. Trends ask for both of their rows.</summary>
    RunQuery? Measured(Cell cell, Tier tier);

    /// <summary>What answers a trend at a tier in the place of its two rows; null where they do so themselves.</summary>
    TrendQuery? Compared(Cell trend, Tier tier) => null;

    /// <summary>Measured cells and trends that runs do not answer all the same, each with the reason.</summary>
    IReadOnlyDictionary<Cell, string> Unanswered => ReadOnlyDictionary<Cell, string>.Empty;

    /// <summary>What the notebook runs live, and <c>fovea verify</c> runs again.</summary>
    IReadOnlyList<ILiveExperiment> LiveExperiments { get; }
}

/// <summary>
/// A number that the paper prints wrongly. It counts only while the computed value, rounded half up to the printed
/// digits, is the declared one.
/// </summary>
/// <param name="Cell">A computed cell, or a trend over computed rows.</param>
/// <param name="Ours">What the computed value rounds to.</param>
/// <param name="Reason">What the paper did, for a reader: <c>cut off, not rounded</c>.</param>
public sealed record Slip(Cell Cell, decimal Ours, string Reason);

/// <summary>
/// A number whose basis the paper does not give, so that ours comes near it and no nearer. It counts only where the digits
/// differ and the exact value lies within the tolerance of the printed one.
/// </summary>
/// <param name="Cell">A computed cell, or a trend over computed rows.</param>
/// <param name="Tolerance">The largest distance, in the unit of the cell's column.</param>
/// <param name="Reason">What is not known, for a reader: <c>the paper does not say what it counts</c>.</param>
public sealed record Approximation(Cell Cell, decimal Tolerance, string Reason);

/// <summary>Which runs measure a cell: those of exactly this configuration.</summary>
/// <param name="Experiment">The name under which the runs are recorded.</param>
/// <param name="Configuration">As the code defines it now, so that runs of an earlier definition no longer count.</param>
/// <param name="Metric">In the unit of the cell's column; the name of the value where <see cref="Derived"/> gives it.</param>
/// <param name="Incomparable">Why our number must not be set beside the paper's even at the paper tier, as for speed on another GPU; trends use it all the same.</param>
public sealed record RunQuery(string Experiment, JsonObject Configuration, string Metric, string? Incomparable = null)
{
    /// <summary>The value of a run, from its metrics by name; null where it is <see cref="Metric"/> itself.</summary>
    public Func<Func<string, double>, double>? Derived { get; init; }
}

/// <summary>An experiment that can be run again from its seed.</summary>
public interface ILiveExperiment
{
    /// <summary>The experiment under which its runs are recorded.</summary>
    string Name { get; }

    /// <summary>The configuration with which it runs at a tier, seed apart.</summary>
    JsonObject Configuration(Tier tier);

    /// <summary>Runs it; records nothing.</summary>
    /// <returns>Metrics by name, as a run records them.</returns>
    IReadOnlyDictionary<string, double> Run(int seed, Tier tier, CancellationToken cancellation);
}
