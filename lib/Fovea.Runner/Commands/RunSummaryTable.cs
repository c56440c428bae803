using System.Globalization;
using Fovea.Results;
using Fovea.Runner.Execution;
using Fovea.Runner.Export;

namespace Fovea.Runner.Commands;

/// <summary>The table that closes a run, and the files it wrote.</summary>
internal static class RunSummaryTable
{
    public static void Write(IReadOnlyList<RunResult> results, IReadOnlyList<string> files, TextWriter output)
    {
        foreach (var line in Lines(results.Select(Row)))
            output.WriteLine(line);
        foreach (var file in files)
            output.WriteLine("wrote " + Terminal.ShortPath(file));
    }

    /// <summary>The table as it was when recorded runs ended.</summary>
    public static IEnumerable<string> Lines(IEnumerable<(string Notebook, RunRecord Run)> recorded) =>
        Lines(recorded.Select(one => Row(one.Notebook, "ok", (int)one.Run.Metrics["cells"], (int)one.Run.Metrics["cells"], TimeSpan.FromSeconds(one.Run.Seconds), one.Run.PeakMemoryBytes)));

    private static IEnumerable<string> Lines(IEnumerable<string[]> results)
    {
        string[][] rows = [["notebook", "result", "cells", "time", "memory"], .. results];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((text, column) => column < 2 ? text.PadRight(widths[column]) : text.PadLeft(widths[column]))));
    }

    private static string[] Row(RunResult result)
    {
        var code = result.Run.CodeCells.Select(cell => cell.Cell.Status).ToList();
        var outcome = result.Outcome switch
        {
            RunOutcome.Succeeded => "ok",
            RunOutcome.BadInput => "bad input",
            RunOutcome.TimedOut => "timed out",
            RunOutcome.Cancelled => "interrupted",
            _ => "failed",
        };
        return Row(result.Request.BaseName, outcome, code.Count(status => status == Notebooks.CellStatus.Succeeded), code.Count, result.Run.Elapsed, result.Run.PeakMemoryBytes);
    }

    private static string[] Row(string notebook, string outcome, int succeeded, int cells, TimeSpan time, long memory) =>
        [notebook, outcome, $"{succeeded}/{cells}", RunProgress.Seconds(time), string.Create(CultureInfo.InvariantCulture, $"{memory / 1e6:0} MB")];
}
