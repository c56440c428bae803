using System.Security.Cryptography;
using System.Text;
using Fovea.Training.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Fovea.Training.Checkpoints;

/// <summary>Reads and writes checkpoints: PyTorch's <c>.pth</c> and <c>.pt</c>, and <c>.safetensors</c>.</summary>
/// <remarks>
/// Reading runs nothing that a file says. A pickle that names anything but tensors and plain containers is refused; sizes are checked
/// against the file before memory is taken.
/// </remarks>
public static class Checkpoint
{
    /// <param name="path">The format is told by the content, not by the name.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, or holds what is not read.</exception>
    public static CheckpointFile Read(string path)
    {
        if (!File.Exists(path))
            throw new CheckpointException($"checkpoint {path} {(Directory.Exists(path) ? "is a directory: expected a file" : "does not exist")}");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            var contents = Parse(file);
            return new(path, contents, new TensorReader(contents.Open).Read(contents.Root));
        }
        catch (EndOfStreamException e)
        {
            throw new CheckpointException($"checkpoint {path} is cut short: {Printable(e.Message)}. Copy or download it again", e);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"checkpoint {path}: {Printable(e.Message)}", e);
        }
    }

    /// <summary>The SHA-256 of a checkpoint or other file that decides a run, in lower-case hexadecimal, for its record.</summary>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static string Sha256(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes what <c>torch.load</c> reads: a dictionary of tensors, or of anything that <see cref="CheckpointFile.Root"/> lists but sets.</summary>
    /// <remarks>The same contents give the same bytes. A tensor that appears twice is stored once.</remarks>
    /// <exception cref="CheckpointException">A value cannot be held, or the file cannot be written; one that was there stays.</exception>
    public static void WritePyTorch<T>(string path, IReadOnlyDictionary<string, T> contents) => Write(path, file =>
    {
        var pickle = new PickleWriter();
        var zip = new ZipWriter(file);
        zip.Add("archive/data.pkl", pickle.Write(new Dictionary<string, T>(contents)));
        zip.Add("archive/byteorder", "little"u8.ToArray());
        foreach (var (key, tensor) in pickle.Tensors.Index()) zip.Add($"archive/data/{key}", write => TensorBytes.Write(tensor, write));
        zip.Add("archive/version", "3\n"u8.ToArray());
        zip.Finish();
    });

    /// <summary>Writes a safetensors file: tensors and, beside them, text.</summary>
    /// <exception cref="CheckpointException">A tensor's type cannot be held, or the file cannot be written; one that was there stays.</exception>
    public static void WriteSafetensors(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, file => SafetensorsCheckpoint.Write(file, tensors, metadata ?? new Dictionary<string, string>()));

    static CheckpointContents Parse(FileStream file)
    {
        Span<byte> start = stackalloc byte[512];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (start.Length > sizeof(long) && start[sizeof(long)] == '{') return SafetensorsCheckpoint.Parse(file);
        if (start.StartsWith("PK\x03\x04"u8)) return ZipCheckpoint.Parse(file);
        if (start.StartsWith((byte)Opcode.Protocol)) return LegacyCheckpoint.Parse(file);
        throw new InvalidDataException(Unknown(start));
    }

    static string Unknown(ReadOnlySpan<byte> start)
    {
        const string expected = "expected a .pth or .pt of torch.save, or a .safetensors file";
        if (start.IsEmpty) return $"an empty file: {expected}";
        if (start.StartsWith("version https://git-lfs"u8)) return "a Git LFS pointer in the place of the file: fetch it with git lfs pull";
        if (start.Length > 262 && start[257..262].SequenceEqual("ustar"u8)) return "the tar form of torch before 0.1.10: load and save it again with a newer torch";
        return $"begins with {Convert.ToHexString(start[..Math.Min(8, start.Length)])}: {expected}";
    }

    static void Write(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"checkpoint {path} is not written: {Printable(e.Message)}", e);
        }
    }

    /// <summary>Names from a file may hold control characters, which a terminal would obey.</summary>
    static string Printable(string text)
    {
        var result = new StringBuilder(text);
        for (var i = 0; i < result.Length; i++)
            if (char.IsControl(result[i])) result[i] = '\uFFFD';
        return result.ToString();
    }
}
