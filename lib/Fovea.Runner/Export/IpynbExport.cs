using System.Text.Json;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>One run as a Jupyter notebook with outputs: nbformat 4.5, the polyglot kernel's metadata.</summary>
internal static class IpynbExport
{
    public static string Render(NotebookRun run) => NotebookJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("cells");
        foreach (var (index, cell) in run.Cells.Index())
            WriteCell(json, cell, index);
        json.WriteEndArray();
        WriteMetadata(json, run);
        json.WriteNumber("nbformat", 4);
        json.WriteNumber("nbformat_minor", 5);
        json.WriteEndObject();
    });

    private static void WriteCell(Utf8JsonWriter json, CellRun cell, int index)
    {
        json.WriteStartObject();
        json.WriteString("cell_type", cell.IsProse ? cell.Cell.Kernel : "code");
        if (!cell.IsProse)
            NotebookJson.WriteCount(json, cell.ExecutionCount);
        json.WriteString("id", $"cell-{index + 1}");
        json.WriteStartObject("metadata");
        if (!cell.IsProse)
        {
            json.WriteStartObject("dotnet_interactive");
            json.WriteString("language", cell.Cell.Kernel);
            json.WriteEndObject();
            json.WriteStartObject("polyglot_notebook");
            json.WriteString("kernelName", cell.Cell.Kernel);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        if (!cell.IsProse)
            NotebookJson.WriteOutputs(json, cell with { Outputs = [.. cell.Outputs.Select(ForViewers)] });
        NotebookJson.WriteLines(json, "source", cell.Cell.Source);
        json.WriteEndObject();
    }

    /// <summary>
    /// A figure in the types that notebook viewers draw themselves: plotly's, and the picture for those that do
    /// not know it. Our HTML would show nothing there, for it needs the script of our pages.
    /// </summary>
    private static CellOutput ForViewers(CellOutput output)
    {
        if (output is not DisplayOutput display
            || !display.Data.TryGetValue("text/html", out var html)
            || Figure.Find(html) is not { PlotlyJson: { } json } figure)
        {
            return output;
        }
        var data = new Dictionary<string, string>(display.Data) { [Figure.PlotlyMime] = json };
        data.Remove("text/html");
        if (figure.Svg is not null)
            data.TryAdd("image/svg+xml", figure.Svg);
        return display with { Data = data };
    }

    private static void WriteMetadata(Utf8JsonWriter json, NotebookRun run)
    {
        json.WriteStartObject("metadata");
        json.WriteStartObject("kernelspec");
        json.WriteString("display_name", ".NET (C#)");
        json.WriteString("language", "C#");
        json.WriteString("name", ".net-csharp");
        json.WriteEndObject();
        json.WriteStartObject("language_info");
        json.WriteString("name", "polyglot-notebook");
        json.WriteEndObject();
        json.WriteStartObject("polyglot_notebook");
        json.WriteStartObject("kernelInfo");
        json.WriteString("defaultKernelName", "csharp");
        json.WriteStartArray("items");
        foreach (var kernel in run.CodeCells.Select(c => c.Cell.Cell.Kernel).Append("csharp").Distinct().Order(StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteStartArray("aliases");
            json.WriteEndArray();
            json.WriteString("name", kernel);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
