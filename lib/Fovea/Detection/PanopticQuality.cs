using Fovea.Data.Coco;

namespace Fovea.Detection;

/// <summary>Panoptic quality and its two factors, each from 0 to 1: PQ = SQ x RQ within a category.</summary>
/// <param name="PQ">Panoptic quality.</param>
/// <param name="SQ">Segmentation quality: mean IoU of what was recognised.</param>
/// <param name="RQ">Recognition quality: F1 of the segments.</param>
/// <param name="Categories">How many categories it is the mean of; with none the figures are NaN.</param>
public sealed record PanopticFigures(double PQ, double SQ, double RQ, int Categories);

/// <summary>What became of one category's segments, over all images.</summary>
/// <param name="Hits">Found segments that match an annotated one (IoU above 1/2).</param>
/// <param name="FalsePositives">Found segments that match none and are not mostly void or crowd.</param>
/// <param name="FalseNegatives">Annotated segments that none matches; crowds left out.</param>
/// <param name="Overlap">Sum of the IoU of the hits.</param>
public readonly record struct PanopticCounts(int Hits, int FalsePositives, int FalseNegatives, double Overlap);

/// <summary>
/// Panoptic quality (Kirillov et al. 2019), with void and crowds as panopticapi treats them: void does not count into a union, a
/// crowd is never missed, and a found segment of which more than half is void or its category's crowd is no false positive.
/// </summary>
public sealed class PanopticQuality
{
    private const double LeastIou = 0.5, LeastVoid = 0.5;

    private readonly Dictionary<int, bool> isThing;
    private readonly Dictionary<int, PanopticCounts> counts;

    /// <param name="categories">All that segments may be of.</param>
    public PanopticQuality(IEnumerable<CocoCategory> categories)
    {
        isThing = categories.ToDictionary(category => category.Id, category => category.IsThing);
        counts = isThing.Keys.ToDictionary(id => id, _ => default(PanopticCounts));
    }

    /// <summary>Mean over all categories that occur.</summary>
    public PanopticFigures All => Mean(counts.Values);

    /// <summary>Mean over the things that occur.</summary>
    public PanopticFigures Things => Mean(counts.Where(entry => isThing[entry.Key]).Select(entry => entry.Value));

    /// <summary>Mean over the stuff that occurs.</summary>
    public PanopticFigures Stuff => Mean(counts.Where(entry => !isThing[entry.Key]).Select(entry => entry.Value));

    /// <summary>The figures of one category.</summary>
    /// <exception cref="KeyNotFoundException">There is no such category.</exception>
    public PanopticFigures Of(int categoryId) => Mean([counts[categoryId]]);

    /// <summary>The counts of one category.</summary>
    /// <exception cref="KeyNotFoundException">There is no such category.</exception>
    public PanopticCounts CountsOf(int categoryId) => counts[categoryId];

    /// <summary>Counts an image.</summary>
    /// <param name="truth">As annotated.</param>
    /// <param name="found">As found, of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, or a segment is of an unknown category: the message names it. Nothing is counted then.</exception>
    public void Add(PanopticMap truth, PanopticMap found)
    {
        if (SizeOf(truth) != SizeOf(found))
            throw new ArgumentException($"expected maps of one size, have {SizeOf(truth)} annotated and {SizeOf(found)} found");
        foreach (var segment in truth.Segments.Concat(found.Segments))
            if (!counts.ContainsKey(segment.CategoryId))
                throw new ArgumentException($"segment {segment.Id} is of category {segment.CategoryId}; there are {string.Join(", ", counts.Keys.Order())}");

        var shared = truth.Pixels.Cast<int>().Zip(found.Pixels.Cast<int>()).CountBy(pair => pair).ToDictionary();
        var (matchedTruths, matchedFound) = (new HashSet<int>(), new HashSet<int>());
        foreach (var one in truth.Segments.Where(segment => !segment.Crowd))
            foreach (var other in found.Segments.Where(segment => segment.CategoryId == one.CategoryId))
            {
                var both = Shared(one.Id, other.Id);
                var iou = (double)both / (truth.AreaOf(one.Id) + found.AreaOf(other.Id) - both - Shared(PanopticMap.Void, other.Id));
                if (both == 0 || iou <= LeastIou)
                    continue;
                Count(one, count => count with { Hits = count.Hits + 1, Overlap = count.Overlap + iou });
                matchedTruths.Add(one.Id);
                matchedFound.Add(other.Id);
            }

        foreach (var missed in truth.Segments.Where(segment => !segment.Crowd && !matchedTruths.Contains(segment.Id)))
            Count(missed, count => count with { FalseNegatives = count.FalseNegatives + 1 });
        // Of several crowds of one category the reference heeds the last.
        var crowds = truth.Segments.Where(segment => segment.Crowd).GroupBy(segment => segment.CategoryId).ToDictionary(group => group.Key, group => group.Last().Id);
        foreach (var wrong in found.Segments.Where(segment => !matchedFound.Contains(segment.Id)))
        {
            var excused = Shared(PanopticMap.Void, wrong.Id) + (crowds.TryGetValue(wrong.CategoryId, out var crowd) ? Shared(crowd, wrong.Id) : 0);
            if ((double)excused / found.AreaOf(wrong.Id) <= LeastVoid)
                Count(wrong, count => count with { FalsePositives = count.FalsePositives + 1 });
        }

        int Shared(int annotatedId, int foundId) => shared.GetValueOrDefault((annotatedId, foundId));
    }

    private static string SizeOf(PanopticMap map) => $"{map.Pixels.GetLength(1)} x {map.Pixels.GetLength(0)} pixels";

    private void Count(PanopticSegment segment, Func<PanopticCounts, PanopticCounts> change) =>
        counts[segment.CategoryId] = change(counts[segment.CategoryId]);

    private static PanopticFigures Mean(IEnumerable<PanopticCounts> categories)
    {
        PanopticFigures[] each = [.. categories.Where(count => count.Hits + count.FalsePositives + count.FalseNegatives > 0).Select(Figures)];
        return each.Length == 0
            ? new PanopticFigures(double.NaN, double.NaN, double.NaN, 0)
            : new PanopticFigures(each.Average(one => one.PQ), each.Average(one => one.SQ), each.Average(one => one.RQ), each.Length);
    }

    private static PanopticFigures Figures(PanopticCounts count)
    {
        var segments = count.Hits + 0.5 * count.FalsePositives + 0.5 * count.FalseNegatives;
        return new PanopticFigures(count.Overlap / segments, count.Hits > 0 ? count.Overlap / count.Hits : 0, count.Hits / segments, 1);
    }
}
