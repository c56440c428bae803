namespace Fovea.Runner.Notebooks;

/// <summary>Notebooks on disk; the extension says the format.</summary>
public static class NotebookFile
{
    /// <summary>Reads a .dib or .ipynb; a .cs file is a notebook of one C# cell.</summary>
    /// <exception cref="FormatException">The content is not what the extension says; the message names the file.</exception>
    public static Notebook Load(string path)
    {
        var text = File.ReadAllText(path);
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".dib" => DibParser.Parse(text),
                ".ipynb" => Ipynb.Read(text),
                ".cs" => new Notebook([new Cell(KernelNames.CSharp, string.Join('\n', DibParser.Lines(text)), 1)]),
                var other => throw new FormatException($"expected a .dib, .ipynb or .cs file, found '{other}'"),
            };
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path}: {e.Message}");
        }
    }

    /// <summary>Writes a .dib or .ipynb.</summary>
    /// <exception cref="FormatException">The notebook does not fit the format; the message names the file.</exception>
    public static void Save(Notebook notebook, string path)
    {
        try
        {
            AtomicFile.WriteAllText(path, Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".dib" => DibWriter.Write(notebook),
                ".ipynb" => Ipynb.Write(notebook),
                var other => throw new FormatException($"expected a .dib or .ipynb file, found '{other}'"),
            });
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path}: {e.Message}");
        }
    }

    /// <summary>The first heading of the notebook's prose, or null.</summary>
    public static string? TitleOf(Notebook notebook) =>
        notebook.Cells.Where(cell => cell.Kernel == KernelNames.Markdown)
            .SelectMany(cell => cell.Source.Split('\n'))
            .FirstOrDefault(line => line.StartsWith('#') && line.TrimStart('#').StartsWith(' '))?.TrimStart('#').Trim();
}
