using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Fovea.Training.Checkpoints.Pickles;

namespace Fovea.Training.Checkpoints;

/// <summary>
/// PyTorch's file before 1.6: the pickles of a magic number, a protocol version, the writer's machine, the object and the storages'
/// keys; then, for each key, the number of elements (8 bytes) and the elements.
/// </summary>
internal static class LegacyCheckpoint
{
    const long Protocol = 1001;
    static readonly BigInteger magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber);

    public static CheckpointContents Parse(Stream file)
    {
        var storages = new StorageTable(file.Length);
        if (Read() is not BigInteger number || number != magic)
            throw new InvalidDataException("a pickle that torch.save did not write: save the state_dict with torch.save(model.state_dict(), path)");
        if (Read() is var protocol && protocol is not Protocol)
            throw new InvalidDataException($"torch.save protocol {protocol ?? "None"}: expected {Protocol}");
        if (Read() is OrderedDictionary<object, object?> machine && machine.GetValueOrDefault("little_endian") is false)
            throw new InvalidDataException("byte order big: expected little");
        var root = Read();
        var positions = Positions(file, Read(), storages.All);
        return new(CheckpointFormat.PyTorchLegacy, root, storage =>
        {
            file.Position = positions[storage.Key];
            return (file, null);
        });

        object? Read() => new PickleReader(file, storages.Load).Read();
    }

    static Dictionary<string, long> Positions(Stream file, object? keys, IReadOnlyDictionary<string, Storage> storages)
    {
        var positions = new Dictionary<string, long>();
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (var key in keys as List<object?> ?? throw new InvalidDataException($"{PickleGlobals.Describe(keys)} where the storages' keys are expected"))
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage))
                throw new InvalidDataException($"a storage with key '{key}' that no tensor refers to");
            file.ReadExactly(count);
            var found = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (found != storage.Count)
                throw new InvalidDataException($"storage {name} holds {found:N0} elements: expected {storage.Count:N0}");
            if (storage.Bytes > file.Length - file.Position)
                throw new EndOfStreamException($"storage {name} needs {storage.Bytes:N0} bytes where {file.Length - file.Position:N0} are left");
            if (!positions.TryAdd(name, file.Position)) throw new InvalidDataException($"two storages with key {name}");
            file.Position += storage.Bytes;
        }
        if (storages.Keys.FirstOrDefault(k => !positions.ContainsKey(k)) is { } missing)
            throw new InvalidDataException($"no storage with key {missing}, which a tensor refers to");
        return positions;
    }
}
