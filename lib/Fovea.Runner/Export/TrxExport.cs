using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>One run as a Visual Studio test result file, a test a code cell, for build servers to show.</summary>
internal static class TrxExport
{
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>The format's own ids for "a unit test" and "not in a list".</summary>
    private const string UnitTestType = "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b";
    private const string NoList = "8c84fa94-04c1-424b-9868-57a2d4851a1d";

    private sealed record Test(string Id, string ExecutionId, string Name, CellRun Cell);

    public static string Render(NotebookRun run)
    {
        var scope = run.FileName + "\n" + string.Join('\n', run.OrderedParameters);
        var tests = run.CodeCells.Select(c => new Test(
            Id($"{scope}\n{c.Index}"),
            Id($"{scope}\n{c.Index}\nexecution"),
            $"{run.FileName}:{c.Cell.Cell.Line} (cell {c.Index + 1})",
            c.Cell)).ToList();
        var document = new XElement(Ns + "TestRun",
            new XAttribute("id", Id(scope)),
            new XAttribute("name", Xml(run.Title)),
            Times(run),
            new XElement(Ns + "Results", tests.Select(Result)),
            new XElement(Ns + "TestDefinitions", tests.Select(test => Definition(test, run))),
            new XElement(Ns + "TestEntries", tests.Select(Entry)),
            new XElement(Ns + "TestLists", new XElement(Ns + "TestList",
                new XAttribute("name", "Results Not in a List"), new XAttribute("id", NoList))),
            Summary(run, tests));
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + document.ToString().ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>Readers take the run's length from two dates; the record knows lengths only, so the first is fixed.</summary>
    private static XElement Times(NotebookRun run)
    {
        var start = DateTime.UnixEpoch;
        return new XElement(Ns + "Times",
            new XAttribute("creation", start), new XAttribute("queuing", start),
            new XAttribute("start", start), new XAttribute("finish", start + run.Elapsed));
    }

    private static XElement Result(Test test) => new(Ns + "UnitTestResult",
        new XAttribute("executionId", test.ExecutionId),
        new XAttribute("testId", test.Id),
        new XAttribute("testName", test.Name),
        new XAttribute("computerName", "fovea"),
        new XAttribute("duration", test.Cell.Elapsed.ToString("c", CultureInfo.InvariantCulture)),
        new XAttribute("testType", UnitTestType),
        new XAttribute("outcome", Outcome(test.Cell.Status)),
        new XAttribute("testListId", NoList),
        Output(test.Cell));

    private static XElement? Output(CellRun cell)
    {
        XElement?[] parts = [Stream("StdOut", "stdout", cell), Stream("StdErr", "stderr", cell), ErrorInfo(cell)];
        return parts.Any(p => p is not null) ? new XElement(Ns + "Output", parts) : null;
    }

    private static XElement? Stream(string element, string name, CellRun cell)
    {
        var text = string.Concat(cell.Outputs.OfType<StreamOutput>().Where(s => s.Name == name).Select(s => s.Text));
        return text.Length == 0 ? null : new XElement(Ns + element, Xml(TerminalText.Plain(text)));
    }

    private static XElement? ErrorInfo(CellRun cell) => cell.Outputs.OfType<ErrorOutput>().FirstOrDefault() is { } error
        ? new XElement(Ns + "ErrorInfo",
            new XElement(Ns + "Message", Xml($"{error.Name}: {error.Message}")),
            new XElement(Ns + "StackTrace", Xml(string.Join('\n', error.Traceback))))
        : null;

    private static XElement Definition(Test test, NotebookRun run) => new(Ns + "UnitTest",
        new XAttribute("name", test.Name),
        new XAttribute("storage", run.FileName),
        new XAttribute("id", test.Id),
        new XElement(Ns + "Execution", new XAttribute("id", test.ExecutionId)),
        new XElement(Ns + "TestMethod",
            new XAttribute("codeBase", run.FileName),
            new XAttribute("adapterTypeName", "executor://fovea"),
            new XAttribute("className", Path.GetFileNameWithoutExtension(run.FileName)),
            new XAttribute("name", test.Name)));

    private static XElement Entry(Test test) => new(Ns + "TestEntry",
        new XAttribute("testId", test.Id),
        new XAttribute("executionId", test.ExecutionId),
        new XAttribute("testListId", NoList));

    private static XElement Summary(NotebookRun run, IReadOnlyCollection<Test> tests)
    {
        int Of(CellStatus status) => tests.Count(t => t.Cell.Status == status);
        return new XElement(Ns + "ResultSummary",
            new XAttribute("outcome", run.Status == CellStatus.Succeeded ? "Completed" : "Failed"),
            new XElement(Ns + "Counters",
                new XAttribute("total", tests.Count),
                new XAttribute("executed", tests.Count - Of(CellStatus.NotRun)),
                new XAttribute("passed", Of(CellStatus.Succeeded)),
                new XAttribute("failed", Of(CellStatus.Failed)),
                new XAttribute("timeout", Of(CellStatus.TimedOut)),
                new XAttribute("aborted", Of(CellStatus.Cancelled)),
                new XAttribute("notExecuted", Of(CellStatus.NotRun))));
    }

    private static string Outcome(CellStatus status) => status switch
    {
        CellStatus.Succeeded => "Passed",
        CellStatus.Failed => "Failed",
        CellStatus.TimedOut => "Timeout",
        CellStatus.Cancelled => "Aborted",
        _ => "NotExecuted",
    };

    /// <summary>The format wants GUIDs; these follow from the name, so that equal runs give equal files.</summary>
    private static string Id(string name) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();

    /// <summary>The text without what XML cannot hold.</summary>
    private static string Xml(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value)));
}
