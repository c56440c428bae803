using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;
using Markdig;
using Markdig.Syntax;

namespace Fovea.Tests.Export;

public class MarkdownExportTests
{
    private static (string Text, IReadOnlyList<ExportFile> Pictures) Render(params CellRun[] cells) =>
        MarkdownExport.Render(Sample.Run(cells), "sample.files");

    [Fact]
    public void CodeAndTextOutputsAreFencedBlocksEvenWhereTheyContainFences()
    {
        const string Source = "var s = \"\"\"\n```\nfence\n````\n\"\"\";";
        var (text, _) = Render(Sample.Code(1, Source, new StreamOutput("stdout", "```\nprinted\n")));

        var blocks = Markdown.Parse(text).OfType<FencedCodeBlock>().ToList();

        Assert.Equal(["csharp", "text"], blocks.Select(b => b.Info));
        Assert.Equal([Source, "```\nprinted"], blocks.Select(b => b.Lines.ToString()));
    }

    [Fact]
    public void ATableIsOneBlockOfHtmlWithoutItsStyle()
    {
        var table = Sample.Shown("text/html", "<table>\n\n<tr><td>1</td></tr>\n\n\n</table>" + Sample.FormatterStyle);

        var block = Assert.Single(Markdown.Parse(Render(Sample.Code(1, "t", table)).Text).OfType<HtmlBlock>());

        Assert.Equal("<table>\n<tr><td>1</td></tr>\n</table>", block.Lines.ToString());
    }

    [Fact]
    public void AFigureIsAPictureBesideTheDocument()
    {
        var (text, pictures) = Render(Sample.Code(1, "x", Sample.LineFigure), Sample.Code(2, "y",
            new DisplayOutput(new Dictionary<string, string> { ["text/plain"] = "[boxes]", ["image/png"] = "AQID" }, false)));

        Assert.Contains("![Figure](sample.files/cell-01-01.svg)", text);
        Assert.Equal("sample.files/cell-01-01.svg", Assert.Single(Render(Sample.Code(1, "z", Sample.StillFigure)).Pictures).Name);
        Assert.Contains("![\\[boxes\\]](sample.files/cell-02-01.png)", text);
        Assert.Equal(["sample.files/cell-01-01.svg", "sample.files/cell-02-01.png"], pictures.Select(p => p.Name));
        using var svg = new MemoryStream();
        pictures[0].Fill(svg);
        svg.Position = 0;
        Assert.Equal("http://www.w3.org/2000/svg", System.Xml.Linq.XDocument.Load(svg).Root!.Name.NamespaceName);
        using var png = new MemoryStream();
        pictures[1].Fill(png);
        Assert.Equal([1, 2, 3], png.ToArray());
    }

    [Fact]
    public void HowACellEndedIsSaid()
    {
        var (text, _) = Render(Sample.Ended(CellStatus.Failed, "f()", new ErrorOutput("E", "no", ["at sample.dib:9"])));

        Assert.Contains("**Cell 1 failed.**\n\n```text\nE: no\nat sample.dib:9\n```\n", text);
    }
}
