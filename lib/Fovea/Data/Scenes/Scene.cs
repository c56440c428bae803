using System.Collections;
using Fovea.Detection;

namespace Fovea.Data.Scenes;

/// <summary>A digit in a scene.</summary>
/// <param name="Digit">0 to 9.</param>
/// <param name="Left">First column of its box, which its mask touches on all four sides.</param>
/// <param name="Top">First row of its box.</param>
/// <param name="Mask">height x width of the box: where its stroke is. No two masks of a scene meet.</param>
public sealed record SceneDigit(byte Digit, byte Left, byte Top, bool[,] Mask)
{
    /// <summary>Of the box, in pixels.</summary>
    public int Width => Mask.GetLength(1);

    /// <summary>Of the box, in pixels.</summary>
    public int Height => Mask.GetLength(0);

    /// <summary>In pixels of the scene.</summary>
    public Box Box => new(Left, Top, Width, Height);

    /// <summary>The mask within the scene.</summary>
    public RunLengthMask RunLengthMask()
    {
        var pixels = new bool[Scene.Side, Scene.Side];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                pixels[Top + y, Left + x] = Mask[y, x];
        return Detection.RunLengthMask.FromPixels(pixels);
    }
}

/// <summary>What there is to know about a scene but its pixels.</summary>
/// <param name="Background">The CIFAR-10 class of the photograph behind.</param>
/// <param name="Digits">The larger ones first.</param>
public sealed record Scene(byte Background, SceneDigit[] Digits)
{
    /// <summary>Rows and columns of a scene, in pixels.</summary>
    public const int Side = 128;

    /// <summary>Appends it: background, number of digits, then of each digit, left, top, width, height and the mask's bits, row by row.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Background);
        writer.Write((byte)Digits.Length);
        foreach (var digit in Digits)
        {
            writer.Write([digit.Digit, digit.Left, digit.Top, (byte)digit.Width, (byte)digit.Height]);
            var bits = new BitArray(digit.Mask.Cast<bool>().ToArray());
            var bytes = new byte[(bits.Length + 7) / 8];
            bits.CopyTo(bytes, 0);
            writer.Write(bytes);
        }
    }

    /// <exception cref="EndOfStreamException">The stream ends within it.</exception>
    internal static Scene Read(BinaryReader reader)
    {
        var (background, digits) = (reader.ReadByte(), new SceneDigit[reader.ReadByte()]);
        for (var i = 0; i < digits.Length; i++)
        {
            var head = new byte[5];
            reader.BaseStream.ReadExactly(head);
            var mask = new bool[head[4], head[3]];
            var bytes = new byte[(mask.Length + 7) / 8];
            reader.BaseStream.ReadExactly(bytes);
            for (var at = 0; at < mask.Length; at++)
                mask[at / head[3], at % head[3]] = (bytes[at / 8] >> at % 8 & 1) != 0;
            digits[i] = new SceneDigit(head[0], head[1], head[2], mask);
        }
        return new Scene(background, digits);
    }
}
