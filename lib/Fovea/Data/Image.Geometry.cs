namespace Fovea.Data;

public sealed partial class Image
{
    /// <summary>Resizes with antialiasing, bit for bit as Pillow's <c>Image.resize</c>.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <exception cref="ArgumentException">A size is not positive, or there is an alpha channel, which would need premultiplying.</exception>
    public Image Resize(int width, int height, Interpolation interpolation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (Channels == 4)
            throw new ArgumentException("An image with an alpha channel is not resized here; drop it with ToRgb().");
        return Resampling.Resize(this, width, height, interpolation);
    }

    /// <summary>
    /// Resizes so that the shorter side has a length, keeping the aspect ratio: torchvision's <c>Resize(int)</c>, which
    /// truncates the longer side.
    /// </summary>
    /// <param name="length">In pixels.</param>
    /// <param name="interpolation">The filter.</param>
    public Image ResizeShorterSide(int length, Interpolation interpolation)
    {
        var (shorter, longer) = (Math.Min(Width, Height), (int)((long)length * Math.Max(Width, Height) / Math.Min(Width, Height)));
        if (shorter == length)
            return this;
        return Width <= Height ? Resize(length, longer, interpolation) : Resize(longer, length, interpolation);
    }

    /// <summary>
    /// A square from the middle: torchvision's <c>CenterCrop</c>, which rounds half a pixel to the even one and fills with
    /// zeros where the image is smaller.
    /// </summary>
    /// <param name="size">In pixels.</param>
    public Image CenterCrop(int size)
    {
        // A smaller image is first padded, the odd pixel after it; a larger one is then cut, half a pixel to even.
        static int Start(int length, int size) => length < size ? -((size - length) / 2) : (int)Math.Round((length - size) / 2.0);
        return Crop(Start(Width, size), Start(Height, size), size, size);
    }

    /// <summary>Cuts a rectangle out; what lies outside the image is zero.</summary>
    /// <param name="left">The column of the image that becomes the first; may be negative.</param>
    /// <param name="top">The row of the image that becomes the first; may be negative.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public Image Crop(int left, int top, int width, int height)
    {
        var pixels = new byte[checked(width * height * Channels)];
        var (from, to) = (Math.Max(left, 0), Math.Min((long)left + width, Width));
        for (var y = Math.Max(top, 0); from < to && y < Math.Min((long)top + height, Height); y++)
            Pixels.AsSpan((y * Width + from) * Channels, (int)(to - from) * Channels)
                .CopyTo(pixels.AsSpan(((y - top) * width + from - left) * Channels));
        return new Image(width, height, Channels, pixels);
    }

    /// <summary>Left and right exchanged.</summary>
    public Image FlipHorizontal()
    {
        var pixels = new byte[Pixels.Length];
        for (var row = 0; row < Pixels.Length; row += Width * Channels)
            for (var x = 0; x < Width; x++)
                Pixels.AsSpan(row + x * Channels, Channels).CopyTo(pixels.AsSpan(row + (Width - 1 - x) * Channels));
        return new Image(Width, Height, Channels, pixels);
    }

    /// <summary>Lays this image over a part of another of the same channels.</summary>
    /// <param name="canvas">Holds it wholly; is changed.</param>
    /// <param name="left">Where the first column goes.</param>
    /// <param name="top">Where the first row goes.</param>
    /// <exception cref="ArgumentException">It does not lie within, or has other channels.</exception>
    internal void CopyTo(Image canvas, int left, int top)
    {
        if (canvas.Channels != Channels || left < 0 || top < 0 || left + Width > canvas.Width || top + Height > canvas.Height)
            throw new ArgumentException(
                $"{Width} x {Height} x {Channels} at ({left}, {top}) is not within {canvas.Width} x {canvas.Height} x {canvas.Channels}.", nameof(canvas));
        for (var y = 0; y < Height; y++)
            Pixels.AsSpan(y * Width * Channels, Width * Channels).CopyTo(canvas.Pixels.AsSpan(((top + y) * canvas.Width + left) * Channels));
    }
}
