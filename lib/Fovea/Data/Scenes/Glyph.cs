namespace Fovea.Data.Scenes;

/// <summary>A stroke cut out of an MNIST digit: how much of each pixel it covers, 0 to 255.</summary>
/// <param name="Coverage">Grey.</param>
internal sealed record Glyph(Image Coverage)
{
    private const int Stroke = 64; // a pixel is of the stroke where a quarter of it is covered
    private const int Faint = 100; // a fragment without a pixel of this coverage is not worth painting

    public int Width => Coverage.Width;

    public int Height => Coverage.Height;

    public bool IsFaint => Coverage.Pixels.Max() < Faint;

    /// <summary>The digit without the black around it.</summary>
    public static Glyph Of(Image digit) => new Glyph(digit).Tight();

    /// <summary>Resizes it so that the longer side has a length and the shorter at least five pixels, and cuts off what the resizing left bare.</summary>
    public Glyph Scaled(int longSide)
    {
        const int shortest = 5;
        int Across(int side, int other) => side >= other ? longSide : Math.Max(shortest, (2 * side * longSide + other) / (2 * other));
        return Resized(Across(Width, Height), Across(Height, Width)).Tight();
    }

    public Glyph Resized(int width, int height) => new(Coverage.Resize(width, height, Interpolation.Bilinear));

    public Glyph Cut(int left, int top, int width, int height) => new(Coverage.Crop(left, top, width, height));

    /// <summary>Turned by a quarter, counter-clockwise, some times.</summary>
    public Glyph Turned(int quarters)
    {
        var image = Coverage;
        for (; quarters > 0; quarters--)
        {
            var pixels = new byte[image.Pixels.Length];
            for (var y = 0; y < image.Width; y++)
                for (var x = 0; x < image.Height; x++)
                    pixels[y * image.Height + x] = image.Pixels[x * image.Width + image.Width - 1 - y];
            image = new Image(image.Height, image.Width, 1, pixels);
        }
        return new Glyph(image);
    }

    /// <summary>Where the stroke is.</summary>
    public bool[,] Mask()
    {
        var mask = new bool[Height, Width];
        for (var i = 0; i < Coverage.Pixels.Length; i++)
            mask[i / Width, i % Width] = Coverage.Pixels[i] >= Stroke;
        return mask;
    }

    private Glyph Tight()
    {
        var (left, top, right, bottom) = (Width, Height, 0, 0);
        for (var i = 0; i < Coverage.Pixels.Length; i++)
        {
            if (Coverage.Pixels[i] < Stroke)
                continue;
            (left, right) = (Math.Min(left, i % Width), Math.Max(right, i % Width + 1));
            (top, bottom) = (Math.Min(top, i / Width), Math.Max(bottom, i / Width + 1));
        }
        return right - left == Width && bottom - top == Height ? this : Cut(left, top, right - left, bottom - top);
    }
}
