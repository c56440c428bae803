using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>Boxes as sines and cosines of falling frequencies, 2 pi p / 10000^(2 i / D), from which decoder queries learn where they are.</summary>
public static class BoxPositions
{
    private const double Temperature = 10_000;

    /// <summary>Works them out.</summary>
    /// <param name="boxes">cx, cy, w, h as fractions, or cx, cy, [B, Q, 4 or 2].</param>
    /// <param name="width">D, of each number; even.</param>
    /// <returns>Of cy, cx, w and h, [B, Q, 4 D or 2 D].</returns>
    public static Tensor Of(Tensor boxes, int width)
    {
        using var scope = NewDisposeScope();
        var waves = tensor(Enumerable.Range(0, width / 2).Select(i => (float)Math.Pow(Temperature, 2.0 * i / width)).ToArray(), device: boxes.device);
        var parts = boxes.unbind(-1);
        return cat([Waves(parts[1]), Waves(parts[0]), .. parts[2..].Select(Waves)], -1).MoveToOuterDisposeScope();

        Tensor Waves(Tensor values)
        {
            var angle = values.unsqueeze(-1) * (2 * Math.PI) / waves;           // [B, Q] -> [B, Q, D / 2]
            return stack([angle.sin(), angle.cos()], -1).flatten(-2);           // [B, Q, D / 2, 2] -> [B, Q, D]
        }
    }
}
