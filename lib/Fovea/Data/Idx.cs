using System.Buffers.Binary;

namespace Fovea.Data;

/// <summary>
/// IDX files of bytes, as MNIST comes in: two zeros, the type, the number of sizes, then each size as 32 bits with the highest
/// byte first, then the values.
/// </summary>
internal static class Idx
{
    private const byte Bytes = 0x08; // the type

    /// <summary>Where the values begin.</summary>
    /// <param name="rank">The number of sizes.</param>
    public static int HeaderLength(int rank) => 4 + 4 * rank;

    /// <summary>The sizes; checked against the file's length.</summary>
    /// <exception cref="DataSetException">The file cannot be read or is no such file: the message names it, the expected and the found.</exception>
    public static int[] ReadSizes(string path, int rank) => Named(path, () =>
    {
        using var file = File.OpenRead(path);
        return ReadSizes(file, path, rank);
    });

    /// <summary>The values of a file with one size.</summary>
    /// <inheritdoc cref="ReadSizes(string, int)"/>
    public static byte[] ReadValues(string path) => Named(path, () =>
    {
        using var file = File.OpenRead(path);
        var values = new byte[ReadSizes(file, path, rank: 1)[0]];
        file.ReadExactly(values);
        return values;
    });

    private static int[] ReadSizes(FileStream file, string path, int rank)
    {
        var header = new byte[HeaderLength(rank)];
        var length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        byte[] start = [0, 0, Bytes, (byte)rank];
        if (!header.AsSpan(0, Math.Min(length, 4)).SequenceEqual(start))
            throw new DataSetException($"{path} begins with {Image.Hex(header.AsSpan(0, Math.Min(length, 4)))}; expected {Image.Hex(start)}, an IDX file of bytes with {rank} size(s)");
        if (length < header.Length)
            throw new DataSetException($"{path} is cut short: {length} bytes; the header alone has {header.Length}");
        var sizes = new uint[rank];
        for (var i = 0; i < rank; i++)
            sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(HeaderLength(i)));
        var values = sizes.Aggregate(UInt128.One, (product, size) => product * size); // of at most 3 x 32 bits
        if (values + (UInt128)header.Length != (UInt128)file.Length)
            throw new DataSetException(
                $"{path} declares {string.Join(" x ", sizes)} bytes after a header of {header.Length}, but has {file.Length} bytes in all; fetch it again");
        return Array.ConvertAll(sizes, size => (int)size);
    }

    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException and not DataSetException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{path}: {e.Message}", e);
        }
    }
}
