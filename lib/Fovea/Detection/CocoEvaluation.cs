namespace Fovea.Detection;

/// <summary>COCO's twelve figures, each from 0 to 1, or -1 where no object of that kind is there to be found.</summary>
/// <param name="AP">Average precision: mean over IoU .50:.05:.95 and categories, 100 detections an image and category.</param>
/// <param name="AP50">At IoU .50.</param>
/// <param name="AP75">At IoU .75.</param>
/// <param name="APs">Of small objects.</param>
/// <param name="APm">Of medium objects.</param>
/// <param name="APl">Of large objects.</param>
/// <param name="AR1">Average recall with one detection an image and category.</param>
/// <param name="AR10">With ten.</param>
/// <param name="AR100">With a hundred.</param>
/// <param name="ARs">Of small objects, with a hundred.</param>
/// <param name="ARm">Of medium objects, with a hundred.</param>
/// <param name="ARl">Of large objects, with a hundred.</param>
public sealed record CocoFigures(
    double AP, double AP50, double AP75, double APs, double APm, double APl,
    double AR1, double AR10, double AR100, double ARs, double ARm, double ARl)
{
    /// <summary>The precisions as metrics of a run, in percent as papers print them: ap, ap50, ap75, apSmall, apMedium, apLarge.</summary>
    public Dictionary<string, double> Metrics() => new()
    {
        ["ap"] = 100 * AP,
        ["ap50"] = 100 * AP50,
        ["ap75"] = 100 * AP75,
        ["apSmall"] = 100 * APs,
        ["apMedium"] = 100 * APm,
        ["apLarge"] = 100 * APl,
    };
}

/// <summary>
/// What <see cref="CocoEvaluator"/> finds: pycocotools' arrays over T = 10 IoU thresholds, R = 101 recall thresholds, K categories,
/// A = 4 area ranges (all, small, medium, large) and M = 3 limits on the detections an image and category.
/// </summary>
public sealed class CocoEvaluation
{
    private const int All = 0, Small = 1, Medium = 2, Large = 3;
    private const int Iou50 = 0, Iou75 = 5;

    internal CocoEvaluation(int[] categories)
    {
        Categories = categories;
        var (t, r, k, a, m) = (IouThresholds.Count, RecallThresholds.Count, categories.Length, Large + 1, MaxDetections.Count);
        (Precision, Recall, Scores) = (new double[t, r, k, a, m], new double[t, k, a, m], new double[t, r, k, a, m]);
    }

    /// <summary>.50, .55, ..., .95, to the bit as numpy's linspace has them.</summary>
    public static IReadOnlyList<double> IouThresholds { get; } = Linspace(.5, .95, 10);

    /// <summary>0, .01, ..., 1, to the bit as numpy's linspace has them.</summary>
    public static IReadOnlyList<double> RecallThresholds { get; } = Linspace(0, 1, 101);

    /// <summary>So many detections of an image and category count: those of the highest scores.</summary>
    public static IReadOnlyList<int> MaxDetections { get; } = [1, 10, 100];

    /// <summary>The ids of the K categories, ascending.</summary>
    public IReadOnlyList<int> Categories { get; }

    /// <summary>[T, R, K, A, M]: the highest precision at this recall or more; 0 where it is not reached, -1 where nothing is to be found.</summary>
    public double[,,,,] Precision { get; }

    /// <summary>[T, K, A, M]: of all detections that count; -1 where nothing is to be found.</summary>
    public double[,,,] Recall { get; }

    /// <summary>[T, R, K, A, M]: the score of the detection that reaches this recall; 0 where none does, -1 where nothing is to be found.</summary>
    public double[,,,,] Scores { get; }

    /// <summary>The figures, over all categories.</summary>
    public CocoFigures Figures => Over(Enumerable.Range(0, Categories.Count));

    /// <summary>The figures of one category.</summary>
    /// <exception cref="ArgumentException">There is no such category.</exception>
    public CocoFigures Of(int categoryId)
    {
        var k = Categories.ToList().IndexOf(categoryId);
        return k >= 0 ? Over([k]) : throw new ArgumentException($"no category {categoryId}: there are {string.Join(", ", Categories)}", nameof(categoryId));
    }

    private CocoFigures Over(IEnumerable<int> categories)
    {
        int[] ks = [.. categories];
        var (first, last) = (0, MaxDetections.Count - 1);
        return new CocoFigures(
            AP(), AP(iou: Iou50), AP(iou: Iou75), AP(Small), AP(Medium), AP(Large),
            AR(All, first), AR(All, first + 1), AR(All, last), AR(Small, last), AR(Medium, last), AR(Large, last));

        double AP(int area = All, int? iou = null) => Mean(
            from t in iou is { } one ? [one] : Enumerable.Range(0, IouThresholds.Count)
            from r in Enumerable.Range(0, RecallThresholds.Count)
            from k in ks
            select Precision[t, r, k, area, last]);

        double AR(int area, int m) => Mean(
            from t in Enumerable.Range(0, IouThresholds.Count)
            from k in ks
            select Recall[t, k, area, m]);
    }

    private static double Mean(IEnumerable<double> values) => values.Where(value => value > -1).DefaultIfEmpty(-1).Average();

    // numpy computes the step first, and sets the end.
    private static double[] Linspace(double first, double last, int count) =>
        [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? last : i * ((last - first) / (count - 1)) + first)];
}
