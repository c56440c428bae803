using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Results;

namespace Fovea.Tests.Results;

/// <summary>results/ps-vit/claims.csv against the paper.</summary>
public partial class TranscriptionTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "results", "ps-vit");

    private static readonly IReadOnlyList<Claim> Claims = ClaimsFile.Read(Path.Combine(Folder, "claims.csv"), "ps-vit");

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
        Assert.Equal(numbers, Claims.Count(claim => claim.Cell.Table == table && claim.Kind != ClaimKind.Trend));

    [Fact]
    public void No_other_table_is_there() =>
        Assert.Equal(["2", "3", "5", "6", "7", "8", "9", "10"], Claims.Select(claim => claim.Cell.Table).Distinct());

    [Fact]
    public void The_committed_digest_is_that_of_the_transcription() =>
        Assert.Equal($"{ClaimsFile.Digest(Path.Combine(Folder, "claims.csv"))}  claims.csv\n", File.ReadAllText(Path.Combine(Folder, "claims.sha256")));

    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    [InlineData("5")]
    [InlineData("6")]
    [InlineData("7")]
    [InlineData("8")]
    [InlineData("9")]
    [InlineData("10")]
    public void The_numbers_are_those_of_the_papers_text_in_its_order(string table)
    {
        var page = File.ReadAllLines(Shared.Path("papers", "ps-vit.txt"));
        var claimed = Claims.Where(claim => claim.Cell.Table == table && claim.Kind != ClaimKind.Trend)
            .Select(claim => claim.Value!.Value.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Numbers(page, table), claimed);
    }

    // An effect that the authors print is theirs; one that they leave to the reader is the difference of their numbers.
    [Fact]
    public void The_effect_of_a_trend_follows_from_its_rows_where_the_paper_is_consistent()
    {
        var inconsistent = Claims.Where(claim => claim.Kind == ClaimKind.Trend && Effect(claim) != claim.Value).ToList();

        Assert.Equal(
            ["PS-ViT-Ti -% PS-ViT-Ti†", "PS-ViT-B -% PS-ViT-B†", "DeiT-B : PS-ViT-B/14"],
            inconsistent.Select(claim => claim.Cell.Row));
        Assert.All(inconsistent, claim => Assert.Equal(ClaimStatus.Printed, claim.Status));
    }

    private static decimal Effect(Claim claim)
    {
        var trend = Trend.Parse(claim.Cell.Row)!;
        decimal Printed(string row) => Claims.Single(other => other.Cell == claim.Cell with { Row = row }).Value!.Value;
        return Judge.HalfUp(trend.Effect(Printed(trend.First), Printed(trend.Second)), claim.Digits);
    }

    // The cells of the table that ends above its caption, without row labels; in tables 5 and 6, n and N are labels.
    private static IEnumerable<string> Numbers(string[] page, string table)
    {
        var caption = Array.FindIndex(page, line => line.StartsWith($"Table {table}.", StringComparison.Ordinal));
        var rows = page[..caption].Reverse().SkipWhile(line => !line.Contains('\t')).TakeWhile(line => line.Contains('\t') || line.StartsWith("<b>", StringComparison.Ordinal))
            .Reverse().Skip(1);
        var labels = table == "6" ? 2 : 1;
        return rows.SelectMany(row => row.Split('\t').Skip(labels)).Select(cell => Number().Match(cell).Value).Where(cell => cell != "");
    }

    // "224 <sup>2</sup>", "4.7 M", "-"
    [GeneratedRegex(@"^[\d.]+")]
    private static partial Regex Number();
}
