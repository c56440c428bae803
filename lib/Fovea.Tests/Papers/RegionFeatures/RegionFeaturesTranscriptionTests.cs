using System.Text.RegularExpressions;
using Fovea.Results;
using Fovea.Tests.Results;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>results/region-features/claims.csv against the paper.</summary>
public partial class RegionFeaturesTranscriptionTests
{
    private static readonly Transcription RegionFeatures = new("region-features");

    // Counted on the page, row by row; a dash is no number, and neither are words such as "hundreds".
    [Theory]
    [InlineData("1", 5 + 1 + (6 * 2))] // typical values; 200 in a column's head; five parts and their sum
    [InlineData("2", (3 + 3 + 1) * 6)] // three methods on two supports, one on the whole image
    [InlineData("3", 9 * 9)]
    [InlineData("4", 5 * 6)]
    [InlineData("5", 4 * 4 * 6)]
    [InlineData("text", 2 + 1)] // Section 4.1: 114, 86 and 3.9 G
    [InlineData("fig-3", 2 * 3 * 2)] // both plots: the first and the last test of three sizes
    public void Every_number_of_a_table_is_transcribed(string table, int numbers) =>
        Assert.Equal(numbers, RegionFeatures.Numbers(table).Count());

    [Fact]
    public void No_other_table_is_there() =>
        Assert.Equal(["1", "2", "3", "4", "5", "text", "fig-3"], RegionFeatures.Tables);

    // In Tables 3 and 5 two cells label a row.
    [Theory]
    [InlineData("2")]
    [InlineData("3", 2)]
    [InlineData("4")]
    [InlineData("5", 2)]
    public void The_numbers_are_those_of_the_papers_text_in_its_order(string table, int labels = 1) =>
        Assert.Equal(RegionFeatures.NumbersOnThePage(table, labels), Printed(table));

    // Table 1 has two blocks: typical values, two to a line, and complexities, of which the last two cells are numbers.
    [Fact]
    public void The_numbers_of_table_1_are_those_of_the_papers_text()
    {
        var page = File.ReadAllLines(Shared.Path("papers", "region-features.txt"));
        string[][] Block(string head) =>
            [.. page.SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal)).TakeWhile(line => line.Contains('\t')).Select(line => line.Split('\t'))];
        var (values, costs) = (Block("notation\t"), Block("module\t"));

        var samples = Number().Match(costs[0][^1]).Value;
        var numbers = values.Skip(1).SelectMany(row => new[] { row[2], row[5] }).Concat(costs.Skip(1).SelectMany(row => row[^2..])).Where(cell => char.IsDigit(cell[0])).ToList();
        numbers.Insert(numbers.Count - (2 * (costs.Length - 1)), samples);
        Assert.Equal(numbers.Select(cell => Number().Match(cell).Value), Printed("1"));
    }

    [Fact]
    public void What_a_figure_alone_shows_is_not_guessed() =>
        Assert.Equal(["fig-3"], RegionFeatures.Claims.Where(claim => claim.Status == ClaimStatus.Illegible).Select(claim => claim.Cell.Table).Distinct());

    [Fact]
    public void The_effect_of_a_trend_follows_from_its_rows() => Assert.Empty(RegionFeatures.Inconsistent);

    [Theory]
    [InlineData("2", "Whole image, ours", "3", "full, full")]
    [InlineData("2", "1× RoI, regular RoI pooling", "4", "regular RoI pooling")]
    [InlineData("2", "1× RoI, aligned RoI pooling", "4", "aligned RoI pooling")]
    [InlineData("3", "196, 14²", "4", "our (geometry+appearance)")]
    [InlineData("3", "full, 14²", "3", "full, 14² again")]
    public void What_is_printed_twice_is_the_same(string table, string row, string otherTable, string otherRow)
    {
        var first = Accuracies(table, row);
        Assert.Equal(6, first.Count());
        Assert.Equal(first, Accuracies(otherTable, otherRow));
    }

    [Fact]
    public void The_committed_digest_is_that_of_the_transcription() =>
        Assert.Equal($"{ClaimsFile.Digest(Path.Combine(RegionFeatures.Folder, "claims.csv"))}  claims.csv\n", File.ReadAllText(Path.Combine(RegionFeatures.Folder, "claims.sha256")));

    private static IEnumerable<string> Printed(string table) => RegionFeatures.Numbers(table).Select(claim => Transcription.Text(claim.Value));

    private static IEnumerable<(string Column, decimal? Value)> Accuracies(string table, string row) =>
        RegionFeatures.Numbers(table).Where(claim => claim.Cell.Row == row && claim.Cell.Column.StartsWith("mAP", StringComparison.Ordinal))
            .Select(claim => (claim.Cell.Column, claim.Value));

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
