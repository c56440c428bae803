using System.IO.Compression;
using System.Text;
using Fovea.Training.Checkpoints.Pickles;

namespace Fovea.Training.Checkpoints;

/// <summary>PyTorch's file since 1.6: an archive of <c>NAME/data.pkl</c> and one stored entry a storage, <c>NAME/data/KEY</c>.</summary>
internal sealed class ZipCheckpoint
{
    /// <summary>Bytes of the pickle, which describes the tensors but holds none: 200 or so a tensor.</summary>
    const long MaxPickle = 1 << 28;

    readonly long length;
    readonly Dictionary<string, ZipArchiveEntry> entries = [];
    readonly string prefix;

    ZipCheckpoint(ZipArchive archive, long length)
    {
        this.length = length;
        foreach (var entry in archive.Entries)
            if (!entries.TryAdd(entry.FullName, entry)) throw new InvalidDataException($"two zip entries named {entry.FullName}");
        var roots = entries.Keys.Where(n => n.EndsWith("/data.pkl", StringComparison.Ordinal)).ToArray();
        if (roots is not [var root])
            throw new InvalidDataException($"a zip archive with {roots.Length} entries NAME/data.pkl: expected one, as torch.save writes");
        prefix = root[..^"data.pkl".Length];
        if (entries.ContainsKey(prefix + "constants.pkl"))
            throw new InvalidDataException("a TorchScript archive: expected torch.save's. In Python, torch.save(torch.jit.load(path).state_dict(), other)");
        if (entries.ContainsKey(prefix + "byteorder") && Encoding.Latin1.GetString(ReadAll("byteorder")) is var order && order != "little")
            throw new InvalidDataException($"byte order '{order}': expected little");
    }

    /// <param name="file">Stays in use as long as tensors are read from the result.</param>
    public static CheckpointContents Parse(Stream file)
    {
        var checkpoint = new ZipCheckpoint(Archive(file), file.Length);
        var storages = new StorageTable(file.Length);
        var pickle = new MemoryStream(checkpoint.ReadAll("data.pkl"));
        var root = new PickleReader(pickle, id => checkpoint.Checked(storages.Load(id))).Read();
        return new(CheckpointFormat.PyTorch, root, checkpoint.Open);
    }

    static ZipArchive Archive(Stream file)
    {
        try
        {
            return new(file, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw new EndOfStreamException($"no zip directory at the end of its {file.Length:N0} bytes", e);
        }
    }

    Storage Checked(Storage storage)
    {
        var entry = Entry($"data/{storage.Key}");
        if (entry.Length != storage.Bytes)
            throw new InvalidDataException($"{entry.FullName} has {entry.Length:N0} bytes: expected {storage.Count:N0} x {storage.Type.Dtype} = {storage.Bytes:N0}");
        return storage;
    }

    (Stream, uint?) Open(Storage storage)
    {
        var entry = Entry($"data/{storage.Key}");
        return (entry.Open(), Crc(entry));
    }

    byte[] ReadAll(string name)
    {
        var entry = Entry(name);
        if (entry.Length > MaxPickle) throw new InvalidDataException($"{entry.FullName} has {entry.Length:N0} bytes: expected at most {MaxPickle:N0}");
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        if (Crc(entry) is { } expected) Crc32.Check(entry.FullName, expected, Crc32.Append(0, bytes));
        return bytes;
    }

    ZipArchiveEntry Entry(string name)
    {
        if (!entries.TryGetValue(prefix + name, out var entry))
            throw new InvalidDataException($"no zip entry {prefix}{name}, which the checkpoint refers to");
        if (entry.IsEncrypted || entry.CompressedLength != entry.Length)
            throw new InvalidDataException($"zip entry {entry.FullName} is compressed or encrypted: expected it stored, as torch.save does");
        if (entry.Length > length)
            throw new EndOfStreamException($"zip entry {entry.FullName} announces {entry.Length:N0} bytes in a file of {length:N0}");
        return entry;
    }

    /// <summary>0 in a file that PyTorch was told to write without checksums.</summary>
    static uint? Crc(ZipArchiveEntry entry) => entry.Crc32 == 0 ? null : entry.Crc32;
}
