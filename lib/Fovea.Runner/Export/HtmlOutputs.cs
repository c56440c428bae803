using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>Outputs of one document's cells as HTML.</summary>
internal sealed partial class HtmlOutputs(Prose prose)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly StyleHoist _hoist = new();

    /// <summary>Style blocks taken out of the outputs rendered so far.</summary>
    public IReadOnlyList<string> Styles => _hoist.Styles;

    /// <param name="scope">Unlike that of any other output of the document.</param>
    public string Render(CellOutput output, string scope) => output switch
    {
        StreamOutput stream => Text(stream.Name == "stderr" ? "stream stderr" : "stream", TerminalText.Plain(stream.Text)),
        ErrorOutput error => Error(error),
        DisplayOutput display => Display(display, scope),
        _ => throw new ArgumentException($"Unknown output {output.GetType().Name}.", nameof(output)),
    };

    private string Display(DisplayOutput display, string scope)
    {
        var (mime, content) = Mime.Richest(display.Data);
        return mime switch
        {
            "text/html" => Block("html", _hoist.Take(content)),
            "image/svg+xml" => Block("picture", XmlProlog().Replace(content, "")),
            "text/markdown" => Block("prose", prose.Render(content, scope)),
            "text/latex" => Block("prose", $"""<div class="math">\[{Html.Escape(content.Trim().Trim('$'))}\]</div>"""),
            "text/plain" => Text("text", content),
            _ when Mime.IsBase64(mime) => Block("picture", $"""<img alt="{AltText(display)}" src="data:{mime};base64,{content}">"""),
            _ when Mime.IsJson(mime) => Text("text", Pretty(content)),
            _ => Text("text", $"An output of type {mime}, which a page cannot show."),
        };
    }

    private static string AltText(DisplayOutput display) =>
        Html.Escape(display.Data.GetValueOrDefault("text/plain", "Picture without a description").ReplaceLineEndings(" "));

    private static string Error(ErrorOutput error)
    {
        var details = string.Join('\n', ErrorText.Details(error));
        return Block("error", $"""
            <p>{Html.Escape(ErrorText.Headline(error))}</p>
            """ + (details.Length == 0 ? "" : $"<pre>{Html.Escape(details)}</pre>"));
    }

    private static string Pretty(string json) => NotebookJson.IsJson(json)
        ? JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json), Indented)
        : json;

    private static string Block(string css, string html) => $"<div class=\"output {css}\">{html}</div>\n";

    private static string Text(string css, string text) =>
        $"<pre class=\"output {css}\"><samp>{Html.Escape(text.TrimEnd('\n'))}</samp></pre>\n";

    /// <summary>What may stand before the root of an SVG file, and may not in a page.</summary>
    [GeneratedRegex(@"^\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>]*>\s*)?")]
    private static partial Regex XmlProlog();
}
