using Fovea.Results;

namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// A detector beside others at its own cost, as Fig. 4 sets sampling beside uniform resolution: no two of them cost the same, so it is the
/// line through the others that it is held against.
/// </summary>
public static class EqualCost
{
    /// <summary>AP of a detector less that of the line through others at the same cost, in points.</summary>
    /// <param name="detector">Its cost, in any unit, and AP in percent.</param>
    /// <param name="others">Two or more, of different costs, in any order; between neighbours the line is straight.</param>
    /// <returns>Null where it costs less than the cheapest or more than the dearest of the others.</returns>
    public static double? Above((double Cost, double Ap) detector, IEnumerable<(double Cost, double Ap)> others)
    {
        var line = others.OrderBy(other => other.Cost).ToArray();
        foreach (var (low, high) in line.Zip(line.Skip(1)))
            if (detector.Cost >= low.Cost && detector.Cost <= high.Cost)
                return detector.Ap - low.Ap - (high.Ap - low.Ap) * (detector.Cost - low.Cost) / (high.Cost - low.Cost);
        return null;
    }

    /// <summary>The same of trials, each seed of one against the line through that seed of the others.</summary>
    /// <param name="trial">What is compared.</param>
    /// <param name="others">Make up the line.</param>
    /// <param name="setting">How they were trained, for a reader.</param>
    public static TrendQuery Above(SceneTrial trial, IEnumerable<SceneTrial> others, string setting = "") => new(
        [.. others.Prepend(trial).SelectMany(one => new[] { one.Query("mmacs"), one.Query("ap") })],
        found =>
        {
            var points = found.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray();
            return Above(points[0], points[1..]);
        },
        setting);
}
