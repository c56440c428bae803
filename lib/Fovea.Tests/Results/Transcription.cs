using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Results;

namespace Fovea.Tests.Results;

/// <summary>The committed claims of a paper, to be held against its pages and themselves.</summary>
internal sealed partial class Transcription(string paper)
{
    public string Folder { get; } = Path.Combine(Shared.Repository.FullName, "results", paper);

    public IReadOnlyList<Claim> Claims { get; } =
        ClaimsFile.Read(Path.Combine(Shared.Repository.FullName, "results", paper, "claims.csv"), paper);

    public IEnumerable<string> Tables => Claims.Select(claim => claim.Cell.Table).Distinct();

    /// <summary>The claims of a table that are numbers in its cells.</summary>
    public IEnumerable<Claim> Numbers(string table) => Claims.Where(claim => claim.Cell.Table == table && claim.Kind != ClaimKind.Trend);

    /// <summary>The numbers of a table as the page has them, row by row.</summary>
    /// <param name="table">Its number.</param>
    /// <param name="labels">How many cells at the left of a row are labels.</param>
    public IEnumerable<string> NumbersOnThePage(string table, int labels = 1)
    {
        var page = File.ReadAllLines(Shared.Path("papers", $"{paper}.txt"));
        var caption = Array.FindIndex(page, line => line.StartsWith($"Table {table}.", StringComparison.Ordinal));
        var rows = page[..caption].Reverse().SkipWhile(line => !line.Contains('\t')).TakeWhile(line => line.Contains('\t') || line.StartsWith("<b>", StringComparison.Ordinal))
            .Reverse().Skip(1);
        return rows.SelectMany(row => row.Split('\t').Skip(labels))
            .SelectMany(cell => Number().Matches(Markup().Replace(cell, ""))).Select(match => match.Value);
    }

    /// <summary>The trends whose printed size is not that of the two rows as printed, where both can be read.</summary>
    public IEnumerable<Claim> Inconsistent => Claims.Where(claim => claim.Kind == ClaimKind.Trend && Effect(claim) is { } effect && effect != claim.Value);

    private decimal? Effect(Claim claim)
    {
        var trend = Trend.Parse(claim.Cell.Row)!;
        decimal? Printed(string row) => Claims.Single(other => other.Cell == claim.Cell with { Row = row }).Value;
        return Printed(trend.First) is { } first && Printed(trend.Second) is { } second
            ? Judge.HalfUp(trend.Effect(first, second), claim.Digits)
            : null;
    }

    public static string Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    // "224 <sup>2</sup>", "<b>28.4</b>"
    [GeneratedRegex("<sup>.*?</sup>|<.*?>")]
    private static partial Regex Markup();

    // "4.7 M", "5.5G (-52%)"; "-" is no number.
    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
