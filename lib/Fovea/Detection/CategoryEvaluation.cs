using Fovea.Data.Coco;

namespace Fovea.Detection;

/// <summary>One category: matches detections to objects image by image, then draws precision over recall (COCOeval's evaluateImg and accumulate).</summary>
internal sealed class CategoryEvaluation(CocoEvaluationOptions options)
{
    private const double AlmostOne = 1 - 1e-10;
    private const double Epsilon = 1.0 / (1L << 52); // numpy's spacing(1)

    private readonly (double From, double To)[] areas = options.AreaRanges;
    private readonly int[] present = new int[options.AreaRanges.Length]; // objects to be found, by area range
    private readonly List<Judged> detections = [];

    private enum Outcome : byte
    {
        Miss,
        Hit,
        Ignored,
    }

    /// <param name="Score">The detector's.</param>
    /// <param name="Rank">By score within the image, from 0.</param>
    /// <param name="Outcomes">[areas, IoU thresholds].</param>
    private readonly record struct Judged(double Score, int Rank, Outcome[,] Outcomes);

    /// <summary>Matches the detections of one image. Images come in the order of their ids, which settles ties between them.</summary>
    public void Add(EvaluationCell cell)
    {
        var best = cell with { Detections = [.. cell.Detections.OrderByDescending(one => one.Score).Take(CocoEvaluation.MaxDetections[^1])] };
        var first = detections.Count;
        detections.AddRange(best.Detections.Select((one, rank) => new Judged(one.Score, rank, new Outcome[areas.Length, CocoEvaluation.IouThresholds.Count])));
        var overlaps = best.Overlaps(options.OverlapOf);
        for (var area = 0; area < areas.Length; area++)
        {
            var ignored = Array.ConvertAll(best.Truths, truth => truth.Crowd || IsOutside(truth.Area, area));
            present[area] += ignored.Count(flag => !flag);
            int[] order = [.. Enumerable.Range(0, ignored.Length).OrderBy(g => ignored[g])];
            for (var t = 0; t < CocoEvaluation.IouThresholds.Count; t++)
            {
                var matching = new Matching(best.Truths, ignored, order, overlaps, Math.Min(CocoEvaluation.IouThresholds[t], AlmostOne));
                for (var d = 0; d < best.Detections.Length; d++)
                {
                    var g = matching.Match(d);
                    detections[first + d].Outcomes[area, t] = g >= 0 && ignored[g] ? Outcome.Ignored
                        : g >= 0 && best.Truths[g].Id != 0 ? Outcome.Hit
                        : IsOutside(best.Detections[d].Area, area) ? Outcome.Ignored : Outcome.Miss;
                }
            }
        }
    }

    /// <summary>Writes the category's part of the arrays, all of it.</summary>
    /// <param name="evaluation">Where to.</param>
    /// <param name="k">The category's index there.</param>
    public void WriteTo(CocoEvaluation evaluation, int k)
    {
        Judged[] sorted = [.. detections.OrderByDescending(one => one.Score)];
        for (var m = 0; m < CocoEvaluation.MaxDetections.Count; m++)
        {
            var counted = Array.FindAll(sorted, one => one.Rank < CocoEvaluation.MaxDetections[m]);
            for (var area = 0; area < areas.Length; area++)
                for (var t = 0; t < CocoEvaluation.IouThresholds.Count; t++)
                    WriteCurve(evaluation, counted, t, k, area, m);
        }
    }

    private void WriteCurve(CocoEvaluation evaluation, Judged[] counted, int t, int k, int area, int m)
    {
        var isThere = present[area] > 0;
        var (precision, recall) = isThere ? Curve(counted, area, t) : ([], []);
        evaluation.Recall[t, k, area, m] = isThere ? recall.LastOrDefault() : -1;
        var at = 0;
        for (var r = 0; r < CocoEvaluation.RecallThresholds.Count; r++)
        {
            while (at < recall.Length && recall[at] < CocoEvaluation.RecallThresholds[r])
                at++;
            (evaluation.Precision[t, r, k, area, m], evaluation.Scores[t, r, k, area, m]) =
                !isThere ? (-1, -1) : at < recall.Length ? (precision[at], counted[at].Score) : (0, 0);
        }
    }

    /// <summary>The highest precision from each detection on, and recall up to it.</summary>
    private (double[] Precision, double[] Recall) Curve(Judged[] counted, int area, int t)
    {
        var (precision, recall) = (new double[counted.Length], new double[counted.Length]);
        var (hits, misses) = (0, 0);
        for (var i = 0; i < counted.Length; i++)
        {
            hits += counted[i].Outcomes[area, t] == Outcome.Hit ? 1 : 0;
            misses += counted[i].Outcomes[area, t] == Outcome.Miss ? 1 : 0;
            (precision[i], recall[i]) = (hits / (misses + hits + Epsilon), (double)hits / present[area]);
        }
        for (var i = counted.Length - 1; i > 0; i--)
            precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        return (precision, recall);
    }

    private bool IsOutside(double area, int range) => area < areas[range].From || area > areas[range].To;

    /// <summary>Which objects of an image are taken, at one IoU threshold and in one area range.</summary>
    /// <param name="truths">The objects.</param>
    /// <param name="ignored">Whether an object is neither hit nor missed: a crowd, or outside the area range.</param>
    /// <param name="order">Of the objects: those ignored last.</param>
    /// <param name="overlaps">[detections, objects].</param>
    /// <param name="threshold">The least overlap.</param>
    private readonly struct Matching(CocoAnnotation[] truths, bool[] ignored, int[] order, double[,] overlaps, double threshold)
    {
        private readonly bool[] taken = new bool[truths.Length];

        /// <summary>Takes the object that a detection overlaps most, of equal ones the last; an ignored one only where no other will do; -1 for none.</summary>
        public int Match(int d)
        {
            var (best, least) = (-1, threshold);
            foreach (var g in order)
            {
                if (taken[g] && !truths[g].Crowd)
                    continue;
                if (best >= 0 && !ignored[best] && ignored[g])
                    break;
                if (overlaps[d, g] >= least)
                    (best, least) = (g, overlaps[d, g]);
            }
            if (best >= 0)
                taken[best] = true;
            return best;
        }
    }
}
