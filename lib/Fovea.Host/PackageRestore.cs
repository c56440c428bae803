using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Fovea.Hosting;

namespace Fovea.Host;

/// <summary>Files of restored packages, their dependencies included.</summary>
internal sealed record RestoredPackages(IReadOnlyList<string> Assemblies, IReadOnlyList<string> NativeLibraries);

/// <summary>
/// Restores a notebook's packages through the SDK, with a generated project. Done once for a package set, feed
/// configuration, lock file and SDK: the cache directory is named by a hash of them.
/// </summary>
internal sealed partial class PackageRestore(Plan plan)
{
    private readonly string notebookDirectory = Path.GetDirectoryName(plan.NotebookPath)!;
    private readonly string runtime = "linux-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <exception cref="CellException">The packages cannot be restored; the details are NuGet's own lines.</exception>
    public RestoredPackages Restore()
    {
        var directory = Path.Combine(CacheRoot(), Key());
        Directory.CreateDirectory(directory);
        using var onlyOne = WaitForLock(Path.Combine(directory, "lock"));
        var done = Path.Combine(directory, "restored");
        if (File.Exists(done) && ReadAssets(directory) is { } known)
            return known;
        Run(directory);
        File.WriteAllText(done, "");
        return ReadAssets(directory) ?? throw new CellException("PackageRestore", $"the restore left files out; delete {directory} and try again");
    }

    private static string CacheRoot() =>
        Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "fovea", "packages");

    private string Key()
    {
        var parts = new StringBuilder(runtime).AppendJoin('\n', plan.Packages.OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase));
        foreach (var file in ConfigurationFiles().Append(plan.LockFile).OfType<string>().Where(File.Exists))
            parts.Append(file).Append(File.ReadAllText(file));
        var sdks = Path.Combine(DotnetRoot(), "sdk");
        if (!Directory.Exists(sdks))
            throw new CellException("PackageRestore", $"packages are restored by the .NET SDK, and there is none in {sdks}");
        parts.AppendJoin(' ', Directory.GetDirectories(sdks).Select(Path.GetFileName).Order());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToString())))[..16];
    }

    // Where NuGet reads its feeds from: every directory above the notebook, and the user's.
    private IEnumerable<string> ConfigurationFiles()
    {
        for (var directory = notebookDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
            foreach (var name in new[] { "nuget.config", "NuGet.config", "NuGet.Config" })
                yield return Path.Combine(directory, name);
        yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
    }

    private static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static FileStream WaitForLock(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(200);
            }
        }
    }

    private void Run(string directory)
    {
        new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                new XElement("TargetFramework", $"net{Environment.Version.Major}.0"),
                new XElement("RuntimeIdentifier", runtime),
                new XElement("SelfContained", false),
                new XElement("NuGetAudit", false),
                new XElement("RestoreRootConfigDirectory", notebookDirectory),
                new XElement("RestorePackagesWithLockFile", true),
                new XElement("RestoreLockedMode", plan.LockFile is not null)),
            new XElement("ItemGroup",
                new XElement("FrameworkReference", new XAttribute("Include", "Microsoft.AspNetCore.App")),
                plan.Packages.Select(package => new XElement("PackageReference", new XAttribute("Include", package.Id), new XAttribute("Version", package.Version ?? "*")))))
            .Save(Path.Combine(directory, "notebook.csproj"));
        if (plan.LockFile is not null)
            File.Copy(plan.LockFile, Path.Combine(directory, "packages.lock.json"), overwrite: true);

        var start = new ProcessStartInfo(Path.Combine(DotnetRoot(), "dotnet"),
            ["restore", "--nologo", "-nodeReuse:false", "-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryBuildTargets=false", "-p:ImportDirectoryPackagesProps=false"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var restore = Process.Start(start)!;
        var errors = restore.StandardError.ReadToEndAsync();
        var output = restore.StandardOutput.ReadToEnd() + errors.Result;
        restore.WaitForExit();
        if (restore.ExitCode != 0)
            throw new CellException("PackageRestore", $"cannot restore {string.Join("; ", plan.Packages)} from the configured feeds"
                + (plan.LockFile is null ? "" : $" as {Path.GetFileName(plan.LockFile)} has it"), Reasons(output));
    }

    // NuGet's error lines without the project they name, once each.
    private static string[] Reasons(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries);
        var reasons = lines.Select(line => ErrorLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().Take(6).ToArray();
        return reasons.Length > 0 ? reasons : [.. lines.Where(line => line.Length > 0).TakeLast(6)];
    }

    [GeneratedRegex(@"error (NU\d+: .*?|MSB\d+: .*?|NETSDK\d+: .*?)(?: \[[^\]]*\])?$")]
    private static partial Regex ErrorLine();

    // Null where files have been removed since.
    private RestoredPackages? ReadAssets(string directory)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "obj", "project.assets.json")));
        var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var libraries = assets.RootElement.GetProperty("libraries");
        var target = assets.RootElement.GetProperty("targets").EnumerateObject().Single(target => target.Name.EndsWith('/' + runtime)).Value;
        List<string?> assemblies = [], native = [];
        foreach (var library in target.EnumerateObject())
        {
            if (!libraries.GetProperty(library.Name).TryGetProperty("path", out var folder))
                continue;
            assemblies.AddRange(Files(library.Value, "runtime", ".dll").Select(file => Find(folder.GetString()!, file)));
            native.AddRange(Files(library.Value, "native", "").Select(file => Find(folder.GetString()!, file)));
        }
        return assemblies.Concat(native).Contains(null) ? null : new RestoredPackages([.. assemblies.OfType<string>()], [.. native.OfType<string>()]);

        string? Find(string folder, string file) => folders.Select(root => Path.Combine(root, folder, file)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Files(JsonElement library, string kind, string extension) =>
        library.TryGetProperty(kind, out var files)
            ? files.EnumerateObject().Select(file => file.Name).Where(name => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            : [];
}
