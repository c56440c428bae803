using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Layers;

/// <content>RoI pooling by maxima.</content>
public static partial class RoiPooling
{
    // Regions whose maxima are looked for together; of about one size, so that none is gone through for long after its end.
    private const long Together = 32;

    /// <summary>RoI pooling (Girshick 2015, Fast R-CNN, Section 2.1): the maximum of each bin.</summary>
    /// <remarks>
    /// Corners are rounded, half away from zero, and belong to the region, which so has at least one position; a bin outside of the map is
    /// zero. The gradient goes to the first of several equal maxima.
    /// </remarks>
    /// <inheritdoc cref="Align"/>
    public static Tensor Max(Tensor features, Tensor rois, (int Height, int Width) size, double scale = 1)
    {
        using var scope = NewDisposeScope();
        var regions = Checked(features, rois, size, scale);
        var (batch, channels, height, width) = (features.shape[0], features.shape[1], features.shape[2], features.shape[3]);
        var (count, h, w) = (regions.Count, size.Height, size.Width);
        if (count == 0) return None(features, channels, h, w).MoveToOuterDisposeScope();

        var (top, bottom) = Bins(regions.Top, regions.Bottom, h, 1, height);                                // [R, h]
        var (left, right) = Bins(regions.Left, regions.Right, w, 1, width);                                 // [R, w]
        var positions = features.permute(0, 2, 3, 1).reshape(batch * height * width, channels);             // [B H W, C]
        var image = tensor(regions.Images, ScalarType.Int64, features.device).view(count, 1, 1) * (height * width);
        var order = ((bottom - top).amax(1) * (right - left).amax(1)).argsort();
        var best = cat([.. order.split(Together).Select(some => FirstMaxima(positions, image.index_select(0, some),
            (top.index_select(0, some), bottom.index_select(0, some)), (left.index_select(0, some), right.index_select(0, some)), width))])
            .view(count, h * w, channels).index_select(0, order.argsort()).view(-1, channels);              // [R h w, C]

        var none = (bottom <= top).unsqueeze(2).logical_or((right <= left).unsqueeze(1));                   // [R, h, w]
        return positions.gather(0, best).masked_fill(none.view(-1, 1), 0)
            .view(count, h, w, channels).permute(0, 3, 1, 2).contiguous()                                   // [R, C, h, w]
            .MoveToOuterDisposeScope();
    }

    /// <summary>Where the maximum of each bin and channel is; anywhere where the bin has no position.</summary>
    /// <param name="positions">[B H W, C].</param>
    /// <param name="image">Where the region's image begins among them, [R, 1, 1].</param>
    /// <param name="rows">From and to, [R, h] each.</param>
    /// <param name="columns">From and to, [R, w] each.</param>
    /// <param name="width">W.</param>
    /// <returns>[R h w, C], 64-bit.</returns>
    private static Tensor FirstMaxima(Tensor positions, Tensor image, (Tensor From, Tensor To) rows, (Tensor From, Tensor To) columns, long width)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (tallest, widest) = ((rows.To - rows.From).max().ToInt64(), (columns.To - columns.From).max().ToInt64());
        var place = Places(0, 0).unsqueeze(1).expand(-1, positions.shape[1]).contiguous();                  // [R h w, C]
        var value = place.full_like(double.NegativeInfinity, positions.dtype);
        for (var dy = 0L; dy < tallest; dy++)
            for (var dx = 0L; dx < widest; dx++)
            {
                using var inner = NewDisposeScope();
                var here = Places(dy, dx);
                var found = positions.index_select(0, here);                                                // [R h w, C]
                var better = found > value;
                value.copy_(where(better, found, value));
                place.copy_(where(better, here.unsqueeze(1), place));
            }
        return place.MoveToOuterDisposeScope();

        // A position of each bin, [R h w].
        Tensor Places(long dy, long dx) => (image + Step(rows, dy).unsqueeze(2) * width + Step(columns, dx).unsqueeze(1)).reshape(-1);


        // The bin's last position again where it has no more.
        static Tensor Step((Tensor From, Tensor To) bins, long step) =>
            minimum(bins.From + step, bins.To - 1).clamp_min(0).to(ScalarType.Int64);
    }
}
