using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using TorchSharp;

namespace Fovea.Results;

/// <summary>A run under way: knows when it began and of what it is made, and becomes a <see cref="RunRecord"/> when it ends.</summary>
/// <example><code>
/// var run = RunInProgress.Start("iterations", CanonicalJson.Of(options), seed, Tier.Full, device);
/// ...
/// log.Append(run.Finish(new Dictionary&lt;string, double&gt; { ["top1"] = accuracy }, data.Hashes));
/// </code></example>
public sealed class RunInProgress
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly Provenance _provenance = Provenance.Capture();
    private readonly string _experiment;
    private readonly JsonObject _configuration;
    private readonly int _seed;
    private readonly Tier _tier;
    private readonly string _device;

    private RunInProgress(string experiment, JsonObject configuration, int seed, Tier tier, torch.Device device)
    {
        (_experiment, _configuration, _seed, _tier) = (experiment, configuration, seed, tier);
        _device = Provenance.Describe(device);
        PeakMemory.Restart();
    }

    /// <summary>A run begins now.</summary>
    /// <param name="experiment">The experiment's name within its paper.</param>
    /// <param name="configuration">Every setting that decides the outcome, the seed apart.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="tier">The scale.</param>
    /// <param name="device">Where it computes.</param>
    public static RunInProgress Start(string experiment, JsonObject configuration, int seed, Tier tier, torch.Device device) =>
        new(experiment, configuration, seed, tier, device);

    /// <summary>The run has ended.</summary>
    /// <param name="metrics">Outcomes by name; all finite.</param>
    /// <param name="data">SHA-256 of each data set's source, by name.</param>
    /// <param name="earlier">Time spent before an interruption, where the run was resumed.</param>
    public RunRecord Finish(
        IReadOnlyDictionary<string, double> metrics, IReadOnlyDictionary<string, string> data, TimeSpan earlier = default) => new()
    {
        Experiment = _experiment,
        Configuration = _configuration,
        Seed = _seed,
        Tier = _tier,
        Metrics = metrics,
        Seconds = Math.Round((_clock.Elapsed + earlier).TotalSeconds, 3),
        PeakMemoryBytes = PeakMemory.Bytes,
        Device = _device,
        Versions = _provenance.Versions,
        Commit = _provenance.Commit,
        Dirty = _provenance.Dirty,
        Data = data,
        Started = _started,
    };
}

/// <summary>The largest resident memory of this process since <see cref="Restart"/>.</summary>
internal static class PeakMemory
{
    public static long Bytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Resident memory now.</summary>
    public static long Now
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    /// <summary>Gives back to the system what the process has freed, where its allocator can: what is resident then is what is used.</summary>
    public static void Trim()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            _ = malloc_trim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [DllImport("libc")]
    private static extern int malloc_trim(nuint pad);

    /// <summary>Forgets the peak so far, where the system lets a process do so; else the peak stays that of the process's life.</summary>
    /// <returns>Whether it did.</returns>
    public static bool Restart()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
