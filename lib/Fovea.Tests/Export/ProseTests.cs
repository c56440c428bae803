using AngleSharp.Dom;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Export;

public sealed class ProseTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fovea-prose-");

    public void Dispose() => _directory.Delete(recursive: true);

    private IDocument Render(string markdown) => Page.Parse(new Prose(_directory.FullName, []).Render(markdown, "cell-1"));

    [Fact]
    public void AnImageBesideTheNotebookIsCarriedInline()
    {
        File.WriteAllBytes(Path.Combine(_directory.FullName, "a b.png"), [1, 2, 3]);

        var image = Render("![dots](a%20b.png)").QuerySelector("img")!;

        Assert.Equal("data:image/png;base64,AQID", image.GetAttribute("src"));
        Assert.Equal("dots", image.GetAttribute("alt"));
    }

    [Theory]
    [InlineData("![a cat](https://example.org/cat.png)", "https://example.org/cat.png", "a cat")]
    [InlineData("![](missing.png)", "missing.png", "missing.png")]
    public void AnImageThatCannotBeCarriedIsALink(string markdown, string href, string text)
    {
        var document = Render(markdown);

        Assert.Empty(document.Images);
        Assert.Equal(href, document.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal(text, document.QuerySelector("a")!.TextContent);
    }

    [Theory]
    [InlineData("01-next.dib", "01-next.html")]
    [InlineData("01-next.dib#setup", "01-next.html#setup")]
    [InlineData("https://example.org/x.dib", "https://example.org/x.dib")]
    [InlineData("#setup", "#setup")]
    public void ALinkToANotebookLeadsToItsPage(string url, string expected) =>
        Assert.Equal(expected, Render($"[next]({url})").QuerySelector("a")!.GetAttribute("href"));

    [Theory]
    [InlineData("so $a<b$ holds", "\\(a<b\\)")]
    [InlineData("$$ a<b $$", "\\[a<b\\]")]
    [InlineData("$$\na<b\n$$", "\\[\na<b\n\\]")]
    public void EquationsAreDelimitedByHowTheyAreSet(string markdown, string expected) =>
        Assert.Equal(expected, Render(markdown).QuerySelector(".math")!.TextContent.Trim());

    [Fact]
    public void MoneyIsNotMathematics() =>
        Assert.Null(Render("It costs $5 or $10 at most.").QuerySelector(".math"));
}
