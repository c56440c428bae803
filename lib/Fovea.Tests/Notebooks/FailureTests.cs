using System.Diagnostics;
using Fovea.Runner.Execution;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

/// <summary>Runs that do not end well: what was finished is kept, and the reason is said.</summary>
public class FailureTests
{
    [Fact]
    public async Task A_cell_that_throws_ends_the_run_and_keeps_what_came_before()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync("1", "Console.Write(2);", "Console.Write(3);\nthrow new InvalidOperationException(\"no\\nmore\");", "4", "5");
        Assert.Equal([CellStatus.Succeeded, CellStatus.Succeeded, CellStatus.Failed, CellStatus.NotRun, CellStatus.NotRun], result.Statuses());
        Assert.Equal(["stdout: 3", "InvalidOperationException: test.dib:7: no"], result.Shown(2));
        Assert.Equal(["more", "at test.dib:7"], result.Error().Traceback);
        Assert.Equal(RunOutcome.Failed, result.Outcome);
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_names_its_line_and_all_its_errors()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync("var x = 1;\nvar y = missing;\nvar z = absent;");
        Assert.Equal(["CS0103: test.dib:3: The name 'missing' does not exist in the current context"], result.Shown(0));
        Assert.Equal(["test.dib:4: The name 'absent' does not exist in the current context"], result.Error().Traceback);
    }

    [Fact]
    public async Task A_cell_over_its_time_is_ended_with_all_that_it_started()
    {
        using var scratch = new Scratch();
        var usual = (await scratch.RunAsync("1")).Run.Elapsed; // on a busy machine a first cell takes a while
        var result = await scratch.RunAsync(
            new RunOptions { CellTimeout = TimeSpan.FromSeconds(2) + 3 * usual },
            "1",
            """
            var child = System.Diagnostics.Process.Start("sleep", "1000");
            Console.WriteLine(child.Id);
            await Task.Delay(-1);
            """,
            "2");
        Assert.Equal([CellStatus.Succeeded, CellStatus.TimedOut, CellStatus.NotRun], result.Statuses());
        Assert.Equal(RunOutcome.TimedOut, result.Outcome);
        Assert.Equal("test.dib:4: the cell ran longer than --cell-timeout allows", result.Error().Message);
        var sleeper = int.Parse(result.Run.Cells[1].Outputs.OfType<StreamOutput>().Single().Text);
        Assert.True(HasEnded(sleeper));
    }

    [Fact]
    public async Task A_notebook_over_its_time_is_ended()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync(new RunOptions { Timeout = TimeSpan.FromSeconds(2) }, "while (true) { }");
        Assert.Equal(RunOutcome.TimedOut, result.Outcome);
        Assert.Contains("the notebook ran longer than --timeout allows", result.Error().Message);
    }

    [Fact]
    public async Task An_interruption_keeps_what_the_running_cell_has_shown()
    {
        using var scratch = new Scratch();
        using var interrupt = new CancellationTokenSource();
        var options = new RunOptions
        {
            Cancellation = interrupt.Token,
            Progress = progress =>
            {
                if (progress.LastLine == "working")
                    interrupt.Cancel();
            },
        };
        var result = await scratch.RunAsync(options, "1", "Console.WriteLine(\"working\");\nawait Task.Delay(-1);", "2");
        Assert.Equal([CellStatus.Succeeded, CellStatus.Cancelled, CellStatus.NotRun], result.Statuses());
        Assert.Equal(["stdout: working\n", "Cancelled: test.dib:4: interrupted"], result.Shown(1));
        Assert.Equal(RunOutcome.Cancelled, result.Outcome);
    }

    [Theory]
    [InlineData("Environment.Exit(7);", "test.dib:4: the process ended itself with exit code 7")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill();", "test.dib:4: the process was killed (SIGKILL), perhaps for want of memory")]
    [InlineData("System.Runtime.InteropServices.Marshal.ReadByte(-16);", "test.dib:4: the process crashed (SIGABRT)")]
    public async Task A_process_that_ends_in_a_cell_leaves_what_was_shown(string end, string message)
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync("1", "Console.Write(\"so far\");\n" + end, "2");
        Assert.Equal([CellStatus.Succeeded, CellStatus.Failed, CellStatus.NotRun], result.Statuses());
        Assert.Contains("stdout: so far", result.Shown(1)); // stderr has a pipe of its own: which comes first is open
        Assert.Equal(message, result.Error().Message);
        Assert.Equal(RunOutcome.Failed, result.Outcome);
    }

    private static bool HasEnded(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.WaitForExit(TimeSpan.FromSeconds(5));
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
