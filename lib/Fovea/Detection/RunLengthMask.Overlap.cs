namespace Fovea.Detection;

public sealed partial class RunLengthMask
{
    /// <summary>The union of masks, or their intersection (rleMerge).</summary>
    /// <param name="masks">Of one size.</param>
    /// <param name="intersect">Whether a pixel must be inside all of them rather than any.</param>
    /// <returns>Null of no masks.</returns>
    /// <exception cref="ArgumentException">They are not of one size.</exception>
    public static RunLengthMask? Merge(IReadOnlyList<RunLengthMask> masks, bool intersect)
    {
        var merged = masks.FirstOrDefault();
        foreach (var mask in masks.Skip(1))
        {
            var runs = new Runs();
            var pair = new PairedRuns(merged!, mask);
            while (pair.Next())
                runs.Add(pair.Length, intersect ? pair.InFirst && pair.InSecond : pair.InFirst || pair.InSecond);
            merged = new RunLengthMask(mask.Height, mask.Width, runs.ToArray());
        }
        return merged;
    }

    /// <summary>Intersection over union, in pixels (rleIou).</summary>
    /// <param name="truth">The mask that this one, a detection, is held against.</param>
    /// <param name="crowd">Whether <paramref name="truth"/> is a crowd: then this mask's area stands for the union's.</param>
    /// <exception cref="ArgumentException">The masks are not of one size.</exception>
    public double IoU(RunLengthMask truth, bool crowd = false)
    {
        var pair = new PairedRuns(this, truth);
        if (BoundingBox.IoU(truth.BoundingBox) == 0)
            return 0;
        var shared = 0;
        while (pair.Next())
            if (pair.InFirst && pair.InSecond)
                shared += pair.Length;
        return shared == 0 ? 0 : (double)shared / (crowd ? Area : (double)Area + truth.Area - shared);
    }

    /// <summary>Intersection over union of all detections with all truths.</summary>
    /// <param name="detections">D masks.</param>
    /// <param name="truths">T masks.</param>
    /// <param name="crowd">T flags; see <see cref="IoU(RunLengthMask, bool)"/>.</param>
    /// <returns>[D, T].</returns>
    /// <exception cref="ArgumentException">The masks are not of one size, or the flags not one a truth.</exception>
    public static double[,] IoU(IReadOnlyList<RunLengthMask> detections, IReadOnlyList<RunLengthMask> truths, IReadOnlyList<bool> crowd)
    {
        if (crowd.Count != truths.Count)
            throw new ArgumentException($"{crowd.Count} crowd flags for {truths.Count} truths.", nameof(crowd));
        var overlaps = new double[detections.Count, truths.Count];
        for (var d = 0; d < detections.Count; d++)
            for (var t = 0; t < truths.Count; t++)
                overlaps[d, t] = detections[d].IoU(truths[t], crowd[t]);
        return overlaps;
    }

    /// <summary>Walks two masks at once, in stretches within which both stay on their sides.</summary>
    private ref struct PairedRuns
    {
        private readonly ReadOnlySpan<int> first, second;
        private int firstRun, secondRun, firstLeft, secondLeft;

        public PairedRuns(RunLengthMask one, RunLengthMask other)
        {
            if ((one.Height, one.Width) != (other.Height, other.Width))
                throw new ArgumentException($"The masks are of {one.Width} x {one.Height} and {other.Width} x {other.Height} pixels; expected one size.");
            first = one.counts;
            second = other.counts;
            firstRun = secondRun = -1;
        }

        /// <summary>In pixels.</summary>
        public int Length { get; private set; }

        public readonly bool InFirst => firstRun % 2 == 1;

        public readonly bool InSecond => secondRun % 2 == 1;

        public bool Next()
        {
            firstLeft -= Length;
            secondLeft -= Length;
            while (firstLeft == 0 && ++firstRun < first.Length)
                firstLeft = first[firstRun];
            while (secondLeft == 0 && ++secondRun < second.Length)
                secondLeft = second[secondRun];
            Length = Math.Min(firstLeft, secondLeft);
            return Length > 0;
        }
    }
}
