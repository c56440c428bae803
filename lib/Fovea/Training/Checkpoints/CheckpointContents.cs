namespace Fovea.Training.Checkpoints;

/// <summary>A parsed checkpoint whose tensors are not read yet.</summary>
/// <param name="Format">How the file is laid out.</param>
/// <param name="Root">Plain containers, with <see cref="StoredTensor"/> for tensors.</param>
/// <param name="Open">The elements of a storage: a stream at the first of them, and their CRC-32 where the file keeps one.</param>
internal sealed record CheckpointContents(CheckpointFormat Format, object? Root, Func<Storage, (Stream Elements, uint? Crc)> Open)
{
    /// <summary>Text kept beside the tensors (safetensors' <c>__metadata__</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
