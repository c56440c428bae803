namespace Fovea.Data;

/// <summary>An image of bytes, row by row, channels last. Operations give new images.</summary>
public sealed partial class Image
{
    /// <summary>
    /// The most pixels that a decoder accepts, by what a file's header declares: more than any image of ImageNet or COCO,
    /// and 300 MB of RGB, so that a damaged or hostile file of some bytes cannot ask for all memory.
    /// </summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>Takes pixels over, without a copy.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="channels">1 grey, 3 RGB, 4 RGBA.</param>
    /// <param name="pixels">height x width x channels.</param>
    /// <exception cref="ArgumentException">The sizes are not positive, do not match the pixels, or the channels are none of these.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        if (channels is not (1 or 3 or 4))
            throw new ArgumentException($"An image has 1, 3 or 4 channels, not {channels}.", nameof(channels));
        if (width <= 0 || height <= 0 || pixels.Length != (long)width * height * channels)
            throw new ArgumentException(
                $"{pixels.Length} bytes are not an image of {width} x {height} pixels with {channels} channel(s).", nameof(pixels));
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>1 grey, 3 RGB, 4 RGBA.</summary>
    public int Channels { get; }

    /// <summary>height x width x channels.</summary>
    public byte[] Pixels { get; }

    /// <summary>Reads a JPEG or PNG file; its first bytes tell which, not its name.</summary>
    /// <exception cref="ImageException">The file cannot be read or is no sound image: the message names it.</exception>
    public static Image Load(string path)
    {
        try
        {
            return Decode(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ImageException(e is InvalidDataException ? $"{path}: {e.Message}" : e.Message, e);
        }
    }

    /// <summary>Decodes a JPEG or PNG file.</summary>
    /// <exception cref="InvalidDataException">It is neither, or damaged: the message says what was expected and found.</exception>
    public static Image Decode(ReadOnlySpan<byte> file)
    {
        if (Jpeg.Is(file))
            return Jpeg.Decode(file);
        if (Png.Is(file))
            return Png.Decode(file);
        throw new InvalidDataException(file.IsEmpty
            ? "the file is empty; expected a JPEG or PNG"
            : $"neither a JPEG (FF D8 FF) nor a PNG (89 50 4E 47): it begins with {Hex(file[..Math.Min(4, file.Length)])}");
    }

    /// <summary>Three channels: grey is repeated, an alpha channel is dropped.</summary>
    public Image ToRgb()
    {
        if (Channels == 3)
            return this;
        var rgb = new byte[Width * Height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += Channels, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = Channels == 1
                ? (Pixels[from], Pixels[from], Pixels[from])
                : (Pixels[from], Pixels[from + 1], Pixels[from + 2]);
        return new Image(Width, Height, 3, rgb);
    }

    internal static string Hex(ReadOnlySpan<byte> bytes) => string.Join(' ', Convert.ToHexString(bytes).Chunk(2).Select(pair => new string(pair)));

    /// <exception cref="InvalidDataException">A header declares no pixel, or more than <see cref="MaxPixels"/>.</exception>
    internal static void CheckDeclared(long width, long height)
    {
        if (width < 1 || height < 1 || width * height > MaxPixels)
            throw new InvalidDataException(
                $"the header declares {width} x {height} pixels; expected at least one and at most {MaxPixels / 1_000_000} million");
    }
}

/// <summary>An image file cannot be used: the message names the file, what was expected and what was found.</summary>
public sealed class ImageException(string message, Exception? inner = null) : IOException(message, inner);
