using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Fovea.Training.Checkpoints.Pickles;

/// <summary>Reads one Python pickle (protocols 2 to 5) of plain containers and of what <see cref="PickleGlobals"/> allows. Nothing in it is run.</summary>
/// <remarks>
/// A value is null, bool, long, <see cref="BigInteger"/>, double, string, byte[], a <see cref="List{T}"/>, an array (tuple),
/// an <see cref="OrderedDictionary{TKey,TValue}"/>, a <see cref="HashSet{T}"/> or a result of a <see cref="Constructor"/>.
/// </remarks>
/// <param name="stream">Seekable, at the first byte of the pickle; afterwards at the byte behind it.</param>
/// <param name="persistentLoad">The object that a persistent id stands for.</param>
internal sealed class PickleReader(Stream stream, Func<object?[], object> persistentLoad)
{
    /// <summary>Instructions, and elements copied by them: bounds memory and time whatever the pickle says.</summary>
    const int MaxOperations = 1 << 22;
    const int MaxLine = 1024;
    const int MaxIntegerBytes = 1024;

    readonly List<object?> stack = [];
    readonly Stack<int> marks = [];
    readonly Dictionary<long, object?> memo = [];
    long operations;

    /// <exception cref="InvalidDataException">The pickle is damaged, or holds more than plain data.</exception>
    /// <exception cref="EndOfStreamException">The pickle is cut short.</exception>
    public object? Read()
    {
        while (true)
        {
            Spend(1);
            var at = stream.Position;
            var operation = (Opcode)Byte();
            if (operation == Opcode.Stop) return Pop();
            if (!(Scalar(operation) || Container(operation) || Memory(operation) || Instance(operation)))
                throw new InvalidDataException($"pickle instruction {operation} (0x{(byte)operation:x2}) at byte {at}: "
                    + "only those that tensors and plain containers need are read");
        }
    }

    bool Scalar(Opcode operation)
    {
        switch (operation)
        {
            case Opcode.None: Push(null); return true;
            case Opcode.NewTrue: Push(true); return true;
            case Opcode.NewFalse: Push(false); return true;
            case Opcode.BinInt: Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); return true;
            case Opcode.BinInt1: Push((long)Byte()); return true;
            case Opcode.BinInt2: Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); return true;
            case Opcode.Long1: Push(Integer(Byte())); return true;
            case Opcode.Long4: Push(Integer(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); return true;
            case Opcode.BinFloat: Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); return true;
            case Opcode.ShortBinUnicode: Push(Encoding.UTF8.GetString(Bytes(Byte()))); return true;
            case Opcode.BinUnicode: Push(Encoding.UTF8.GetString(Bytes(Length4()))); return true;
            case Opcode.BinUnicode8: Push(Encoding.UTF8.GetString(Bytes(Length8()))); return true;
            case Opcode.ShortBinString: Push(Encoding.Latin1.GetString(Bytes(Byte()))); return true;
            case Opcode.BinString: Push(Encoding.Latin1.GetString(Bytes(Length4()))); return true;
            case Opcode.ShortBinBytes: Push(Bytes(Byte())); return true;
            case Opcode.BinBytes: Push(Bytes(Length4())); return true;
            case Opcode.BinBytes8 or Opcode.ByteArray8: Push(Bytes(Length8())); return true;
            default: return false;
        }
    }

    bool Container(Opcode operation)
    {
        switch (operation)
        {
            case Opcode.Mark: marks.Push(stack.Count); return true;
            case Opcode.EmptyList: Push(new List<object?>()); return true;
            case Opcode.Append: Extend([Pop()]); return true;
            case Opcode.Appends: Extend(PopMarked()); return true;
            case Opcode.EmptyTuple: Push(Array.Empty<object?>()); return true;
            case Opcode.Tuple: Push(PopMarked()); return true;
            case Opcode.Tuple1: Push(Pop(1)); return true;
            case Opcode.Tuple2: Push(Pop(2)); return true;
            case Opcode.Tuple3: Push(Pop(3)); return true;
            case Opcode.EmptyDict: Push(new OrderedDictionary<object, object?>()); return true;
            case Opcode.SetItem: SetItems(Pop(2)); return true;
            case Opcode.SetItems: SetItems(PopMarked()); return true;
            case Opcode.EmptySet: Push(new HashSet<object>()); return true;
            case Opcode.AddItems:
                var added = PopMarked();
                Expect<HashSet<object>>(Top(), operation).UnionWith(added.Select(PickleGlobals.Key));
                return true;
            case Opcode.FrozenSet: Push(PopMarked().Select(PickleGlobals.Key).ToHashSet()); return true;
            default: return false;
        }
    }

    bool Memory(Opcode operation)
    {
        switch (operation)
        {
            case Opcode.Protocol:
                if (Byte() is var protocol && protocol is < 2 or > 5) throw new InvalidDataException($"pickle protocol {protocol}: expected 2 to 5");
                return true;
            case Opcode.Frame: Length8(); return true;
            case Opcode.Pop: Pop(); return true;
            case Opcode.PopMark: PopMarked(); return true;
            case Opcode.Memoize: memo[memo.Count] = Top(); return true;
            case Opcode.BinPut: memo[Byte()] = Top(); return true;
            case Opcode.LongBinPut: memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = Top(); return true;
            case Opcode.BinGet: Push(Recall(Byte())); return true;
            case Opcode.LongBinGet: Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); return true;
            default: return false;
        }
    }

    bool Instance(Opcode operation)
    {
        switch (operation)
        {
            case Opcode.Global: Push(PickleGlobals.Resolve(Line(), Line())); return true;
            case Opcode.Inst: throw PickleGlobals.Refused(Line(), Line());
            case Opcode.StackGlobal:
                var names = Pop(2);
                Push(PickleGlobals.Resolve(Expect<string>(names[0], operation), Expect<string>(names[1], operation)));
                return true;
            case Opcode.Reduce or Opcode.NewObj:
                var call = Pop(2);
                var arguments = Expect<object?[]>(call[1], operation);
                Spend(arguments.Sum(Weight));
                Push(Expect<Constructor>(call[0], operation).Call(arguments));
                return true;
            case Opcode.Build:
                var state = Pop();
                PickleGlobals.SetState(Top(), state);
                return true;
            case Opcode.BinPersistentId: Push(persistentLoad(Expect<object?[]>(Pop(), operation))); return true;
            default: return false;
        }
    }

    /// <summary>What a constructor may copy of an argument: a pickle can pass the same one many times.</summary>
    static long Weight(object? argument) => argument switch
    {
        string text => text.Length,
        byte[] bytes => bytes.Length,
        System.Collections.ICollection items => items.Count,
        HashSet<object> items => items.Count,
        _ => 0,
    };

    void Spend(long amount)
    {
        if ((operations += amount) > MaxOperations)
            throw new InvalidDataException($"a pickle of more than {MaxOperations:N0} instructions: no checkpoint of tensors needs so many");
    }

    void Push(object? value) => stack.Add(value);

    object? Pop() => Pop(1)[0];

    object?[] Pop(int count)
    {
        var floor = marks.TryPeek(out var mark) ? mark : 0;
        if (stack.Count - count < floor) throw new InvalidDataException("a pickle that takes more values than it has pushed");
        return Cut(stack.Count - count);
    }

    object?[] PopMarked() => marks.TryPop(out var mark) ? Cut(mark) : throw new InvalidDataException("a pickle that closes a mark it has not set");

    object?[] Cut(int start)
    {
        var values = CollectionsMarshal.AsSpan(stack)[start..].ToArray();
        stack.RemoveRange(start, values.Length);
        return values;
    }

    object? Top() => stack.Count > (marks.TryPeek(out var mark) ? mark : 0)
        ? stack[^1]
        : throw new InvalidDataException("a pickle that uses the top of an empty stack");

    static T Expect<T>(object? value, Opcode operation) => value is T expected
        ? expected
        : throw new InvalidDataException($"pickle instruction {operation} on {PickleGlobals.Describe(value)}");

    void Extend(IEnumerable<object?> items) => Expect<List<object?>>(Top(), Opcode.Append).AddRange(items);

    void SetItems(object?[] pairs)
    {
        if (pairs.Length % 2 != 0) throw new InvalidDataException("a pickled dictionary with a key that has no value");
        var target = Expect<OrderedDictionary<object, object?>>(Top(), Opcode.SetItem);
        for (var i = 0; i < pairs.Length; i += 2) target[PickleGlobals.Key(pairs[i])] = pairs[i + 1];
    }

    object? Recall(long index) => memo.TryGetValue(index, out var value)
        ? value
        : throw new InvalidDataException($"a pickle that recalls memo {index}, which it has not stored");

    byte Byte() => stream.ReadByte() is var value and >= 0 ? (byte)value : throw new EndOfStreamException("the pickle ends before its STOP");

    long Length4() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    long Length8() => (long)BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    byte[] Bytes(long count)
    {
        var left = stream.Length - stream.Position;
        if (count < 0 || count > left) throw new EndOfStreamException($"the pickle announces {(ulong)count:N0} bytes where {left:N0} are left");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    string Line()
    {
        var line = new StringBuilder();
        while (Byte() is var value && value != '\n')
        {
            if (line.Length == MaxLine) throw new InvalidDataException($"a pickle line longer than {MaxLine} bytes");
            line.Append((char)value);
        }
        return line.ToString();
    }

    object Integer(long bytes)
    {
        if (bytes > MaxIntegerBytes) throw new InvalidDataException($"a pickled integer of {bytes:N0} bytes: expected at most {MaxIntegerBytes}");
        var value = new BigInteger(Bytes(bytes));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }
}
