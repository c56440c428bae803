using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Runner.Notebooks;

/// <summary>Reads and writes .ipynb (nbformat 4.5) with the metadata Polyglot Notebooks puts into it.</summary>
/// <remarks>Outputs are not part of a <see cref="Notebook"/>; metadata this reader does not know is kept.</remarks>
public static class Ipynb
{
    private const string Raw = "raw";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonObject KernelSpec => new() { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };

    private static JsonObject LanguageInfo => new() { ["name"] = "polyglot-notebook" };

    /// <exception cref="FormatException">The text is not an nbformat 4 notebook.</exception>
    public static Notebook Read(string json)
    {
        try
        {
            var root = JsonNode.Parse(json) as JsonObject ?? throw new FormatException("expected an object, found another value");
            if ((int?)root["nbformat"] is not 4)
                throw new FormatException($"nbformat: expected 4, found {root["nbformat"]?.ToJsonString() ?? "nothing"}");
            var meta = ReadMetadata(root["metadata"] as JsonObject ?? []);
            var names = KernelNames.With(meta);
            var kernel = DefaultKernel(root["metadata"], meta, names);
            var listed = root["cells"] as JsonArray ?? throw new FormatException("cells: expected a list");
            var cells = listed.Select((cell, i) => ReadCell(
                cell as JsonObject ?? throw new FormatException($"cells[{i}]: expected an object"), kernel, names)).ToList();
            if (cells.Count == 0)
                cells.Add(new Cell(kernel, "", 1));
            return new Notebook(cells, kernel, meta);
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {e.LineNumber + 1}: not JSON: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("not in the shape of an .ipynb: " + e.Message);
        }
    }

    /// <summary>The notebook without outputs; cells that have no id get one from their number.</summary>
    public static string Write(Notebook notebook)
    {
        var ids = notebook.Cells.Select(cell => (string?)cell.Ipynb?["id"]).OfType<string>().ToHashSet();
        var cells = new JsonArray();
        for (var i = 0; i < notebook.Cells.Count; i++)
            cells.Add(WriteCell(notebook.Cells[i], NewId(ids, i + 1)));
        var root = new JsonObject { ["cells"] = cells, ["metadata"] = WriteMetadata(notebook), ["nbformat"] = 4, ["nbformat_minor"] = 5 };
        return root.ToJsonString(Json) + "\n";
    }

    private static JsonObject? ReadMetadata(JsonObject metadata)
    {
        var meta = metadata.DeepClone().AsObject();
        if (meta["polyglot_notebook"] is JsonObject polyglot && polyglot.Remove("kernelInfo", out var kernelInfo))
        {
            meta["kernelInfo"] = kernelInfo;
            if (polyglot.Count == 0)
                meta.Remove("polyglot_notebook");
        }
        foreach (var (name, standard) in new[] { ("kernelspec", KernelSpec), ("language_info", LanguageInfo) })
            if (JsonNode.DeepEquals(meta[name], standard))
                meta.Remove(name);
        return meta.Count > 0 ? meta : null;
    }

    private static JsonObject WriteMetadata(Notebook notebook)
    {
        var metadata = notebook.Meta?.DeepClone().AsObject() ?? [];
        if (metadata.Remove("kernelInfo", out var kernelInfo))
        {
            var polyglot = metadata["polyglot_notebook"] ??= new JsonObject();
            polyglot["kernelInfo"] = kernelInfo;
        }
        metadata.TryAdd("kernelspec", KernelSpec);
        metadata.TryAdd("language_info", LanguageInfo);
        return metadata;
    }

    private static string DefaultKernel(JsonNode? metadata, JsonNode? meta, IReadOnlyDictionary<string, string> names)
    {
        var name = (string?)meta?["kernelInfo"]?["defaultKernelName"]
            ?? (string?)metadata?["kernelspec"]?["language"] switch { "PowerShell" => "pwsh", { } language => language, null => null }
            ?? KernelNames.CSharp;
        return names.GetValueOrDefault(name) ?? name.ToLowerInvariant();
    }

    private static Cell ReadCell(JsonObject cell, string defaultKernel, IReadOnlyDictionary<string, string> names)
    {
        var type = (string?)cell["cell_type"];
        var source = string.Join('\n', DibParser.Lines(Text(cell["source"])));
        var kernel = type switch
        {
            KernelNames.Markdown => KernelNames.Markdown,
            Raw => Raw,
            "code" => (string?)cell["metadata"]?["polyglot_notebook"]?["kernelName"]
                ?? (string?)cell["metadata"]?["dotnet_interactive"]?["language"] ?? defaultKernel,
            _ => throw new FormatException($"cell_type: expected code, markdown or raw, found {cell["cell_type"]?.ToJsonString() ?? "nothing"}"),
        };
        var firstLine = source.Split('\n')[0];
        if (type == "code" && DibParser.KernelOf(firstLine, names) is { } selected)
            (kernel, source) = (selected, source[firstLine.Length..].TrimStart('\n'));

        var rest = cell.DeepClone().AsObject();
        foreach (var name in new[] { "cell_type", "source", "outputs", "execution_count" })
            rest.Remove(name);
        return new Cell(names.GetValueOrDefault(kernel) ?? kernel, source, 1) { Ipynb = rest };
    }

    private static JsonObject WriteCell(Cell cell, string newId)
    {
        var isCode = cell.Kernel is not (KernelNames.Markdown or Raw);
        var json = new JsonObject { ["cell_type"] = isCode ? "code" : cell.Kernel };
        if (isCode)
            json["execution_count"] = null;
        json["id"] = newId;
        foreach (var (name, value) in cell.Ipynb ?? [])
            json[name] = value?.DeepClone();
        var metadata = json["metadata"] ??= new JsonObject();
        if (isCode)
        {
            (metadata["dotnet_interactive"] ??= new JsonObject())["language"] = cell.Kernel;
            (metadata["polyglot_notebook"] ??= new JsonObject())["kernelName"] = cell.Kernel;
            json["outputs"] = new JsonArray();
        }
        var lines = cell.Source.Split('\n');
        json["source"] = cell.Source.Length == 0 ? [] : new JsonArray([.. lines.Select((line, i) => (JsonNode)(i < lines.Length - 1 ? line + "\n" : line))]);
        return json;
    }

    private static string NewId(HashSet<string> ids, int number)
    {
        var id = $"cell-{number}";
        while (!ids.Add(id))
            id += "-";
        return id;
    }

    private static string Text(JsonNode? source) =>
        source is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)source ?? "";
}
