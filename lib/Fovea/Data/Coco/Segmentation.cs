using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>Which pixels an annotation covers: polygons, or a mask of runs (COCO's for crowds and for detections).</summary>
/// <remarks>
/// A file of COCO's size has tens of millions of coordinates. Nearly all have at most two decimals and are kept as whole
/// hundredths, which gives back the very number that was read at half the memory.
/// </remarks>
public sealed class Segmentation
{
    private readonly Outline[] outlines;
    private readonly RunLengthMask? runs;

    private Segmentation(Outline[] outlines, RunLengthMask? runs, bool compressed) => (this.outlines, this.runs, IsCompressed) = (outlines, runs, compressed);

    /// <summary>Whether it is polygons rather than runs.</summary>
    public bool IsPolygons => runs is null;

    /// <summary>Whether a file holds its runs as compressed text rather than as numbers.</summary>
    public bool IsCompressed { get; }

    /// <summary>
    /// In square pixels, as COCO gives an annotation's: the sum of what the polygons enclose by their coordinates (not the
    /// count of pixels of their mask), or the count of pixels of the runs. What COCO's own files say of crowds is larger
    /// than that, by up to a half; so an annotation keeps the area that its file says.
    /// </summary>
    public double Area => runs?.Area ?? outlines.Sum(outline => ShoelaceArea(outline.Unpack()));

    /// <summary>One or more polygons.</summary>
    /// <param name="polygons">Each x, y, x, y, ... of its corners in pixels, in order, at least three.</param>
    /// <exception cref="ArgumentException">There is none, or one is no polygon.</exception>
    public static Segmentation OfPolygons(params IReadOnlyList<double[]> polygons)
    {
        if (polygons.Count == 0)
            throw new ArgumentException("no polygon; expected one or more");
        return OfOutlines([.. polygons.Select(polygon => Outline.Pack(polygon))]);
    }

    internal static Segmentation OfOutlines(Outline[] outlines) => new(outlines, null, false);

    /// <summary>A mask of runs.</summary>
    /// <param name="mask">Of the image's size.</param>
    /// <param name="compressed">Whether a file is to hold it as compressed text rather than as numbers.</param>
    public static Segmentation OfMask(RunLengthMask mask, bool compressed = true) => new([], mask, compressed);

    /// <summary>Each polygon's x, y, x, y, ... in pixels; none where it is runs.</summary>
    public double[][] ToPolygons() => [.. outlines.Select(outline => outline.Unpack())];

    /// <summary>The mask: the runs as they are, or the polygons rasterised, anew at each call.</summary>
    /// <param name="height">Of the image, in pixels.</param>
    /// <param name="width">Of the image, in pixels.</param>
    /// <exception cref="ArgumentException">The runs are of another size.</exception>
    public RunLengthMask Mask(int height, int width)
    {
        if (runs is null)
            return RunLengthMask.FromPolygons(ToPolygons(), height, width);
        if ((runs.Height, runs.Width) != (height, width))
            throw new ArgumentException($"The runs are of {runs.Width} x {runs.Height} pixels, the image {width} x {height}.");
        return runs;
    }

    /// <summary>The mask where it is runs: their size need not be known.</summary>
    internal RunLengthMask? Runs => runs;

    private static double ShoelaceArea(double[] corners)
    {
        double twice = 0;
        for (var i = 0; i < corners.Length; i += 2)
        {
            var next = (i + 2) % corners.Length;
            twice += corners[i] * corners[next + 1] - corners[next] * corners[i + 1];
        }
        return Math.Abs(twice) / 2;
    }

    /// <summary>A polygon's coordinates: hundredths where that loses nothing, else as they are.</summary>
    internal readonly record struct Outline
    {
        private readonly int[]? hundredths;
        private readonly double[]? exact;

        private Outline(int[]? hundredths, double[]? exact) => (this.hundredths, this.exact) = (hundredths, exact);

        /// <exception cref="ArgumentException">It is no polygon.</exception>
        public static Outline Pack(ReadOnlySpan<double> corners)
        {
            RunLengthMask.CheckPolygon(corners);
            var hundredths = new int[corners.Length];
            for (var i = 0; i < corners.Length; i++)
            {
                hundredths[i] = (int)Math.Round(corners[i] * 100);
                if (hundredths[i] / 100.0 != corners[i])
                    return new Outline(null, corners.ToArray());
            }
            return new Outline(hundredths, null);
        }

        public double[] Unpack() => exact is null ? Array.ConvertAll(hundredths!, value => value / 100.0) : [.. exact];
    }
}
