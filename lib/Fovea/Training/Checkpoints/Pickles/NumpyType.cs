using static System.Buffers.Binary.BinaryPrimitives;

namespace Fovea.Training.Checkpoints.Pickles;

/// <summary>The dtype of a NumPy number, such as a metric that a training script kept: <c>f8</c>, <c>i4</c>, <c>b1</c>.</summary>
internal sealed record NumpyType(string Code)
{
    /// <summary>Refuses a byte order other than ours: the second part of a dtype's pickled state.</summary>
    public void Check(object?[] layout)
    {
        if (layout.ElementAtOrDefault(1) is not ("<" or "|"))
            throw new InvalidDataException($"a numpy {Code} that is not little-endian");
    }

    public object Read(byte[] value) => (Code, value.Length) switch
    {
        ("f8", 8) => ReadDoubleLittleEndian(value),
        ("f4", 4) => (double)ReadSingleLittleEndian(value),
        ("f2", 2) => (double)ReadHalfLittleEndian(value),
        ("i8", 8) => ReadInt64LittleEndian(value),
        ("i4", 4) => (long)ReadInt32LittleEndian(value),
        ("i2", 2) => (long)ReadInt16LittleEndian(value),
        ("i1", 1) => (long)(sbyte)value[0],
        ("u4", 4) => (long)ReadUInt32LittleEndian(value),
        ("u2", 2) => (long)ReadUInt16LittleEndian(value),
        ("u1", 1) => (long)value[0],
        ("b1", 1) => value[0] != 0,
        _ => throw new InvalidDataException($"a numpy {Code} of {value.Length} bytes: expected a real number or a bool"),
    };
}
