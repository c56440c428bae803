namespace Fovea.Display;

internal static class SvgFile
{
    /// <summary>Writes a figure, whole or not at all.</summary>
    public static void Write(string path, string svg)
    {
        if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"Figures are saved as SVG, so the path must end in .svg: '{path}'.", nameof(path));
        AtomicFile.WriteAllText(path, svg + "\n");
    }
}
