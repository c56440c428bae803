using System.Text;

namespace Fovea.Runner.Execution;

/// <summary>
/// The text of one stream in one cell. The first <see cref="LargestEmbedded"/> bytes are embedded; if there are more,
/// all of it goes to a file as it comes.
/// </summary>
internal sealed class OutputText(string path)
{
    /// <summary>UTF-8 bytes that an export embeds.</summary>
    public const int LargestEmbedded = 1_000_000;

    private readonly StringBuilder head = new();
    private StreamWriter? file;
    private int headBytes;

    /// <summary>Characters taken so far.</summary>
    public long Length { get; private set; }

    /// <summary>Takes text in, and returns the part of it to embed.</summary>
    public string Take(string text)
    {
        Length += text.Length;
        if (file is not null)
        {
            file.Write(text);
            return "";
        }
        headBytes += Encoding.UTF8.GetByteCount(text);
        if (headBytes <= LargestEmbedded)
        {
            head.Append(text);
            return text;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = new StreamWriter(path + ".tmp");
        file.Write(head.Append(text));
        head.Clear();
        return "";
    }

    /// <summary>Finishes the file, if there is one, and returns its name.</summary>
    public string? Close()
    {
        if (file is null)
            return null;
        file.Dispose();
        File.Move(path + ".tmp", path, overwrite: true);
        return Path.GetFileName(path);
    }
}
