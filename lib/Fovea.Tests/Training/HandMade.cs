using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fovea.Tests.Training;

/// <summary>Checkpoint files put together byte by byte, so that the readers are tested where there is no Python.</summary>
internal static class HandMade
{
    /// <summary>The elements 0, 1, ... 5 as floats.</summary>
    public static byte[] SixFloats { get; } = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))];

    /// <summary>A pickle of protocol 2: text stands for its Latin-1 bytes, numbers for one byte each.</summary>
    public static byte[] Pickle(params object[] parts) => [0x80, 2, .. Bytes(parts), (byte)'.'];

    public static byte[] Bytes(params object[] parts) => [.. parts.SelectMany(part => part switch
    {
        string text => Encoding.Latin1.GetBytes(text),
        byte[] bytes => bytes,
        int value => [checked((byte)value)],
        _ => throw new ArgumentException($"{part}"),
    })];

    public static byte[] Text(string value) => Bytes("X", Int32(value.Length), value);

    public static byte[] Int(long value) => Bytes(0x8a, 8, BitConverter.GetBytes(value));

    public static byte[] Int32(int value) => BitConverter.GetBytes(value);

    public static byte[] Storage(string key = "0", long count = 6, string type = "FloatStorage") =>
        Bytes("(", Text("storage"), $"ctorch\n{type}\n", Text(key), Text("cpu"), Int(count), "tQ");

    /// <summary>A pickled call of _rebuild_tensor_v2.</summary>
    public static byte[] Tensor(byte[] storage, long offset, long[] shape, long[] strides) => Bytes(
        "ctorch._utils\n_rebuild_tensor_v2\n(", storage, Int(offset), Tuple(shape), Tuple(strides), 0x89, "ccollections\nOrderedDict\n)RtR");

    public static byte[] Tuple(params long[] values) => Bytes(["(", .. values.Select(Int), "t"]);

    /// <summary>A pickled dictionary of one entry.</summary>
    public static byte[] Entry(string key, byte[] value) => Bytes("}", Text(key), value, "s");

    public static byte[] Zip(byte[] pickle, params (string Name, byte[] Data)[] entries)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in entries.Prepend(("a/data.pkl", pickle)))
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(data);
            }
        }
        return file.ToArray();
    }

    /// <summary>A zip file of {"w": a 2 x 3 float tensor}, whose element [i, j] is 3 i + j.</summary>
    public static byte[] ZipOfOneTensor() =>
        Zip(Pickle(Entry("w", Tensor(Storage(), 0, [2, 3], [3, 1]))), ("a/data/0", SixFloats));

    /// <summary>The same in PyTorch's older form.</summary>
    public static byte[] LegacyOfOneTensor() => Legacy(Pickle(Entry("w", Tensor(Storage(), 0, [2, 3], [3, 1]))));

    public static byte[] Legacy(byte[] pickle, string keys = "0", long count = 6) =>
    [
        .. Pickle(0x8a, 10, Convert.FromHexString("6cfc9c46f9206aa85019")),
        .. Pickle("M", Convert.FromHexString("e903")),
        .. Pickle(Entry("little_endian", [0x88])),
        .. pickle,
        .. Pickle("](", Text(keys), "e"),
        .. BitConverter.GetBytes(count),
        .. SixFloats,
    ];

    public static byte[] Safetensors(string header, byte[] data) => Safetensors(Encoding.UTF8.GetBytes(header), data);

    public static byte[] Safetensors(byte[] header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    public static byte[] SafetensorsOfOneTensor() =>
        Safetensors("""{"__metadata__":{"made":"by hand"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""", SixFloats);
}
