using System.Text.Json;
using Fovea.Results;
using Fovea.Runner.Commands;

namespace Fovea.Tests.Results;

/// <summary>Tables as files and as <c>fovea results</c> prints them.</summary>
public class ResultTablesTests
{
    // The digest is hashlib's, over json.dumps(run, sort_keys=True, separators=(",", ":")).
    [Fact]
    public void A_table_has_these_bytes_in_every_format()
    {
        using var paper = Paper();
        var table = paper.Load().Table("8");
        Assert.Equal(
            """
            paper,table,row,column,kind,claimed,ours,exact,verdict,reason,tier,seeds,runs
            fake,8,Ti_a†,Params (M),computed,3.6,3.7,3.666026,slip,"cut off, not rounded",,,
            fake,8,B*,Top-1 (%),measured,81.7,,,not-comparable,claimed at the paper's scale; the full tier speaks through trends,full,0 1,41078f11df51

            """.ReplaceLineEndings("\n"), ResultTables.Write(table, TableFormat.Csv));
        Assert.Equal(
            """
            **fake, table 8: 1 slip, 1 not-comparable**

            | Row | Column | Paper | Ours | Verdict | Why |
            | --- | --- | ---: | ---: | --- | --- |
            | Ti_a† | Params (M) | 3.6 | 3.7 | ✎ slip in the paper | cut off, not rounded |
            | B* | Top-1 (%) | 81.7 |  | – not comparable | claimed at the paper's scale; the full tier speaks through trends |

            From 2 runs, digest 41078f11df51.

            """.ReplaceLineEndings("\n"), ResultTables.Write(table, TableFormat.Md));
        Assert.Equal(
            """
            % Needs \usepackage{longtable,booktabs,textcomp}.
            \begin{longtable}{llrrlp{.3\textwidth}}
            \caption{fake, table 8: 1 slip, 1 not-comparable. From 2 runs, digest 41078f11df51.}\\
            \toprule
            Row & Column & Paper & Ours & Verdict & Why \\
            \midrule
            \endhead
            Ti\_a\textdagger{} & Params (M) & 3.6 & 3.7 & slip & cut off, not rounded \\
            B* & Top-1 (\%) & 81.7 &  & not-comparable & claimed at the paper's scale; the full tier speaks through trends \\
            \bottomrule
            \end{longtable}

            """.ReplaceLineEndings("\n"), ResultTables.Write(table, TableFormat.Tex));
    }

    [Fact]
    public void Written_tables_are_the_same_bytes_again_and_stale_ones_go()
    {
        using var paper = Paper();
        var written = paper.Load().WriteTables();
        Assert.Equal(["table-8.csv", "table-8.md", "table-8.tex"], written.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var before = written.ToDictionary(file => file, File.ReadAllBytes);
        var stale = Path.Combine(paper.Folder, "tables", "table-11.md");
        File.WriteAllText(stale, "");

        paper.Load().WriteTables();
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
        Assert.False(File.Exists(stale));
    }

    [Fact]
    public void The_json_is_an_array_of_objects_with_these_keys()
    {
        using var paper = Paper();
        var (exitCode, output, _) = Ask(paper, format: TableFormat.Json);
        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        var (slip, measured) = (json.RootElement[0], json.RootElement[1]);
        Assert.Equal(2, json.RootElement.GetArrayLength());
        Assert.Equal(["paper", "table", "row", "column", "kind", "claimed", "ours", "verdict", "reason", "tier", "seeds"],
            slip.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("fake", "8", "Ti_a†", "Params (M)", "computed"),
            (Text(slip, "paper"), Text(slip, "table"), Text(slip, "row"), Text(slip, "column"), Text(slip, "kind")));
        Assert.Equal((3.6m, 3.7m, "slip", null), (slip.GetProperty("claimed").GetDecimal(), slip.GetProperty("ours").GetDecimal(), Text(slip, "verdict"), Text(slip, "tier")));
        Assert.Equal(0, slip.GetProperty("seeds").GetArrayLength());
        Assert.Equal((JsonValueKind.Null, "not-comparable", "full"), (measured.GetProperty("ours").ValueKind, Text(measured, "verdict"), Text(measured, "tier")));
        Assert.Equal([0, 1], measured.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt32()));
    }

    [Theory]
    [InlineData("unknown", null, "--paper: there is no 'unknown'; there are: fake")]
    [InlineData("fake", "4", "--table: there is no '4'; there are: fake 8")]
    [InlineData(null, "4", "--table: there is no '4'; there are: fake 8")]
    public void What_is_not_there_is_exit_code_2_and_names_what_is(string? name, string? table, string message)
    {
        using var paper = Paper();
        Assert.Equal((2, "", $"fovea: {message}\n"), Ask(paper, name, table));
    }

    [Fact]
    public void An_unknown_format_is_refused_and_the_known_ones_named()
    {
        var errors = FoveaCommand.Create().Parse(["results", "--format", "pdf"]).Errors.Select(error => error.Message);
        Assert.Contains("'md'\n\t'csv'\n\t'json'\n\t'tex'", Assert.Single(errors));
    }

    [Fact]
    public void A_torn_line_is_said_on_stderr_beside_the_results()
    {
        using var paper = Paper();
        File.AppendAllText(paper.RunsFile, "{\"experiment\":\"fa");
        var (exitCode, output, error) = Ask(paper, table: "8");
        Assert.Equal((0, true), (exitCode, output.Contains("table 8")));
        Assert.Contains("runs.jsonl:3: torn line of 17 bytes", error);
    }

    [Fact]
    public void A_changed_line_is_exit_code_2()
    {
        using var paper = Paper();
        File.WriteAllText(paper.RunsFile, File.ReadAllText(paper.RunsFile).Replace("49.5", "59.5"));
        var (exitCode, output, error) = Ask(paper);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("runs.jsonl:2: hash: expected ", error);
    }

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();

    private static (int ExitCode, string Output, string Error) Ask(FakePaper paper, string? name = null, string? table = null, TableFormat format = TableFormat.Md)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = new ResultsRequest(name, table, format, Write: false).Answer(new Ledger(paper.ResultsFolder, [paper]), output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static FakePaper Paper()
    {
        var cell = new Cell("8", "Ti_a†", "Params (M)");
        var paper = new FakePaper("8,Ti_a†,Params (M),3.6,1,computed,printed,", "8,B*,Top-1 (%),81.7,1,measured,printed,")
        {
            Slips = { new Slip(cell, 3.7m, "cut off, not rounded") },
            Computed = { [cell] = () => 3.666026m },
        };
        return paper.Add("B*", Tier.Full, 48.7, 49.5);
    }
}
