namespace Fovea.Runner.Commands;

/// <summary>Finds notebooks by what a user calls them.</summary>
internal static class NotebookFinder
{
    /// <param name="names">Files, names with or without number and extension, or numbers; none means all of them.</param>
    /// <param name="folder">Where names count; the repository's notebooks where null.</param>
    /// <returns>Full paths.</returns>
    /// <exception cref="UsageException">There is no such notebook.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> names, string? folder = null)
    {
        folder ??= Path.Combine(Workbook.Root, "notebooks");
        var all = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dib").Order(StringComparer.Ordinal).ToList() : [];
        if (names.Count > 0)
            return [.. names.Select(name => Find(name, folder, all)).Distinct()];
        return all.Count > 0 ? all : throw new UsageException($"there is no notebook in {folder}");
    }

    private static string Find(string name, string folder, List<string> all)
    {
        if (File.Exists(name))
            return Path.GetFullPath(name);
        var matches = all.FindAll(path => Matches(name, Path.GetFileNameWithoutExtension(path)));
        return matches switch
        {
            [var only] => only,
            [] => throw new UsageException($"there is no notebook '{name}', neither as a file nor in {folder}; there are: {Names(all)}"),
            _ => throw new UsageException($"'{name}' could be any of {Names(matches)}"),
        };
    }

    // "00-start" is also called 00-start.dib, start, 00 and 0.
    private static bool Matches(string name, string notebook)
    {
        var wanted = name.EndsWith(".dib", StringComparison.Ordinal) ? name[..^4] : name;
        var number = notebook.Split('-')[0];
        return wanted == notebook
            || notebook.EndsWith("-" + wanted, StringComparison.Ordinal) && number.All(char.IsAsciiDigit)
            || int.TryParse(wanted, out var asked) && int.TryParse(number, out var found) && asked == found;
    }

    private static string Names(List<string> paths) =>
        paths.Count > 0 ? string.Join(", ", paths.Select(Path.GetFileNameWithoutExtension)) : "none";
}
