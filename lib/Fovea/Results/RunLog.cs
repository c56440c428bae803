using System.Diagnostics;
using System.Text;

namespace Fovea.Results;

/// <summary>What a run log holds.</summary>
/// <param name="Runs">In the order in which they ended.</param>
/// <param name="TornLine">A last line that a killed writer left unfinished: where it is and how it begins; null where there is none.</param>
public sealed record RunLogContents(IReadOnlyList<RunRecord> Runs, string? TornLine)
{
    /// <summary>What the runs of a query measured at a tier, by seed in rising order; of a seed run twice, the later.</summary>
    /// <exception cref="LedgerException">A run has no such metric.</exception>
    public IReadOnlyDictionary<int, double> Values(RunQuery query, Tier tier)
    {
        var series = RunSeries.Of(Runs, query, tier);
        return new OrderedDictionary<int, double>(series.Seeds.Select(seed => KeyValuePair.Create(seed, series[seed])));
    }

    /// <summary>The effects that a query finds at a tier, by seed in rising order.</summary>
    /// <exception cref="LedgerException">A run has no such metric.</exception>
    public IReadOnlyDictionary<int, double> Values(TrendQuery query, Tier tier) =>
        new OrderedDictionary<int, double>(query.Over(Runs, tier).Select(one => KeyValuePair.Create(one.Seed, one.Effect)));
}

/// <summary>
/// <c>runs.jsonl</c>: one line a run, only ever appended to. Any number of processes may append at once: each takes
/// the file for itself, finds its end and writes its line whole. A line that a kill or a full disk left unfinished is
/// moved to <c>runs.jsonl.torn</c> by the next writer, which says so.
/// </summary>
public sealed class RunLog(string path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Adds a run; when this returns, it is on the disk.</summary>
    /// <exception cref="ArgumentException">A metric is not finite.</exception>
    /// <exception cref="LedgerException">Another process kept the file to itself for half a minute.</exception>
    public void Append(RunRecord run)
    {
        var line = Encoding.UTF8.GetBytes(RunJson.Write(run) + "\n");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var end = SetTornLineAside(file);
        try
        {
            file.Position = end;
            file.Write(line);
            file.Flush(flushToDisk: true);
        }
        catch
        {
            file.SetLength(end);
            throw;
        }
    }

    /// <summary>Reads all runs; a log that is not there yet is empty.</summary>
    /// <exception cref="LedgerException">A line is no run or was changed after it was written; the message names file, line and key.</exception>
    public RunLogContents Read()
    {
        if (!File.Exists(path))
            return new RunLogContents([], null);
        string[] lines;
        using (var reader = new StreamReader(Open(FileMode.Open, FileAccess.Read, FileShare.Read)))
            lines = reader.ReadToEnd().Split('\n');

        var runs = lines[..^1].Select((text, i) => RunJson.Read(text, path, i + 1)).ToList();
        if (lines[^1] is not { Length: > 0 } last)
            return new RunLogContents(runs, null);
        return IsWhole(last)
            ? new RunLogContents([.. runs, RunJson.Read(last, path, lines.Length)], null)
            : new RunLogContents(runs, $"{path}:{lines.Length}: torn line of {Encoding.UTF8.GetByteCount(last)} bytes, left by a run that was killed; the next run sets it aside");
    }

    /// <returns>Where the next line begins.</returns>
    private long SetTornLineAside(FileStream file)
    {
        var content = new byte[file.Length];
        file.ReadExactly(content);
        var start = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        var torn = content.AsSpan(start);
        if (torn.IsEmpty)
            return start;

        if (IsWhole(Encoding.UTF8.GetString(torn)))
        {
            file.Write("\n"u8);
            return file.Length;
        }
        using (var aside = new FileStream(path + ".torn", FileMode.Append))
        {
            aside.Write([.. torn, (byte)'\n']);
            aside.Flush(flushToDisk: true);
        }
        file.SetLength(start);
        Console.Error.WriteLine($"fovea: {path}: the last line was torn, {torn.Length} bytes; moved to {path}.torn");
        return start;
    }

    // Only the end of the line is missing.
    private bool IsWhole(string lastLine)
    {
        try
        {
            RunJson.Read(lastLine, path, 0);
            return true;
        }
        catch (LedgerException)
        {
            return false;
        }
    }

    // Sharing modes are locks between processes and between threads alike; a lock that is taken shows as a plain IOException.
    private FileStream Open(FileMode mode, FileAccess access, FileShare share)
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(Random.Shared.Next(2, 20)))
        {
            try
            {
                return new FileStream(path, mode, access, share, bufferSize: 0);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException))
            {
                if (waited.Elapsed > Patience)
                    throw new LedgerException($"{path}: not free after {Patience.TotalSeconds} seconds: {e.Message}");
            }
        }
    }
}
