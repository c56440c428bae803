using System.Diagnostics;

namespace Fovea.Benchmarks;

/// <summary>What a piece of work takes.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Wall">Seconds by the clock.</param>
/// <param name="Processor">Seconds of all threads together, which say more on a shared machine.</param>
/// <param name="PeakBytes">The most memory that the whole process had meanwhile; since its start where Linux does not forget it.</param>
internal sealed record Cost(string Name, double Wall, double Processor, long PeakBytes)
{
    /// <summary>Does work and tells what it took.</summary>
    public static (T Result, Cost Cost) Of<T>(string name, Func<T> work)
    {
        ForgetPeak();
        using var process = Process.GetCurrentProcess();
        var (started, spent) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        var result = work();
        var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return (result, new Cost(name, wall, (process.TotalProcessorTime - spent).TotalSeconds, process.PeakWorkingSet64));
    }

    private static void ForgetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5"); // proc(5): resets the peak
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>A line of the table.</summary>
    public override string ToString() => $"  {Name,-44}{Wall,8:0.0} s{Processor,10:0.0} s{PeakBytes / 1e6,11:0} MB";
}
