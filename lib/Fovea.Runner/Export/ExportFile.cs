using System.Text;

namespace Fovea.Runner.Export;

/// <summary>One file of an export, not yet on disk.</summary>
/// <param name="Name">Path relative to the export's directory, with <c>/</c> between its parts.</param>
/// <param name="Fill">Writes the content.</param>
internal sealed record ExportFile(string Name, Action<Stream> Fill)
{
    /// <summary>Begins the name of every file written beside a document for one of its cells.</summary>
    public const string CellPrefix = "cell-";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static ExportFile OfText(string name, string text) => new(name, stream =>
    {
        using var writer = new StreamWriter(stream, Utf8, leaveOpen: true);
        writer.Write(text);
    });

    /// <summary>One representation of a displayed value: what its base 64 stands for, where it is that, else the text.</summary>
    public static ExportFile OfDisplay(string name, string mime, string content)
    {
        var bytes = new byte[content.Length];
        return Mime.IsBase64(mime) && Convert.TryFromBase64String(content, bytes, out var length)
            ? new(name, stream => stream.Write(bytes, 0, length))
            : OfText(name, content);
    }

    /// <summary>Writes the file below a directory, whole or not at all.</summary>
    public void WriteTo(string directory) => AtomicFile.Write(Path.Combine(directory, Name), Fill);

    /// <summary>The name of the file beside a document for one output of one cell.</summary>
    /// <param name="cell">One-based position among all cells.</param>
    /// <param name="output">One-based position among the cell's outputs.</param>
    public static string BesideName(string folder, int cell, int output, string extension) =>
        $"{folder}/{CellPrefix}{cell:00}-{output:00}.{extension}";
}
