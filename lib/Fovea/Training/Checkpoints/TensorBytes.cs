using static TorchSharp.torch;

namespace Fovea.Training.Checkpoints;

/// <summary>The elements of tensors as bytes, a piece at a time: a span reaches at most 2 GB.</summary>
internal static class TensorBytes
{
    const long PieceElements = 1 << 17;

    /// <summary>Fills a flat tensor on the CPU, and checks the bytes: against their CRC-32 where there is one, and bools for being such.</summary>
    public static void Read(Tensor target, Stream source, string name, uint? crc)
    {
        var found = 0u;
        foreach (var piece in Pieces(target))
        {
            using (piece)
            {
                source.ReadExactly(piece.bytes);
                if (target.dtype == ScalarType.Bool && piece.bytes.ContainsAnyExceptInRange<byte>(0, 1))
                    throw new InvalidDataException($"{name} has a bool that is neither 0 nor 1");
                if (crc is not null) found = Crc32.Append(found, piece.bytes);
            }
        }
        if (crc is { } expected) Crc32.Check(name, expected, found);
    }

    /// <summary>Passes on a tensor's elements in row-major order, wherever it lives.</summary>
    public static void Write(Tensor source, WriteBytes write)
    {
        using var scope = NewDisposeScope();
        foreach (var piece in Pieces(source.detach().cpu().flatten().contiguous()))
        {
            using (piece) write(piece.bytes);
        }
    }

    public delegate void WriteBytes(ReadOnlySpan<byte> bytes);

    static IEnumerable<Tensor> Pieces(Tensor flat)
    {
        var count = flat.numel();
        for (var start = 0L; start < count; start += PieceElements)
            yield return flat.narrow(0, start, Math.Min(PieceElements, count - start));
    }
}
