using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Fovea.Training.Checkpoints;

/// <summary>
/// The safetensors file: the header's length (8 bytes), a JSON header of each tensor's dtype, shape and byte range, then the bytes,
/// row-major and without gaps.
/// </summary>
internal static class SafetensorsCheckpoint
{
    /// <summary>What the format's reference implementation allows.</summary>
    const long MaxHeader = 100_000_000;
    const string MetadataKey = "__metadata__";

    public static CheckpointContents Parse(Stream file)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        file.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (headerLength is < 2 or > MaxHeader) throw new InvalidDataException($"a header of {headerLength:N0} bytes: expected 2 to {MaxHeader:N0}");
        if (headerLength > file.Length - file.Position)
            throw new EndOfStreamException($"a header of {headerLength:N0} bytes where {file.Length - file.Position:N0} are left");
        var header = new byte[headerLength];
        file.ReadExactly(header);
        return Parse(file, header);
    }

    static CheckpointContents Parse(Stream file, byte[] header)
    {
        var data = file.Position;
        var tensors = new OrderedDictionary<object, object?>();
        var metadata = new Dictionary<string, string>();
        var begins = new Dictionary<Storage, long>();
        try
        {
            using var json = JsonDocument.Parse(header, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                    foreach (var entry in property.Value.EnumerateObject()) metadata[entry.Name] = entry.Value.GetString() ?? throw new JsonException($"{MetadataKey}.{entry.Name} is no string");
                else
                    tensors[property.Name] = Tensor(property.Name, property.Value, begins);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"its header is not that of safetensors: {e.Message}", e);
        }
        CheckRanges(begins, file.Length - data);
        return new(CheckpointFormat.Safetensors, tensors, storage =>
        {
            file.Position = data + begins[storage];
            return (file, null);
        })
        { Metadata = metadata };
    }

    static StoredTensor Tensor(string name, JsonElement entry, Dictionary<Storage, long> begins)
    {
        var dtype = Required(name, entry, "dtype").GetString();
        var type = ElementType.All.FirstOrDefault(t => t.Safetensors == dtype)
            ?? throw new InvalidDataException($"tensor {name} has dtype {dtype}: expected one of {string.Join(", ", ElementType.All.Select(t => t.Safetensors))}");
        long[] shape = [.. Required(name, entry, "shape").EnumerateArray().Select(v => v.GetInt64())];
        long[] range = [.. Required(name, entry, "data_offsets").EnumerateArray().Select(v => v.GetInt64())];
        if (range is not [var begin, var end] || begin < 0 || end < begin || (end - begin) % type.Size != 0)
            throw new InvalidDataException($"tensor {name} has data_offsets [{string.Join(", ", range)}]: expected [begin, end] of whole {dtype} elements");
        var storage = new Storage(name, type, (end - begin) / type.Size);
        var tensor = StoredTensor.Contiguous(storage, shape);
        if (shape.Aggregate(1L, (product, size) => product * size) != storage.Count)
            throw new InvalidDataException($"tensor {name} has shape [{string.Join(", ", shape)}] but {storage.Count:N0} elements");
        begins.Add(storage, begin);
        return tensor;
    }

    static JsonElement Required(string name, JsonElement entry, string property) => entry.TryGetProperty(property, out var value)
        ? value
        : throw new InvalidDataException($"tensor {name} has no {property}");

    /// <summary>Each byte of the data belongs to one tensor, as the format demands.</summary>
    static void CheckRanges(Dictionary<Storage, long> begins, long length)
    {
        var next = 0L;
        foreach (var (storage, begin) in begins.OrderBy(b => b.Value).ThenBy(b => b.Key.Bytes))
        {
            if (begin != next) throw new InvalidDataException($"tensor {storage.Key} begins at byte {begin:N0}: expected {next:N0}, where the one before ends");
            if (storage.Bytes > length - begin)
                throw new EndOfStreamException($"tensor {storage.Key} needs {storage.Bytes:N0} bytes where {length - begin:N0} are left");
            next = begin + storage.Bytes;
        }
        if (next != length) throw new InvalidDataException($"{length:N0} bytes of tensors where the header announces {next:N0}");
    }

    public static void Write(Stream file, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        // As the reference implementation: wide elements first, so that each tensor is aligned to its element size.
        var ordered = tensors.OrderByDescending(t => ElementType.Of(t.Value.dtype).Size).ThenBy(t => t.Key, StringComparer.Ordinal).ToArray();
        var header = Header(ordered, metadata);
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        file.Write(prefix);
        file.Write(header);
        foreach (var (_, tensor) in ordered) TensorBytes.Write(tensor, file.Write);
    }

    static byte[] Header(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            var begin = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var type = ElementType.Of(tensor.dtype);
                var end = begin + tensor.numel() * type.Size;
                json.WriteStartObject(name);
                json.WriteString("dtype", type.Safetensors);
                Numbers(json, "shape", tensor.shape);
                Numbers(json, "data_offsets", [begin, end]);
                json.WriteEndObject();
                begin = end;
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    static void Numbers(Utf8JsonWriter json, string name, IEnumerable<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
