using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Aten.eye(rows, columns < 0 ? rows : columns, dtype ?? defaultDtype, device ?? defaultDevice).with_requires_grad(requires_grad);

    /// <summary>Whole numbers unless <paramref name="dtype"/> or an argument says otherwise.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, Tensor.One, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, Tensor.One, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Aten.arange(start, stop, step, dtype, device ?? defaultDevice).with_requires_grad(requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Aten.linspace(start, end, steps, dtype ?? defaultDtype, device ?? defaultDevice).with_requires_grad(requires_grad);

    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator);

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        Aten.randint(low, high, size, generator, dtype ?? ScalarType.Int64, device ?? defaultDevice).with_requires_grad(requires_grad);

    public static Tensor randint(int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        randint(0L, high, Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad, generator);

    public static Tensor randint(int low, int high, int[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        randint((long)low, high, Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad, generator);

    /// <summary>The numbers 0 to <paramref name="n"/> - 1 in a random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Aten.randperm(n, generator, dtype ?? ScalarType.Int64, device ?? defaultDevice).with_requires_grad(requires_grad);

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => Aten.normal(mean, std, generator);

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        empty(size, dtype, device).normal_(mean, std, generator).with_requires_grad(requires_grad);

    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Aten.tril_indices(row, col, offset, dtype, device ?? defaultDevice);

    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Aten.triu_indices(row, col, offset, dtype, device ?? defaultDevice);

    /// <summary>A tensor of an array's sizes and element type.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(rawArray), Buffer.ByteLength(rawArray));
        return Finish(FromBytes(bytes, Sizes(rawArray), TypeOf(rawArray.GetType().GetElementType()!)), dtype, device, requires_grad);
    }

    /// <summary>Copies managed values; the product of the sizes must be their number.</summary>
    /// <exception cref="ArgumentException">Sizes and number of values differ.</exception>
    static Tensor FromArray<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        long expected = 1;
        foreach (var size in sizes) expected *= size;
        if (expected != values.Length)
            throw new ArgumentException($"mismatched total size creating a tensor: {values.Length} values for sizes [{string.Join(", ", sizes.ToArray())}]");
        return Finish(FromBytes(MemoryMarshal.AsBytes(values), sizes, TypeOf(typeof(T))), dtype, device, requires_grad);
    }

    static unsafe Tensor FromBytes(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> sizes, ScalarType type)
    {
        fixed (byte* data = bytes)
        fixed (long* shape = sizes)
        {
            NativeMethods.Check(NativeMethods.ft_from_bytes(data, shape, sizes.Length, (int)type, out var handle));
            return new Tensor(handle, bytes.Length);
        }
    }

    static Tensor Finish(Tensor made, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var (type, place) = (dtype ?? made.dtype, device ?? defaultDevice);
        if (type == made.dtype && place.type == DeviceType.CPU) return made.with_requires_grad(requires_grad);
        return made.to(type, place, disposeAfter: true).with_requires_grad(requires_grad);
    }

    internal static ScalarType TypeOf(Type type) =>
        type == typeof(float) ? ScalarType.Float32
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof(byte) ? ScalarType.Byte
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(Half) ? ScalarType.Float16
        : throw new ArgumentException($"no tensor element type corresponds to {type.Name}");

    static ReadOnlySpan<T> Flat<T>(Array array) where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    static long[] Sizes(Array array) => [.. Enumerable.Range(0, array.Rank).Select(d => (long)array.GetLength(d))];
}
