using Fovea.Data.Coco;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>Makes one map of segments of the masks of all queries, as DETR does (Section 4.4): each pixel goes to the strongest mask.</summary>
public static class PanopticPostProcess
{
    private const double SmallestArea = 4;

    /// <summary>The segments of one image.</summary>
    /// <remarks>
    /// Queries that are surest of a class, and sure enough, draw. Stuff of one class is one segment. A segment of at most 4 pixels is dropped, and
    /// its pixels go to the others. Segments are numbered from 1 on.
    /// </remarks>
    /// <param name="logits">Of the classes, no object last, [Q, K].</param>
    /// <param name="masks">Logits, [Q, h, w].</param>
    /// <param name="padded">Height and width of the batch that <paramref name="masks"/> span.</param>
    /// <param name="shown">Height and width of the image within it.</param>
    /// <param name="original">Height and width of the image as it was read.</param>
    /// <param name="isThing">Whether a class is a thing.</param>
    /// <param name="threshold">How sure a query is to be at least: .85 in DETR.</param>
    public static PanopticMap Segments(Tensor logits, Tensor masks, (int Height, int Width) padded, (int Height, int Width) shown,
        (int Height, int Width) original, Func<int, bool> isThing, double threshold = .85)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (scores, labels) = logits.softmax(-1).max(-1);                                                  // [Q]
        var kept = (labels.ne(logits.shape[1] - 1) & (scores > threshold)).nonzero().flatten();             // [N]
        int[] classes = [.. labels.index_select(0, kept).cpu().data<long>().ToArray().Select(label => (int)label)];
        if (classes.Length == 0)
            return new(new int[original.Height, original.Width], []);
        var drawn = functional.interpolate(masks.index_select(0, kept).unsqueeze(1), [padded.Height, padded.Width], mode: InterpolationMode.Bilinear, align_corners: false)
            .squeeze(1).narrow(1, 0, shown.Height).narrow(2, 0, shown.Width);                               // [N, height, width]
        var (place, alive) = Settle(drawn, classes, isThing);
        var resized = functional.interpolate(place.to(ScalarType.Float32).unsqueeze(0).unsqueeze(0), [original.Height, original.Width])
            .to(ScalarType.Int64).cpu().data<long>().ToArray();
        return Map(resized, original, [.. alive.Select(k => classes[k])]);
    }

    // The strongest of the masks at each pixel, [height, width], and which masks are left.
    private static (Tensor Place, int[] Alive) Settle(Tensor drawn, int[] classes, Func<int, bool> isThing)
    {
        int[] alive = [.. Enumerable.Range(0, classes.Length)];
        var place = drawn.argmax(0);
        foreach (var same in alive.Where(k => !isThing(classes[k])).GroupBy(k => classes[k]))
            foreach (var k in same.Skip(1))
                place = place.masked_fill(place.eq(k), same.First());
        while (true)
        {
            int[] large = [.. Enumerable.Range(0, alive.Length).Where(k => place.eq(k).sum().ToDouble() > SmallestArea)];
            if (large.Length is 0 || large.Length == alive.Length) return (place, alive);
            alive = [.. large.Select(k => alive[k])];
            place = drawn.index_select(0, tensor(alive.Select(k => (long)k).ToArray(), device: drawn.device)).argmax(0);
        }
    }

    private static PanopticMap Map(long[] place, (int Height, int Width) size, int[] classes)
    {
        var pixels = new int[size.Height, size.Width];
        var extent = classes.Select(_ => (Left: size.Width, Top: size.Height, Right: 0, Bottom: 0, Area: 0)).ToArray();
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var k = (int)place[y * size.Width + x];
                pixels[y, x] = k + 1;
                ref var e = ref extent[k];
                e = (Math.Min(e.Left, x), Math.Min(e.Top, y), Math.Max(e.Right, x + 1), Math.Max(e.Bottom, y + 1), e.Area + 1);
            }
        // Shrinking the map to the image's own size may lose a thin segment altogether.
        var segments = extent.Index().Where(one => one.Item.Area > 0).Select(one => new PanopticSegment(one.Index + 1, classes[one.Index],
            Box.FromCorners(one.Item.Left, one.Item.Top, one.Item.Right, one.Item.Bottom), one.Item.Area));
        return new(pixels, [.. segments]);
    }
}
