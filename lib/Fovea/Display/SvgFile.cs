namespace Fovea.Display;

internal static class SvgFile
{
    /// <summary>Writes beside the path and renames, so that no reader sees half a file.</summary>
    public static void Write(string path, string svg)
    {
        if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"Figures are saved as SVG, so the path must end in .svg: '{path}'.", nameof(path));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = path + ".part";
        File.WriteAllText(temporary, svg + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
