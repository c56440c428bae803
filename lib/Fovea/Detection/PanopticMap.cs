using Fovea.Data.Coco;

namespace Fovea.Detection;

/// <summary>An image of which each pixel belongs to one segment or to none.</summary>
public sealed class PanopticMap
{
    /// <summary>The number of pixels that belong to no segment.</summary>
    public const int Void = 0;

    private readonly Dictionary<int, int> areas;

    /// <param name="pixels">[height, width]: the number of each pixel's segment; <see cref="Void"/> for none.</param>
    /// <param name="segments">In any order; what counts of one are its number, its category and whether it is a crowd.</param>
    /// <exception cref="ArgumentException">
    /// A pixel is of a segment that is not listed, or a segment is listed twice, has the number of void, or has no pixel: the message names it.
    /// </exception>
    public PanopticMap(int[,] pixels, IReadOnlyList<PanopticSegment> segments)
    {
        (Pixels, Segments) = (pixels, segments);
        areas = pixels.Cast<int>().CountBy(id => id).ToDictionary();
        var known = new HashSet<int> { Void };
        foreach (var segment in segments)
        {
            if (!known.Add(segment.Id))
                throw new ArgumentException($"segment {segment.Id} is listed twice, or is void ({Void}); expected a number of its own");
            if (!areas.ContainsKey(segment.Id))
                throw new ArgumentException($"segment {segment.Id} is listed and has no pixel");
        }
        if (areas.Keys.FirstOrDefault(id => !known.Contains(id), Void) is not Void and var unknown)
            throw new ArgumentException($"pixels are of segment {unknown}, which is not listed");
    }

    /// <summary>[height, width]: the number of each pixel's segment.</summary>
    public int[,] Pixels { get; }

    /// <summary>In the order given.</summary>
    public IReadOnlyList<PanopticSegment> Segments { get; }

    /// <summary>How many pixels a segment has.</summary>
    internal int AreaOf(int id) => areas[id];
}
