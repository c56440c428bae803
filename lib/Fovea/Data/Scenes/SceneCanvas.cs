using System.Numerics;

namespace Fovea.Data.Scenes;

/// <summary>
/// A scene while it is painted. Whole numbers throughout, in 256ths of a grey level, so that every machine paints the same
/// pixels.
/// </summary>
internal sealed class SceneCanvas
{
    private const int Side = Scene.Side, One = 256, Deviation = 4;

    private readonly int[] pixels = new int[Side * Side * 3];

    /// <summary>
    /// The background: 0.75 of a photograph and 0.35 of another's deviation from its mean, small and repeated, both with the
    /// contrast reduced to 0.7.
    /// </summary>
    public SceneCanvas(Image photo, Image texture)
    {
        var behind = photo.Resize(Side, Side, Interpolation.Bicubic);
        var tile = texture.Resize(Side / 2, Side / 2, Interpolation.Bicubic);
        var (mean, tileMean) = (Mean(behind), Mean(tile));
        for (var i = 0; i < pixels.Length; i++)
        {
            var (channel, x, y) = (i % 3, i / 3 % Side, i / 3 / Side);
            var shade = tile.Pixels[(y % tile.Height * tile.Width + x % tile.Width) * 3 + channel] * One - tileMean[channel];
            // 0.7 (0.75 p + 0.35 q) + 0.3 (0.75 mean of p), in thousandths.
            var value = (525 * One * behind.Pixels[i] + 245 * shade + 225 * mean[channel]) / 1000;
            pixels[i] = Math.Clamp(value, 0, 255 * One);
        }
    }

    /// <summary>Mixes a colour into every pixel.</summary>
    /// <param name="colour">Red, green and blue.</param>
    /// <param name="share">Of the colour, in 256ths.</param>
    public void Tint((int Red, int Green, int Blue) colour, int share)
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] += (Channel(colour, i % 3) * One - pixels[i]) * share / 256;
    }

    /// <summary>The mean of a rectangle.</summary>
    public (int Red, int Green, int Blue) Mean(int left, int top, int width, int height)
    {
        var sums = new int[3];
        for (var y = top; y < top + height; y++)
            for (var i = (y * Side + left) * 3; i < (y * Side + left + width) * 3; i++)
                sums[i % 3] += pixels[i] / One;
        return (sums[0] / (width * height), sums[1] / (width * height), sums[2] / (width * height));
    }

    /// <summary>Paints a stroke in a colour.</summary>
    /// <param name="glyph">Where.</param>
    /// <param name="left">Its first column.</param>
    /// <param name="top">Its first row.</param>
    /// <param name="colour">Red, green and blue.</param>
    /// <param name="opacity">Of a wholly covered pixel, in 256ths.</param>
    public void Paint(Glyph glyph, int left, int top, (int Red, int Green, int Blue) colour, int opacity)
    {
        for (var y = 0; y < glyph.Height; y++)
            for (var x = 0; x < glyph.Width; x++)
            {
                long share = glyph.Coverage.Pixels[y * glyph.Width + x] * opacity; // in (255 x 256)ths
                for (var channel = 0; channel < 3; channel++)
                {
                    ref var pixel = ref pixels[((top + y) * Side + left + x) * 3 + channel];
                    pixel += (int)((Channel(colour, channel) * One - pixel) * share / (255 * 256));
                }
            }
    }

    /// <summary>The pixels with noise of mean 0 and deviation 4, the same in all three channels.</summary>
    public byte[] Finish(ref SeededRandom random)
    {
        var result = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            // Of 64 fair coins: 64 / 4 = 16 is the variance.
            var noise = BitOperations.PopCount(random.NextUInt64()) - 2 * Deviation * Deviation;
            for (var channel = 0; channel < 3; channel++)
                result[i + channel] = (byte)Math.Clamp((pixels[i + channel] + One / 2) / One + noise, 0, 255);
        }
        return result;
    }

    private static int Channel((int Red, int Green, int Blue) colour, int channel) =>
        channel switch { 0 => colour.Red, 1 => colour.Green, _ => colour.Blue };

    // By channel, in 256ths.
    private static int[] Mean(Image image)
    {
        var sums = new int[3];
        for (var i = 0; i < image.Pixels.Length; i++)
            sums[i % 3] += image.Pixels[i];
        return Array.ConvertAll(sums, sum => (int)((long)sum * One / (image.Width * image.Height)));
    }
}
