using Fovea.Data.Coco;
using Fovea.Display;

namespace Fovea.Data.Scenes;

/// <summary>Writes Digit Scenes as everybody's tools read COCO.</summary>
public static class SceneExport
{
    /// <summary>
    /// Writes <c>train/000000.png</c> ..., <c>annotations/instances_train.json</c>, <c>annotations/panoptic_train.json</c> and
    /// <c>annotations/panoptic_train/000000.png</c> ..., and the same of other splits: the folder appears whole or not at all.
    /// </summary>
    /// <param name="splits">What to write.</param>
    /// <param name="folder">Where to; must not be there, or be empty.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <exception cref="DataSetException">The folder holds something, or cannot be written.</exception>
    public static void Write(IReadOnlyList<SceneSplit> splits, string folder, CancellationToken cancellation = default)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(folder) || Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new DataSetException($"{folder} is there and not an empty folder; name one that is not there yet");
        var staging = $"{folder}.{Path.GetRandomFileName()}.tmp";
        try
        {
            foreach (var split in splits)
                WriteSplit(split, staging, cancellation);
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(staging, folder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not DataSetException)
        {
            throw new DataSetException($"{folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    private static void WriteSplit(SceneSplit split, string folder, CancellationToken cancellation)
    {
        var (pictures, annotations) = (Path.Combine(folder, split.Name), Path.Combine(folder, "annotations"));
        var segments = Path.Combine(annotations, $"panoptic_{split.Name}");
        split.Annotations.Write(Path.Combine(annotations, $"instances_{split.Name}.json"));
        split.Panoptic.Write(Path.Combine(annotations, $"panoptic_{split.Name}.json"));
        Directory.CreateDirectory(pictures);
        var (progress, done) = (new Progress($"write {split.Name} (images)", split.Count), 0);
        Parallel.For(0, split.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var image = split.Read(i);
            var name = split.Annotations.Images[i].FileName;
            File.WriteAllBytes(Path.Combine(pictures, name), Png.Encode(image.Pixels, image.Width, image.Height, image.Channels));
            PanopticPng.Write(Path.Combine(segments, name), split.SegmentsOf(i));
            progress.Report(Interlocked.Increment(ref done));
        });
    }
}
