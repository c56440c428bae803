namespace Fovea.Results;

/// <summary>A claim, what the workbook has beside it, and the verdict.</summary>
/// <param name="Claim">What the paper prints.</param>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Reason">For a reader; empty where a reproduced number needs none.</param>
public sealed record Judgement(Claim Claim, Verdict Verdict, string Reason)
{
    /// <summary>Our number in the unit of the claim, rounded half up to the printed digits; null where there is none to compare.</summary>
    public decimal? Ours { get; init; }

    /// <summary>Our number before rounding: every digit of a computed one, six significant digits of a measured one.</summary>
    public string Exact { get; init; } = "";

    /// <summary>How far from the claim it may lie, in the unit of the claim, where that is more than the printed digits leave open; else null.</summary>
    public decimal? Tolerance { get; init; }

    /// <summary>The tier of the runs; null where none were used.</summary>
    public Tier? Tier { get; init; }

    /// <summary>The seeds of the runs, ascending.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>The runs used.</summary>
    public IReadOnlyList<RunRecord> Runs { get; init; } = [];
}
