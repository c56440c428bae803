using System.Runtime.CompilerServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>One argument of an operator call, still managed.</summary>
internal readonly struct Arg
{
    public readonly Tag Tag;
    public readonly long Bits;
    public readonly object? Reference;

    Arg(Tag tag, long bits = 0, object? reference = null) => (Tag, Bits, Reference) = (tag, bits, reference);

    public static implicit operator Arg(Tensor? value) => value is null ? default : new(Tag.Tensor, 0, value);
    public static implicit operator Arg(long value) => new(Tag.Int, value);
    public static implicit operator Arg(long? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(double value) => new(Tag.Real, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Arg(bool? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Arg(ScalarType? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(Scalar? value) => value is null ? default : new(value.Tag, value.Bits);
    public static implicit operator Arg(string? value) => value is null ? default : new(Tag.String, 0, Encoding.UTF8.GetBytes(value));
    public static implicit operator Arg(long[]? value) => value is null ? default : new(Tag.IntList, 0, value);
    public static implicit operator Arg(double[]? value) => value is null ? default : new(Tag.RealList, 0, value);
    public static implicit operator Arg(Tensor[] value) => new(Tag.TensorList, 0, value);
    public static implicit operator Arg(Device? value) => value is null ? default : new(Tag.Device, value.Bits);
    public static implicit operator Arg(Generator? value) => value is null ? default : new(Tag.Generator, 0, value);

    /// <summary>Indices of advanced indexing, where null stands for a dimension taken whole.</summary>
    public static Arg OptionalTensors(Tensor?[] value) => new(Tag.OptionalTensorList, 0, value);

    /// <summary>How many eight-byte words the argument needs beside its <see cref="Value"/>.</summary>
    public int Words => Reference switch
    {
        Array array when Tag == Tag.String => (array.Length + 7) / 8,
        Array array => array.Length,
        _ => 0,
    };
}

/// <summary>Watches operators: which was called, on what, and what it returned.</summary>
internal delegate void Recorder(Operator called, ReadOnlySpan<Arg> args, ReadOnlySpan<Tensor> results);

/// <summary>An ATen operator by its qualified name, such as <c>aten::add.Tensor</c>; found at its first call.</summary>
/// <remarks>Arguments left out at the end take the schema's defaults.</remarks>
internal sealed unsafe class Operator(string qualifiedName)
{
    nint handle;

    /// <summary>Told of every call of an operator that returns tensors; null unless somebody counts.</summary>
    internal static Recorder? Recorder { get; set; }

    public static implicit operator Operator(string qualifiedName) => new(qualifiedName);

    public override string ToString() => qualifiedName;

    public Tensor One(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Call(args, &result, 1);
        var tensor = Wrap(result);
        Recorder?.Invoke(this, args, [tensor]);
        return tensor;
    }

    public (Tensor, Tensor) Two(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[2];
        Call(args, results, 2);
        var (first, second) = (Wrap(results[0]), Wrap(results[1]));
        Recorder?.Invoke(this, args, [first, second]);
        return (first, second);
    }

    public (Tensor, Tensor, Tensor) Three(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[3];
        Call(args, results, 3);
        var (first, second, third) = (Wrap(results[0]), Wrap(results[1]), Wrap(results[2]));
        Recorder?.Invoke(this, args, [first, second, third]);
        return (first, second, third);
    }

    /// <summary>Calls an operator that returns several tensors of which only the first is of use.</summary>
    /// <param name="count">How many it returns.</param>
    public Tensor FirstOf(int count, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[count];
        Call(args, results, count);
        for (int i = 1; i < count; i++)
            if (results[i].Tag == Tag.Tensor) NativeMethods.ft_release((nint)results[i].Pointer);
        var tensor = Wrap(results[0]);
        Recorder?.Invoke(this, args, [tensor]);
        return tensor;
    }

    public Tensor[] Many(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Call(args, &result, 1);
        var list = (Value*)result.Pointer;
        var tensors = new Tensor[result.Count];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = Wrap(list[i]);
        NativeMethods.ft_free(list);
        Recorder?.Invoke(this, args, tensors);
        return tensors;
    }

    /// <summary>Calls an operator that writes into its first argument, and returns that argument.</summary>
    public Tensor InPlace(Tensor self, params ReadOnlySpan<Arg> rest)
    {
        Value result;
        Call([self, .. rest], &result, 1);
        NativeMethods.ft_release((nint)result.Pointer);
        Recorder?.Invoke(this, [self, .. rest], [self]);
        return self;
    }

    public bool Boolean(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Call(args, &result, 1);
        return result.Integer != 0;
    }

    public long Integer(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Call(args, &result, 1);
        return result.Integer;
    }

    static Tensor Wrap(in Value value) => value.Tag == Tag.Tensor ? new((nint)value.Pointer, (long)value.Count << 10) : null!;

    void Call(ReadOnlySpan<Arg> args, Value* results, int resultCount)
    {
        if (handle == 0) Resolve();
        int words = 0;
        foreach (ref readonly var arg in args) words += arg.Words;
        var heap = words > 128 ? new long[words] : null;
        fixed (long* pinned = heap)
        {
            var room = stackalloc long[heap is null ? words : 0];
            var scratch = heap is null ? room : pinned;
            var values = stackalloc Value[args.Length];
            for (int i = 0; i < args.Length; i++) scratch = Marshal(args[i], values + i, scratch);
            var status = NativeMethods.ft_call(handle, values, args.Length, results, resultCount);
            foreach (ref readonly var arg in args) GC.KeepAlive(arg.Reference);
            NativeMethods.Check(status);
        }
    }

    void Resolve()
    {
        var dot = qualifiedName.IndexOf('.');
        var (name, overload) = dot < 0 ? (qualifiedName, "") : (qualifiedName[..dot], qualifiedName[(dot + 1)..]);
        NativeMethods.Check(NativeMethods.ft_operator(name, overload, out handle));
    }

    /// <summary>Writes one argument; lists go to <paramref name="scratch"/>, whose next free word is returned.</summary>
    static long* Marshal(in Arg arg, Value* value, long* scratch)
    {
        value->Tag = arg.Tag;
        value->Count = 0;
        value->Integer = arg.Bits;
        switch (arg.Reference)
        {
            case null: break;
            case Tensor tensor: value->Integer = tensor.Handle; break;
            case Generator generator: value->Integer = generator.Handle; break;
            case long[] list: Copy(list, list.Length); break;
            case double[] list: Copy(list, list.Length); break;
            case byte[] text: Copy(text, (text.Length + 7) / 8); break;
            case Tensor?[] list:
                for (int i = 0; i < list.Length; i++) scratch[i] = list[i] is { } tensor ? tensor.Handle : 0;
                Point(list.Length, list.Length);
                break;
        }
        if (arg.Tag == Tag.Device) (value->Integer, value->Count) = (arg.Bits >> 32, (int)arg.Bits);
        return scratch;

        void Copy<T>(T[] list, int words) where T : unmanaged
        {
            list.CopyTo(new Span<T>(scratch, list.Length));
            Point(list.Length, words);
        }

        void Point(int count, int words)
        {
            value->Count = count;
            value->Pointer = scratch;
            scratch += words;
        }
    }
}
