using System.Globalization;
using System.Text;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>Keeps documents readable: an output too large for a page moves to a file beside it, and is linked.</summary>
internal static class Caps
{
    /// <summary>Most UTF-8 bytes of one stream output that a document holds: 1 MB.</summary>
    public const int StreamBytes = 1_000_000;

    /// <summary>Most UTF-8 bytes of one representation of a displayed value that a document holds: 8 MB.</summary>
    public const int DisplayBytes = 8_000_000;

    /// <summary>Lines shown of an output that moved.</summary>
    public const int PreviewLines = 20;

    /// <summary>Characters shown of each such line.</summary>
    public const int PreviewWidth = 200;

    /// <summary>The run as documents show it, and the files that hold what they do not.</summary>
    public static (NotebookRun Run, IReadOnlyList<ExportFile> Files) Apply(NotebookRun run, string folder)
    {
        var files = new List<ExportFile>();
        var cells = run.Cells.Select((cell, i) => cell with
        {
            Outputs = [.. cell.Outputs.SelectMany((output, j) =>
                Apply(output, extension => ExportFile.BesideName(folder, i + 1, j + 1, extension), files))],
        });
        return (run with { Cells = [.. cells] }, files);
    }

    private static IEnumerable<CellOutput> Apply(CellOutput output, Func<string, string> nameOf, List<ExportFile> files)
    {
        switch (output)
        {
            case StreamOutput stream when Encoding.UTF8.GetByteCount(stream.Text) is var bytes && bytes > StreamBytes:
                files.Add(ExportFile.OfText(nameOf("txt"), stream.Text));
                return [stream with { Text = Preview(stream.Text) }, Link(files[^1].Name, bytes, $"all of {stream.Name}")];
            case DisplayOutput display:
                return Apply(display, nameOf, files);
            default:
                return [output];
        }
    }

    private static IEnumerable<CellOutput> Apply(DisplayOutput display, Func<string, string> nameOf, List<ExportFile> files)
    {
        var links = new List<CellOutput>();
        var kept = new Dictionary<string, string>();
        foreach (var (mime, content) in display.Data)
        {
            var bytes = Encoding.UTF8.GetByteCount(content);
            if (bytes <= DisplayBytes)
            {
                kept.Add(mime, content);
                continue;
            }
            var name = nameOf(Mime.Extension(mime));
            files.Add(ExportFile.OfDisplay(name, mime, content));
            links.Add(Link(name, bytes, mime));
            if (display.Data.Count == 1 && !Mime.IsBase64(mime))
                kept.Add("text/plain", Preview(content));
        }
        return kept.Count == 0 ? links : [display with { Data = kept }, .. links];
    }

    private static string Preview(string text)
    {
        var lines = text.Split('\n', PreviewLines + 1);
        var shown = lines.Take(PreviewLines)
            .Select(line => line.Length > PreviewWidth ? line[..PreviewWidth] + "…" : line);
        return string.Join('\n', shown) + "\n…\n";
    }

    private static DisplayOutput Link(string name, int bytes, string what)
    {
        var size = (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB";
        var url = Html.RelativeUrl(name);
        return new DisplayOutput(new Dictionary<string, string>
        {
            ["text/html"] = $"""<p class="spilled">Too large for this page: <a href="{url}">{Html.Escape(what)}</a> ({size}).</p>""",
            ["text/plain"] = $"Too large for this page: {what} ({size}) is in {name}",
        }, IsResult: false);
    }
}
