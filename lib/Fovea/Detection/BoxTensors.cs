using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>
/// Boxes as tensors [..., 4], of any unit: either centre x, centre y, width, height, as DETR predicts them, or the corners x1, y1,
/// x2, y2. All of it can be differentiated.
/// </summary>
public static class BoxTensors
{
    /// <summary>Centre and size to corners.</summary>
    public static Tensor ToCorners(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var (centre, half) = (boxes.narrow(-1, 0, 2), boxes.narrow(-1, 2, 2) / 2);
        return cat([centre - half, centre + half], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Corners to centre and size.</summary>
    public static Tensor FromCorners(Tensor corners)
    {
        using var scope = NewDisposeScope();
        var (least, most) = (corners.narrow(-1, 0, 2), corners.narrow(-1, 2, 2));
        return cat([(least + most) / 2, most - least], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Intersection over union of boxes with the boxes at the same place; shapes broadcast.</summary>
    /// <param name="a">Corners, [..., 4].</param>
    /// <param name="b">Corners, [..., 4].</param>
    /// <returns>[...]; not a number where neither box has an area.</returns>
    public static Tensor IoU(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (shared, union) = SharedAndUnion(a, b);
        return (shared / union).MoveToOuterDisposeScope();
    }

    /// <summary>Intersection over union of every box of one list with every box of another.</summary>
    /// <param name="a">Corners, [N, 4].</param>
    /// <param name="b">Corners, [M, 4].</param>
    /// <returns>[N, M].</returns>
    public static Tensor PairwiseIoU(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return IoU(a.unsqueeze(1), b.unsqueeze(0)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Generalised intersection over union (Rezatofighi et al. 2019, Algorithm 1): the overlap less the share of the smallest box
    /// around both that neither fills. -1 to 1; shapes broadcast.
    /// </summary>
    /// <inheritdoc cref="IoU"/>
    public static Tensor GIoU(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (shared, union) = SharedAndUnion(a, b);
        var least = minimum(a.narrow(-1, 0, 2), b.narrow(-1, 0, 2));
        var most = maximum(a.narrow(-1, 2, 2), b.narrow(-1, 2, 2));
        var around = Area(cat([least, most], -1));
        return (shared / union - (around - union) / around).MoveToOuterDisposeScope();
    }

    /// <summary><see cref="GIoU"/> of every box of one list with every box of another.</summary>
    /// <inheritdoc cref="PairwiseIoU"/>
    public static Tensor PairwiseGIoU(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return GIoU(a.unsqueeze(1), b.unsqueeze(0)).MoveToOuterDisposeScope();
    }

    /// <summary>The tightest box around each mask: its least and greatest columns and rows, both within the mask, as the authors' code has it.</summary>
    /// <param name="masks">[N, H, W]; what is not 0 belongs to the mask.</param>
    /// <returns>Corners in pixels, single precision, [N, 4]; zeros for an empty mask.</returns>
    public static Tensor Around(Tensor masks)
    {
        using var scope = NewDisposeScope();
        var filled = masks.ne(0);
        var empty = filled.flatten(1).any(1).logical_not().unsqueeze(1);                    // [N, 1]
        var (left, right) = Extent(filled.any(1));
        var (top, bottom) = Extent(filled.any(2));
        return stack([left, top, right, bottom], 1).masked_fill(empty, 0).MoveToOuterDisposeScope();

        static (Tensor Least, Tensor Most) Extent(Tensor occupied)                          // [N, L]
        {
            var place = arange(occupied.shape[1], ScalarType.Float32, occupied.device);
            return (place.masked_fill(occupied.logical_not(), float.MaxValue).amin(1), (place * occupied).amax(1));
        }
    }

    /// <summary>Area of the intersection and of the union.</summary>
    internal static (Tensor Shared, Tensor Union) SharedAndUnion(Tensor a, Tensor b)
    {
        var least = maximum(a.narrow(-1, 0, 2), b.narrow(-1, 0, 2));
        var most = minimum(a.narrow(-1, 2, 2), b.narrow(-1, 2, 2));
        var sides = (most - least).clamp(min: 0);
        var shared = sides.select(-1, 0) * sides.select(-1, 1);
        return (shared, Area(a) + Area(b) - shared);
    }

    private static Tensor Area(Tensor corners)
    {
        var sides = corners.narrow(-1, 2, 2) - corners.narrow(-1, 0, 2);
        return sides.select(-1, 0) * sides.select(-1, 1);
    }
}
