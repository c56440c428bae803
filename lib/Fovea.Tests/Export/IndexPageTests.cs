using AngleSharp.Dom;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Export;

public class IndexPageTests
{
    private static readonly (string BaseName, NotebookRun Run)[] Runs =
    [
        ("00-start n=1", Sample.Run(Sample.Code(1, "1")) with { Parameters = new Dictionary<string, string> { ["n"] = "1", ["a<b"] = "\"x\"" } }),
        ("00-start n=2", Sample.Run(Sample.Ended(CellStatus.Failed, "f()")) with { Elapsed = TimeSpan.FromSeconds(100) }),
    ];

    [Fact]
    public void EveryRunIsARowWithParametersStatusAndFiles()
    {
        var rows = Page.Parse(IndexPage.Render(Runs)).QuerySelectorAll("tbody tr");

        Assert.Equal(["succeeded", "failed"], rows.Select(r => r.QuerySelector(".status")!.TextContent));
        Assert.Equal("a<b\u00a0=\u00a0\"x\", n\u00a0=\u00a01", rows[0].Children[1].TextContent);
        Assert.Equal(
            ["00-start%20n%3D1.html", "00-start%20n%3D1.ipynb", "00-start%20n%3D1.md", "00-start%20n%3D1.json", "00-start%20n%3D1.trx"],
            rows[0].QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public void TheTimesFileNamesEveryRunThatThePageShows()
    {
        var times = IndexPage.RenderTimes(Runs);

        Assert.Equal("window.foveaTimes = {\"00-start n=1\":\"3.0 s\",\"00-start n=2\":\"1 min 40 s\"};\n", times);
        Assert.Equal(
            Runs.Select(r => r.BaseName),
            Page.Parse(IndexPage.Render(Runs)).QuerySelectorAll(".time").Select(t => t.GetAttribute("data-run")));
    }
}
