using MathNet.Numerics.Distributions;

namespace Fovea.Results;

/// <summary>
/// The mean of paired differences with its 95% confidence interval, mean ± t(n-1, .975) s / √n (Student). A pair is
/// one seed run both ways, so that what the seed does to both cancels.
/// </summary>
/// <param name="Pairs">How many pairs; with one the interval is the whole line.</param>
/// <param name="Mean">Of the differences.</param>
/// <param name="Lower">The interval's lower end.</param>
/// <param name="Upper">The interval's upper end.</param>
public sealed record PairedInterval(int Pairs, double Mean, double Lower, double Upper)
{
    /// <summary>The interval of these differences, whatever their order.</summary>
    /// <param name="differences">One a pair, at least one, all finite.</param>
    /// <exception cref="ArgumentException">There is no difference, or one is not finite.</exception>
    public static PairedInterval Of(IEnumerable<double> differences)
    {
        // In one order, so that the rounding does not depend on the order in which runs ended.
        var sorted = differences.Order().ToArray();
        if (sorted.Length == 0 || !sorted.All(double.IsFinite))
            throw new ArgumentException("expected one or more finite differences", nameof(differences));

        var mean = sorted.Average();
        if (sorted.Length == 1)
            return new PairedInterval(1, mean, double.NegativeInfinity, double.PositiveInfinity);

        var deviation = Math.Sqrt(sorted.Sum(x => (x - mean) * (x - mean)) / (sorted.Length - 1));
        var half = StudentT.InvCDF(0, 1, sorted.Length - 1, 0.975) * deviation / Math.Sqrt(sorted.Length);
        return new PairedInterval(sorted.Length, mean, mean - half, mean + half);
    }

    /// <summary>The interval of what one configuration has over another, paired by seed.</summary>
    /// <param name="first">A metric by seed, as <see cref="RunLogContents.Values(RunQuery, Tier)"/> gives it.</param>
    /// <param name="second">That of the other.</param>
    /// <returns>Null where no seed was run both ways.</returns>
    public static PairedInterval? Between(IReadOnlyDictionary<int, double> first, IReadOnlyDictionary<int, double> second)
    {
        double[] differences = [.. first.Keys.Intersect(second.Keys).Select(seed => first[seed] - second[seed])];
        return differences.Length == 0 ? null : Of(differences);
    }

    /// <summary>What it says for a reader: <c>more</c>, <c>less</c>, or that it shows no difference.</summary>
    public string Reading => Lower > 0 ? "more" : Upper < 0 ? "less" : "no difference shown";
}
