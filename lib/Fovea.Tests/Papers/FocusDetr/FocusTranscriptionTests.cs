using System.Text.RegularExpressions;
using Fovea.Results;
using Fovea.Tests.Results;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>results/focus-detr/claims.csv against the paper, of which there is a scan that has lost digits.</summary>
public partial class FocusTranscriptionTests
{
    private static readonly Transcription Focus = new("focus-detr");

    // Counted on the page, rows by columns: a dash is no number, and a cell of which nothing can be read is one.
    [Theory]
    [InlineData("1", (17 * 10) - 7, 18)] // params and GFLOPs of three rows and GFLOPs of a fourth are dashes
    [InlineData("2", 8 * 6, 8)]          // the whole column of GFLOPs
    [InlineData("3", (12 * 3) + (4 * 2), 12)] // Corr, and its spread, of the four rows of Sparse DETR
    [InlineData("4", 5 * 4, 5)]
    [InlineData("5", 3 * 3, 2)]
    [InlineData("6", 15 * 6, 19)]
    [InlineData("7", 5 * 6, 0)]
    [InlineData("8", 3 * 3, 2)]
    [InlineData("9", 5 * 10, 5)]
    [InlineData("10", 12 * 6, 9)]
    [InlineData("11", 16 * 4, 16)]
    [InlineData("fig-2", 6 * 2, 10)]
    [InlineData("sec-3.4", 3, 0)]
    public void Every_number_of_a_table_is_transcribed_or_said_to_be_illegible(string table, int numbers, int illegible)
    {
        var claims = Focus.Numbers(table).ToList();
        Assert.Equal((numbers, illegible), (claims.Count, claims.Count(claim => claim.Status == ClaimStatus.Illegible)));
    }

    [Fact]
    public void No_other_table_is_there() =>
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "fig-2", "sec-3.4"], Focus.Tables);

    [Fact]
    public void What_is_not_printed_says_why() =>
        Assert.All(Focus.Claims.Where(claim => claim.Status != ClaimStatus.Printed), claim => Assert.NotEqual("", claim.Note));

    [Fact]
    public void The_committed_digest_is_that_of_the_transcription() =>
        Assert.Equal($"{ClaimsFile.Digest(Path.Combine(Focus.Folder, "claims.csv"))}  claims.csv\n", File.ReadAllText(Path.Combine(Focus.Folder, "claims.sha256")));

    [Theory]
    [InlineData("1", "Model Epochs AP APs0", "Table 1: Results")]
    [InlineData("2", "Model | Epochs | AP APs9 APz5", "Table 2: Comparison")]
    [InlineData("3", "Model AP Corr", "Table 3: Corr")]
    [InlineData("4", "dual FTS score predictor", "Table 4: Ablation")]
    [InlineData("5", "Top-down | Bottom-up | AP", "Table 5: Association")]
    [InlineData("6", "Model a | AP APs", "Table 6: Experiment")]
    [InlineData("7", "Average keep — ratio Ratios", "Table 7: Detailed")]
    [InlineData("8", "Model | Interval", "Table 8: Effect")]
    [InlineData("9", "Model | Epochs | Backbone | AP = APs", "Table 9: Results")]
    [InlineData("10", "Model Backbone | Epochs | AP", "Table 10: Focus")]
    [InlineData("11", "Model epoch | AP | GFLOPs", "Table 11: Apply")]
    public void What_is_called_printed_stands_on_the_page_in_this_order(string table, string begin, string end)
    {
        var page = File.ReadAllText(Shared.Path("papers", "focus-detr.txt"));
        var (from, to) = (page.LastIndexOf(begin, StringComparison.Ordinal), page.LastIndexOf(end, StringComparison.Ordinal));
        Assert.InRange(from, 0, to);
        var numbers = new Queue<string>(Number().Matches(page[from..to]).Select(match => match.Value));
        foreach (var claim in Focus.Numbers(table).Where(claim => claim.Status == ClaimStatus.Printed))
        {
            while (numbers.TryPeek(out var number) && number != Transcription.Text(claim.Value)) numbers.Dequeue();
            Assert.True(numbers.TryDequeue(out _), $"{claim.Cell}: {Transcription.Text(claim.Value)} does not stand on the page behind the number before it");
        }
    }

    // The text's +0.8 is Table 4's +0.7, its 45% follow, and 40.8% cannot be held against rows that cannot be read.
    [Fact]
    public void The_effect_of_a_trend_follows_from_its_rows_where_the_paper_is_consistent()
    {
        var inconsistent = Focus.Inconsistent.ToList();
        Assert.Equal(["+ dual attention > + cascade"], inconsistent.Select(claim => claim.Cell.Row));
        Assert.All(inconsistent, claim => Assert.Equal(ClaimStatus.Printed, claim.Status));
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
