using System.Text;
using System.Text.RegularExpressions;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>One run as Markdown: code and text as fenced blocks, tables as HTML, pictures as files beside it.</summary>
internal sealed partial class MarkdownExport
{
    private readonly StringBuilder _text = new();
    private readonly List<ExportFile> _pictures = [];
    private readonly StyleHoist _hoist = new();
    private readonly string _folder;

    private MarkdownExport(string folder) => _folder = folder;

    /// <param name="folder">Directory of the pictures, relative to the document.</param>
    public static (string Text, IReadOnlyList<ExportFile> Pictures) Render(NotebookRun run, string folder)
    {
        var export = new MarkdownExport(folder);
        foreach (var (index, cell) in run.Cells.Index())
            export.Append(cell, index);
        return (export._text.ToString().TrimEnd() + "\n", export._pictures);
    }

    private void Append(CellRun cell, int index)
    {
        if (cell.IsProse)
        {
            Paragraph(cell.Cell.Source);
            return;
        }
        Fence(cell.Cell.Kernel, cell.Cell.Source);
        if (cell.Status != CellStatus.Succeeded)
            Paragraph($"**Cell {index + 1} {cell.Status.Words}.**");
        foreach (var (i, output) in cell.ShownOutputs.Index())
            Append(output, extension => ExportFile.BesideName(_folder, index + 1, i + 1, extension));
    }

    private void Append(CellOutput output, Func<string, string> nameOf)
    {
        switch (output)
        {
            case StreamOutput stream:
                Fence("text", TerminalText.Plain(stream.Text).TrimEnd('\n'));
                break;
            case ErrorOutput error:
                Fence("text", string.Join('\n', ErrorText.Details(error).Prepend(ErrorText.Headline(error))));
                break;
            case DisplayOutput display:
                Append(display.Data, nameOf);
                break;
        }
    }

    private void Append(IReadOnlyDictionary<string, string> data, Func<string, string> nameOf)
    {
        var (mime, content) = Mime.Richest(data);
        var svg = data.GetValueOrDefault("image/svg+xml")
            ?? (mime == "text/html" ? Figure.Find(content)?.Svg : null);
        if (svg is not null)
            Picture(data, ExportFile.OfText(nameOf("svg"), svg));
        else if (Mime.IsBase64(mime))
            Picture(data, ExportFile.OfDisplay(nameOf(Mime.Extension(mime)), mime, content));
        else if (mime == "text/html")
            // A blank line would end the HTML, and a style would show as text where styles are not allowed.
            Paragraph(BlankLines().Replace(_hoist.Take(content), "\n"));
        else if (mime == "text/markdown")
            Paragraph(content);
        else if (mime == "text/latex")
            Paragraph($"$$\n{content.Trim().Trim('$')}\n$$");
        else
            Fence(Mime.IsJson(mime) ? "json" : "text", content.TrimEnd('\n'));
    }

    private void Picture(IReadOnlyDictionary<string, string> data, ExportFile file)
    {
        _pictures.Add(file);
        var text = data.GetValueOrDefault("text/plain", "Figure").ReplaceLineEndings(" ").Replace("[", "\\[").Replace("]", "\\]");
        Paragraph($"![{text}]({Html.RelativeUrl(file.Name)})");
    }

    private void Paragraph(string text) => _text.Append(text.Trim('\n')).Append("\n\n");

    /// <summary>A fenced block, the fence longer than any within.</summary>
    private void Fence(string language, string text)
    {
        var longest = Backticks().Matches(text).Select(m => m.Length).DefaultIfEmpty(0).Max();
        var fence = new string('`', Math.Max(3, longest + 1));
        _text.Append($"{fence}{language}\n{text}\n{fence}\n\n");
    }

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex BlankLines();
}
