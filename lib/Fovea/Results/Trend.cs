namespace Fovea.Results;

/// <summary>How the first row of a trend relates to the second.</summary>
internal enum TrendRelation
{
    /// <summary><c>A &gt; B</c>: A exceeds B; the effect is A - B, in the unit of the column.</summary>
    Exceeds,

    /// <summary><c>A ~ B</c>: A matches B, in the paper's words; the effect is A - B as printed.</summary>
    Matches,

    /// <summary><c>A : B</c>: A is a multiple of B; the effect is A / B.</summary>
    Times,

    /// <summary><c>A -% B</c>: B saves on A; the effect is 100 (1 - B / A) percent.</summary>
    Saves,
}

/// <summary>A statement that one row of a table lies above another in one column, or level with it.</summary>
internal sealed record Trend(string First, TrendRelation Relation, string Second)
{
    private static readonly (string Sign, TrendRelation Relation)[] Signs =
        [(" > ", TrendRelation.Exceeds), (" ~ ", TrendRelation.Matches), (" : ", TrendRelation.Times), (" -% ", TrendRelation.Saves)];

    /// <summary>Reads <c>N=4 &gt; N=1</c>; null where <paramref name="statement"/> is none of the four forms.</summary>
    public static Trend? Parse(string statement)
    {
        foreach (var (sign, relation) in Signs)
            if (statement.Split(sign) is [{ Length: > 0 } first, { Length: > 0 } second])
                return new Trend(first, relation, second);
        return null;
    }

    /// <summary>The effect of two exact values.</summary>
    public decimal Effect(decimal first, decimal second) => Relation switch
    {
        TrendRelation.Exceeds or TrendRelation.Matches => first - second,
        TrendRelation.Times => first / second,
        _ => 100 * (1 - second / first),
    };

    /// <summary>A pair of measurements on a scale where 0 is no effect and seeds can be averaged: a difference, else the log of the ratio.</summary>
    public double Score(double first, double second) =>
        Relation is TrendRelation.Exceeds or TrendRelation.Matches ? first - second : Math.Log(first / second);

    /// <summary>A score as an effect: the inverse of <see cref="Score"/>.</summary>
    public double EffectOf(double score) => Relation switch
    {
        TrendRelation.Exceeds or TrendRelation.Matches => score,
        TrendRelation.Times => Math.Exp(score),
        _ => 100 * (1 - Math.Exp(-score)),
    };

    /// <summary>The effect that would say that the rows are equal.</summary>
    public decimal NoEffect => Relation == TrendRelation.Times ? 1 : 0;

    /// <summary>
    /// On which side of <see cref="NoEffect"/> the paper sees the effect: 1 above, -1 below, 0 neither, which is said of rows that are level and of a
    /// printed effect of exactly none. Where the effect cannot be read, the text says that it lies above.
    /// </summary>
    public int Side(decimal? printed) => Relation == TrendRelation.Matches ? 0 : printed is { } effect ? Math.Sign(effect - NoEffect) : 1;
}
