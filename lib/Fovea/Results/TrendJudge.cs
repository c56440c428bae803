using System.Globalization;

namespace Fovea.Results;

/// <summary>
/// Judges one trend: exactly where code computes its rows, else over the seeds of the runs that measured them. The second needs
/// no effect of the paper's, only its side: an interval clear of no effect supports the trend on the paper's side of it and
/// contradicts it on the other. A paper that says that there is no effect is contradicted on both, and never supported.
/// </summary>
internal sealed class TrendJudge(Judge judge, Claim claim)
{
    private static readonly Tier[] Tiers = [Tier.Paper, Tier.Full, Tier.Small];

    private readonly Trend _trend = Trend.Parse(claim.Cell.Row)!;

    private int Claimed => _trend.Side(claim.Value);

    public Judgement Judged()
    {
        var (first, second) = (Row(_trend.First), Row(_trend.Second));
        return first.Kind == ClaimKind.Measured || second.Kind == ClaimKind.Measured
            ? OverSeeds(first, second)
            : claim.Value is null ? Judge.Illegible(claim)
            : Exactly(first, second);
    }

    private Claim Row(string row) => judge.ClaimOf(claim.Cell with { Row = row });

    // A cited number stands for itself; with two of them there would be nothing of ours.
    private Judgement Exactly(Claim first, Claim second)
    {
        if (first.Kind == ClaimKind.Cited && second.Kind == ClaimKind.Cited || Value(first) is not { } a || Value(second) is not { } b)
            return new(claim, Verdict.NotRun, "no code computes it yet");
        var effect = _trend.Effect(a, b);
        var judgement = judge.Exact(claim, effect, Verdict.Supported);
        return Math.Sign(effect - _trend.NoEffect) * Claimed < 0
            ? judgement with { Verdict = Verdict.Contradicted, Reason = $"computed {judgement.Exact}" }
            : judgement;
    }

    private decimal? Value(Claim row) => row.Kind == ClaimKind.Cited ? row.Value : judge.ComputedValue(row.Cell);

    // The highest tier with an interval, else the highest with any pair.
    private Judgement OverSeeds(Claim first, Claim second)
    {
        var pairings = Tiers.Select(tier => judge.Compared(claim.Cell, tier) is { } query ? Paired(query, tier) : Paired(first, second, tier)).OfType<Pairing>().ToList();
        var best = pairings.Find(pairing => pairing.Seeds.Count > 1) ?? pairings.FirstOrDefault();
        return best is null ? new(claim, Verdict.NotRun, "no seed has been run both ways") : Judged(best);
    }

    private sealed record Pairing(Tier Tier, IReadOnlyList<int> Seeds, IReadOnlyList<double> Scores, IReadOnlyList<RunRecord> Runs, string Setting = "");

    private Pairing? Paired(TrendQuery query, Tier tier)
    {
        var found = query.Over(judge.Runs, tier).ToArray();
        return found.Length == 0 ? null : new Pairing(tier, [.. found.Select(one => one.Seed)], [.. found.Select(one => one.Effect)],
            [.. found.SelectMany(one => one.Runs)], query.Setting);
    }

    private Pairing? Paired(Claim first, Claim second, Tier tier)
    {
        var (a, b) = (Measured(first, tier), Measured(second, tier));
        if (a is null || b is null)
            return null;
        int[] seeds = [.. (a.Seeds ?? b.Seeds!).Intersect(b.Seeds ?? a.Seeds!).Order()];
        return seeds.Length == 0 ? null : new Pairing(tier, seeds,
            [.. seeds.Select(seed => _trend.Score(a.Value(seed), b.Value(seed)))],
            [.. seeds.SelectMany(seed => a.Run(seed).Concat(b.Run(seed)))]);
    }

    /// <summary>One row's values: a series of runs, or a constant, cited or computed, which fits every seed.</summary>
    private sealed record Side(RunSeries? Series, double Constant)
    {
        public IReadOnlyList<int>? Seeds => Series?.Seeds;

        public double Value(int seed) => Series is null ? Constant : Series[seed];

        public IEnumerable<RunRecord> Run(int seed) => Series is null ? [] : [Series.BySeed[seed]];
    }

    // A cited or computed number is of the paper's models and data: it stands against runs at the paper tier only. Below, the small trial of its row does.
    private Side? Measured(Claim row, Tier tier) => tier == Tier.Paper && row.Kind != ClaimKind.Measured
        ? Value(row) is { } value ? new Side(null, (double)value) : null
        : judge.Series(row.Cell, tier) is { } series ? new Side(series, 0) : null;

    private Judgement Judged(Pairing pairing)
    {
        var interval = PairedInterval.Of(pairing.Scores);
        var seeds = $"{Judge.Count(interval.Pairs, "seed")} at the {pairing.Tier.Word()} tier";
        var range = $"95% interval {Shown(interval.Lower)} to {Shown(interval.Upper)} over {seeds}";
        var ours = interval.Lower > 0 ? 1 : interval.Upper < 0 ? -1 : 0;
        var verdict = ours == 0 ? Verdict.Inconclusive : ours == Claimed ? Verdict.Supported : Verdict.Contradicted;
        var reason = string.Join("; ", new[]
        {
            interval.Pairs == 1 ? $"{seeds} gives no interval" : range,
            Claimed == 0 ? "the paper's rows are level" : "",
            pairing.Setting,
        }.Where(text => text.Length > 0));
        var effect = _trend.EffectOf(interval.Mean);
        return new(claim, verdict, reason)
        {
            Ours = Judge.HalfUp((decimal)effect, claim.Digits),
            Exact = Judge.SixDigits(effect),
            Tier = pairing.Tier,
            Seeds = pairing.Seeds,
            Runs = pairing.Runs,
        };
    }

    // One digit more than the paper prints.
    private string Shown(double score) =>
        _trend.EffectOf(score).ToString($"F{claim.Digits + 1}", CultureInfo.InvariantCulture);
}
