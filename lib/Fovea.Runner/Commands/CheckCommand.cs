using System.CommandLine;
using Fovea.Runner.Execution;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea check</c>: compiles notebooks without running them.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string[]> Notebooks = new("notebooks") { Description = "By name (00-start, start), number or file; all of notebooks/ where none is named" };

    public static Command Create()
    {
        var command = new DocumentedCommand("check", "Compile notebooks without running them, and find what would not run in an editor.", """
            Each finding is a line `file:line: message`; long cells are warnings.

            Exit codes: 0 nothing but warnings, 1 something to mend, 2 bad usage or input, 130 interrupted.

            Examples:
              lib/fovea check
              lib/fovea check 00-start notes/mine.dib
            """) { Notebooks };
        command.SetAction((parsed, cancellation) => CheckAsync(parsed.GetValue(Notebooks) ?? [], cancellation));
        return command;
    }

    private static async Task<int> CheckAsync(string[] names, CancellationToken cancellation)
    {
        try
        {
            var findings = new List<Finding>();
            foreach (var path in NotebookFinder.Find(names))
                findings.AddRange(await NotebookCheck.RunAsync(NotebookFile.Load(path), path, cancellation));
            foreach (var finding in findings.Distinct())
                Console.WriteLine($"{Terminal.ShortPath(finding.File)}:{finding.Line}: {(finding.IsWarning ? "warning: " : "")}{finding.Message}");
            return findings.Exists(finding => !finding.IsWarning) ? ExitCode.Failed : ExitCode.Fine;
        }
        catch (Exception e) when (e is UsageException or FormatException or IOException)
        {
            if (cancellation.IsCancellationRequested)
                return RunCommand.Interrupted;
            Console.Error.WriteLine("fovea: " + e.Message);
            return ExitCode.BadInput;
        }
    }
}
