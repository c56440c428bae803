using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Text;
using static TorchSharp.torch;

namespace Fovea.Training.Checkpoints.Pickles;

/// <summary>Writes plain containers and tensors as the pickle (protocol 2) of a <c>torch.save</c> file.</summary>
internal sealed class PickleWriter
{
    const int MaxDepth = 100;

    readonly MemoryStream output = new();
    readonly Dictionary<Tensor, int> keys = new(ReferenceEqualityComparer.Instance);
    readonly List<Tensor> tensors = [];

    /// <summary>The tensors met, each once; a storage's key is its index here.</summary>
    public IReadOnlyList<Tensor> Tensors => tensors;

    /// <exception cref="InvalidDataException">The tree holds a value that no checkpoint can.</exception>
    public byte[] Write(object? root)
    {
        Emit(Opcode.Protocol, 2);
        Value(root, "", 0);
        Emit(Opcode.Stop);
        return output.ToArray();
    }

    void Value(object? value, string at, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException($"{at} is nested deeper than {MaxDepth} or within itself");
        switch (value)
        {
            case null: Emit(Opcode.None); break;
            case bool truth: Emit(truth ? Opcode.NewTrue : Opcode.NewFalse); break;
            case int integer: Integer(integer); break;
            case long integer: Integer(integer); break;
            case BigInteger integer: Integer(integer); break;
            case float number: Number(number); break;
            case double number: Number(number); break;
            case string text: Text(text); break;
            case byte[] bytes: Global("_codecs", "encode"); Text(Encoding.Latin1.GetString(bytes)); Text("latin1"); Emit(Opcode.Tuple2, Opcode.Reduce); break;
            case ScalarType type: Global("torch", ElementType.Of(type).Dtype); break;
            case Tensor tensor: Tensor(tensor, at); break;
            case IDictionary items: Dictionary(items, at, depth); break;
            case object?[] items: Items(Opcode.Tuple, items, at, depth); break;
            case IList items: Emit(Opcode.EmptyList); Items(Opcode.Appends, items, at, depth); break;
            default: throw new InvalidDataException($"{at} is a {value.GetType().Name}: a checkpoint holds tensors, numbers, text, lists and dictionaries");
        }
    }

    void Dictionary(IDictionary items, string at, int depth)
    {
        Emit(Opcode.EmptyDict, Opcode.Mark);
        foreach (DictionaryEntry item in items)
        {
            Value(item.Key, at, depth + 1);
            Value(item.Value, at.Length == 0 ? $"{item.Key}" : $"{at}.{item.Key}", depth + 1);
        }
        Emit(Opcode.SetItems);
    }

    void Items(Opcode end, IList items, string at, int depth)
    {
        Emit(Opcode.Mark);
        for (var i = 0; i < items.Count; i++) Value(items[i], $"{at}.{i}", depth + 1);
        Emit(end);
    }

    /// <summary>The call <c>_rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())</c>.</summary>
    void Tensor(Tensor tensor, string at)
    {
        if (!keys.TryGetValue(tensor, out var key))
        {
            keys[tensor] = key = tensors.Count;
            tensors.Add(tensor);
        }
        var type = ElementType.Of(tensor.dtype);
        var stored = StoredTensor.Contiguous(new Storage($"{key}", type, tensor.numel()), tensor.shape);
        Global("torch._utils", "_rebuild_tensor_v2");
        Emit(Opcode.Mark, Opcode.Mark);
        Text("storage");
        Global("torch", type.Storage);
        Text(stored.Storage.Key);
        Text("cpu");
        Integer(stored.Storage.Count);
        Emit(Opcode.Tuple, Opcode.BinPersistentId);
        Integer(0);
        Items(Opcode.Tuple, stored.Shape, at, 0);
        Items(Opcode.Tuple, stored.Strides, at, 0);
        Emit(Opcode.NewFalse);
        Global("collections", "OrderedDict");
        Emit(Opcode.EmptyTuple, Opcode.Reduce, Opcode.Tuple, Opcode.Reduce);
    }

    void Integer(BigInteger value)
    {
        if (value >= int.MinValue && value <= int.MaxValue)
        {
            Emit(Opcode.BinInt);
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value);
            output.Write(bytes);
            return;
        }
        var digits = value.ToByteArray();
        if (digits.Length > byte.MaxValue) throw new InvalidDataException($"an integer of {digits.Length} bytes: expected at most {byte.MaxValue}");
        Emit(Opcode.Long1, (byte)digits.Length);
        output.Write(digits);
    }

    void Number(double value)
    {
        Emit(Opcode.BinFloat);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        output.Write(bytes);
    }

    void Text(string value)
    {
        Emit(Opcode.BinUnicode);
        var encoded = Encoding.UTF8.GetBytes(value);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, encoded.Length);
        output.Write(length);
        output.Write(encoded);
    }

    void Global(string module, string name)
    {
        Emit(Opcode.Global);
        output.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    void Emit(params ReadOnlySpan<Opcode> operations)
    {
        foreach (var operation in operations) output.WriteByte((byte)operation);
    }

    void Emit(Opcode operation, byte argument)
    {
        Emit(operation);
        output.WriteByte(argument);
    }
}
