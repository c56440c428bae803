using AngleSharp.Dom;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Export;

public class HtmlDocumentTests
{
    [Fact]
    public void SourceAndOutputsOfAnyTextComeBackAsWritten() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((source, printed) =>
        {
            var text = TerminalText.Plain(printed.Get);
            var page = Page.Of(Sample.Code(1, source.Get, new StreamOutput("stdout", printed.Get)));
            return page.TextOf(".source code") == AsHtmlReads(source.Get)
                && page.TextOf(".stream samp") == AsHtmlReads(text.TrimEnd('\n'))
                && page.QuerySelectorAll("footer").Length == 1;
        }).Holds();

    /// <summary>HTML has no NUL and one kind of line end.</summary>
    private static string AsHtmlReads(string text) =>
        text.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\0", "");

    [Theory]
    [InlineData("var s = \"</script><script>alert(1)</script>\";")]
    [InlineData("if (a < b && c > d) { /* <!-- & --> */ }")]
    [InlineData("x = \"</code></pre></details>\"")]
    public void MarkupInSourceIsText(string source)
    {
        var page = Page.Of(Sample.Code(1, source));

        Assert.Equal(source, page.TextOf(".source code"));
        Assert.DoesNotContain(page.Scripts, s => s.Text.Contains("alert(1)"));
    }

    [Fact]
    public void TitleParametersAndErrorsAreEscaped()
    {
        var run = Sample.Run(Sample.Ended(CellStatus.Failed, "f()", new ErrorOutput("E<1>", "a < b & c", ["at <main>"]))) with
        {
            Title = "On <b> & \"quotes\"",
            Parameters = new Dictionary<string, string> { ["<n>"] = "</dd>" },
        };

        var page = Page.Of(run);

        Assert.Equal(run.Title, page.Title);
        Assert.Equal(run.Title, page.TextOf("h1"));
        Assert.Equal("E<1>: a < b & c", page.TextOf(".error p"));
        Assert.Equal("at <main>", page.TextOf(".error pre"));
        Assert.Contains(page.QuerySelectorAll("dt"), dt => dt.TextContent == "<n>" && dt.NextElementSibling!.TextContent == "</dd>");
    }

    [Fact]
    public void APageForbidsRequestsAndCarriesEverythingItNeeds()
    {
        var page = Page.Of(Sample.Everything);

        Assert.StartsWith("default-src 'none'", page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content"));
        Assert.Empty(page.QuerySelectorAll("script[src], link[href], img[src^=http], iframe"));
        Assert.DoesNotContain(page.QuerySelectorAll("style"), s => System.Text.RegularExpressions.Regex.IsMatch(s.TextContent, @"url\((?!""?data:)"));
    }

    [Fact]
    public void PlotlyAndKatexAreInAPageThatUsesThemOnceAndInNoOther()
    {
        Assert.SkipUnless(Assets.Plotly is not null && Assets.Katex is not null, "Needs lib/node_modules: run npm ci in lib.");
        static int Bundles(NotebookRun run, string sign) => Page.Of(run).Scripts.Count(s => s.Text.Contains(sign));

        Assert.Equal(1, Bundles(Sample.Everything, "plotly.js (cartesian"));
        Assert.Equal(1, Page.Of(Sample.Everything).Scripts.Count(s => s.Text.Contains("katex.render(tex")));
        var plain = HtmlDocument.Render(Sample.Run(Sample.Prose("# Plain\n\nFive dollars ($5)."), Sample.Code(1, "fovea-figure", Sample.StillFigure)));
        Assert.InRange(plain.Length, 1, 40_000);
    }

    [Fact]
    public void HeadingsMakeContentsWhoseEveryLinkLeadsToOneElement()
    {
        var page = Page.Of(
            Sample.Prose("# Title\n\n## Setup\n\n### The [paper](https://example.org) $\\alpha$\n\n#### Too deep"),
            Sample.Prose("## Setup\n\n## Cell 1\n\n## Über *alles*"));

        var links = page.QuerySelectorAll(".contents a");
        Assert.Equal(["Setup", "The paper \\(\\alpha\\)", "Setup", "Cell 1", "Über alles"], links.Select(a => a.TextContent));
        Assert.Equal(["#setup", "#the-paper-alpha", "#setup-1", "#cell-1-1", "#über-alles"], links.Select(a => a.GetAttribute("href")));
        Assert.All(page.QuerySelectorAll("[id]").GroupBy(e => e.Id), ids => Assert.Single(ids));
        Assert.All(links, a => Assert.NotNull(page.GetElementById(a.GetAttribute("href")![1..])));
        Assert.Single(page.QuerySelectorAll("h1"));
    }

    [Fact]
    public void FootnotesOfTwoCellsStayApart()
    {
        var page = Page.Of(Sample.Prose("One[^1].\n\n[^1]: First."), Sample.Prose("Two[^1].\n\n[^1]: Second."));

        var notes = page.QuerySelectorAll("a.footnote-ref").Select(a => page.GetElementById(a.GetAttribute("href")![1..])!.TextContent);
        Assert.Equal(["First.", "Second."], notes.Select(n => n.Trim().TrimEnd('↩')));
    }

    [Fact]
    public void HowACellEndedIsSaidAtTheCellAndAtTheTop()
    {
        var page = Page.Of(
            Sample.Code(1, "1"),
            Sample.Ended(CellStatus.Failed, "f()"),
            Sample.Ended(CellStatus.TimedOut, "g()"),
            Sample.Ended(CellStatus.Cancelled, "h()"),
            Sample.Ended(CellStatus.NotRun, "i()"));

        Assert.Equal(["failed", "timed out", "cancelled", "not run"], page.QuerySelectorAll(".status").Select(s => s.TextContent));
        Assert.Equal(
            "This run is not complete: cell 2 failed, cell 3 timed out, cell 4 cancelled, 1 cell not run.",
            page.TextOf(".banner"));
        Assert.Equal(["[1]", "[9]", "[9]", "[9]", "[\u00a0]"], page.QuerySelectorAll(".count").Select(c => c.TextContent));
        Assert.Null(Page.Of(Sample.Code(1, "1")).QuerySelector(".banner"));
    }

    [Fact]
    public void OutputsOfHtmlStayByteForByte()
    {
        const string Html = "<p  Class=x>a &nbsp; b<BR>\r\n<!-- kept --></p>";

        Assert.Contains(Html, HtmlDocument.Render(Sample.Run(Sample.Code(1, "x", Sample.Shown("text/html", Html)))));
    }

    [Theory]
    [InlineData("image/svg+xml", "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><title>x</title></svg>", ".picture > svg > title")]
    [InlineData("image/png", "iVBORw0KGgo=", ".picture > img[src='data:image/png;base64,iVBORw0KGgo='][alt]")]
    [InlineData("text/markdown", "*yes*", ".output em")]
    [InlineData("text/latex", "$$x^2$$", ".output .math")]
    [InlineData("application/json", "{\"a\":[1]}", "pre.text")]
    [InlineData("application/json", "not json", "pre.text")]
    [InlineData("application/x-unknown", "?", "pre.text")]
    public void EveryTypeOfOutputShows(string mime, string content, string selector) =>
        Assert.NotNull(Page.Of(Sample.Code(1, "x", Sample.Shown(mime, content))).QuerySelector(selector));

    [Fact]
    public void TheRichestRepresentationShows()
    {
        var output = new DisplayOutput(new Dictionary<string, string> { ["text/plain"] = "plain", ["text/html"] = "<b>rich</b>" }, true);

        Assert.Equal("rich", Page.Of(Sample.Code(1, "x", output)).TextOf(".output"));
    }

    [Fact]
    public void ADiagramsSourceShowsOnce()
    {
        var diagram = new CellRun(new Cell("mermaid", "graph LR", 1), CellStatus.Succeeded, 1,
            [Sample.Shown("text/html", "<pre class=\"mermaid\">graph LR</pre>")], TimeSpan.Zero);

        Assert.Single(Page.Of(diagram).QuerySelectorAll("pre"));
    }

    [Fact]
    public void ARawCellIsTextAndNotACellThatDidNotRun()
    {
        var raw = new CellRun(new Cell("raw", "*as* <is>", 1), CellStatus.NotRun, null, [], TimeSpan.Zero);

        var page = Page.Of(raw);

        Assert.Equal("*as* <is>", page.TextOf("pre"));
        Assert.Null(page.QuerySelector(".banner"));
    }

    [Fact]
    public void LongErrorsAreCutAndSayHowMuch()
    {
        var error = new ErrorOutput("E", new string('m', 5000), [.. Enumerable.Range(0, 100).Select(i => $"frame {i}")]);

        var page = Page.Of(Sample.Ended(CellStatus.Failed, "f()", error));

        Assert.Equal("E: ".Length + ErrorText.MessageLength + 1, page.TextOf(".error p").Length);
        Assert.Equal(ErrorText.TracebackLines + 1, page.TextOf(".error pre").Split('\n').Length);
        Assert.EndsWith("… and 88 more lines", page.TextOf(".error pre"));
    }
}
