using Fovea.Runner.Execution;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

/// <summary>A directory for one test, with notebooks to run in child processes.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fovea-test-").FullName;

    public string Out => System.IO.Path.Combine(Path, "out");

    /// <summary>Writes a file and returns its full path.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs test.dib of C# cells, each starting at the line after its tag.</summary>
    public Task<RunResult> RunAsync(params string[] cells) => RunAsync(new RunOptions(), cells);

    public Task<RunResult> RunAsync(RunOptions options, params string[] cells) =>
        RunFileAsync(Write("test.dib", string.Concat(cells.Select(cell => $"#!csharp\n{cell}\n"))), options);

    public Task<RunResult> RunFileAsync(string path, RunOptions options)
    {
        var request = new RunRequest(path, System.IO.Path.GetFileNameWithoutExtension(path), Out, options.Parameters ?? new Dictionary<string, string>())
        {
            CellTimeout = options.CellTimeout,
            Timeout = options.Timeout,
        };
        return NotebookRunner.RunAsync(request, options.Progress, options.Cancellation);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal sealed record RunOptions
{
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? CellTimeout { get; init; }

    public Action<CellProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }
}

internal static class RunResults
{
    public static IEnumerable<CellStatus> Statuses(this RunResult result) => result.Run.Cells.Select(cell => cell.Status);

    /// <summary>Everything a cell showed, one string an output.</summary>
    public static IEnumerable<string> Shown(this RunResult result, int cell) => result.Run.Cells[cell].Outputs.Select(output => output switch
    {
        StreamOutput stream => $"{stream.Name}: {stream.Text}",
        DisplayOutput display => $"{(display.IsResult ? "result" : "display")}: {display.Data.GetValueOrDefault("text/plain") ?? display.Data.Values.First()}",
        ErrorOutput error => $"{error.Name}: {error.Message}",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    });

    public static ErrorOutput Error(this RunResult result) =>
        Assert.Single(result.Run.Cells.SelectMany(cell => cell.Outputs).OfType<ErrorOutput>());
}
