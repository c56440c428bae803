using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Layers;

/// <summary>
/// Greedy non-maximum suppression: boxes in the order of their scores, each kept unless it overlaps one that was kept. Boxes
/// are corners x1, y1, x2, y2; the overlap is intersection over union, in the boxes' own precision, as torchvision computes it.
/// </summary>
/// <remarks>
/// Of equal scores the first box counts as the higher. Two boxes without area never suppress each other. The work is done in
/// main memory, at most N^2 / 2 overlaps and no matrix of them.
/// </remarks>
public static class NonMaximumSuppression
{
    /// <summary>The boxes that are kept, whatever their class.</summary>
    /// <param name="boxes">[N, 4], single or double precision.</param>
    /// <param name="scores">[N].</param>
    /// <param name="threshold">Overlaps above it suppress.</param>
    /// <returns>Indices of boxes by descending score, 64-bit, [K]; on the boxes' device.</returns>
    /// <exception cref="ArgumentException">A shape or type is another, or a box or score is not finite.</exception>
    public static Tensor Keep(Tensor boxes, Tensor scores, double threshold) => Keep(boxes, scores, null, threshold);

    /// <summary>The boxes that are kept where only boxes of the same class suppress each other.</summary>
    /// <remarks>torchvision's <c>batched_nms</c> moves classes apart instead, which costs precision.</remarks>
    /// <param name="boxes">[N, 4], single or double precision.</param>
    /// <param name="scores">[N].</param>
    /// <param name="classes">[N], whole numbers.</param>
    /// <param name="threshold">Overlaps above it suppress.</param>
    /// <inheritdoc cref="Keep(Tensor, Tensor, double)"/>
    public static Tensor KeepByClass(Tensor boxes, Tensor scores, Tensor classes, double threshold)
    {
        Check.That(classes.ndim == 1 && classes.shape[0] == boxes.shape[0] && classes.is_integral(), nameof(classes), "a whole number for each box",
            $"[{string.Join(", ", classes.shape)}] of {classes.dtype}");
        return Keep(boxes, scores, Values<long>(classes.to(ScalarType.Int64)), threshold);
    }

    private static Tensor Keep(Tensor boxes, Tensor scores, long[]? classes, double threshold)
    {
        Check.That(boxes.ndim == 2 && boxes.shape[1] == 4 && boxes.dtype is ScalarType.Float32 or ScalarType.Float64, nameof(boxes),
            "[N, 4] of single or double precision", $"[{string.Join(", ", boxes.shape)}] of {boxes.dtype}");
        Check.That(scores.ndim == 1 && scores.shape[0] == boxes.shape[0], nameof(scores), $"[{boxes.shape[0]}], one for each box",
            $"[{string.Join(", ", scores.shape)}]");
        using var scope = NewDisposeScope();
        var order = Order(Values<double>(scores.to(ScalarType.Float64)));
        var kept = boxes.dtype == ScalarType.Float32
            ? Greedy(Values<float>(boxes), order, classes, threshold)
            : Greedy(Values<double>(boxes), order, classes, threshold);
        return tensor(kept, device: boxes.device).MoveToOuterDisposeScope();
    }

    private static int[] Order(double[] scores)
    {
        var bad = Array.FindIndex(scores, score => !double.IsFinite(score));
        Check.That(bad < 0, $"scores[{bad}]", "a finite number", bad < 0 ? 0 : scores[bad]);
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
    }

    private static long[] Greedy<T>(T[] corners, int[] order, long[]? classes, double threshold) where T : IBinaryFloatingPointIeee754<T>
    {
        var bad = Array.FindIndex(corners, corner => !T.IsFinite(corner));
        Check.That(bad < 0, $"boxes[{bad / 4}]", "four finite corners", bad < 0 ? T.Zero : corners[bad]);
        var boxes = Array.ConvertAll(order, i => (X1: corners[4 * i], Y1: corners[4 * i + 1], X2: corners[4 * i + 2], Y2: corners[4 * i + 3]));
        var areas = Array.ConvertAll(boxes, box => (box.X2 - box.X1) * (box.Y2 - box.Y1));
        var suppressed = new bool[boxes.Length];
        var kept = new List<long>();
        for (var i = 0; i < boxes.Length; i++)
        {
            if (suppressed[i]) continue;
            kept.Add(order[i]);
            var high = boxes[i];
            for (var j = i + 1; j < boxes.Length; j++)
            {
                if (suppressed[j] || (classes is not null && classes[order[i]] != classes[order[j]])) continue;
                var low = boxes[j];
                var width = T.Max(T.Zero, T.Min(high.X2, low.X2) - T.Max(high.X1, low.X1));
                var height = T.Max(T.Zero, T.Min(high.Y2, low.Y2) - T.Max(high.Y1, low.Y1));
                var shared = width * height;
                suppressed[j] = double.CreateChecked(shared / (areas[i] + areas[j] - shared)) > threshold;
            }
        }
        return [.. kept];
    }

    private static T[] Values<T>(Tensor tensor) where T : unmanaged => tensor.detach().cpu().contiguous().data<T>().ToArray();
}
