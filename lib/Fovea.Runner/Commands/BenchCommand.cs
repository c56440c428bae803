using System.CommandLine;
using Fovea.Benchmarks;

namespace Fovea.Runner.Commands;

internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure this machine and this build.") { Engine() };

    private static Command Engine()
    {
        var python = new Option<string>("--python")
        {
            Description = "The interpreter to compare with; it should have PyTorch on the same libtorch.",
            DefaultValueFactory = _ => "/usr/bin/python3",
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads on both sides.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        threads.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && (!int.TryParse(given, out var n) || n < 1))
                result.AddError($"--threads {given}: expected a number from 1 on");
        });
        var command = new DocumentedCommand("engine", "Measure tensor operations beside Python's PyTorch.", """
            Takes about a minute. The two sides take turns and must come to the same results; a ratio is the median over the
            rounds. "of its time" is ours over Python's, "of its speed" Python's time over ours.

            Exit codes: 0 every target was met, 1 one was missed or results differ, 2 bad usage.

            Examples:
              lib/fovea bench engine
              lib/fovea bench engine --threads 1
              LIBTORCH=~/venv/lib/python3.12/site-packages/torch lib/fovea bench engine --python ~/venv/bin/python
            """) { python, threads };
        command.SetAction(parsed =>
        {
            try
            {
                var met = EngineBenchmark.Run(parsed.GetValue(python)!, parsed.GetValue(threads), Console.Out, Console.Error);
                return met ? ExitCode.Fine : ExitCode.Failed;
            }
            catch (InvalidOperationException e)
            {
                Console.Error.WriteLine($"fovea: {e.Message}");
                return ExitCode.Failed;
            }
        });
        return command;
    }
}
