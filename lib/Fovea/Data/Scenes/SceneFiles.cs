using System.Security.Cryptography;
using Fovea.Display;

namespace Fovea.Data.Scenes;

/// <summary>The two files of a split: the pixels of all its scenes, and what is in them.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="split">The split's name.</param>
/// <param name="count">How many scenes it has.</param>
internal sealed class SceneFiles(string folder, string split, int count)
{
    private const int Chunk = 128; // scenes in memory at a time

    private string Pixels => Path.Combine(folder, $"{split}.pixels");

    private string Scenes => Path.Combine(folder, $"{split}.scenes");

    /// <summary>Adds the files' bytes to a hash.</summary>
    /// <returns>Whether both are there.</returns>
    public bool AppendTo(IncrementalHash hash)
    {
        foreach (var path in (string[])[Scenes, Pixels])
        {
            if (!File.Exists(path))
                return false;
            using var file = File.OpenRead(path);
            var buffer = new byte[1 << 20];
            while (file.Read(buffer) is > 0 and var read)
                hash.AppendData(buffer, 0, read);
        }
        return true;
    }

    /// <summary>Makes the scenes on all processors and writes both files.</summary>
    public void Make(SceneMaker maker, CancellationToken cancellation)
    {
        var progress = new Progress($"make Digit Scenes, {split}", count);
        var all = new List<Scene>();
        AtomicFile.Write(Pixels, pixels =>
        {
            for (var start = 0; start < count; start += Chunk)
            {
                var made = new (Scene Scene, byte[] Pixels)[Math.Min(Chunk, count - start)];
                Parallel.For(0, made.Length, new ParallelOptions { CancellationToken = cancellation }, i => made[i] = maker.Make(start + i));
                foreach (var (scene, bytes) in made)
                {
                    all.Add(scene);
                    pixels.Write(bytes);
                }
                progress.Report(all.Count);
            }
        });
        AtomicFile.Write(Scenes, file =>
        {
            using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
            foreach (var scene in all)
                scene.Write(writer);
        });
    }

    /// <summary>Reads what is in the scenes and maps their pixels.</summary>
    public SceneSplit Open()
    {
        using var reader = new BinaryReader(new MemoryStream(File.ReadAllBytes(Scenes)));
        return new SceneSplit(split, Pixels, [.. Enumerable.Range(0, count).Select(_ => Scene.Read(reader))]);
    }
}
