using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Export;

/// <summary>The exports for programs: TRX and JSON.</summary>
public class DataExportTests
{
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    [Fact]
    public void EveryCodeCellIsATestWithItsOutcome()
    {
        var run = Sample.Run(
            Sample.Prose("# Title"),
            Sample.Code(1, "1"),
            Sample.Ended(CellStatus.Failed, "f()"),
            Sample.Ended(CellStatus.TimedOut, "g()"),
            Sample.Ended(CellStatus.Cancelled, "h()"),
            Sample.Ended(CellStatus.NotRun, "i()"));

        var root = XDocument.Parse(TrxExport.Render(run)).Root!;

        var results = root.Descendants(Ns + "UnitTestResult").ToList();
        Assert.Equal(["Passed", "Failed", "Timeout", "Aborted", "NotExecuted"], results.Select(r => r.Attribute("outcome")!.Value));
        Assert.Equal("sample.dib:10 (cell 2)", results[0].Attribute("testName")!.Value);
        Assert.Equal(TimeSpan.FromSeconds(1), TimeSpan.Parse(results[0].Attribute("duration")!.Value, CultureInfo.InvariantCulture));
        var counters = root.Descendants(Ns + "Counters").Single();
        Assert.Equal(
            (5, 4, 1, 1),
            ((int)counters.Attribute("total")!, (int)counters.Attribute("executed")!, (int)counters.Attribute("passed")!, (int)counters.Attribute("failed")!));
        Assert.Equal("Failed", root.Element(Ns + "ResultSummary")!.Attribute("outcome")!.Value);
    }

    [Fact]
    public void TestsAreListedAndDefinedUnderTheirIds()
    {
        var root = XDocument.Parse(TrxExport.Render(Sample.Everything)).Root!;
        string[] Ids(string element, string attribute) => [.. root.Descendants(Ns + element).Select(e => e.Attribute(attribute)!.Value)];

        var ids = Ids("UnitTestResult", "testId");
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids, Ids("UnitTest", "id"));
        Assert.Equal(ids, Ids("TestEntry", "testId"));
        Assert.Equal(Ids("UnitTestResult", "executionId"), Ids("Execution", "id"));
        Assert.All(ids, id => Assert.True(Guid.TryParse(id, out _)));
    }

    [Fact]
    public void RunsOfASweepHaveDifferentTests()
    {
        static string Id(string n) => XDocument
            .Parse(TrxExport.Render(Sample.Run(Sample.Code(1, "1")) with { Parameters = new Dictionary<string, string> { ["n"] = n } }))
            .Descendants(Ns + "UnitTest").Single().Attribute("id")!.Value;

        Assert.NotEqual(Id("1"), Id("2"));
        Assert.Equal(Id("1"), Id("1"));
    }

    [Fact]
    public void TextThatXmlCannotHoldIsLeftOut()
    {
        var cell = Sample.Ended(CellStatus.Failed, "f()",
            new StreamOutput("stdout", "\u001b[31mred\u001b[0m \u0001 & < \ud83d\ude00 \ud83d"),
            new ErrorOutput("E", "nul \0, \uffff", ["at <x>"]));

        var output = XDocument.Parse(TrxExport.Render(Sample.Run(cell))).Descendants(Ns + "Output").Single();

        Assert.Equal("red  & < \ud83d\ude00 \ufffd", output.Element(Ns + "StdOut")!.Value);
        Assert.Equal("E: nul , ", output.Descendants(Ns + "Message").Single().Value);
        Assert.Equal("at <x>", output.Descendants(Ns + "StackTrace").Single().Value);
    }

    [Fact]
    public void TheJsonHoldsWhatRan()
    {
        var json = JsonDocument.Parse(JsonExport.Render(Sample.Everything)).RootElement;

        Assert.Equal("sample.dib", json.GetProperty("notebook").GetString());
        Assert.Equal("failed", json.GetProperty("status").GetString());
        Assert.Equal(3, json.GetProperty("seconds").GetDouble());
        Assert.Equal("0.33", json.GetProperty("parameters").GetProperty("alpha").GetString());
        Assert.Equal(Sample.Everything.Cells.Count, json.GetProperty("cells").GetArrayLength());
        var code = json.GetProperty("cells")[1];
        Assert.Equal(10, code.GetProperty("line").GetInt32());
        Assert.Equal("succeeded", code.GetProperty("status").GetString());
        Assert.Equal(1, code.GetProperty("seconds").GetDouble());
        Assert.Equal("stream", code.GetProperty("outputs")[0].GetProperty("output_type").GetString());
        Assert.False(json.GetProperty("cells")[0].TryGetProperty("status", out _));
    }
}
