using System.Text.Encodings.Web;
using System.Text.Json;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>Turns the record of a run into files.</summary>
public static class Exports
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one run as JSON.</summary>
    /// <returns>Paths of the files written.</returns>
    public static IReadOnlyList<string> Write(NotebookRun run, string outDirectory, string baseName)
    {
        var path = Path.Combine(outDirectory, baseName + ".json");
        var cells = run.Cells.Select(cell => new
        {
            cell.Cell.Kernel,
            cell.Cell.Line,
            Status = cell.Status.ToString(),
            cell.ExecutionCount,
            Outputs = cell.Outputs.Select(output => (object)output),
            Seconds = cell.Elapsed.TotalSeconds,
        });
        var content = new { run.Title, run.Parameters, Cells = cells, Seconds = run.Elapsed.TotalSeconds, run.PeakMemoryBytes };
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(content, Json) + "\n");
        return [path];
    }

    /// <summary>Writes a list of the runs.</summary>
    public static void WriteIndex(IReadOnlyList<(string BaseName, NotebookRun Run)> runs, string outDirectory) =>
        AtomicFile.WriteAllText(Path.Combine(outDirectory, "index.json"), JsonSerializer.Serialize(runs.Select(run => run.BaseName), Json) + "\n");
}
