using static TorchSharp.torch;

namespace Fovea.Training.Checkpoints;

/// <summary>An element type that checkpoints hold, under its name in each format.</summary>
/// <param name="Scalar">The type in memory.</param>
/// <param name="Size">Bytes an element.</param>
/// <param name="Dtype">PyTorch's dtype, without <c>torch.</c></param>
/// <param name="Storage">PyTorch's storage class, without <c>torch.</c></param>
/// <param name="Safetensors">The <c>dtype</c> in a safetensors header.</param>
internal sealed record ElementType(ScalarType Scalar, int Size, string Dtype, string Storage, string Safetensors)
{
    public static IReadOnlyList<ElementType> All { get; } =
    [
        new(ScalarType.Float64, 8, "float64", "DoubleStorage", "F64"),
        new(ScalarType.Float32, 4, "float32", "FloatStorage", "F32"),
        new(ScalarType.Float16, 2, "float16", "HalfStorage", "F16"),
        new(ScalarType.BFloat16, 2, "bfloat16", "BFloat16Storage", "BF16"),
        new(ScalarType.Int64, 8, "int64", "LongStorage", "I64"),
        new(ScalarType.Int32, 4, "int32", "IntStorage", "I32"),
        new(ScalarType.Int16, 2, "int16", "ShortStorage", "I16"),
        new(ScalarType.Int8, 1, "int8", "CharStorage", "I8"),
        new(ScalarType.Byte, 1, "uint8", "ByteStorage", "U8"),
        new(ScalarType.Bool, 1, "bool", "BoolStorage", "BOOL"),
    ];

    /// <exception cref="InvalidDataException">No checkpoint format here holds the type.</exception>
    public static ElementType Of(ScalarType type) => All.FirstOrDefault(e => e.Scalar == type)
        ?? throw new InvalidDataException($"cannot hold {type}: expected one of {string.Join(", ", All.Select(e => e.Scalar))}");
}
