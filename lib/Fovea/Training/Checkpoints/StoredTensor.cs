namespace Fovea.Training.Checkpoints;

/// <summary>A run of elements in a checkpoint file, which tensors look into.</summary>
/// <param name="Key">Its name in the file, unique there.</param>
/// <param name="Type">Of each element.</param>
/// <param name="Count">Elements.</param>
internal sealed record Storage(string Key, ElementType Type, long Count)
{
    public long Bytes => Count * Type.Size;
}

/// <summary>What a file says of a tensor, before any of its elements is read.</summary>
internal sealed class StoredTensor
{
    /// <summary>The most dimensions that PyTorch gives a tensor.</summary>
    const int MaxDimensions = 64;

    /// <summary>A view of a storage, in PyTorch's terms: offset and strides count elements.</summary>
    /// <exception cref="InvalidDataException">The tensor would reach outside its storage.</exception>
    public StoredTensor(Storage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length)
            throw Invalid(storage, $"{shape.Length} sizes but {strides.Length} strides");
        if (shape.Length > MaxDimensions)
            throw Invalid(storage, $"{shape.Length} dimensions: expected at most {MaxDimensions}");
        if (offset < 0 || shape.Any(s => s < 0) || strides.Any(s => s < 0))
            throw Invalid(storage, "a negative offset, size or stride");
        try
        {
            var elements = shape.Aggregate(1L, (product, size) => checked(product * size));
            var end = elements == 0 ? offset : shape.Zip(strides).Aggregate(checked(offset + 1), (last, d) => checked(last + (d.First - 1) * d.Second));
            if (end > storage.Count)
                throw Invalid(storage, $"shape [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}] and offset {offset} "
                    + $"reach element {end} of {storage.Count}");
        }
        catch (OverflowException)
        {
            throw Invalid(storage, $"shape [{string.Join(", ", shape)}] and strides [{string.Join(", ", strides)}] go beyond any memory");
        }
        (Storage, Offset, Shape, Strides) = (storage, offset, shape, strides);
    }

    public Storage Storage { get; }
    public long Offset { get; }
    public long[] Shape { get; }
    public long[] Strides { get; }

    /// <summary>A tensor that fills its storage in row-major order.</summary>
    public static StoredTensor Contiguous(Storage storage, long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(shape[i], 1);
        }
        return new(storage, 0, shape, strides);
    }

    static InvalidDataException Invalid(Storage storage, string found) => new($"a tensor in storage {storage.Key}: {found}");
}
