using System.Text;

namespace Fovea.Training.Checkpoints;

/// <summary>
/// Writes a zip archive as PyTorch does: entries stored, each one's data at a multiple of 64 bytes so that it can be mapped into
/// memory. (System.IO.Compression cannot place an entry.)
/// </summary>
/// <param name="file">Seekable and empty.</param>
internal sealed class ZipWriter(Stream file)
{
    const int Alignment = 64;
    const int FixedHeader = 30, FieldHeader = 4, CrcPosition = 14;
    const ushort Version = 20, Utf8Names = 1 << 11, Stored = 0, Midnight = 0, FirstDayOf1980 = 0x21;

    /// <summary>Marks the padding, by PyTorch's choice "FB".</summary>
    const ushort PaddingField = 'F' | 'B' << 8;

    readonly BinaryWriter writer = new(file);
    readonly List<(byte[] Name, uint Crc, uint Size, uint Offset)> entries = [];

    /// <summary>Adds an entry of the bytes that <c>content</c> hands over.</summary>
    /// <exception cref="InvalidDataException">The archive would reach 4 GiB, where the plain zip format ends.</exception>
    public void Add(string name, Action<TensorBytes.WriteBytes> content)
    {
        var offset = file.Position;
        var encoded = Encoding.UTF8.GetBytes(name);
        var data = offset + FixedHeader + encoded.Length + FieldHeader;
        var padding = (ushort)((Alignment - data % Alignment) % Alignment);
        writer.Write("PK\x03\x04"u8);
        WriteCommon(0, 0, encoded.Length, FieldHeader + padding);
        writer.Write(encoded);
        writer.Write(PaddingField);
        writer.Write(padding);
        writer.Write(new byte[padding]);

        var crc = 0u;
        content(bytes =>
        {
            crc = Crc32.Append(crc, bytes);
            writer.Write(bytes);
        });
        var end = file.Position;
        if (end > uint.MaxValue) throw new InvalidDataException("a .pt file cannot hold 4 GiB: write safetensors instead");
        var size = (uint)(end - data - padding);
        file.Position = offset + CrcPosition;
        writer.Write(crc);
        writer.Write(size);
        writer.Write(size);
        file.Position = end;
        entries.Add((encoded, crc, size, (uint)offset));
    }

    public void Add(string name, byte[] content) => Add(name, write => write(content));

    /// <summary>Writes the directory, which ends the archive.</summary>
    public void Finish()
    {
        var start = file.Position;
        foreach (var (name, crc, size, offset) in entries)
        {
            writer.Write("PK\x01\x02"u8);
            writer.Write(Version);
            WriteCommon(crc, size, name.Length, 0);
            writer.Write(new byte[10]); // no comment, first disk, no attributes
            writer.Write(offset);
            writer.Write(name);
        }
        var end = file.Position;
        writer.Write("PK\x05\x06"u8);
        writer.Write(0); // disks
        writer.Write((ushort)entries.Count);
        writer.Write((ushort)entries.Count);
        writer.Write((uint)(end - start));
        writer.Write((uint)start);
        writer.Write((ushort)0); // comment
        writer.Flush();
    }

    void WriteCommon(uint crc, uint size, int nameLength, int extraLength)
    {
        foreach (var field in (ReadOnlySpan<ushort>)[Version, Utf8Names, Stored, Midnight, FirstDayOf1980]) writer.Write(field);
        writer.Write(crc);
        writer.Write(size);
        writer.Write(size);
        writer.Write((ushort)nameLength);
        writer.Write((ushort)extraLength);
    }
}
