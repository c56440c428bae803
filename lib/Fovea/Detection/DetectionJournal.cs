using System.Text;
using System.Text.Json;
using Fovea.Data.Coco;

namespace Fovea.Detection;

/// <summary>The file to which a long evaluation adds what it has found, batch by batch, until it has ended.</summary>
/// <param name="path">The file; its folder is made.</param>
/// <param name="identity">Of the model, the images and the settings: another evaluation's file is not gone on with.</param>
public sealed class DetectionJournal(string path, string identity)
{
    private sealed record Heading(string Identity);

    private sealed record Entry(int Steps, double Seconds, double[][] Found);

    /// <summary>What was kept; a line that was not finished is dropped.</summary>
    /// <returns>Batches done, the time spent on them and what was found in them.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or of another evaluation.</exception>
    internal (int Steps, TimeSpan Earlier, List<CocoDetection> Found) Restore()
    {
        var found = new List<CocoDetection>();
        var (steps, seconds) = (0, 0.0);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, Line(new Heading(identity)));
            return (0, TimeSpan.Zero, found);
        }
        var text = File.ReadAllText(path);
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            if (lines.Length == 0 || JsonSerializer.Deserialize<Heading>(lines[0])?.Identity != identity)
                throw new InvalidDataException($"{path} is of another evaluation: remove it to begin anew");
            foreach (var line in lines.Skip(1))
            {
                var entry = JsonSerializer.Deserialize<Entry>(line)!;
                (steps, seconds) = (entry.Steps, entry.Seconds);
                found.AddRange(entry.Found.Select(n => new CocoDetection((long)n[0], (int)n[1], new Box(n[2], n[3], n[4], n[5]), n[6])));
            }
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{path} is damaged: remove it to begin anew ({e.Message})", e);
        }
        using var file = File.OpenWrite(path);
        file.SetLength(lines.Sum(line => (long)Encoding.UTF8.GetByteCount(line) + 1));
        return (steps, TimeSpan.FromSeconds(seconds), found);
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="steps">Batches done, this one among them.</param>
    /// <param name="spent">On all of them.</param>
    /// <param name="found">In this batch.</param>
    internal void Add(int steps, TimeSpan spent, IEnumerable<CocoDetection> found) => File.AppendAllText(path, Line(new Entry(steps, spent.TotalSeconds,
        [.. found.Select(one => new[] { one.ImageId, one.CategoryId, one.Box.X, one.Box.Y, one.Box.Width, one.Box.Height, one.Score })])));

    internal void Delete() => File.Delete(path);

    private static string Line<T>(T record) => JsonSerializer.Serialize(record) + "\n";
}
