namespace Fovea.Diagnostics;

/// <summary>The files that this process has mapped into memory: what it really loaded, links resolved.</summary>
internal static class MappedFiles
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Paths in order of address; none where the system has no /proc.</summary>
    public static IReadOnlyList<string> Read() =>
        File.Exists(Maps) ? [.. File.ReadLines(Maps).Where(l => l.Contains('/')).Select(l => l[l.IndexOf('/')..]).Distinct()] : [];
}
