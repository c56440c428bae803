using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Runner.Notebooks;

/// <summary>Reads .dib text by the rules of .NET Interactive's own parser.</summary>
/// <remarks>
/// A cell starts at a line that is exactly <c>#!</c> and a known kernel name or alias; any other <c>#!</c> line is
/// content. <c>#!meta</c> counts once: its JSON runs to the next line that starts with <c>#!</c>. Text before the
/// first tag is C#. Empty lines at the ends of a cell are trimmed, cells left empty are dropped, and a document
/// with no cell at all is one empty cell.
/// </remarks>
public static class DibParser
{
    private const string Tag = "#!";
    internal const string MetaTag = "#!meta";

    /// <exception cref="FormatException">The <c>#!meta</c> header is not JSON, or not in the known shape.</exception>
    public static Notebook Parse(string text)
    {
        var lines = Lines(text);
        var cells = new List<Cell>();
        var names = KernelNames.Known;
        var kernel = KernelNames.CSharp;
        JsonNode? meta = null;
        var content = new List<(string Text, int Number)>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (meta is null && lines[i].StartsWith(MetaTag, StringComparison.Ordinal))
            {
                meta = ReadHeader(lines, ref i);
                names = KernelNames.With(meta);
            }
            if (KernelOf(lines[i], names) is { } next)
            {
                Add(cells, kernel, content);
                kernel = next;
                content.Clear();
            }
            else
            {
                content.Add((lines[i], i + 1));
            }
        }
        Add(cells, kernel, content);
        if (cells.Count == 0)
            cells.Add(new Cell(kernel, "", 1));
        return new Notebook(cells, KernelNames.CSharp, meta);
    }

    /// <summary>The lines of a text that ends them with LF or CRLF.</summary>
    internal static string[] Lines(string text) => text.Split(["\r\n", "\n"], StringSplitOptions.None);

    /// <summary>The kernel that a line selects, or null where it is content.</summary>
    internal static string? KernelOf(string line, IReadOnlyDictionary<string, string> names) =>
        line.StartsWith(Tag, StringComparison.Ordinal) ? names.GetValueOrDefault(line[Tag.Length..]) : null;

    // Leaves i on the line that ends the header; at the end of the text that is its last line, which the
    // reference parser then also reads as content.
    private static JsonNode ReadHeader(string[] lines, ref int i)
    {
        var json = new StringBuilder();
        var first = i + 1;
        while (i < lines.Length - 1 && !lines[++i].StartsWith(Tag, StringComparison.Ordinal))
            json.Append(lines[i]).Append('\n');
        try
        {
            return JsonNode.Parse(json.ToString()) as JsonObject
                ?? throw new FormatException($"line {first}: {MetaTag} is followed by JSON that is not an object");
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {first + 1 + (e.LineNumber ?? 0)}: {MetaTag} is not followed by JSON: {e.Message}");
        }
    }

    private static void Add(List<Cell> cells, string kernel, List<(string Text, int Number)> lines)
    {
        var from = lines.FindIndex(line => line.Text.Length > 0);
        var to = lines.FindLastIndex(line => line.Text.Length > 0);
        if (from >= 0)
            cells.Add(new Cell(kernel, string.Join('\n', lines[from..(to + 1)].Select(line => line.Text)), lines[from].Number));
    }
}
