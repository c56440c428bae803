using System.Security.Cryptography;

namespace Fovea.Training.Checkpoints;

/// <summary>Weights in a file of the repository, which is to be that file and no other.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="Made">What makes it anew, with <c>--out</c>.</param>
internal sealed record CommittedWeights(string File, string Sha256, string Made)
{
    /// <summary>A file of <c>data/backbones</c>.</summary>
    public static CommittedWeights Of(string name, string sha256, string made) => new(Path.Combine(Workbook.Root, "data", "backbones", name), sha256, made);

    /// <exception cref="CheckpointException">The file is missing or another one.</exception>
    public CheckpointFile Read() => Read(File);

    /// <exception cref="CheckpointException">The file is missing or another one.</exception>
    internal CheckpointFile Read(string path)
    {
        var checkpoint = Checkpoint.Read(path);
        using var file = System.IO.File.OpenRead(path);
        if (Convert.ToHexStringLower(SHA256.HashData(file)) is var found && found != Sha256)
            throw new CheckpointException($"checkpoint {path} has SHA-256 {found}; expected {Sha256}. Restore it from the repository, or train it again: {Made} --out {path}");
        return checkpoint;
    }
}
