using System.Buffers.Binary;

namespace Fovea;

/// <summary>The CRC-32 of zip archives (polynomial 0xEDB88320), eight bytes a step.</summary>
internal static class Crc32
{
    static readonly uint[][] tables = Tables();

    /// <summary>The checksum of what gave <paramref name="crc"/> (0 for nothing) followed by <paramref name="bytes"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] t0 = tables[0], t1 = tables[1], t2 = tables[2], t3 = tables[3], t4 = tables[4], t5 = tables[5], t6 = tables[6], t7 = tables[7];
        crc = ~crc;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
        }
        foreach (var b in bytes) crc = t0[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    /// <exception cref="InvalidDataException">The checksums differ.</exception>
    public static void Check(string entry, uint expected, uint found)
    {
        if (found != expected)
            throw new InvalidDataException($"{entry} is damaged (CRC-32 {found:x8}: expected {expected:x8}); copy or download the file again");
    }

    /// <summary>Table k, entry b: the checksum of byte b followed by k zeros.</summary>
    static uint[][] Tables()
    {
        var result = new uint[8][];
        for (var k = 0; k < 8; k++)
        {
            result[k] = new uint[256];
            for (var b = 0u; b < 256; b++)
            {
                var value = k == 0 ? b : result[k - 1][b];
                for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
                result[k][b] = value;
            }
        }
        return result;
    }
}
