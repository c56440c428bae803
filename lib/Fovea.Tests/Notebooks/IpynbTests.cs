using System.Text.Json.Nodes;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

public class IpynbTests
{
    private const string Foreign = """
        {
          "cells": [
            { "cell_type": "markdown", "id": "intro", "metadata": { "tags": ["keep"] }, "attachments": { "a.png": { "image/png": "AA==" } }, "source": ["# Title\n", "text"] },
            { "cell_type": "code", "metadata": { "polyglot_notebook": { "kernelName": "csharp", "other": 1 }, "vscode": { "languageId": "polyglot-notebook" } },
              "execution_count": 7, "outputs": [{ "output_type": "stream", "name": "stdout", "text": "gone" }], "source": "var x = 1;\nx" },
            { "cell_type": "code", "metadata": { "dotnet_interactive": { "language": "fsharp" } }, "outputs": [], "source": "let x = 1" },
            { "cell_type": "code", "metadata": {}, "outputs": [], "source": ["#!html\n", "<b>x</b>"] },
            { "cell_type": "code", "metadata": {}, "outputs": [], "source": "plain" },
            { "cell_type": "raw", "metadata": { "format": "text/x-rst" }, "source": "raw text" }
          ],
          "metadata": {
            "kernelspec": { "display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp" },
            "language_info": { "name": "C#", "version": "12.0" },
            "polyglot_notebook": { "kernelInfo": { "defaultKernelName": "csharp", "items": [] }, "kept": true },
            "authors": ["someone"]
          },
          "nbformat": 4,
          "nbformat_minor": 2
        }
        """;

    [Fact]
    public void Kernels_come_from_metadata_then_a_first_tag_then_the_default()
    {
        var cells = Ipynb.Read(Foreign).Cells;
        Assert.Equal(
            [("markdown", "# Title\ntext"), ("csharp", "var x = 1;\nx"), ("fsharp", "let x = 1"), ("html", "<b>x</b>"), ("csharp", "plain"), ("raw", "raw text")],
            cells.Select(cell => (cell.Kernel, cell.Source)));
    }

    [Fact]
    public void Metadata_that_is_not_ours_survives_a_round_trip()
    {
        var written = JsonNode.Parse(Ipynb.Write(Ipynb.Read(Foreign)))!;
        var original = JsonNode.Parse(Foreign)!;
        Assert.True(JsonNode.DeepEquals(original["metadata"], written["metadata"]));
        Assert.Equal("intro", (string?)written["cells"]![0]!["id"]);
        Assert.True(JsonNode.DeepEquals(original["cells"]![0]!["attachments"], written["cells"]![0]!["attachments"]));
        Assert.True(JsonNode.DeepEquals(original["cells"]![0]!["metadata"], written["cells"]![0]!["metadata"]));
        Assert.Equal(1, (int?)written["cells"]![1]!["metadata"]!["polyglot_notebook"]!["other"]);
        Assert.Equal("polyglot-notebook", (string?)written["cells"]![1]!["metadata"]!["vscode"]!["languageId"]);
        Assert.Equal("text/x-rst", (string?)written["cells"]![5]!["metadata"]!["format"]);
    }

    [Fact]
    public void What_is_written_is_nbformat_4_5_for_the_polyglot_kernel()
    {
        var written = JsonNode.Parse(Ipynb.Write(DibParser.Parse("#!csharp\n\na\nb\n\n#!markdown\n\ntext\n")))!;
        Assert.Equal((4, 5), ((int)written["nbformat"]!, (int)written["nbformat_minor"]!));
        Assert.Equal(".net-csharp", (string?)written["metadata"]!["kernelspec"]!["name"]);
        Assert.Equal("polyglot-notebook", (string?)written["metadata"]!["language_info"]!["name"]);
        var code = written["cells"]![0]!;
        Assert.Equal("csharp", (string?)code["metadata"]!["polyglot_notebook"]!["kernelName"]);
        Assert.Equal(["a\n", "b"], code["source"]!.AsArray().Select(line => (string)line!));
        Assert.Equal(["cell-1", "cell-2"], written["cells"]!.AsArray().Select(cell => (string)cell!["id"]!));
        Assert.Null(written["cells"]![1]!["outputs"]);
    }

    [Theory]
    [InlineData("[]", "expected an object")]
    [InlineData("{ \"nbformat\": 3 }", "nbformat: expected 4, found 3")]
    [InlineData("{ \"nbformat\": 4 }", "cells: expected a list")]
    [InlineData("{ \"nbformat\": 4, \"cells\": [{ \"cell_type\": \"heading\" }] }", "cell_type: expected code, markdown or raw, found \"heading\"")]
    [InlineData("{\n oops", "line 2: not JSON")]
    public void What_is_not_an_nbformat_4_notebook_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Ipynb.Read(json)).Message);
}
