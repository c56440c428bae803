using System.Text.Json;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>One run as data: every cell with its status, seconds and outputs (in nbformat's shapes).</summary>
internal static class JsonExport
{
    public static string Render(NotebookRun run) => NotebookJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("notebook", run.FileName);
        json.WriteString("title", run.Title);
        json.WriteString("status", run.Status.Words);
        json.WriteNumber("seconds", run.Elapsed.TotalSeconds);
        json.WriteNumber("peakMemoryBytes", run.PeakMemoryBytes);
        json.WriteStartObject("parameters");
        foreach (var (name, value) in run.OrderedParameters)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartArray("cells");
        foreach (var cell in run.Cells)
            WriteCell(json, cell);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteCell(Utf8JsonWriter json, CellRun cell)
    {
        json.WriteStartObject();
        json.WriteString("kernel", cell.Cell.Kernel);
        json.WriteNumber("line", cell.Cell.Line);
        json.WriteString("source", cell.Cell.Source);
        if (!cell.IsProse)
        {
            json.WriteString("status", cell.Status.Words);
            json.WriteNumber("seconds", cell.Elapsed.TotalSeconds);
            NotebookJson.WriteCount(json, cell.ExecutionCount);
            NotebookJson.WriteOutputs(json, cell);
        }
        json.WriteEndObject();
    }
}
