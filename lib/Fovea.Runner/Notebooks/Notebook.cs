using System.Text.Json.Nodes;

namespace Fovea.Runner.Notebooks;

/// <summary>A polyglot notebook as it is written: cells in reading order, before anything ran.</summary>
/// <param name="Cells">Cells in document order; never empty.</param>
/// <param name="DefaultKernel">Kernel of text before the first tag.</param>
/// <param name="Meta">The JSON of the <c>#!meta</c> header, or null where there is none.</param>
public sealed record Notebook(IReadOnlyList<Cell> Cells, string DefaultKernel = "csharp", JsonNode? Meta = null);

/// <summary>One cell of a notebook.</summary>
/// <param name="Kernel">Canonical kernel name: csharp, markdown, html, mermaid, value, ...</param>
/// <param name="Source">The text, lines joined by LF, without the tag line.</param>
/// <param name="Line">One-based line of the document on which <paramref name="Source"/> begins.</param>
public sealed record Cell(string Kernel, string Source, int Line)
{
    /// <summary>The cell as its .ipynb has it, without source, outputs and execution count; null in other formats.</summary>
    public JsonObject? Ipynb { get; init; }
}
