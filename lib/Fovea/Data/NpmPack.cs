using System.ComponentModel;
using System.Diagnostics;

namespace Fovea.Data;

/// <summary>Fetches the archive of a package from the registry that npm is set to, with npm's credentials and proxies.</summary>
internal static class NpmPack
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="npm">The command.</param>
    /// <param name="package">name@version.</param>
    /// <param name="folder">Where the archive goes; npm's cache goes beneath, so that what has arrived can be counted.</param>
    /// <param name="arrived">Told how many bytes have arrived, now and then.</param>
    /// <param name="cancellation">Ends npm.</param>
    /// <returns>What went wrong, in npm's words; null where nothing did.</returns>
    public static string? Run(string npm, string package, string folder, Action<long> arrived, CancellationToken cancellation)
    {
        var cache = Path.Combine(folder, "npm");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(npm,
                ["pack", package, "--cache", cache, "--loglevel", "error", "--ignore-scripts",
                    "--fetch-retries", "1", "--fetch-retry-mintimeout", "1000"])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            while (!process.WaitForExit(Pause))
            {
                if (cancellation.IsCancellationRequested)
                {
                    process.Kill(entireProcessTree: true);
                    process.WaitForExit();
                    cancellation.ThrowIfCancellationRequested();
                }
                arrived(BytesBelow(cache));
            }
            Task.WaitAll([output, errors], CancellationToken.None);
            cancellation.ThrowIfCancellationRequested(); // Ctrl-C ends npm too
            return process.ExitCode == 0 ? null : Shortened(errors.Result, process.ExitCode);
        }
        catch (Win32Exception e)
        {
            return $"{npm} does not start ({e.Message}): apt-get install npm";
        }
    }

    private static long BytesBelow(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (IOException)
        {
            return 0; // npm has not made it yet, or has just moved a file
        }
    }

    /// <summary>npm's errors without its prefix, its stack, and where it logs, which is gone with its cache.</summary>
    private static string Shortened(string errors, int exitCode)
    {
        var lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.StartsWith("npm error ") ? line["npm error ".Length..] : line.StartsWith("npm ERR! ") ? line["npm ERR! ".Length..] : line)
            .Where(line => !line.StartsWith("A complete log") && !line.EndsWith("-debug-0.log") && !line.StartsWith("npm warn") && !line.StartsWith("at "))
            .Take(6);
        var text = string.Join('\n', lines);
        return text == "" ? $"exit code {exitCode}" : text;
    }
}
