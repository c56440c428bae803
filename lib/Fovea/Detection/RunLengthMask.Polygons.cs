namespace Fovea.Detection;

public sealed partial class RunLengthMask
{
    /// <summary>The grid on which outlines are walked is so many times as fine as the pixels.</summary>
    private const int Fineness = 5;

    /// <summary>How far from the origin a corner may lie, in pixels: outlines are walked step by step.</summary>
    internal const double FarthestCorner = 1e6;

    /// <summary>
    /// The mask of one or more polygons together, rasterised as cocoapi does (rleFrPoly, then rleMerge): the outline is
    /// walked on a grid five times as fine as the pixels, and a column's pixels change sides where the outline crosses the
    /// column's middle. What overlaps within one polygon is taken out again (even-odd), between polygons it is joined.
    /// </summary>
    /// <param name="polygons">Each x, y, x, y, ... of its corners in pixels, in order, at least three.</param>
    /// <param name="height">Of the image, in pixels.</param>
    /// <param name="width">Of the image, in pixels.</param>
    /// <exception cref="ArgumentException">A polygon has fewer corners, an odd number of coordinates, or one that is not finite or beyond a million pixels.</exception>
    public static RunLengthMask FromPolygons(IEnumerable<double[]> polygons, int height, int width) =>
        Merge([.. polygons.Select(polygon => FromPolygon(polygon, height, width))], intersect: false) ??
        new RunLengthMask(height, width, [CheckSize(height, width)]);

    /// <summary>The mask of a box: of the polygon through its corners, as cocoapi does (rleFrBbox).</summary>
    /// <exception cref="ArgumentException">A corner is not finite or beyond a million pixels.</exception>
    public static RunLengthMask FromBox(Box box, int height, int width) =>
        FromPolygon([box.X, box.Y, box.X, box.Bottom, box.Right, box.Bottom, box.Right, box.Y], height, width);

    /// <exception cref="ArgumentException">They are no corners of a polygon.</exception>
    internal static void CheckPolygon(ReadOnlySpan<double> corners)
    {
        if (corners.Length < 6 || corners.Length % 2 != 0)
            throw new ArgumentException($"a polygon has {corners.Length} coordinates; expected x, y of three corners or more");
        foreach (var coordinate in corners)
            if (!(Math.Abs(coordinate) <= FarthestCorner))
                throw new ArgumentException($"a polygon has the coordinate {coordinate}; expected pixels, within {FarthestCorner:0} of the origin");
    }

    private static RunLengthMask FromPolygon(ReadOnlySpan<double> corners, int height, int width)
    {
        CheckPolygon(corners);
        var pixels = CheckSize(height, width);
        var crossings = new List<int>();
        (int X, int Y)? last = null;
        for (var i = 0; i < corners.Length; i += 2)
        {
            var next = (i + 2) % corners.Length;
            var (from, to) = ((X: ToGrid(corners[i]), Y: ToGrid(corners[i + 1])), (X: ToGrid(corners[next]), Y: ToGrid(corners[next + 1])));
            int across = Math.Abs(to.X - from.X), down = Math.Abs(to.Y - from.Y), steps = Math.Max(across, down);
            if (steps == 0)
                continue;
            // Always in the direction of growing x (y where steeper), so that an edge shared by two polygons is the same line.
            var steep = down > across;
            var backwards = steep ? from.Y > to.Y : from.X > to.X;
            if (backwards)
                (from, to) = (to, from);
            var slope = steep ? (double)(to.X - from.X) / down : (double)(to.Y - from.Y) / across;
            for (var step = 0; step <= steps; step++)
            {
                var t = backwards ? steps - step : step;
                var point = steep
                    ? (X: (int)(from.X + slope * t + 0.5), Y: from.Y + t)
                    : (X: from.X + t, Y: (int)(from.Y + slope * t + 0.5));
                if (last is { } before && before.X != point.X && Crossing(before, point, height, width) is { } crossing)
                    crossings.Add(crossing);
                last = point;
            }
        }
        return new RunLengthMask(height, width, RunsBetween(crossings, pixels));
    }

    private static int ToGrid(double coordinate) => (int)(Fineness * coordinate + 0.5);

    /// <returns>The pixel, column by column, from which the column changes sides; null where the step crosses no column's middle.</returns>
    private static int? Crossing((int X, int Y) from, (int X, int Y) to, int height, int width)
    {
        const int middle = Fineness / 2;
        var left = to.X < from.X ? to.X : to.X - 1;
        if (left < middle || left % Fineness != middle || left / Fineness >= width)
            return null;
        // Rounded up to the first pixel whose middle is not above the crossing.
        var upper = Math.Max(0, Math.Min(from.Y, to.Y) + Fineness - 1 - middle) / Fineness;
        return left / Fineness * height + Math.Min(upper, height);
    }

    private static int[] RunsBetween(List<int> crossings, int pixels)
    {
        crossings.Sort();
        crossings.Add(pixels);
        var runs = new List<int> { crossings[0] };
        for (var i = 1; i < crossings.Count; i++)
        {
            var length = crossings[i] - crossings[i - 1];
            if (length > 0)
                runs.Add(length);
            else if (++i < crossings.Count) // two crossings in one place change nothing: the run goes on
                runs[^1] += crossings[i] - crossings[i - 1];
        }
        return [.. runs];
    }
}
