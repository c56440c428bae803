using System.Globalization;

namespace Fovea.Results;

/// <summary>Holds a run made now against the committed run of the same configuration, tier and seed.</summary>
/// <param name="paper">The folder under <c>results/</c>.</param>
/// <param name="experiment">What is run again.</param>
/// <param name="runs">The committed runs.</param>
public sealed class LiveCheck(string paper, ILiveExperiment experiment, IReadOnlyList<RunRecord> runs)
{
    /// <summary>The committed run that is the cheapest to repeat: of the lowest tier, there of the lowest seed; null where there is none of the configuration as it is now.</summary>
    public RunRecord? Committed => Enum.GetValues<Tier>().Select(Series).FirstOrDefault(series => series.Seeds.Count > 0) is { } series
        ? series.BySeed[series.Seeds[0]]
        : null;

    /// <summary>Compares a repetition of <paramref name="committed"/>, metric by metric.</summary>
    /// <param name="committed">The run that was repeated.</param>
    /// <param name="again">The metrics of the repetition.</param>
    /// <returns>
    /// The metrics that lie further apart than the other committed seeds of the configuration do among each other, those
    /// that have come to 0 where no committed seed has, and those that only one side has. With fewer than two other seeds
    /// nothing may differ.
    /// </returns>
    public IReadOnlyList<Drift> Compare(RunRecord committed, IReadOnlyDictionary<string, double> again)
    {
        var series = Series(committed.Tier);
        return [.. committed.Metrics.Keys.Union(again.Keys).Order(StringComparer.Ordinal)
            .Select(metric => Compare(metric, committed, again, series)).OfType<Drift>()];
    }

    /// <summary>
    /// The metrics that a repetition says little about: the other seeds lie so far apart that almost nothing would pass for
    /// the value. The rest is checkable, as the tolerance is smaller than the value.
    /// </summary>
    public IReadOnlyList<string> NotCheckable(RunRecord committed)
    {
        var series = Series(committed.Tier);
        return [.. committed.Metrics.Keys.Order(StringComparer.Ordinal)
            .Where(metric => Tolerance(metric, committed, series) is > 0 and var tolerance && tolerance >= Math.Abs(committed.Metrics[metric]))];
    }

    private RunSeries Series(Tier tier) => RunSeries.Of(runs, new RunQuery(experiment.Name, experiment.Configuration(tier), ""), tier);

    // The spread leaves out the run that is being checked, or a changed line would widen its own tolerance.
    private static double Tolerance(string metric, RunRecord committed, RunSeries series)
    {
        var others = series.Runs.Where(run => run.Seed != committed.Seed && run.Metrics.ContainsKey(metric))
            .Select(run => run.Metrics[metric]).ToArray();
        return others.Length < 2 ? 0 : others.Max() - others.Min();
    }

    // However far the seeds lie apart, none of them has found nothing.
    private static bool CameToNothing(string metric, double now, RunSeries series) =>
        now == 0 && series.Runs.All(run => run.Metrics.GetValueOrDefault(metric) != 0);

    private Drift? Compare(string metric, RunRecord committed, IReadOnlyDictionary<string, double> again, RunSeries series)
    {
        var tolerance = Tolerance(metric, committed, series);
        var isCommitted = committed.Metrics.TryGetValue(metric, out var before);
        var isRepeated = again.TryGetValue(metric, out var now);
        if (isCommitted && isRepeated && Math.Abs(before - now) <= tolerance && !CameToNothing(metric, now, series))
            return null;
        return new Drift($"{paper}, {experiment.Name}, seed {committed.Seed}, {committed.Tier.Word()} tier, {metric}",
            !isRepeated ? "no such metric" : CameToNothing(metric, now, series) ? "0, as of no committed seed" : $"{Number(now)} within {Number(tolerance)}",
            isCommitted ? Number(before) : "no such metric");
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
