namespace Fovea.Detection;

/// <summary>What overlaps: boxes or masks (pycocotools' <c>iouType</c>).</summary>
public enum OverlapOf
{
    /// <summary><c>bbox</c>.</summary>
    Boxes,

    /// <summary><c>segm</c>.</summary>
    Masks,
}

/// <summary>How <see cref="CocoEvaluator"/> evaluates.</summary>
public sealed record CocoEvaluationOptions
{
    /// <summary>Boxes (the default) or masks.</summary>
    public OverlapOf OverlapOf { get; init; }

    /// <summary>The largest area of a small object, in pixels; COCO's is 32^2. An object of just this area is small and medium.</summary>
    public double SmallArea { get; init; } = 32 * 32;

    /// <summary>The largest area of a medium object, in pixels; COCO's is 96^2. An object of just this area is medium and large.</summary>
    public double MediumArea { get; init; } = 96 * 96;

    /// <summary>How many categories are evaluated at the same time; the result is the same to the bit.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>All, small, medium, large: both ends belong to a range.</summary>
    internal (double From, double To)[] AreaRanges => [(0, Largest), (0, SmallArea), (SmallArea, MediumArea), (MediumArea, Largest)];

    private const double Largest = 1e10;

    /// <exception cref="ArgumentException">The areas do not ascend, or there is no thread.</exception>
    internal void Check()
    {
        if (!(SmallArea > 0 && MediumArea > SmallArea && MediumArea < Largest))
            throw new ArgumentException($"expected areas 0 < small < medium < {Largest:g}, found small {SmallArea:g}, medium {MediumArea:g}");
        if (Threads < 1)
            throw new ArgumentException($"expected one thread or more, found {Threads}");
    }
}
