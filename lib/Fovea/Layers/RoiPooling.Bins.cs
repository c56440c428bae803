using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Layers;

/// <content>Which positions along an axis a bin is made of, and by what share.</content>
public static partial class RoiPooling
{
    /// <summary>The mean of bilinear lookups along an axis, as the share of each position.</summary>
    /// <param name="start">[R], where regions begin.</param>
    /// <param name="end">[R], where they end.</param>
    /// <param name="bins">How many a region.</param>
    /// <param name="length">Of the axis, in positions.</param>
    /// <param name="samplingRatio">Lookups a bin; where not positive, as many as positions that the bin begins to cover.</param>
    /// <param name="least">Length of a region at least.</param>
    /// <returns>[R, bins, length].</returns>
    internal static Tensor LookupWeights(Tensor start, Tensor end, int bins, long length, int samplingRatio, double least)
    {
        using var scope = NewDisposeScope();
        var bin = ((end - start).clamp_min(least) / bins).unsqueeze(1);                                     // [R, 1]
        var number = samplingRatio > 0 ? bin.full_like(samplingRatio) : bin.ceil().clamp_min(0);           // [R, 1]
        var divisor = number.clamp_min(1);
        var first = start.unsqueeze(1) + arange(bins, start.dtype, start.device) * bin;                     // [R, bins]
        var places = arange(length, start.dtype, start.device);                                             // [length]
        var weights = zeros([start.shape[0], bins, length], start.dtype, start.device);
        if (start.shape[0] == 0) return weights.MoveToOuterDisposeScope();

        // Where their number follows the bin's size, lookups are between half a position and a position apart: those on the map are few,
        // and those before it are skipped, however large the region is.
        var adaptive = samplingRatio <= 0;
        var skipped = adaptive ? ((-1 - first) * divisor / bin).floor().sub(2).clamp_min(0) : first.zeros_like(); // [R, bins]
        var lookups = adaptive ? (long)Math.Min(number.max().ToDouble(), 2 * length + 8) : samplingRatio;
        for (var i = 0; i < lookups; i++)
        {
            using var inner = NewDisposeScope();
            var lookup = skipped + i;
            var at = first + (lookup + .5) * bin / divisor;                                                 // [R, bins]
            var counts = (at >= -1).logical_and(at <= length).logical_and(lookup < number);
            var near = 1 - (at.clamp(0, length - 1).unsqueeze(-1) - places).abs();                          // [R, bins, length]
            weights.add_(near.clamp_min(0).masked_fill(counts.logical_not().unsqueeze(-1), 0));
        }
        return (weights / divisor.unsqueeze(-1)).MoveToOuterDisposeScope();
    }

    /// <summary>The positions of each bin: of whole positions, those that the bin touches, so that bins may share one.</summary>
    /// <param name="start">[R], where regions begin; rounded.</param>
    /// <param name="end">[R], where they end; rounded.</param>
    /// <param name="bins">How many a region.</param>
    /// <param name="extra">1 where the end's position belongs to the region.</param>
    /// <param name="limit">Positions from here on are left out.</param>
    /// <returns>The first position and the one after the last, [R, bins] each; the same or fewer where there is none.</returns>
    internal static (Tensor From, Tensor To) Bins(Tensor start, Tensor end, int bins, int extra, long limit)
    {
        var begin = RoundHalfAway(start).unsqueeze(1);                                                      // [R, 1]
        var bin = (RoundHalfAway(end).unsqueeze(1) - begin + extra).clamp_min(1) / bins;
        var number = arange(bins, start.dtype, start.device);
        return (((number * bin).floor() + begin).clamp(0, limit), (((number + 1) * bin).ceil() + begin).clamp(0, limit));
    }

    /// <summary>The mean of the positions of each bin, as the share of each position.</summary>
    internal static Tensor MeanWeights((Tensor From, Tensor To) bins, long length)
    {
        var places = arange(length, bins.From.dtype, bins.From.device);
        var inside = (places >= bins.From.unsqueeze(-1)).logical_and(places < bins.To.unsqueeze(-1));       // [R, bins, length]
        return inside.to(bins.From.dtype) / (bins.To - bins.From).clamp_min(1).unsqueeze(-1);
    }

    /// <summary>C's round, where the framework's rounds half to even.</summary>
    private static Tensor RoundHalfAway(Tensor x)
    {
        var whole = x.trunc();
        return whole + ((x - whole).abs() >= .5).to(x.dtype) * x.sign();
    }
}
