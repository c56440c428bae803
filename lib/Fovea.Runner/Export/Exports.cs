using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>
/// Turns the record of a run into files that are read without this program. What is written depends on the
/// record alone, so equal records give equal bytes; and wall times, which differ between equal runs, appear
/// only in the JSON, the TRX and the index's times file.
/// </summary>
public static class Exports
{
    /// <summary>Writes one run as HTML, .ipynb, Markdown, JSON and TRX, with the files they link to.</summary>
    /// <param name="run">The run, whether it succeeded or not.</param>
    /// <param name="outDirectory">Where to write; created if it is not there.</param>
    /// <param name="baseName">Name of every file up to its extension.</param>
    /// <returns>Paths of the files written, the HTML first.</returns>
    /// <exception cref="IOException">A file could not be written; earlier files are whole.</exception>
    public static IReadOnlyList<string> Write(NotebookRun run, string outDirectory, string baseName)
    {
        var folder = baseName + ".files";
        var (markdown, pictures) = MarkdownExport.Render(run, folder);
        ExportFile[] documents =
        [
            ExportFile.OfText(baseName + ".html", HtmlDocument.Render(run)),
            ExportFile.OfText(baseName + ".ipynb", IpynbExport.Render(run)),
            ExportFile.OfText(baseName + ".md", markdown),
            ExportFile.OfText(baseName + ".json", JsonExport.Render(run)),
            ExportFile.OfText(baseName + ".trx", TrxExport.Render(run)),
        ];
        // What a document links to is there before the document is.
        foreach (var file in pictures.Concat(documents))
            file.WriteTo(outDirectory);
        RemoveStale(Path.Combine(outDirectory, folder), pictures);
        return [.. documents.Concat(pictures).Select(f => Path.Combine(outDirectory, f.Name))];
    }

    /// <summary>Writes <c>index.html</c>: every run with its parameters, status, time and files.</summary>
    /// <param name="runs">Runs in the order to list them, each under the base name given to <see cref="Write"/>.</param>
    /// <param name="outDirectory">The directory given to <see cref="Write"/>.</param>
    public static void WriteIndex(IReadOnlyList<(string BaseName, NotebookRun Run)> runs, string outDirectory)
    {
        ExportFile.OfText(IndexPage.TimesFile, IndexPage.RenderTimes(runs)).WriteTo(outDirectory);
        ExportFile.OfText("index.html", IndexPage.Render(runs)).WriteTo(outDirectory);
    }

    /// <summary>Files of ours that an earlier export left in <paramref name="folder"/> and this one did not write.</summary>
    private static void RemoveStale(string folder, IEnumerable<ExportFile> written)
    {
        if (!Directory.Exists(folder))
            return;
        var keep = written.Select(f => Path.GetFileName(f.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, ExportFile.CellPrefix + "*"))
        {
            if (!keep.Contains(Path.GetFileName(path)))
                File.Delete(path);
        }
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
