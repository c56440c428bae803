namespace Fovea.Runner;

/// <summary>Writes files so that a reader finds the old content or the new, never a part.</summary>
public static class AtomicFile
{
    /// <summary>Writes UTF-8 text to a neighbour of <paramref name="path"/> and renames it, creating the directory.</summary>
    public static void WriteAllText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
