using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Results;

namespace Fovea.Tests.Results;

/// <summary>results/ps-vit/claims.csv against the paper, and whether any paper has a table that its claims pass over.</summary>
public partial class TranscriptionTests
{
    private static readonly Transcription PsVit = new("ps-vit");

    // Counted on the page, row by row; a dash is no number.
    [Theory]
    [InlineData("2", 6 + 6 + 6 + 6)]
    [InlineData("3", (5 * 5) + (3 * 4) + (4 * 4) + (4 * 5))] // ResNets and ResNeXts; RegNets; ViT and DeiT; PS-ViT
    [InlineData("5", 1 + (5 * 3))] // 21.3 stands once for five rows
    [InlineData("6", 7 * 2)]
    [InlineData("7", 2 * 2)]
    [InlineData("8", 8 * 3)]
    [InlineData("9", 10 * 3)]
    [InlineData("10", 4 + 4 + 5 + 5)]
    public void Every_number_of_a_table_is_transcribed(string table, int numbers) =>
        Assert.Equal(numbers, PsVit.Numbers(table).Count());

    // Those without a claim: of PS-ViT Table 1, of symbols, and Table 4, of the training's settings; of PnP-DETR Table 5, of formulas.
    [Theory]
    [InlineData("pnp-detr", 10, 5)]
    [InlineData("focus-detr", 11)]
    [InlineData("ps-vit", 10, 1, 4)]
    [InlineData("stochastic-sampling", 5)]
    [InlineData("region-features", 5)]
    public void Every_table_that_a_paper_numbers_has_claims_or_claims_nothing(string paper, int last, params int[] without)
    {
        var numbered = TableNumber().Matches(File.ReadAllText(Shared.Path("papers", $"{paper}.txt")))
            .Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)).Distinct().Order();
        Assert.Equal(Enumerable.Range(1, last), numbered);
        Assert.Equal(
            Enumerable.Range(1, last).Except(without).Select(table => table.ToString(CultureInfo.InvariantCulture)),
            new Transcription(paper).Tables.Where(table => char.IsAsciiDigit(table[0])));
    }

    [Fact]
    public void No_other_table_is_there() =>
        Assert.Equal(["2", "3", "5", "6", "7", "8", "9", "10"], PsVit.Tables);

    [Fact]
    public void The_committed_digest_is_that_of_the_transcription() =>
        Assert.Equal($"{ClaimsFile.Digest(Path.Combine(PsVit.Folder, "claims.csv"))}  claims.csv\n", File.ReadAllText(Path.Combine(PsVit.Folder, "claims.sha256")));

    // In Table 6, N and N_v are labels.
    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    [InlineData("5")]
    [InlineData("6", 2)]
    [InlineData("7")]
    [InlineData("8")]
    [InlineData("9")]
    [InlineData("10")]
    public void The_numbers_are_those_of_the_papers_text_in_its_order(string table, int labels = 1) =>
        Assert.Equal(PsVit.NumbersOnThePage(table, labels), PsVit.Numbers(table).Select(claim => Transcription.Text(claim.Value)));

    // An effect that the authors print is theirs; one that they leave to the reader is the difference of their numbers.
    [Fact]
    public void The_effect_of_a_trend_follows_from_its_rows_where_the_paper_is_consistent()
    {
        var inconsistent = PsVit.Inconsistent.ToList();

        Assert.Equal(
            ["PS-ViT-Ti -% PS-ViT-Ti†", "PS-ViT-B -% PS-ViT-B†", "DeiT-B : PS-ViT-B/14"],
            inconsistent.Select(claim => claim.Cell.Row));
        Assert.All(inconsistent, claim => Assert.Equal(ClaimStatus.Printed, claim.Status));
    }

    // In a caption, or where a sentence ends with it.
    [GeneratedRegex(@"Table (?<number>\d+) ?[.:]")]
    private static partial Regex TableNumber();
}
