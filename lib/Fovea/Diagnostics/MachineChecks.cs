using System.Reflection;

namespace Fovea.Diagnostics;

/// <summary>The checks that need no tensor.</summary>
internal static class MachineChecks
{
    private const long Gigabyte = 1_000_000_000;

    // The data sets of the small tier with their archives and what is made of them take about half of this.
    private const long WantedDisk = 5 * Gigabyte;

    public static Check Sdk(string name)
    {
        // <root>/shared/Microsoft.NETCore.App/<version>; a published folder has its own root as lib/dotnet.
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        if (File.Exists(Path.Combine(root, "..", "published")))
            return new Check(name, CheckStatus.Ok, $"none needed: .NET {Environment.Version} is part of this folder");

        var all = Path.Combine(root, "sdk");
        var sdks = Directory.Exists(all) ? Directory.GetDirectories(all, "10.*").Select(Path.GetFileName).Order().ToArray() : [];
        return sdks.Length > 0
            ? new Check(name, CheckStatus.Ok, $".NET SDK {string.Join(", ", sdks)} in {root}")
            : new Check(name, CheckStatus.Fail, $"no .NET 10 SDK in {root}, only the runtime",
                "install the .NET 10 SDK from https://dot.net/download");
    }

    public static Check Packages(string name)
    {
        var mode = typeof(Doctor).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "Packages").Value;
        if (Environment.GetEnvironmentVariable("FOVEA_PACKAGES") is { Length: > 0 })
            return new Check(name, CheckStatus.Ok, $"{mode}: FOVEA_PACKAGES says so");

        // lib/fovea keeps what it found in lib/bin/package-mode: the mode, then the reason.
        var record = Path.Combine(AppContext.BaseDirectory, "..", "package-mode");
        var reason = File.Exists(record) && File.ReadAllLines(record) is [var kept, var why, ..] && kept == mode
            ? why
            : "as built; lib/fovea has not asked the package feed";
        return new Check(name, CheckStatus.Ok, $"{mode}: {reason}");
    }

    public static Check Disk(string name)
    {
        var cache = Path.Combine(Workbook.Root, "data", "cache");
        var existing = cache;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var finding = $"{free / (double)Gigabyte:F1} GB free for {cache}";
        return free >= WantedDisk
            ? new Check(name, CheckStatus.Ok, finding)
            : new Check(name, CheckStatus.Warn, finding,
                $"free {WantedDisk / Gigabyte} GB, or make data/cache a symbolic link to where there is room");
    }
}
