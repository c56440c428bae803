using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Runner.Notebooks;

/// <summary>Writes .dib text that <see cref="DibParser"/> and .NET Interactive read back as the same cells.</summary>
public static class DibWriter
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="FormatException">A cell holds a line that .dib would read as the start of another cell.</exception>
    public static string Write(Notebook notebook)
    {
        var meta = Header(notebook);
        var names = KernelNames.With(meta);
        var text = new StringBuilder();
        if (meta is not null)
            text.Append($"{DibParser.MetaTag}\n\n{meta.ToJsonString(Json)}\n\n");
        var number = 0;
        foreach (var cell in notebook.Cells)
        {
            number++;
            var lines = DibParser.Lines(cell.Source);
            if (Array.Find(lines, line => DibParser.KernelOf(line, names) is not null) is { } tag)
                throw new FormatException($"cell {number}: the line '{tag}' would start a new cell in .dib; split the cell there, or indent the line");
            var source = string.Join('\n', lines).Trim('\n');
            if (source.Length > 0)
                text.Append($"#!{cell.Kernel}\n\n{source}\n\n");
            else if (notebook.Cells.Count == 1 && cell.Kernel != KernelNames.CSharp)
                text.Append($"#!{cell.Kernel}\n\n");
        }
        if (text.Length > 0)
            text.Length--;
        return text.ToString();
    }

    // A kernel that neither the format nor the header knows must be named in the header, else its tag is content.
    // A first line like a header in a notebook that has none needs a real header before it.
    private static JsonNode? Header(Notebook notebook)
    {
        var names = KernelNames.With(notebook.Meta);
        var unknown = notebook.Cells.Select(cell => cell.Kernel).Where(kernel => !names.ContainsKey(kernel)).Distinct().ToList();
        var ambiguous = notebook.Meta is null && notebook.Cells.SelectMany(cell => DibParser.Lines(cell.Source)).Any(line => line.StartsWith(DibParser.MetaTag, StringComparison.Ordinal));
        if (unknown.Count == 0 && !ambiguous)
            return notebook.Meta;

        var meta = notebook.Meta?.DeepClone() ?? new JsonObject();
        var info = meta["kernelInfo"] ??= new JsonObject { ["defaultKernelName"] = notebook.DefaultKernel };
        var items = info["items"] ??= new JsonArray(new JsonObject { ["name"] = KernelNames.CSharp });
        foreach (var kernel in unknown)
            items.AsArray().Add(new JsonObject { ["name"] = kernel });
        return meta;
    }
}
