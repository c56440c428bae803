using System.Text.Json;
using System.Text.RegularExpressions;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Export;

/// <summary>The .ipynb export against the rules of nbformat 4.5's schema.</summary>
public partial class NotebookFormatTests
{
    [Fact]
    public void ARunOfEverythingIsAValidNotebook() => AssertValid(IpynbExport.Render(Sample.Everything));

    [Fact]
    public void TextOfAnyKindIsAValidNotebookAndComesBack() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((source, printed) =>
        {
            var ipynb = IpynbExport.Render(Sample.Run(Sample.Prose(source.Get), Sample.Code(1, source.Get, new StreamOutput("stdout", printed.Get))));
            AssertValid(ipynb);
            var code = JsonDocument.Parse(ipynb).RootElement.GetProperty("cells")[1];
            return Text(code.GetProperty("source")) == Utf8(source.Get)
                && Text(code.GetProperty("outputs")[0].GetProperty("text")) == Utf8(printed.Get);
        }).Holds();

    /// <summary>The text with halves of surrogate pairs replaced, as UTF-8 has none.</summary>
    private static string Utf8(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    [Fact]
    public void AFigureIsInTheTypesThatViewersDraw()
    {
        var ipynb = IpynbExport.Render(Sample.Run(Sample.Code(1, "x", Sample.LineFigure)));

        var data = JsonDocument.Parse(ipynb).RootElement.GetProperty("cells")[0].GetProperty("outputs")[0].GetProperty("data");
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml"], data.EnumerateObject().Select(p => p.Name));
        Assert.Equal("scatter", data.GetProperty("application/vnd.plotly.v1+json").GetProperty("data")[0].GetProperty("type").GetString());
        Assert.StartsWith("<svg xmlns=", Text(data.GetProperty("image/svg+xml")));
    }

    [Fact]
    public void AnOutputOfMoreThanAFigureStaysHtml()
    {
        var both = Sample.Shown("text/html", Sample.LineFigure.Data["text/html"] + Sample.HeatFigure.Data["text/html"]);

        var output = JsonDocument.Parse(IpynbExport.Render(Sample.Run(Sample.Code(1, "x", both)))).RootElement
            .GetProperty("cells")[0].GetProperty("outputs")[0];

        Assert.Equal(both.Data["text/html"], Text(output.GetProperty("data").GetProperty("text/html")));
    }

    [Fact]
    public void AResultCarriesItsCellsCountAndADisplayNone()
    {
        var result = new DisplayOutput(new Dictionary<string, string> { ["text/plain"] = "2" }, IsResult: true);
        var ipynb = IpynbExport.Render(Sample.Run(Sample.Code(7, "1 + 1", result, result with { IsResult = false })));

        var outputs = JsonDocument.Parse(ipynb).RootElement.GetProperty("cells")[0].GetProperty("outputs");
        Assert.Equal(7, outputs[0].GetProperty("execution_count").GetInt32());
        Assert.False(outputs[1].TryGetProperty("execution_count", out _));
    }

    private static string Text(JsonElement lines) => string.Concat(lines.EnumerateArray().Select(l => l.GetString()));

    private static void AssertValid(string ipynb)
    {
        var root = JsonDocument.Parse(ipynb).RootElement;
        AssertKeys(root, "cells", "metadata", "nbformat", "nbformat_minor");
        Assert.Equal(4, root.GetProperty("nbformat").GetInt32());
        Assert.Equal(5, root.GetProperty("nbformat_minor").GetInt32());
        Assert.Equal(".net-csharp", root.GetProperty("metadata").GetProperty("kernelspec").GetProperty("name").GetString());
        var cells = root.GetProperty("cells").EnumerateArray().ToList();
        var ids = cells.Select(c => c.GetProperty("id").GetString()!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches(CellId(), id));
        Assert.All(cells, AssertValidCell);
        Assert.EndsWith("}\n", ipynb);
    }

    private static void AssertValidCell(JsonElement cell)
    {
        Assert.Equal(JsonValueKind.Object, cell.GetProperty("metadata").ValueKind);
        AssertLines(cell.GetProperty("source"));
        if (cell.GetProperty("cell_type").GetString() == "markdown")
        {
            AssertKeys(cell, "cell_type", "id", "metadata", "source");
            return;
        }
        Assert.Equal("code", cell.GetProperty("cell_type").GetString());
        AssertKeys(cell, "cell_type", "execution_count", "id", "metadata", "outputs", "source");
        AssertCount(cell.GetProperty("execution_count"));
        Assert.All(cell.GetProperty("outputs").EnumerateArray(), AssertValidOutput);
    }

    private static void AssertValidOutput(JsonElement output)
    {
        switch (output.GetProperty("output_type").GetString())
        {
            case "stream":
                AssertKeys(output, "name", "output_type", "text");
                AssertLines(output.GetProperty("text"));
                break;
            case "display_data":
                AssertKeys(output, "data", "metadata", "output_type");
                AssertData(output.GetProperty("data"));
                break;
            case "execute_result":
                AssertKeys(output, "data", "execution_count", "metadata", "output_type");
                AssertCount(output.GetProperty("execution_count"));
                AssertData(output.GetProperty("data"));
                break;
            case "error":
                AssertKeys(output, "ename", "evalue", "output_type", "traceback");
                Assert.All(output.GetProperty("traceback").EnumerateArray(), l => Assert.Equal(JsonValueKind.String, l.ValueKind));
                break;
            case var other:
                Assert.Fail($"Unknown output type {other}.");
                break;
        }
    }

    /// <summary>A MIME bundle: JSON types hold any value, the rest text or lines of it.</summary>
    private static void AssertData(JsonElement data)
    {
        foreach (var entry in data.EnumerateObject().Where(e => !e.Name.EndsWith("json", StringComparison.Ordinal)))
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
                AssertLines(entry.Value);
        }
    }

    private static void AssertLines(JsonElement lines)
    {
        var texts = lines.EnumerateArray().Select(l => l.GetString()!).ToList();
        Assert.All(texts.SkipLast(1), line => Assert.EndsWith("\n", line));
        Assert.All(texts, line => Assert.DoesNotContain('\n', line[..^1]));
    }

    private static void AssertCount(JsonElement count) =>
        Assert.True(count.ValueKind is JsonValueKind.Null || count.GetInt32() >= 0);

    private static void AssertKeys(JsonElement element, params string[] keys) =>
        Assert.Equal(keys, element.EnumerateObject().Select(p => p.Name));

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex CellId();
}
