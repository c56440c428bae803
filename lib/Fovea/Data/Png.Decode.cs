using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Fovea.Data;

public static partial class Png
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private enum ColourType : byte
    {
        Grey = 0,
        Rgb = 2,
        Palette = 3,
        GreyAlpha = 4,
        Rgba = 6,
    }

    // Depth: bits a sample, 1, 2, 4, 8 or 16.
    private readonly record struct Header(int Width, int Height, int Depth, ColourType Colour)
    {
        /// <summary>What a file stores for a pixel.</summary>
        public int Samples => Colour switch { ColourType.Rgb => 3, ColourType.GreyAlpha => 2, ColourType.Rgba => 4, _ => 1 };

        /// <summary>What an image of it has.</summary>
        public int Channels => Colour switch { ColourType.Grey => 1, ColourType.Rgb or ColourType.Palette => 3, _ => 4 };

        /// <summary>Bytes of a row, the filter's number left out.</summary>
        public int Stride => (int)(((long)Width * Samples * Depth + 7) / 8);

        /// <summary>Whether a row of the file is a row of the image.</summary>
        public bool IsPlain => Depth == 8 && Samples == Channels;
    }

    /// <summary>Whether a file begins as PNG files do.</summary>
    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>
    /// Decodes an image: grey, RGB or RGBA as they are, a palette as RGB, grey with alpha as RGBA. Fewer than 8 bits a sample
    /// are spread over 0 to 255, of 16 the upper 8 are kept. The transparency of a tRNS chunk and gamma are left aside.
    /// </summary>
    /// <exception cref="InvalidDataException">It is no PNG, truncated, damaged or interlaced: the message says what was expected and found.</exception>
    public static Image Decode(ReadOnlySpan<byte> png)
    {
        if (!Is(png))
            throw new InvalidDataException($"no PNG: expected {Image.Hex(Signature)} at its beginning, found {Image.Hex(png[..Math.Min(8, png.Length)])}");

        Header? header = null;
        byte[] palette = [];
        using var data = new MemoryStream();
        var at = Signature.Length;
        while (true)
        {
            var body = ReadChunk(png, ref at, out var type);
            if (header is null != (type == "IHDR"))
                throw new InvalidDataException($"chunk {type} where {(header is null ? "the first one must be" : "there can be no second")} IHDR");
            if (type == "IHDR")
                header = ReadHeader(body);
            else if (type == "PLTE")
                palette = body.ToArray();
            else if (type == "IDAT")
                data.Write(body);
            else if (type == "IEND")
                break;
            else if (char.IsUpper(type[0]))
                throw new InvalidDataException($"chunk {type} is critical and not known");
        }
        if (header is { Colour: ColourType.Palette } && (palette.Length == 0 || palette.Length % 3 != 0))
            throw new InvalidDataException($"the palette has {palette.Length} bytes; expected three a colour, and a colour at least");
        data.Position = 0;
        return ReadPixels(header!.Value, palette, data);
    }

    /// <summary>Takes the chunk at <paramref name="at"/> and moves past it.</summary>
    private static ReadOnlySpan<byte> ReadChunk(ReadOnlySpan<byte> png, ref int at, out string type)
    {
        const int frame = 12; // length, type and checksum
        if (png.Length - at < frame)
            throw new InvalidDataException($"truncated: the file ends at byte {png.Length}, before its IEND chunk");
        var length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
        var name = png.Slice(at + 4, 4);
        if (name.ContainsAnyExcept(Letters))
            throw new InvalidDataException($"no chunk at byte {at}: expected four letters, found {Image.Hex(name)}");
        type = Encoding.ASCII.GetString(name);
        if (length > png.Length - at - frame)
            throw new InvalidDataException($"truncated: chunk {type} at byte {at} has {length} bytes, of which {png.Length - at - frame} are there");
        Crc32.Check($"chunk {type} at byte {at}", BinaryPrimitives.ReadUInt32BigEndian(png[(at + 8 + (int)length)..]),
            Crc32.Append(0, png.Slice(at + 4, 4 + (int)length)));
        var body = png.Slice(at + 8, (int)length);
        at += frame + (int)length;
        return body;
    }

    private static Header ReadHeader(ReadOnlySpan<byte> body)
    {
        if (body.Length != 13)
            throw new InvalidDataException($"IHDR has {body.Length} bytes; expected 13");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(body), height = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        Image.CheckDeclared(width, height);
        var header = new Header((int)width, (int)height, body[8], (ColourType)body[9]);
        var isKnown = header.Colour switch
        {
            ColourType.Grey => header.Depth is 1 or 2 or 4 or 8 or 16,
            ColourType.Palette => header.Depth is 1 or 2 or 4 or 8,
            ColourType.Rgb or ColourType.GreyAlpha or ColourType.Rgba => header.Depth is 8 or 16,
            _ => false,
        };
        if (!isKnown || body[10] != 0 || body[11] != 0 || body[12] > 1)
            throw new InvalidDataException(
                $"IHDR has bit depth {body[8]}, colour type {body[9]}, compression {body[10]}, filter method {body[11]}, interlace {body[12]}: no PNG has these");
        if (body[12] == 1)
            throw new InvalidDataException("an interlaced PNG (Adam7), which is not read here; save it without interlacing");
        return header;
    }
}
