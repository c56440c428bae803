namespace Fovea.Tests.Packages;

/// <summary>The signature lists of the packages, from the shared data, and the stand-ins held against them.</summary>
public static class PackageLists
{
    /// <summary>Assembly names of the stand-ins.</summary>
    public static IReadOnlyList<string> Standins { get; } =
        [.. Directory.GetFiles(Path.Combine(Shared.Repository.FullName, "lib", "standins"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    /// <summary>A module of F#, so a static class; the list has the types in it, not itself.</summary>
    private const string Unlisted = "T: static class Plotly.NET.StyleParam";

    public static IEnumerable<string> Lines =>
        Directory.GetFiles(Shared.Path("api"), "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Append(Unlisted).Distinct();

    public static ApiSurface All => Parsed.Value;

    private static readonly Lazy<ApiSurface> Parsed = new(() => ApiList.Parse(Lines));
}
