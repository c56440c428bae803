namespace Fovea.Tests.Packages;

/// <summary>The signature lists of the packages, from the shared data, and the stand-ins held against them.</summary>
public static class PackageLists
{
    /// <summary>Assembly names of the stand-ins.</summary>
    public static IReadOnlyList<string> Standins { get; } =
        [.. Directory.GetFiles(Path.Combine(Shared.Repository.FullName, "lib", "standins"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    public static IEnumerable<string> Paths => Directory.GetFiles(Shared.Path("api"), "*.txt").Order(StringComparer.Ordinal);

    public static ApiSurface All => Read.Value;

    private static readonly Lazy<ApiSurface> Read = new(() => ApiList.Read(Paths));
}
