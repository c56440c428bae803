using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Mirror of the tags in native/fovea_torch.cpp.</summary>
internal enum Tag { None, Tensor, Int, Real, Bool, String, IntList, RealList, BoolList, TensorList, OptionalTensorList, Device, Generator }

/// <summary>Mirror of <c>Value</c> in native/fovea_torch.cpp: one argument or result of an operator.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct Value
{
    [FieldOffset(0)] public Tag Tag;
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Real;
    [FieldOffset(8)] public void* Pointer;
}

/// <summary>The functions of native/fovea_torch.cpp, in its order.</summary>
/// <remarks>A <see cref="Tensor"/> argument is kept alive until the call has returned, by its marshaller.</remarks>
internal static unsafe partial class NativeMethods
{
    const string Lib = NativeLibraryLocator.Name;

    static NativeMethods() => NativeLibraryLocator.Register();

    [LibraryImport(Lib)] private static partial byte* ft_error();
    [LibraryImport(Lib)] public static partial void ft_release(nint tensor);

    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ft_operator(string name, string overload, out nint op);
    [LibraryImport(Lib)] public static partial int ft_call(nint op, Value* arguments, int count, Value* results, int resultCount);
    [LibraryImport(Lib)] public static partial void ft_free(void* memory);

    [LibraryImport(Lib)] public static partial int ft_from_bytes(void* data, long* sizes, int count, int dtype, out nint tensor);
    [LibraryImport(Lib)] public static partial int ft_data(Tensor tensor, out nint data);
    [LibraryImport(Lib), SuppressGCTransition] public static partial int ft_ndim(Tensor tensor);
    [LibraryImport(Lib), SuppressGCTransition] public static partial long ft_numel(Tensor tensor);
    [LibraryImport(Lib), SuppressGCTransition] public static partial int ft_dtype(Tensor tensor);
    [LibraryImport(Lib), SuppressGCTransition] public static partial void ft_sizes(Tensor tensor, long* sizes);
    [LibraryImport(Lib), SuppressGCTransition] public static partial void ft_strides(Tensor tensor, long* strides);
    [LibraryImport(Lib), SuppressGCTransition] public static partial long ft_storage_offset(Tensor tensor);
    [LibraryImport(Lib), SuppressGCTransition] public static partial void ft_device(Tensor tensor, out int type, out int index);

    [LibraryImport(Lib)] public static partial int ft_requires_grad(Tensor tensor);
    [LibraryImport(Lib)] public static partial int ft_set_requires_grad(Tensor tensor, int value);
    [LibraryImport(Lib)] public static partial int ft_is_leaf(Tensor tensor);
    [LibraryImport(Lib)] public static partial int ft_grad(Tensor tensor, out nint grad);
    [LibraryImport(Lib)] public static partial int ft_set_grad(Tensor tensor, Tensor? grad);
    [LibraryImport(Lib)] public static partial int ft_set_data(Tensor tensor, Tensor data);
    [LibraryImport(Lib)]
    public static partial int ft_backward(nint* tensors, int count, nint* grads, int gradCount, int retainGraph, int createGraph);
    [LibraryImport(Lib)]
    public static partial int ft_autograd_grad(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* grads, int gradCount,
        int retainGraph, int createGraph, int allowUnused, nint* result);
    [LibraryImport(Lib), SuppressGCTransition] public static partial int ft_grad_mode();
    [LibraryImport(Lib), SuppressGCTransition] public static partial void ft_set_grad_mode(int enabled);
    [LibraryImport(Lib)] public static partial nint ft_inference_begin(int enabled);
    [LibraryImport(Lib)] public static partial void ft_inference_end(nint mode);
    [LibraryImport(Lib)] public static partial int ft_inference_mode();

    [LibraryImport(Lib)] public static partial int ft_manual_seed(ulong seed);
    [LibraryImport(Lib)] public static partial int ft_default_generator(int type, int index, out nint generator);
    [LibraryImport(Lib)] public static partial int ft_new_generator(int type, int index, ulong seed, out nint generator);
    [LibraryImport(Lib)] public static partial void ft_generator_release(nint generator);
    [LibraryImport(Lib)] public static partial ulong ft_generator_seed(nint generator);
    [LibraryImport(Lib)] public static partial int ft_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Lib)] public static partial int ft_generator_state(nint generator, out nint state);
    [LibraryImport(Lib)] public static partial int ft_generator_set_state(nint generator, Tensor state);

    [LibraryImport(Lib)] public static partial byte* ft_version();
    [LibraryImport(Lib)] public static partial int ft_cuda_devices();
    [LibraryImport(Lib)] public static partial int ft_cuda_synchronize(long device);
    [LibraryImport(Lib)] public static partial void ft_set_threads(int count);
    [LibraryImport(Lib)] public static partial int ft_threads();

    /// <summary>Turns a native failure into the exception that TorchSharp throws for one.</summary>
    /// <exception cref="ExternalException">The call failed; the message is libtorch's.</exception>
    public static void Check(int status)
    {
        if (status != 0) Throw();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Throw() => throw new ExternalException(Marshal.PtrToStringUTF8((nint)ft_error()));
}

/// <summary>Passes a tensor to native code and keeps it alive until the call has returned.</summary>
[CustomMarshaller(typeof(Tensor), MarshalMode.ManagedToUnmanagedIn, typeof(Borrowed))]
internal static class TensorMarshaller
{
    internal ref struct Borrowed
    {
        Tensor? tensor;

        public void FromManaged(Tensor? managed) => tensor = managed;

        public readonly nint ToUnmanaged() => tensor is null ? 0 : tensor.Handle;

        public readonly void OnInvoked() => GC.KeepAlive(tensor);

        public readonly void Free() { }
    }
}
