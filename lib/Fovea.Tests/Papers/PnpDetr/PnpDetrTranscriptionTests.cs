using Fovea.Results;
using Fovea.Tests.Results;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>results/pnp-detr/claims.csv against the paper. Tables 3, 4 and 10 are turned, so that trends compare rows.</summary>
public class PnpDetrTranscriptionTests
{
    private static readonly Transcription PnpDetr = new("pnp-detr");

    // Counted on the page, row by row; a dash is no number. Table 5 is of formulas alone.
    [Theory]
    [InlineData("1", (6 + 3) + (6 + 2) + (6 + 5) + 6 + (6 + 5) + (6 + 3) + (4 + 2) + (4 + 2) + (6 + 2) + (6 + 5) + (6 + 5))]
    [InlineData("2", 2 + 3 + 3)]
    [InlineData("3", 4 * 6)]
    [InlineData("4", 2 * 6)]
    [InlineData("5", 0)]
    [InlineData("6", 5 * 6)]
    [InlineData("7", 6 * 6)]
    [InlineData("8", 4 * 6)]
    [InlineData("9", 2 * 6)]
    [InlineData("10", 4 + 3)]
    [InlineData("fig-4", 5 + 1)] // points of the curves that the text speaks of; it gives all but one
    [InlineData("fig-6", 4)] // four models that the text speaks of; it gives no number
    [InlineData("fig-8", 2 + 4)] // of either curve what the text says: where it begins and ends, and two epochs between
    public void Every_number_of_a_table_is_transcribed(string table, int numbers) =>
        Assert.Equal(numbers, PnpDetr.Numbers(table).Count());

    [Fact]
    public void Of_the_figures_there_is_what_the_text_says() =>
        Assert.Equal(["1", "2", "3", "4", "6", "7", "8", "9", "10", "fig-4", "fig-6", "fig-8"], PnpDetr.Tables);

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    [InlineData("4")]
    [InlineData("6")]
    [InlineData("7")]
    [InlineData("8")]
    [InlineData("9")]
    [InlineData("10")]
    public void The_numbers_are_those_of_the_papers_text_in_its_order(string table) =>
        Assert.Equal(PnpDetr.NumbersOnThePage(table), PnpDetr.Numbers(table).Select(claim => Transcription.Text(claim.Value)));

    [Fact]
    public void What_a_figure_alone_shows_is_not_guessed() =>
        Assert.Equal(["fig-4", "fig-6", "fig-8"], PnpDetr.Claims.Where(claim => claim.Status == ClaimStatus.Illegible).Select(claim => claim.Cell.Table).Distinct());

    // 45% follows from the totals before they were rounded to 11.5 and 6.4; 28.7 - 28.2 is not 0.6.
    [Fact]
    public void The_effect_of_a_trend_follows_from_its_rows_where_the_paper_is_consistent()
    {
        var inconsistent = PnpDetr.Inconsistent.ToList();

        Assert.Equal(["DETR-R50 -% PnP-DETR-R50-α-0.5", "2-layer-fc-256 > 2-layer-fc-32"], inconsistent.Select(claim => claim.Cell.Row));
        Assert.All(inconsistent, claim => Assert.Equal(ClaimStatus.Printed, claim.Status));
    }

    [Fact]
    public void The_committed_digest_is_that_of_the_transcription() =>
        Assert.Equal($"{ClaimsFile.Digest(Path.Combine(PnpDetr.Folder, "claims.csv"))}  claims.csv\n", File.ReadAllText(Path.Combine(PnpDetr.Folder, "claims.sha256")));
}
