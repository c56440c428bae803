using System.Diagnostics;
using Fovea.Hosting;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Execution;

/// <summary>One run to be made of a notebook.</summary>
/// <param name="BaseName">Name of its outputs, without directory and extension.</param>
internal sealed record RunRequest(string Path, string BaseName, string OutDirectory, IReadOnlyDictionary<string, string> Parameters)
{
    public TimeSpan? Timeout { get; init; }

    public TimeSpan? CellTimeout { get; init; }
}

internal enum RunOutcome { Succeeded, Failed, BadInput, TimedOut, Cancelled }

/// <param name="Problem">What is wrong with the run beside what its cells say, or null.</param>
internal sealed record RunResult(RunRequest Request, NotebookRun Run, RunOutcome Outcome, string? Problem);

/// <summary>How far a run has come.</summary>
/// <param name="Cell">One-based number of the cell that runs or just ended.</param>
/// <param name="Ended">How that cell ended, or null while it runs.</param>
/// <param name="LastLine">The last line it printed.</param>
internal sealed record CellProgress(RunRequest Request, int Cell, int Cells, CellStatus? Ended, TimeSpan Elapsed, string LastLine);

/// <summary>Runs a notebook in a child process. Whatever becomes of that, what its cells left behind is kept.</summary>
internal sealed class NotebookRunner
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);

    private readonly RunRequest request;
    private readonly Action<CellProgress>? progress;
    private readonly Notebook notebook;
    private readonly PlannedNotebook planned;
    private readonly RunRecorder recorder;
    private readonly Stopwatch watch = new();
    private readonly Stopwatch cellWatch = new();
    private int cell;
    private IReadOnlyList<string>? asked;
    private Ending? ending;

    private NotebookRunner(RunRequest request, Action<CellProgress>? progress)
    {
        (this.request, this.progress) = (request, progress);
        notebook = NotebookFile.Load(request.Path);
        var spillPath = Path.Combine(request.OutDirectory, request.BaseName);
        planned = Planner.Plan(notebook, request.Path, request.Parameters);
        planned = planned with { Plan = planned.Plan with { SpillPath = spillPath } };
        recorder = new RunRecorder(notebook, spillPath);
    }

    /// <exception cref="FormatException">The notebook cannot be read.</exception>
    /// <exception cref="IOException">The child process cannot be started.</exception>
    public static Task<RunResult> RunAsync(RunRequest request, Action<CellProgress>? progress, CancellationToken cancellation) =>
        new NotebookRunner(request, progress).RunAsync(cancellation);

    private async Task<RunResult> RunAsync(CancellationToken cancellation)
    {
        watch.Start();
        using var host = new HostProcess(Path.GetDirectoryName(request.Path)!, request.Parameters);
        var output = host.StandardOutput.ReadAsync(text => recorder.Write("stdout", text));
        var errors = host.StandardError.ReadAsync(text => recorder.Write("stderr", text));
        await using var interrupt = cancellation.Register(() => Stop(host, CellStatus.Cancelled, "Cancelled", "interrupted"));
        await using var timeout = Limit(host, request.Timeout, "the notebook", "--timeout");
        await using var cellTimeout = Limit(host, null, "the cell", "--cell-timeout");
        await using var report = new Timer(_ => Report(ended: null), null, ReportInterval, ReportInterval);

        if (!await host.SendAsync(planned.Plan))
            Stop(host, CellStatus.Failed, "ProcessEnded", "the process that runs notebooks did not start");
        var peak = 0L;
        var complete = false;
        while (!complete && await host.ReadAsync() is { } happened)
        {
            if (happened.Kind == EventKind.CellStarted && request.CellTimeout is { } limit)
                cellTimeout.Change(limit, System.Threading.Timeout.InfiniteTimeSpan);
            if (happened.Kind == EventKind.CellEnded)
            {
                cellTimeout.Change(System.Threading.Timeout.Infinite, System.Threading.Timeout.Infinite);
                await Task.WhenAll(host.StandardOutput.CellEndedAsync(), host.StandardError.CellEndedAsync());
            }
            Apply(happened);
            complete = happened.Kind == EventKind.Ended;
            peak = happened.PeakMemoryBytes;
        }
        var exitCode = await host.ExitAsync();
        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
        if (!complete)
            EndEarly(exitCode);
        watch.Stop();
        return Result(Math.Max(peak, host.PeakMemoryBytes));
    }

    private Timer Limit(HostProcess host, TimeSpan? limit, string what, string option) =>
        new(_ => Stop(host, CellStatus.TimedOut, "TimedOut", $"{what} ran longer than {option} allows"), null,
            limit ?? System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);

    private void Stop(HostProcess host, CellStatus status, string name, string message)
    {
        Interlocked.CompareExchange(ref ending, new Ending(status, name, message), null);
        host.Kill();
    }

    private void Apply(HostEvent happened)
    {
        switch (happened.Kind)
        {
            case EventKind.CellStarted:
                cell = happened.Cell;
                cellWatch.Restart();
                recorder.Start(cell);
                Report(ended: null);
                break;
            case EventKind.Stream:
                recorder.Write(happened.Name!, happened.Text!);
                break;
            case EventKind.Display or EventKind.Update:
                recorder.Show(happened);
                break;
            case EventKind.Error:
                recorder.Fail(new ErrorOutput(happened.Name!, happened.Text!, happened.Lines ?? []));
                break;
            case EventKind.CellEnded:
                var status = happened.Succeeded ? CellStatus.Succeeded : CellStatus.Failed;
                recorder.End(status, TimeSpan.FromMilliseconds(happened.Milliseconds));
                Report(status);
                break;
            case EventKind.Ended:
                asked = happened.Lines ?? [];
                break;
        }
    }

    // The process is gone in the middle of a cell: ended by us, by the cell, or by a crash.
    private void EndEarly(int exitCode)
    {
        var (status, name, message) = ending ?? new Ending(CellStatus.Failed, "ProcessEnded", "the process " + HowItEnded(exitCode));
        cell = recorder.Abort(status, (index, at) =>
            new ErrorOutput(name, $"{Planner.LabelOf(Path.GetFileName(request.Path), index)}:{at.Line}: {message}", []));
        Report(status);
    }

    private static string HowItEnded(int exitCode) => exitCode switch
    {
        134 => "crashed (SIGABRT)",
        137 => "was killed (SIGKILL), perhaps for want of memory",
        139 => "crashed (SIGSEGV)",
        > 128 => $"was ended by signal {exitCode - 128}",
        _ => $"ended itself with exit code {exitCode}",
    };

    private void Report(CellStatus? ended) =>
        progress?.Invoke(new CellProgress(request, cell + 1, notebook.Cells.Count, ended, cellWatch.Elapsed, recorder.LastLine));

    private RunResult Result(long peakMemoryBytes)
    {
        var cells = recorder.Finish();
        var title = NotebookFile.TitleOf(notebook) ?? Path.GetFileNameWithoutExtension(request.Path);
        var run = new NotebookRun(request.Path, title, request.Parameters, cells, watch.Elapsed, peakMemoryBytes);
        var (outcome, problem) = Outcome(cells);
        return new RunResult(request, run, outcome, problem);
    }

    private (RunOutcome Outcome, string? Problem) Outcome(IReadOnlyList<CellRun> cells)
    {
        if (cells.FirstOrDefault(run => run.Status is CellStatus.TimedOut or CellStatus.Cancelled or CellStatus.Failed) is { } last)
        {
            var badInput = last.Outputs.OfType<ErrorOutput>().Any(error => error.Name is Convention.ParameterException or "MissingParameter");
            return (last.Status switch
            {
                CellStatus.TimedOut => RunOutcome.TimedOut,
                CellStatus.Cancelled => RunOutcome.Cancelled,
                _ => badInput ? RunOutcome.BadInput : RunOutcome.Failed,
            }, null);
        }
        var known = planned.Inputs.Concat(PlannedNotebook.Standard).Concat(asked ?? []).ToHashSet();
        return request.Parameters.Keys.Where(name => !known.Contains(name)).ToList() is { Count: > 0 } unasked
            ? (RunOutcome.BadInput, $"no cell asked for the parameter {string.Join(", ", unasked)}; asked for: {string.Join(", ", known.Order())}")
            : (RunOutcome.Succeeded, null);
    }

    private sealed record Ending(CellStatus Status, string Name, string Message);
}
