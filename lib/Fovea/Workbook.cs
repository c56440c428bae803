namespace Fovea;

/// <summary>The folder that holds notebooks, lib, data and results: a checkout's or a published one's.</summary>
public static class Workbook
{
    /// <summary>The nearest folder above the library or the program that holds global.json, else the current one.</summary>
    public static string Root { get; } =
        Above(Path.GetDirectoryName(typeof(Workbook).Assembly.Location)) ?? Above(AppContext.BaseDirectory) ?? Environment.CurrentDirectory;

    private static string? Above(string? start)
    {
        if (string.IsNullOrEmpty(start))
            return null;
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
                return folder.FullName;
        return null;
    }
}
