using System.Diagnostics;

namespace Fovea.Benchmarks;

/// <summary>What a piece of work takes.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Wall">Seconds by the clock.</param>
/// <param name="Processor">Seconds of all threads together, which say more on a shared machine.</param>
/// <param name="PeakBytes">The most memory that the whole process has had so far.</param>
internal sealed record Cost(string Name, double Wall, double Processor, long PeakBytes)
{
    /// <summary>Does work and tells what it took.</summary>
    public static (T Result, Cost Cost) Of<T>(string name, Func<T> work)
    {
        using var process = Process.GetCurrentProcess();
        var (started, spent) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        var result = work();
        var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return (result, new Cost(name, wall, (process.TotalProcessorTime - spent).TotalSeconds, process.PeakWorkingSet64));
    }

    /// <summary>A line of the table.</summary>
    public override string ToString() => $"  {Name,-44}{Wall,8:0.0} s{Processor,10:0.0} s{PeakBytes / 1e6,11:0} MB";
}
