using Fovea.Data.Coco;

namespace Fovea.Detection;

/// <summary>What is detected and what is annotated of one category in one image, each in the order given.</summary>
internal sealed record EvaluationCell(CocoImage Image, CocoDetection[] Detections, CocoAnnotation[] Truths)
{
    /// <summary>How much each detection overlaps each object, [detections, objects]: of a crowd, the share of the detection inside.</summary>
    public double[,] Overlaps(OverlapOf what)
    {
        var (detections, truths) = (Detections, Truths);
        var overlaps = new double[detections.Length, truths.Length];
        if (overlaps.Length == 0)
            return overlaps;
        if (what == OverlapOf.Masks)
            return RunLengthMask.IoU(
                Array.ConvertAll(detections, one => one.Segmentation!.Mask(Image.Height, Image.Width)),
                Array.ConvertAll(truths, one => one.Segmentation!.Mask(Image.Height, Image.Width)),
                Array.ConvertAll(truths, one => one.Crowd));
        for (var d = 0; d < detections.Length; d++)
            for (var g = 0; g < truths.Length; g++)
                overlaps[d, g] = detections[d].Box.IoU(truths[g].Box, truths[g].Crowd);
        return overlaps;
    }
}

/// <summary>Detections and annotations, sorted by category and image.</summary>
internal sealed class EvaluationCells
{
    private readonly CocoDataset truth;
    private readonly IReadOnlyList<CocoDetection> detections;
    private readonly CocoImage[] images;
    private readonly Sorted detected, annotated;

    /// <exception cref="ArgumentException">A detection or an annotation cannot be evaluated: the message names it.</exception>
    public EvaluationCells(CocoDataset truth, IReadOnlyList<CocoDetection> detections, int[] categories, OverlapOf what)
    {
        (this.truth, this.detections) = (truth, detections);
        images = [.. truth.Images.OrderBy(image => image.Id)];
        var row = images.Select((image, row) => (image.Id, row)).ToDictionary(pair => pair.Id, pair => pair.row);
        var column = categories.Select((id, k) => (id, k)).ToDictionary(pair => pair.id, pair => pair.k);
        annotated = new Sorted(truth.Annotations.Count, i =>
        {
            var annotation = truth.Annotations[i];
            if (what == OverlapOf.Masks && annotation.Segmentation is null)
                throw new ArgumentException($"annotation {annotation.Id} has no segmentation; expected one, since masks are compared");
            return CellOf(column[annotation.CategoryId], row[annotation.ImageId]);
        });
        detected = new Sorted(detections.Count, i =>
        {
            var detection = detections[i];
            var image = row.GetValueOrDefault(detection.ImageId, -1);
            if (ProblemOf(detection, image < 0 ? null : images[image], what) is { } problem)
                throw new ArgumentException($"detection {i}, of image {detection.ImageId}: {problem}");
            return column.TryGetValue(detection.CategoryId, out var k) ? CellOf(k, image) : -1;
        });
    }

    /// <summary>The images where something of a category is annotated or detected, in the order of their ids.</summary>
    public IEnumerable<EvaluationCell> Of(int category)
    {
        var (first, end) = (CellOf(category, 0), CellOf(category + 1, 0));
        var (d, g) = (detected.PositionOf(first), annotated.PositionOf(first));
        while (Math.Min(detected.CellAt(d), annotated.CellAt(g)) is var cell && cell < end)
        {
            var (here, there) = (detected.Take(cell, ref d), annotated.Take(cell, ref g));
            yield return new EvaluationCell(images[cell - first], [.. here.Select(i => detections[i])], [.. there.Select(i => truth.Annotations[i])]);
        }
    }

    private long CellOf(int category, int image) => (long)category * images.Length + image;

    /// <returns>What is wrong with a detection; null where nothing is.</returns>
    private static string? ProblemOf(CocoDetection detection, CocoImage? image, OverlapOf what)
    {
        var (x, y, width, height) = detection.Box;
        if (image is null)
            return "the data set has no such image";
        if (!(double.IsFinite(detection.Score) && double.IsFinite(detection.Area)))
            return $"its score is {detection.Score} and its area {detection.Area}; expected finite numbers";
        if (!(double.IsFinite(x) && double.IsFinite(y) && double.IsFinite(width) && double.IsFinite(height)))
            return $"its box is [{x}, {y}, {width}, {height}]; expected finite numbers";
        if (what == OverlapOf.Boxes)
            return null;
        return detection.Segmentation is null ? "it has no segmentation; expected one, since masks are compared" : CocoChecks.OfRuns(detection.Segmentation, image);
    }

    /// <summary>Indices by cell, within a cell in their own order; those of no cell (-1) are left out.</summary>
    private sealed class Sorted
    {
        private readonly (long Cell, int Index)[] entries;

        public Sorted(int count, Func<int, long> cellOf)
        {
            entries = [.. Enumerable.Range(0, count).Select(i => (Cell: cellOf(i), Index: i)).Where(entry => entry.Cell >= 0)];
            Array.Sort(entries);
        }

        /// <summary>Of the first entry of this cell or a later one.</summary>
        public int PositionOf(long cell) => ~Array.BinarySearch(entries, (cell, -1));

        public long CellAt(int position) => position < entries.Length ? entries[position].Cell : long.MaxValue;

        public List<int> Take(long cell, ref int position)
        {
            var taken = new List<int>();
            for (; CellAt(position) == cell; position++)
                taken.Add(entries[position].Index);
            return taken;
        }
    }
}
