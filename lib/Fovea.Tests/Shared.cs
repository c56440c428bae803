namespace Fovea.Tests;

/// <summary>Where tests find the repository and the data shared beside it.</summary>
public static class Shared
{
    /// <summary>The repository: the nearest directory above the test assembly that holds global.json.</summary>
    public static DirectoryInfo Repository { get; } = FindRepository();

    /// <summary>The shared data: FOVEA_SHARED, else `../shared` beside the checkout; null where neither exists.</summary>
    public static DirectoryInfo? Root { get; } = FindRoot();

    /// <summary>A file or folder of the shared data; skips the running test where the shared data are absent.</summary>
    public static string Path(params string[] parts)
    {
        Assert.SkipWhen(Root is null, "needs the shared data: set FOVEA_SHARED, or put `shared` beside the checkout");
        return System.IO.Path.Combine([Root!.FullName, .. parts]);
    }

    private static DirectoryInfo FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(directory.FullName, "global.json")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"no global.json above {AppContext.BaseDirectory}");
        return directory;
    }

    private static DirectoryInfo? FindRoot()
    {
        var root = new DirectoryInfo(Environment.GetEnvironmentVariable("FOVEA_SHARED")
            ?? System.IO.Path.Combine(Repository.Parent!.FullName, "shared"));
        return root.Exists ? root : null;
    }
}
