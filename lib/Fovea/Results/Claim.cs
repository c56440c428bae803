namespace Fovea.Results;

/// <summary>Where a number stands in a paper.</summary>
/// <param name="Table">The table's number: <c>6</c>.</param>
/// <param name="Row">The row's label as printed; where a parameter labels it, <c>N=4</c>; the statement of a trend.</param>
/// <param name="Column">The column's head as printed.</param>
public readonly record struct Cell(string Table, string Row, string Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"table {Table}, {Row}, {Column}";
}

/// <summary>What kind of number a paper prints.</summary>
public enum ClaimKind
{
    /// <summary>Follows from the architecture: parameters, operations, configuration.</summary>
    Computed,

    /// <summary>The authors measured it: accuracy, speed.</summary>
    Measured,

    /// <summary>A statement over two rows of a table, with its effect; <c>A &gt; B</c> (exceeds), <c>A ~ B</c> (matches), <c>A : B</c> (is a multiple of) or <c>A -% B</c> (percent that B saves on A).</summary>
    Trend,

    /// <summary>Taken over from another paper.</summary>
    Cited,
}

/// <summary>How the transcription came by a value.</summary>
public enum ClaimStatus
{
    /// <summary>Read off the page.</summary>
    Printed,

    /// <summary>Follows from what is printed elsewhere in the paper; the note says how where it is not plain.</summary>
    Recovered,

    /// <summary>Cannot be read, as a point of a figure; there is no value. Of a trend its size is meant: the text says its direction.</summary>
    Illegible,
}

/// <summary>One number of a paper: one line of <c>results/PAPER/claims.csv</c>.</summary>
/// <param name="Paper">The folder under <c>results/</c>.</param>
/// <param name="Cell">Where it stands.</param>
/// <param name="Value">In the unit of the column; null where illegible.</param>
/// <param name="Digits">Digits printed after the decimal point.</param>
/// <param name="Kind">What kind of number it is.</param>
/// <param name="Status">How the transcription came by it.</param>
/// <param name="Note">The source of a cited number, the words of a trend.</param>
public sealed record Claim(
    string Paper, Cell Cell, decimal? Value, int Digits, ClaimKind Kind, ClaimStatus Status, string Note);
