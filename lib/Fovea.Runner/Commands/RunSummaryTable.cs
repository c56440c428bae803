using System.Globalization;
using Fovea.Runner.Execution;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Commands;

/// <summary>The table that closes a run, and the files it wrote.</summary>
internal static class RunSummaryTable
{
    public static void Write(IReadOnlyList<RunResult> results, IReadOnlyList<string> files, TextWriter output)
    {
        string[][] rows = [["notebook", "result", "cells", "time", "memory"], .. results.Select(Row)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((text, column) => column < 2 ? text.PadRight(widths[column]) : text.PadLeft(widths[column]))));
        foreach (var file in files)
            output.WriteLine("wrote " + Terminal.ShortPath(file));
    }

    private static string[] Row(RunResult result)
    {
        var code = result.Run.Cells.Where(cell => cell.Cell.Kernel != KernelNames.Markdown).ToList();
        return
        [
            result.Request.BaseName,
            result.Outcome switch
            {
                RunOutcome.Succeeded => "ok",
                RunOutcome.BadInput => "bad input",
                RunOutcome.TimedOut => "timed out",
                RunOutcome.Cancelled => "interrupted",
                _ => "failed",
            },
            $"{code.Count(cell => cell.Status == CellStatus.Succeeded)}/{code.Count}",
            RunProgress.Seconds(result.Run.Elapsed),
            string.Create(CultureInfo.InvariantCulture, $"{result.Run.PeakMemoryBytes / 1e6:0} MB"),
        ];
    }
}
