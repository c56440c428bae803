using Fovea.Results;
using Fovea.Runner.Commands;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;
using Fovea.Tests.Export;
using Fovea.Tests.Notebooks;
using Microsoft.Playwright;

namespace Fovea.Tests.Results;

/// <summary>The workbook as pages.</summary>
public sealed class StaticSiteTests : IClassFixture<Browser>, IDisposable
{
    private const string Notebook = "#!markdown\n\n# A <b>bold</b> title\n\n*Teaches:* a thing.\n\n#!csharp\n\n1 + 1\n";

    private readonly Browser _browser;
    private readonly Scratch _scratch = new();

    private readonly FakePaper _paper = new(
        "8,Ti_a†,Params (M),3.6,1,computed,printed,", "8,B*,Top-1 (%),81.7,1,measured,printed,", "fig-4,a > b,AP,0.5,1,trend,printed,\"the <text>\"",
        "fig-4,a,AP,1.0,1,computed,printed,", "fig-4,b,AP,0.5,1,computed,printed,");

    public StaticSiteTests(Browser browser)
    {
        _browser = browser;
        var cell = new Fovea.Results.Cell("8", "Ti_a†", "Params (M)");
        _paper.Computed[cell] = () => 3.666026m;
        _paper.Computed[new Fovea.Results.Cell("fig-4", "a", "AP")] = () => 1.02m;
        _paper.Computed[new Fovea.Results.Cell("fig-4", "b", "AP")] = () => .6m;
        _paper.Approximations.Add(new(new Fovea.Results.Cell("fig-4", "b", "AP"), .2m, "nobody says"));
        _paper.Slips.Add(new Slip(cell, 3.7m, "cut off, not rounded"));
        _paper.Add("B*", Tier.Full, 48.7, 49.5);
        _scratch.Write("notebooks/99-fake.dib", Notebook);
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _paper.Dispose();
    }

    private string Site => Path.Combine(_scratch.Path, "site");

    [Fact]
    public void Every_page_is_there_and_every_link_leads_to_one()
    {
        var (exitCode, output, error) = Ask();
        Assert.Equal(0, exitCode);
        string[] expected = ["99-fake.html", "index.html", "ledger-fake.csv", "ledger-fake.html", "verdicts.svg"];
        Assert.Equal(expected, Directory.GetFiles(Site).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(expected, output.TrimEnd('\n').Split('\n').Select(line => Path.GetFileName(line["wrote ".Length..])).Order(StringComparer.Ordinal));
        Assert.EndsWith("index.html\n", output);
        Assert.Equal("fovea: 99-fake: not run; its page shows it as it is written. lib/fovea run 99-fake, then this again\n", error);
        foreach (var page in Directory.GetFiles(Site, "*.html"))
            Assert.All(Page.Load(page).QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!).Where(href => !href.StartsWith('#')),
                href => Assert.True(File.Exists(Path.Combine(Site, Uri.UnescapeDataString(href))), $"{page}: {href}"));
    }

    [Fact]
    public void A_ledger_page_has_every_claim_with_what_it_is_held_to_and_comes_from()
    {
        Ask();
        var page = Page.Load(Path.Combine(Site, "ledger-fake.html"));
        var rows = page.QuerySelectorAll("h2[id] + .output tbody tr").Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent).ToArray()).ToArray();
        Assert.Equal(
        [
            ["Ti_a†", "Params (M)", "computed", "3.6", "3.7", "✎ slip in the paper", "±0.05", "computed from the code", "cut off, not rounded"],
            ["B*", "Top-1 (%)", "measured", "81.7", "", "– not comparable", "", "full tier, seeds 0, 1", "claimed at the paper's scale; the full tier speaks through trends"],
            ["a > b", "AP", "trend", "0.5", "0.4", "✘ differs", "±0.05", "computed from the code", "computed 0.42; the <text>"],
            ["a", "AP", "computed", "1.0", "1.0", "✔ reproduced", "±0.05", "computed from the code", ""],
            ["b", "AP", "computed", "0.5", "0.6", "✔ reproduced", "±0.2", "computed from the code", "within 0.2: nobody says"],
        ], rows);
        Assert.Contains("3.666026", page.TextOf("h2:first-of-type + .output"));
        Assert.Contains("cpu (made up, 2 threads)", page.TextOf("h2:last-of-type + .output"));
    }

    [Fact]
    public void A_notebook_that_has_been_run_is_shown_as_it_ran_until_it_is_changed()
    {
        var path = Path.Combine(_scratch.Path, "notebooks", "99-fake.dib");
        var cells = NotebookFile.Load(path).Cells.Select(cell => new CellRun(cell, CellStatus.Succeeded, 1, [new StreamOutput("stdout", "two it is")], TimeSpan.Zero));
        Exports.Write(new NotebookRun(path, "t", new Dictionary<string, string>(), [.. cells], TimeSpan.Zero, 0), _scratch.Out, "99-fake");

        Assert.Equal("", Ask().Error);
        var page = File.ReadAllBytes(Path.Combine(Site, "99-fake.html"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(_scratch.Out, "99-fake.html")), page);
        Assert.Contains("99-fake, small tier, succeeded", File.ReadAllText(Path.Combine(Site, "index.html")));

        File.AppendAllText(path, "\n#!csharp\n\n2\n");
        Assert.StartsWith("fovea: 99-fake: not run since it was changed", Ask().Error);
        Assert.DoesNotContain("two it is", File.ReadAllText(Path.Combine(Site, "99-fake.html")));

        File.WriteAllText(Path.Combine(_scratch.Out, "99-fake.json"), "{ \"cells\": [");
        Assert.Equal(0, Ask().ExitCode);
    }

    [Fact]
    public async Task The_pages_open_without_a_network_in_both_themes_and_on_a_phone()
    {
        Ask();
        foreach (var file in Directory.GetFiles(Site, "*.html"))
            foreach (var width in (int[])[1280, 390])
                foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
                {
                    var opened = await _browser.Open(file, width, scheme);
                    Assert.Empty(opened.Complaints);
                    Assert.Equal(width, await opened.Evaluate<int>("document.documentElement.scrollWidth"));
                }
    }

    [Theory]
    [InlineData("--site: expected no --paper and no --table, as a site has all of them", "site", null, "fake")]
    [InlineData("--runs: expected with --site only", null, "out", null)]
    [InlineData("--site notebooks/99-fake.dib: cannot write there: ", "notebooks/99-fake.dib", null, null)]
    public void What_cannot_be_done_is_exit_code_2_and_writes_nothing(string message, string? site, string? runs, string? paper)
    {
        var (exitCode, output, error) = Ask(site, runs, paper);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("fovea: " + message, error.Replace(_scratch.Path + "/", ""));
        Assert.False(Directory.Exists(Site));
    }

    private (int ExitCode, string Output, string Error) Ask() => Ask("site", "out", null);

    private (int ExitCode, string Output, string Error) Ask(string? site, string? runs, string? paper)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var request = new ResultsRequest(paper, null, TableFormat.Md, Write: false)
        {
            Site = site is null ? null : Path.Combine(_scratch.Path, site),
            Runs = runs is null ? null : Path.Combine(_scratch.Path, runs),
        };
        var exitCode = request.Answer(new Ledger(_paper.ResultsFolder, [_paper]) { Workbook = _scratch.Path }, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
