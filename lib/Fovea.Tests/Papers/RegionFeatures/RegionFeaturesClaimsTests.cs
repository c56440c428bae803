using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Results;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>results/region-features/claims.csv against the paper.</summary>
public partial class RegionFeaturesClaimsTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "results", "region-features");

    private static readonly IReadOnlyList<Claim> Claims = ClaimsFile.Read(Path.Combine(Folder, "claims.csv"), "region-features");

    // Counted on the page; a dash is no number, and neither are words such as "hundreds".
    [Theory]
    [InlineData("1", 5 + 1 + (6 * 2))] // typical values; 200 in a column's head; five parts and their sum
    [InlineData("2", (3 + 3 + 1) * 6)] // three methods in two supports; one in the whole image
    [InlineData("3", 9 * 9)]
    [InlineData("4", 5 * 6)]
    [InlineData("5", 4 * 4 * 6)]
    [InlineData("text", 2 + 1)] // Section 4.1: 114, 86 and 3.9 G
    public void Every_number_of_a_table_is_transcribed(string table, int numbers) =>
        Assert.Equal(numbers, Claims.Count(claim => claim.Cell.Table == table && claim.Kind != ClaimKind.Trend));

    [Fact]
    public void No_other_table_is_there() =>
        Assert.Equal(["1", "2", "3", "4", "5", "text"], Claims.Select(claim => claim.Cell.Table).Distinct());

    [Fact]
    public void The_committed_digest_is_that_of_the_transcription() =>
        Assert.Equal($"{ClaimsFile.Digest(Path.Combine(Folder, "claims.csv"))}  claims.csv\n", File.ReadAllText(Path.Combine(Folder, "claims.sha256")));

    [Theory]
    [InlineData("2", 1)]
    [InlineData("3", 2)]
    [InlineData("4", 1)]
    [InlineData("5", 2)]
    public void The_numbers_are_those_of_the_papers_text_in_its_order(string table, int labels) =>
        Assert.Equal(Page(table).SelectMany(row => row.Split('\t').Skip(labels)).Select(Leading).Where(cell => cell != ""), Printed(table));

    // Two blocks: names beside typical values, twice in a line, and complexities whose last two columns are numbers.
    [Fact]
    public void The_numbers_of_table_1_are_those_of_the_papers_text()
    {
        var lines = File.ReadAllLines(Shared.Path("papers", "region-features.txt"));
        var values = lines.SkipWhile(line => !line.StartsWith("notation\t", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.Contains('\t'))
            .SelectMany(line => line.Split('\t')).Select(Leading).Where(cell => cell != "");
        var costs = Page("1");
        var head = Number().Matches(lines[Array.IndexOf(lines, costs[0]) - 1].Split('\t')[^1]).Select(match => match.Value);

        // The page runs over the line: N, K, C_E, and C_f with C_g.
        Assert.Equal([.. values, .. head, .. costs.SelectMany(row => row.Split('\t')[^2..]).Select(Leading)], Printed("1"));
    }

    [Fact]
    public void The_effect_of_a_trend_follows_from_its_rows()
    {
        var trends = Claims.Where(claim => claim.Kind == ClaimKind.Trend).ToList();
        Assert.Equal(41, trends.Count);
        Assert.All(trends, claim => Assert.Equal((claim.Cell, Effect(claim)), (claim.Cell, claim.Value)));
    }

    [Fact]
    public void What_the_paper_prints_in_several_tables_is_the_same_in_all()
    {
        (string, string, string, string)[] same =
        [
            ("2", "Whole image, ours", "3", "full, full"),
            ("3", "full, 14²", "3", "full, 14² again"),
            ("2", "1× RoI, regular RoI pooling", "4", "regular RoI pooling"),
            ("2", "1× RoI, aligned RoI pooling", "4", "aligned RoI pooling"),
            ("3", "196, 14²", "4", "our (geometry+appearance)"),
        ];
        foreach (var (table, row, otherTable, otherRow) in same)
            foreach (var column in new[] { "mAP", "mAP50", "mAP75", "mAP_S", "mAP_M", "mAP_L" })
                Assert.Equal((row, column, Value(new(table, row, column))), (row, column, Value(new(otherTable, otherRow, column))));
    }

    private static decimal Effect(Claim claim)
    {
        var trend = Trend.Parse(claim.Cell.Row)!;
        return Judge.HalfUp(trend.Effect(Value(claim.Cell with { Row = trend.First }), Value(claim.Cell with { Row = trend.Second })), claim.Digits);
    }

    private static decimal Value(Cell cell) => Claims.Single(claim => claim.Cell == cell).Value!.Value;

    private static IEnumerable<string> Printed(string table) =>
        Claims.Where(claim => claim.Cell.Table == table && claim.Kind != ClaimKind.Trend).Select(claim => claim.Value!.Value.ToString(CultureInfo.InvariantCulture));

    // The rows between a table's head and its caption.
    private static string[] Page(string table)
    {
        var lines = File.ReadAllLines(Shared.Path("papers", "region-features.txt"));
        var caption = Array.FindIndex(lines, line => line.StartsWith($"Table {table}.", StringComparison.Ordinal));
        return [.. lines[..caption].Reverse().SkipWhile(line => !line.Contains('\t')).TakeWhile(line => line.Contains('\t')).Reverse().Skip(1)];
    }

    private static string Leading(string cell) => Number().Match(cell) is { Success: true, Index: 0 } match ? match.Value : "";

    // "15.3G", "34.1", "-"
    [GeneratedRegex(@"[\d.]+")]
    private static partial Regex Number();
}
