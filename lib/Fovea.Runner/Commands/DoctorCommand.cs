using System.CommandLine;
using Fovea.Diagnostics;

namespace Fovea.Runner.Commands;

internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("doctor", "Say what this machine offers and what it lacks, with what to do about it.", """
            Exit codes: 0 nothing failed (a warning is no failure), 1 a check failed.

            Examples:
              lib/fovea doctor
              LIBTORCH=~/venv/lib/python3.12/site-packages/torch lib/fovea doctor
            """);
        command.SetAction(_ => Print(Doctor.Checks(), Console.Out, Terminal.HasColour));
        return command;
    }

    /// <summary>Writes each check when it is made.</summary>
    /// <returns>The exit code: failed where a check failed.</returns>
    internal static int Print(IEnumerable<Check> checks, TextWriter output, bool colour)
    {
        var exitCode = ExitCode.Fine;
        foreach (var check in checks)
        {
            var (word, paint) = check.Status switch
            {
                CheckStatus.Ok => ("ok  ", "\e[32m"),
                CheckStatus.Warn => ("warn", "\e[33m"),
                _ => ("FAIL", "\e[31m"),
            };
            var status = colour ? $"{paint}{word}\e[0m" : word;
            var remedy = check.Remedy is null ? "" : $" -> {check.Remedy}";
            output.WriteLine($"{check.Name,-10}{status}  {check.Finding}{remedy}");
            if (check.Status == CheckStatus.Fail)
                exitCode = ExitCode.Failed;
        }
        return exitCode;
    }
}
