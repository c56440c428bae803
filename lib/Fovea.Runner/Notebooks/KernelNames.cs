using System.Text.Json.Nodes;

namespace Fovea.Runner.Notebooks;

/// <summary>The kernel names and aliases that a .dib may use as tags, case-sensitive.</summary>
public static class KernelNames
{
    public const string CSharp = "csharp";
    public const string Markdown = "markdown";
    public const string Html = "html";
    public const string Mermaid = "mermaid";
    public const string Value = "value";

    /// <summary>Every name and alias that needs no header, with its canonical name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Known = Table(
        [CSharp, "c#", "C#", "cs"],
        ["fsharp", "f#", "F#", "fs"],
        ["pwsh", "powershell"],
        ["javascript", "js"],
        [Html], ["http"], [Mermaid], ["sql"], ["kql"], [Value],
        [Markdown, "md"]);

    /// <summary><see cref="Known"/> and the kernels that a document's header adds.</summary>
    /// <param name="meta">The <c>#!meta</c> header, or null.</param>
    /// <exception cref="FormatException">The header's kernel list is not in the known shape.</exception>
    public static IReadOnlyDictionary<string, string> With(JsonNode? meta)
    {
        try
        {
            if (meta?["kernelInfo"]?["items"] is not JsonArray items)
                return Known;
            var names = new Dictionary<string, string>(Known, StringComparer.Ordinal);
            foreach (var item in items)
            {
                var name = (string?)item?["name"] ?? throw new FormatException("#!meta: a kernel of kernelInfo.items has no name");
                if (!names.TryAdd(name, name))
                    continue;
                foreach (var alias in item!["aliases"]?.AsArray() ?? [])
                    names.TryAdd((string)alias!, name);
            }
            return names;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("#!meta: kernelInfo is not in the known shape: " + e.Message);
        }
    }

    private static Dictionary<string, string> Table(params string[][] kernels) =>
        kernels.SelectMany(names => names, (names, alias) => (alias, names[0])).ToDictionary(StringComparer.Ordinal);
}
