namespace Fovea.Tests.Packages;

/// <summary>The signature lists of the packages, from the shared data.</summary>
public static class PackageLists
{
    public static IEnumerable<string> Paths => Directory.GetFiles(Shared.Path("api"), "*.txt").Order(StringComparer.Ordinal);

    public static ApiSurface All => Read.Value;

    private static readonly Lazy<ApiSurface> Read = new(() => ApiList.Read(Paths));
}
