using Fovea.Training.Checkpoints.Pickles;

namespace Fovea.Training.Checkpoints;

/// <summary>The storages that a pickle names by persistent id.</summary>
/// <param name="capacity">Bytes that all of them can take together: the file's length.</param>
internal sealed class StorageTable(long capacity)
{
    readonly Dictionary<string, Storage> storages = [];
    long total;

    public IReadOnlyDictionary<string, Storage> All => storages;

    /// <param name="id">PyTorch's: "storage", class, key, device, elements and, in the older form, the part that is viewed.</param>
    /// <exception cref="InvalidDataException">The id is no storage's, or contradicts another.</exception>
    /// <exception cref="EndOfStreamException">The file is too short for the storage.</exception>
    public Storage Load(object?[] id)
    {
        if (id is not ["storage", ElementType type, string key, string, long count, ..])
            throw new InvalidDataException($"a persistent id ({string.Join(", ", id.Select(PickleGlobals.Describe))}): expected that of a storage");
        if (id.ElementAtOrDefault(5) is not null)
            throw new InvalidDataException($"storage {key} is a view of another, as torch before 0.4 saved it: load and save it again with a newer torch");
        if (storages.TryGetValue(key, out var known))
            return known.Type == type && known.Count == count
                ? known
                : throw new InvalidDataException($"storage {key} is {known.Count} x {known.Type.Dtype} and then {count} x {type.Dtype}");
        if (count < 0) throw new InvalidDataException($"storage {key} announces {count:N0} elements");
        if (count > (capacity - total) / type.Size)
            throw new EndOfStreamException($"storage {key} announces {count:N0} x {type.Dtype}, more than the file's {capacity:N0} bytes can hold");
        var storage = new Storage(key, type, count);
        total += storage.Bytes;
        return storages[key] = storage;
    }
}
