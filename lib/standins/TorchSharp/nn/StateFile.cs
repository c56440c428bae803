using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>TorchSharp's own file of named tensors.</summary>
/// <remarks>
/// A count, then each tensor's name, element type, number of dimensions, sizes and elements, row-major and
/// little-endian. The numbers are LEB128, the name is a length-prefixed UTF-8 string.
/// </remarks>
internal static class StateFile
{
    /// <summary>Spans are limited to two billion bytes; tensors are not.</summary>
    const int Chunk = 1 << 30;

    /// <summary>Writes a file that appears only when it is whole.</summary>
    public static void Create(string location, Action<BinaryWriter> write)
    {
        var partial = location + ".partial";
        try
        {
            using (var writer = new BinaryWriter(File.Create(partial))) write(writer);
            File.Move(partial, location, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    public static void Write(BinaryWriter writer, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        writer.Write7BitEncodedInt64(tensors.Count);
        foreach (var (name, tensor) in tensors)
        {
            writer.Write(name);
            writer.Write7BitEncodedInt64((long)tensor.dtype);
            writer.Write7BitEncodedInt64(tensor.ndim);
            foreach (var size in tensor.shape) writer.Write7BitEncodedInt64(size);
            WriteElements(writer, tensor);
        }
    }

    /// <param name="location">What to call the source in messages.</param>
    /// <exception cref="InvalidDataException">The source is cut short or of another format.</exception>
    public static Dictionary<string, Tensor> Read(BinaryReader reader, string location)
    {
        var tensors = new Dictionary<string, Tensor>();
        var reading = "the number of tensors";
        try
        {
            var count = reader.Read7BitEncodedInt64();
            for (long i = 0; i < count; i++)
            {
                reading = $"the name of tensor {i + 1} of {count}";
                var name = reader.ReadString();
                reading = $"tensor '{name}', {i + 1} of {count}";
                tensors.Add(name, ReadTensor(reader));
            }
            return tensors;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{location} is no whole file of TorchSharp: at {reading}, {e.Message}", e);
        }
    }

    static Tensor ReadTensor(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        if (!Enum.IsDefined(type)) throw new FormatException($"there is no element type {(int)type}");
        var dimensions = reader.Read7BitEncodedInt64();
        if (dimensions is < 0 or > 64) throw new FormatException($"a tensor of {dimensions} dimensions");
        var shape = new long[dimensions];
        for (int d = 0; d < shape.Length; d++) shape[d] = reader.Read7BitEncodedInt64();
        var bytes = shape.Aggregate((long)type.ElementSize(), (product, size) => checked(product * size));
        if (bytes < 0 || (reader.BaseStream.CanSeek && bytes > reader.BaseStream.Length - reader.BaseStream.Position))
            throw new FormatException($"{type} [{string.Join(", ", shape)}] is longer than what is left");
        var tensor = empty(shape, type, CPU);
        ReadElements(reader, tensor);
        return tensor;
    }

    static unsafe void WriteElements(BinaryWriter writer, Tensor tensor)
    {
        using var here = tensor.cpu();
        using var packed = here.contiguous();
        var at = (byte*)packed.DataPointer;
        var left = packed.numel() * packed.ElementSize;
        for (int count; left > 0; at += count, left -= count)
        {
            count = (int)Math.Min(left, Chunk);
            writer.Write(new ReadOnlySpan<byte>(at, count));
        }
        GC.KeepAlive(packed);
    }

    static unsafe void ReadElements(BinaryReader reader, Tensor tensor)
    {
        var at = (byte*)tensor.DataPointer;
        var left = tensor.numel() * tensor.ElementSize;
        for (int count; left > 0; at += count, left -= count)
        {
            count = (int)Math.Min(left, Chunk);
            reader.ReadExactly(new Span<byte>(at, count));
        }
        GC.KeepAlive(tensor);
    }
}
