using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

public class DibTests
{
    private const string Header = """{"kernelInfo":{"defaultKernelName":"csharp","items":[{"name":"csharp"},{"name":"zed","aliases":["zz"]}]}}""";

    // What a document may be made of: tags, lines that only look like tags, blank lines, text.
    private static readonly Gen<string> Documents =
        from withHeader in Gen.Elements(true, false)
        from ending in Gen.Elements("\n", "\r\n")
        from lines in Gen.Elements(
            "#!csharp", "#!C#", "#!md", "#!markdown", "#!zed", "#!zz", "#!value", "#!html", "#!csharp ", " #!csharp", "#!CSharp",
            "#!time", "#!import x.dib", "", "", " ", "\t", "var x = 1;", "# heading", "é 漢字 \u2028", "{ \"a\": 1 }", "#!value --name a").ListOf()
        select string.Join(ending, withHeader ? ["#!meta", "", Header, "", "#!csharp", .. lines] : lines);

    [Fact]
    public void Every_oracle_document_parses_as_the_reference_parser_reads_it()
    {
        var oracle = JsonNode.Parse(File.ReadAllText(Shared.Path("oracles", "dib", "parse.json")))!;
        var cases = oracle["cases"]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (var document in cases)
        {
            var text = (string)document!["text"]!;
            if (document["error"] is not null)
            {
                Assert.Throws<FormatException>(() => DibParser.Parse(text));
                continue;
            }
            var expected = document["cells"]!.AsArray().Select(cell => ((string)cell!["KernelName"]!, (string)cell["Contents"]!));
            Assert.Equal(expected, DibParser.Parse(text).Cells.Select(cell => (cell.Kernel, cell.Source)));
        }
    }

    [Fact]
    public void A_parsed_document_survives_writing_and_parsing_again() =>
        Prop.ForAll(Documents.ToArbitrary(), text =>
        {
            var notebook = DibParser.Parse(text);
            AssertSame(notebook, DibParser.Parse(DibWriter.Write(notebook)));
        }).Holds();

    [Fact]
    public void A_written_document_is_a_fixed_point() =>
        Prop.ForAll(Documents.ToArbitrary(), text =>
        {
            var written = DibWriter.Write(DibParser.Parse(text));
            Assert.Equal(written, DibWriter.Write(DibParser.Parse(written)));
            Assert.DoesNotContain('\r', written);
        }).Holds();

    [Fact]
    public void A_document_survives_the_way_through_ipynb() =>
        Prop.ForAll(Documents.ToArbitrary(), text =>
        {
            var notebook = DibParser.Parse(text);
            AssertSame(notebook, DibParser.Parse(DibWriter.Write(Ipynb.Read(Ipynb.Write(notebook)))));
        }).Holds();

    [Fact]
    public void Every_cell_knows_the_line_its_source_begins_on() =>
        Prop.ForAll(Documents.ToArbitrary(), text =>
        {
            var lines = DibParser.Lines(text);
            foreach (var cell in DibParser.Parse(text).Cells.Where(cell => cell.Source.Length > 0))
                Assert.Equal(cell.Source.Split('\n')[0], lines[cell.Line - 1]);
        }).Holds();

    [Fact]
    public void A_kernel_that_no_header_names_gets_one_when_written()
    {
        var notebook = new Notebook([new Cell("csharp", "1", 1), new Cell("python", "print(1)", 2)]);
        AssertSameCells(notebook, DibParser.Parse(DibWriter.Write(notebook)));
    }

    [Fact]
    public void Content_that_looks_like_a_header_does_not_become_one()
    {
        var notebook = new Notebook([new Cell("markdown", "#!meta of the matter", 1)]);
        AssertSameCells(notebook, DibParser.Parse(DibWriter.Write(notebook)));
    }

    [Fact]
    public void A_tag_inside_a_cell_is_refused_with_its_cell_and_line()
    {
        var notebook = new Notebook([new Cell("csharp", "1", 1), new Cell("markdown", "so:\n#!csharp\nx", 2)]);
        var error = Assert.Throws<FormatException>(() => DibWriter.Write(notebook));
        Assert.Contains("cell 2: the line '#!csharp'", error.Message);
    }

    [Fact]
    public void A_broken_header_is_refused_with_its_line()
    {
        var error = Assert.Throws<FormatException>(() => DibParser.Parse("#!meta\n\n{\"kernelInfo\":\n oops }\n\n#!csharp\n1"));
        Assert.StartsWith("line 4: #!meta is not followed by JSON", error.Message);
    }

    private static void AssertSame(Notebook expected, Notebook actual)
    {
        AssertSameCells(expected, actual);
        Assert.True(JsonNode.DeepEquals(expected.Meta, actual.Meta));
    }

    private static void AssertSameCells(Notebook expected, Notebook actual) =>
        Assert.Equal(expected.Cells.Select(cell => (cell.Kernel, cell.Source)), actual.Cells.Select(cell => (cell.Kernel, cell.Source)));
}
