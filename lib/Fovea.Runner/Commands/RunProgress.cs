using System.Collections.Concurrent;
using System.Globalization;
using Fovea.Runner.Execution;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;
using Spectre.Console;

namespace Fovea.Runner.Commands;

/// <summary>Says on stderr how far the runs are: a line each that changes in place on a terminal, else a line an event.</summary>
internal abstract class RunProgress : IAsyncDisposable
{
    public static RunProgress Start(int runs) => Console.IsErrorRedirected ? new Plain() : new Live(runs);

    public abstract void Report(CellProgress progress);

    public abstract void Finished(RunResult result);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static string Describe(CellProgress progress) =>
        $"{progress.Request.BaseName}  cell {progress.Cell}/{progress.Cells}  {Seconds(progress.Elapsed)}";

    // What went wrong, if anything did.
    private static void WriteProblems(RunResult result)
    {
        var name = result.Request.BaseName;
        foreach (var error in result.Run.Cells.SelectMany(cell => cell.Outputs).OfType<ErrorOutput>())
        {
            Console.Error.WriteLine($"{name}: {error.Message} [{error.Name}]");
            foreach (var line in error.Traceback)
                Console.Error.WriteLine($"{name}:   {line}");
        }
        if (result.Problem is { } problem)
            Console.Error.WriteLine($"{name}: {problem}");
    }

    private sealed class Plain : RunProgress
    {
        private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
        private readonly ConcurrentDictionary<string, TimeSpan> due = new();

        // Each cell when it ends, and one that takes long now and then.
        public override void Report(CellProgress progress)
        {
            var name = progress.Request.BaseName;
            if (progress.Ended is { } status)
                Console.Error.WriteLine($"{Describe(progress)}  {status.Words}");
            else if (progress.Elapsed < Heartbeat)
                due[name] = Heartbeat;
            else if (progress.Elapsed >= due.GetOrAdd(name, Heartbeat))
            {
                due[name] = progress.Elapsed + Heartbeat;
                Console.Error.WriteLine($"{Describe(progress)}  running  {progress.LastLine}".TrimEnd());
            }
        }

        public override void Finished(RunResult result) => WriteProblems(result);
    }

    private sealed class Live : RunProgress
    {
        private readonly ConcurrentDictionary<string, CellProgress> running = new();
        private readonly ConcurrentQueue<RunResult> finished = new();
        private readonly CancellationTokenSource over = new();
        private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        private readonly int runs;
        private readonly Task drawing;

        public Live(int runs)
        {
            this.runs = runs;
            drawing = console.Live(Render()).AutoClear(true).StartAsync(DrawAsync);
        }

        public override void Report(CellProgress progress) => running[progress.Request.BaseName] = progress;

        public override void Finished(RunResult result)
        {
            running.TryRemove(result.Request.BaseName, out _);
            finished.Enqueue(result);
        }

        public override async ValueTask DisposeAsync()
        {
            await over.CancelAsync();
            await drawing;
            over.Dispose();
            foreach (var result in finished)
                WriteProblems(result);
        }

        private async Task DrawAsync(LiveDisplayContext context)
        {
            while (!over.IsCancellationRequested)
            {
                context.UpdateTarget(Render());
                await Task.Delay(100, over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }

        private Rows Render()
        {
            var lines = running.Values.OrderBy(progress => progress.Request.BaseName, StringComparer.Ordinal)
                .Select(progress => $"{Describe(progress)}  {progress.LastLine}")
                .Append($"{finished.Count} of {runs} done");
            return new Rows(lines.Select(line => new Text(line.Length < console.Profile.Width ? line : line[..(console.Profile.Width - 1)])));
        }
    }
}
