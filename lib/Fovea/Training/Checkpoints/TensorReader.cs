using Fovea.Training.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Fovea.Training.Checkpoints;

/// <summary>Puts tensors in the place of <see cref="StoredTensor"/> throughout a checkpoint's containers.</summary>
/// <remarks>Tensors over one storage are views of one memory, as they were when saved.</remarks>
internal sealed class TensorReader(Func<Storage, (Stream Elements, uint? Crc)> open)
{
    const int MaxDepth = 100;
    const long MaxValues = 1 << 24;

    readonly Dictionary<Storage, Tensor> storages = [];
    readonly Dictionary<StoredTensor, Tensor> tensors = [];

    /// <summary>Containers seen, with their height and the values in them, each container counted as often as it is reached.</summary>
    readonly Dictionary<object, (int Height, long Values)> seen = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="InvalidDataException">The containers are not a tree of plain values, or an element is missing or damaged.</exception>
    public object? Read(object? root)
    {
        using var scope = NewDisposeScope();
        var result = Replace(root, 0, out _);
        foreach (var tensor in tensors.Values) tensor.MoveToOuterDisposeScope();
        return result;
    }

    object? Replace(object? value, int depth, out (int Height, long Values) extent)
    {
        extent = (0, 1);
        switch (value)
        {
            case null or bool or long or System.Numerics.BigInteger or double or string or byte[] or ScalarType or HashSet<object>:
                return value;
            case StoredTensor tensor:
                return Tensor(tensor);
            case OrderedDictionary<object, object?> or List<object?> or object?[]:
                extent = seen.TryGetValue(value, out var known) ? known : Enter(value, depth);
                return value;
            default:
                throw new InvalidDataException($"it holds {PickleGlobals.Describe(value)} itself: expected tensors and plain containers");
        }
    }

    (int Height, long Values) Enter(object container, int depth)
    {
        seen[container] = (MaxDepth, 0);
        var (height, values) = (0, 1L);
        if (depth < MaxDepth)
        {
            switch (container)
            {
                case OrderedDictionary<object, object?> items:
                    for (var i = 0; i < items.Count; i++) items.SetAt(i, Child(items.GetAt(i).Value));
                    break;
                case IList<object?> items:
                    for (var i = 0; i < items.Count; i++) items[i] = Child(items[i]);
                    break;
            }
        }
        if (depth + height >= MaxDepth) throw new InvalidDataException($"containers nested {MaxDepth} deep or within themselves");
        if (values > MaxValues) throw new InvalidDataException($"containers repeated to more than {MaxValues:N0} values");
        return seen[container] = (height, values);

        object? Child(object? value)
        {
            var result = Replace(value, depth + 1, out var extent);
            height = Math.Max(height, extent.Height + 1);
            values = Math.Min(values + extent.Values, MaxValues + 1);
            return result;
        }
    }

    Tensor Tensor(StoredTensor stored)
    {
        if (tensors.TryGetValue(stored, out var tensor)) return tensor;
        if (!storages.TryGetValue(stored.Storage, out var flat)) storages[stored.Storage] = flat = Flat(stored.Storage);
        return tensors[stored] = flat.as_strided(stored.Shape, stored.Strides, stored.Offset);
    }

    Tensor Flat(Storage storage)
    {
        var (elements, crc) = open(storage);
        var flat = empty([storage.Count], storage.Type.Scalar, CPU);
        TensorBytes.Read(flat, elements, $"storage {storage.Key}", crc);
        return flat;
    }
}
