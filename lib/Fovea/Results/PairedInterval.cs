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
}
