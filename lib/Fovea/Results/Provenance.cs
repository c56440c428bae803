using System.Diagnostics;
using System.Reflection;
using TorchSharp;

namespace Fovea.Results;

/// <summary>What a run was made with.</summary>
/// <param name="Versions">Of <c>dotnet</c>, <c>libtorch</c> and <c>fovea</c>.</param>
/// <param name="Commit">The commit that is checked out; null outside a checkout.</param>
/// <param name="Dirty">Whether anything but <c>results/</c> differs from the commit; null outside a checkout.</param>
public sealed record Provenance(IReadOnlyDictionary<string, string> Versions, string? Commit, bool? Dirty)
{
    /// <summary>Looks at this process and at the checkout that it belongs to.</summary>
    public static Provenance Capture() => Capture(Workbook.Root);

    internal static Provenance Capture(string root)
    {
        var commit = Git(root, "rev-parse", "HEAD");
        // Each run adds to results/; that does not change what computed it.
        var changes = commit is null ? null : Git(root, "status", "--porcelain", "--", ".", ":(exclude)results");
        return new Provenance(CurrentVersions(), commit, changes is null ? null : changes != "");
    }

    /// <summary>A device with its model: <c>cpu (AMD EPYC 7763, 2 threads)</c>.</summary>
    public static string Describe(torch.Device device)
    {
        if (device.type == DeviceType.CPU)
            return $"cpu ({FirstValue("/proc/cpuinfo", "model name") ?? "unknown"}, {torch.get_num_threads()} threads)";
        var gpus = Directory.Exists(GpuFolder) ? Directory.GetDirectories(GpuFolder).Order(StringComparer.Ordinal).ToArray() : [];
        var index = Math.Max(device.index, 0);
        var model = index < gpus.Length ? FirstValue(Path.Combine(gpus[index], "information"), "Model") : null;
        return $"{device} ({model ?? "unknown"})";
    }

    private const string GpuFolder = "/proc/driver/nvidia/gpus";

    private static Dictionary<string, string> CurrentVersions() => new()
    {
        ["dotnet"] = Environment.Version.ToString(),
        ["libtorch"] = torch.__version__,
        ["fovea"] = typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
    };

    // What git prints; null where there is no git, or the folder is not the top of a checkout.
    private static string? Git(string root, params string[] arguments)
    {
        if (!Path.Exists(Path.Combine(root, ".git")))
            return null;
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", root, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // "model name : AMD EPYC" in the files of /proc.
    private static string? FirstValue(string file, string key) =>
        File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2).Last().Trim()
            : null;
}
