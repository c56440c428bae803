using Fovea.Results;

namespace Fovea.Tests.Results;

public class ClaimsFileTests
{
    private const string Good = "1,A,Top-1,80.6,1,measured,printed,";

    [Theory]
    [InlineData("1,B,Top-1,eighty,1,measured,printed,", "value: expected a number, found eighty")]
    [InlineData("1,B,Top-1,80.65,1,measured,printed,", "value: expected 1 digits after the point, found 80.65")]
    [InlineData("1,B,Top-1,80.6,one,measured,printed,", "digits: expected the digits printed after the point, found one")]
    [InlineData("1,B,Top-1,80.6,1,guessed,printed,", "kind: expected computed, measured, trend or cited, found guessed")]
    [InlineData("1,B,Top-1,80.6,1,measured,faded,", "status: expected printed, recovered or illegible, found faded")]
    [InlineData("1,B,Top-1,80.6,1,measured,illegible,", "value: expected nothing, as it is illegible, found 80.6")]
    [InlineData("1,,Top-1,80.6,1,measured,printed,", "row: expected a text, found nothing")]
    [InlineData("1,A,Top-1,80.7,1,measured,printed,", "row: expected a cell of its own, found that of line 2")]
    [InlineData("1,B,Top-1,80.6,1,measured", "line: expected 9 fields, found 7")]
    [InlineData("1,A beats B,Top-1,80.6,1,trend,printed,", "row: expected A > B, A ~ B, A : B or A -% B, found A beats B")]
    [InlineData("1,A > B,Top-1,80.6,1,trend,printed,", "row: expected rows of table 1 with a value in Top-1, found B")]
    [InlineData("1,A > A,Top-5,80.6,1,trend,printed,", "row: expected rows of table 1 with a value in Top-5, found A")]
    [InlineData("1,B\"quote,Top-1,80.6,1,measured,printed,", "line: expected comma-separated fields")]
    public void A_wrong_line_is_named_with_what_was_expected_and_found(string line, string message)
    {
        using var paper = new FakePaper(Good, line);
        var error = Assert.Throws<LedgerException>(paper.Load);
        Assert.Contains($"{Path.Combine(paper.Folder, "claims.csv")}:3: {message}", error.Message);
    }

    [Theory]
    [InlineData("", "found ")]
    [InlineData("paper,table\nfake,1\n", "found paper,table")]
    public void Another_header_is_named(string content, string found)
    {
        using var paper = new FakePaper();
        File.WriteAllText(Path.Combine(paper.Folder, "claims.csv"), content);
        Assert.Contains($"claims.csv:1: header: expected paper,table,row,column,value,digits,kind,status,note, {found}", Assert.Throws<LedgerException>(paper.Load).Message);
    }

    [Fact]
    public void A_line_of_another_paper_is_refused()
    {
        using var paper = new FakePaper(Good);
        File.AppendAllText(Path.Combine(paper.Folder, "claims.csv"), "other,1,B,Top-1,80.6,1,measured,printed,\n");
        Assert.Contains("claims.csv:3: paper: expected fake, found other", Assert.Throws<LedgerException>(paper.Load).Message);
    }

    [Fact]
    public void An_illegible_number_has_no_value_and_is_not_judged()
    {
        using var paper = new FakePaper("1,A,Params (M),,1,computed,illegible,a fold in the scan");
        paper.Computed[new Cell("1", "A", "Params (M)")] = () => 4.8m;
        var judgement = paper.Judge("A");
        Assert.Equal((Verdict.NotComparable, "illegible in the paper", null), (judgement.Verdict, judgement.Reason, judgement.Claim.Value));
    }
}
