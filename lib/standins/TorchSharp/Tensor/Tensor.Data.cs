using System.Runtime.CompilerServices;
using TorchSharp.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public partial class Tensor
        {
            /// <summary>The elements of a tensor in main memory, seen through its strides, without a copy.</summary>
            /// <exception cref="ArgumentException">The element type is another, or the tensor is on another device.</exception>
            public TensorAccessor<T> data<T>() where T : unmanaged
            {
                Validate<T>();
                return new TensorAccessor<T>(this);
            }

            /// <summary>The only element.</summary>
            /// <exception cref="ArgumentException">The tensor has several elements, or another element type.</exception>
            public unsafe T item<T>() where T : unmanaged
            {
                if (numel() != 1) throw new ArgumentException($"only one element tensors can be converted to scalars, not one of sizes {Text(shape)}");
                if (device_type == DeviceType.CPU)
                {
                    Validate<T>();
                    var value = *(T*)DataPointer;
                    GC.KeepAlive(this);
                    return value;
                }
                using var here = cpu();
                return here.item<T>();
            }

            public Scalar ToScalar() => dtype switch
            {
                ScalarType.Bool => this.ToBoolean(),
                _ when is_integral() => this.ToInt64(),
                _ => this.ToDouble(),
            };

            public bool is_nonzero() => this.ToDouble() != 0;

            /// <summary>The memory of a contiguous tensor in main memory.</summary>
            /// <remarks>Valid while the tensor lives.</remarks>
            /// <exception cref="InvalidOperationException">The tensor is not contiguous or is on another device.</exception>
            public unsafe Span<byte> bytes
            {
                get
                {
                    if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                    if (device_type != DeviceType.CPU) throw new InvalidOperationException("Bytes() called on a tensor outside main memory.");
                    return new Span<byte>(DataPointer, checked((int)(numel() * ElementSize)));
                }
                set
                {
                    var target = bytes;
                    if (value.Length != target.Length)
                        throw new ArgumentException($"{value.Length} bytes for a tensor of {target.Length} bytes", nameof(value));
                    value.CopyTo(target);
                }
            }

            internal unsafe void* DataPointer
            {
                get
                {
                    NativeMethods.Check(NativeMethods.ft_data(this, out var pointer));
                    return (void*)pointer;
                }
            }

            void Validate<T>()
            {
                var asked = typeof(T) == typeof(ushort) && dtype == ScalarType.BFloat16 ? ScalarType.BFloat16 : TypeOf(typeof(T));
                if (asked != dtype)
                    throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            }

            static string Text(long[] sizes) => $"[{string.Join(", ", sizes)}]";
        }
    }

    public static partial class TensorExtensionMethods
    {
        public static Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false) =>
            from_array(rawArray).reshape(dimensions).with_requires_grad(requires_grad);

        public static bool ToBoolean(this Tensor value) => Number(value, ScalarType.Bool, t => t.item<bool>());
        public static byte ToByte(this Tensor value) => Number(value, ScalarType.Byte, t => t.item<byte>());
        public static sbyte ToSByte(this Tensor value) => Number(value, ScalarType.Int8, t => t.item<sbyte>());
        public static short ToInt16(this Tensor value) => Number(value, ScalarType.Int16, t => t.item<short>());
        public static int ToInt32(this Tensor value) => Number(value, ScalarType.Int32, t => t.item<int>());
        public static long ToInt64(this Tensor value) => Number(value, ScalarType.Int64, t => t.item<long>());
        public static Half ToHalf(this Tensor value) => Number(value, ScalarType.Float16, t => t.item<Half>());
        public static float ToSingle(this Tensor value) => Number(value, ScalarType.Float32, t => t.item<float>());
        public static double ToDouble(this Tensor value) => Number(value, ScalarType.Float64, t => t.item<double>());

        static T Number<T>(Tensor value, ScalarType type, Func<Tensor, T> read)
        {
            if (value.dtype == type) return read(value);
            using var converted = value.to_type(type);
            return read(converted);
        }
    }
}

namespace TorchSharp.Utils
{
    /// <summary>The elements of a tensor in main memory, in row-major order of its sizes whatever its strides.</summary>
    public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
    {
        readonly Tensor tensor;
        readonly long[] sizes;
        readonly long[] strides;
        readonly bool contiguous;

        internal TensorAccessor(Tensor tensor)
        {
            this.tensor = tensor;
            (sizes, strides, contiguous) = (tensor.shape, tensor.stride(), tensor.is_contiguous());
            Count = tensor.numel();
        }

        public long Count { get; }

        public bool IsReadOnly => false;

        public unsafe T this[params long[] indices]
        {
            get
            {
                var value = *(At(Offset(indices)));
                GC.KeepAlive(tensor);
                return value;
            }
            set
            {
                *(At(Offset(indices))) = value;
                GC.KeepAlive(tensor);
            }
        }

        public T[] ToArray()
        {
            var values = new T[Count];
            CopyTo(values.AsSpan());
            return values;
        }

        public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

        /// <param name="tensorIndex">How many elements, in row-major order, to leave out.</param>
        public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
        {
            var target = array[arrayIndex..];
            int count = (int)Math.Min(target.Length, Count - tensorIndex);
            if (contiguous) new Span<T>(At(tensorIndex), count).CopyTo(target);
            else for (int i = 0; i < count; i++) target[i] = *At(Strided(tensorIndex + i));
            GC.KeepAlive(tensor);
        }

        public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
            CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

        public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
        {
            var source = array[arrayIndex..];
            int count = (int)Math.Min(source.Length, Count - tensorIndex);
            if (contiguous) source[..count].CopyTo(new Span<T>(At(tensorIndex), count));
            else for (int i = 0; i < count; i++) *At(Strided(tensorIndex + i)) = source[i];
            GC.KeepAlive(tensor);
        }

        public IEnumerator<T> GetEnumerator()
        {
            for (long i = 0; i < Count; i++) yield return Read(i);
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Nothing to release: here for the package's signature.</summary>
        public void Dispose() { }

        unsafe T Read(long index)
        {
            var value = *At(contiguous ? index : Strided(index));
            GC.KeepAlive(tensor);
            return value;
        }

        unsafe T* At(long offset) => (T*)tensor.DataPointer + offset;

        /// <summary>Where in memory the element of a row-major index lies.</summary>
        long Strided(long index)
        {
            long offset = 0;
            for (int d = sizes.Length - 1; d >= 0; d--)
            {
                offset += index % sizes[d] * strides[d];
                index /= sizes[d];
            }
            return offset;
        }

        long Offset(long[] indices)
        {
            if (indices.Length == 1 && sizes.Length != 1) return contiguous ? Check(indices[0], Count) : Strided(Check(indices[0], Count));
            if (indices.Length != sizes.Length) throw new ArgumentException($"{indices.Length} indices into {sizes.Length} dimensions");
            long offset = 0;
            for (int d = 0; d < sizes.Length; d++) offset += Check(indices[d], sizes[d]) * strides[d];
            return offset;
        }

        static long Check(long index, long size) =>
            (ulong)index < (ulong)size ? index : throw new IndexOutOfRangeException($"index {index} in a dimension of size {size}");
    }
}
