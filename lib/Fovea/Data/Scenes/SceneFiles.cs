using System.Security.Cryptography;
using Fovea.Display;

namespace Fovea.Data.Scenes;

/// <summary>The two files of a split: the pixels of all its scenes, and what is in them.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="split">The split's name.</param>
/// <param name="count">How many scenes it has.</param>
/// <param name="sha256">Of what is in the scenes, then of their pixels.</param>
internal sealed class SceneFiles(string folder, string split, int count, string sha256)
{
    private const int Chunk = 128; // scenes in memory at a time

    private string Pixels => Path.Combine(folder, $"{split}.pixels");

    private string Scenes => Path.Combine(folder, $"{split}.scenes");

    /// <summary>Whether the files are here and hold what they are to hold.</summary>
    public bool AreSound => Hash() == sha256;

    /// <summary>Makes the scenes on all processors and writes both files.</summary>
    /// <exception cref="DataSetException">They are not what they are to be.</exception>
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
        if (!AreSound)
            throw new DataSetException(
                $"{Pixels} and {Path.GetFileName(Scenes)} as made here have SHA-256 {Hash()}; expected {sha256}. Scenes are made of whole numbers, so the code or its sources have changed.");
    }

    /// <summary>Reads what is in the scenes and maps their pixels.</summary>
    public SceneSplit Open()
    {
        using var reader = new BinaryReader(new MemoryStream(File.ReadAllBytes(Scenes)));
        return new SceneSplit(split, Pixels, [.. Enumerable.Range(0, count).Select(_ => Scene.Read(reader))]);
    }

    /// <returns>Null where a file is missing.</returns>
    private string? Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var path in (string[])[Scenes, Pixels])
        {
            if (!File.Exists(path))
                return null;
            using var file = File.OpenRead(path);
            while (file.Read(buffer) is > 0 and var read)
                hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
