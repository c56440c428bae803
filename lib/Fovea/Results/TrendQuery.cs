namespace Fovea.Results;

/// <summary>What answers a trend where the runs of its two rows alone do not: one effect a seed, over several configurations.</summary>
/// <param name="Queries">What is asked of a seed's runs, one configuration or more.</param>
/// <param name="Effect">From the answers, in the order of <paramref name="Queries"/>, to A - B in the unit of the column; null where a seed's do not say.</param>
/// <param name="Setting">What is compared, for a reader: <c>at the same cost</c>.</param>
public sealed record TrendQuery(IReadOnlyList<RunQuery> Queries, Func<IReadOnlyList<double>, double?> Effect, string Setting)
{
    /// <summary>The effects of the seeds that were run in all configurations, by rising seed, each with its runs.</summary>
    internal IEnumerable<(int Seed, double Effect, IReadOnlyList<RunRecord> Runs)> Over(IReadOnlyList<RunRecord> runs, Tier tier)
    {
        RunSeries[] series = [.. Queries.Select(query => RunSeries.Of(runs, query, tier))];
        foreach (var seed in series[0].Seeds.Where(seed => series.All(one => one.BySeed.ContainsKey(seed))))
            if (Effect([.. series.Select(one => one[seed])]) is { } effect)
                yield return (seed, effect, [.. series.Select(one => one.BySeed[seed]).Distinct()]);
    }
}
