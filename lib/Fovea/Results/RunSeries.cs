namespace Fovea.Results;

/// <summary>The repetitions of one configuration at one tier: the latest run of each seed.</summary>
internal sealed record RunSeries(Tier Tier, RunQuery Query, IReadOnlyDictionary<int, RunRecord> BySeed)
{
    public static RunSeries Of(IEnumerable<RunRecord> runs, RunQuery query, Tier tier)
    {
        var configuration = CanonicalJson.Hash(query.Configuration);
        var matching = runs.Where(run =>
            run.Tier == tier && run.Experiment == query.Experiment && run.ConfigurationHash == configuration);
        return new RunSeries(tier, query, matching.GroupBy(run => run.Seed).ToDictionary(
            repeats => repeats.Key,
            repeats => repeats.OrderBy(run => run.Started).ThenBy(RunJson.Hash, StringComparer.Ordinal).Last()));
    }

    /// <summary>What the query asks of a seed's run.</summary>
    public double this[int seed] => Query.Derived is { } derived ? derived(metric => Metric(seed, metric)) : Metric(seed, Query.Metric);

    /// <summary>Ascending.</summary>
    public IReadOnlyList<int> Seeds { get; } = [.. BySeed.Keys.Order()];

    public IEnumerable<RunRecord> Runs => Seeds.Select(seed => BySeed[seed]);

    private double Metric(int seed, string metric) => BySeed[seed].Metrics.TryGetValue(metric, out var value)
        ? value
        : throw new LedgerException($"{BySeed[seed].Experiment}, seed {seed}, {Tier.Word()} tier: expected the metric {metric}, found {string.Join(", ", BySeed[seed].Metrics.Keys)}");
}
