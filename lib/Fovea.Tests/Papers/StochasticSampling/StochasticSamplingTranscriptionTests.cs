using System.Text.RegularExpressions;
using Fovea.Results;
using Fovea.Tests.Results;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>results/stochastic-sampling/claims.csv against the appendix.</summary>
public partial class StochasticSamplingTranscriptionTests
{
    private static readonly Transcription Appendix = new("stochastic-sampling");

    // Counted on the page, row by row; a row of Table 3 has two means and two deviations, a row of Table 4 a ratio and two models.
    [Theory]
    [InlineData("1", (1 + 4 + 4 + 4 + 4) * 2)]
    [InlineData("2", (4 + 4 + 4) * 2)]
    [InlineData("3", (4 + 4) * 4)]
    [InlineData("4", 7 * (1 + 3 + 3))]
    [InlineData("5", (4 + 4) * 2)]
    [InlineData("fig-2", 4 * (2 + 2))] // four plots: the two ends of a row of bars, and the two kinds of bar
    [InlineData("section-5", 2)] // 0.2 mAP, 3 GFLOPs
    public void Every_number_of_a_table_is_transcribed(string table, int numbers) =>
        Assert.Equal(numbers, Appendix.Numbers(table).Count());

    [Fact]
    public void Beside_the_tables_there_is_what_the_text_says() =>
        Assert.Equal(["1", "2", "3", "4", "5", "fig-2", "section-5"], Appendix.Tables);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("2", 1)]
    [InlineData("3", 2)]
    [InlineData("4", 0)]
    [InlineData("5", 1)]
    public void The_numbers_are_those_of_the_papers_text_in_its_order(string table, int labels) =>
        Assert.Equal(OnThePage(table, labels), Appendix.Numbers(table).Select(claim => Transcription.Text(claim.Value)));

    [Fact]
    public void The_effect_of_every_trend_follows_from_its_rows() => Assert.Empty(Appendix.Inconsistent);

    [Fact]
    public void What_a_figure_alone_shows_is_not_guessed() =>
        Assert.Equal(["fig-2"], Appendix.Claims.Where(claim => claim.Status == ClaimStatus.Illegible).Select(claim => claim.Cell.Table).Distinct());

    [Fact]
    public void The_committed_digest_is_that_of_the_transcription() =>
        Assert.Equal($"{ClaimsFile.Digest(Path.Combine(Appendix.Folder, "claims.csv"))}  claims.csv\n", File.ReadAllText(Path.Combine(Appendix.Folder, "claims.sha256")));

    // Here tables stand below their captions; a row of numbers has one in its second cell or, in Table 3, in its first.
    private static IEnumerable<string> OnThePage(string table, int labels)
    {
        var page = File.ReadAllLines(Shared.Path("papers", "stochastic-sampling.txt"));
        var caption = Array.FindIndex(page, line => line.StartsWith($"**Table {table}.**", StringComparison.Ordinal));
        var rows = page[(caption + 1)..].SkipWhile(line => !line.Contains('\t')).TakeWhile(line => line.Contains('\t'))
            .Where(line => Number().IsMatch(line.Split('\t')[^1]));
        return rows.SelectMany(row => row.Split('\t').Skip(labels)).SelectMany(cell => cell.Split('/'));
    }

    [GeneratedRegex(@"^[\d.]+(/[\d.]+)?$")]
    private static partial Regex Number();
}
