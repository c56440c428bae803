using System.Globalization;

namespace Fovea.Results;

/// <summary>Holds claims against what the code computes, if there is code yet, and what the runs measured.</summary>
internal sealed class Judge(IPaperLedger? code, IReadOnlyList<Claim> claims, IReadOnlyList<RunRecord> runs)
{
    // The tiers below the paper's whose runs are evidence, the best first.
    private static readonly Tier[] SmallTiers = [Tier.Full, Tier.Small];

    /// <summary>A judgement a claim, in the order of the claims.</summary>
    public IReadOnlyList<Judgement> All() => [.. claims.Select(Judged)];

    private Judgement Judged(Claim claim) => claim switch
    {
        { Status: ClaimStatus.Illegible, Kind: not ClaimKind.Trend } => Illegible(claim),
        { Kind: ClaimKind.Cited } => new(claim, Verdict.NotRun, "cited from another paper; not measured here"),
        { Kind: ClaimKind.Computed } => Computed(claim),
        _ when code?.Unanswered.GetValueOrDefault(claim.Cell) is { } reason => new(claim, Verdict.NotComparable, reason),
        { Kind: ClaimKind.Measured } => Measured(claim),
        _ => new TrendJudge(this, claim).Judged(),
    };

    /// <summary>There is a number in the paper, and nobody can read it.</summary>
    public static Judgement Illegible(Claim claim) => new(claim, Verdict.NotComparable, "illegible in the paper");

    private Judgement Computed(Claim claim) => ComputedValue(claim.Cell) is { } exact
        ? Exact(claim, exact, Verdict.Reproduced)
        : new(claim, Verdict.NotRun, "no code computes it yet");

    /// <summary>Compares a value that has no error with its claim at the printed digits; <paramref name="agreement"/> is the verdict where they agree.</summary>
    public Judgement Exact(Claim claim, decimal exact, Verdict agreement)
    {
        var ours = HalfUp(exact, claim.Digits);
        var slip = code!.Slips.FirstOrDefault(slip => slip.Cell == claim.Cell);
        var near = code.Approximations.FirstOrDefault(near => near.Cell == claim.Cell && Math.Abs(exact - claim.Value!.Value) <= near.Tolerance);
        var text = exact.ToString("0.############", CultureInfo.InvariantCulture);
        var (verdict, reason) = ours == claim.Value ? (agreement, "")
            : near is not null ? (agreement, $"within {near.Tolerance.ToString(CultureInfo.InvariantCulture)}: {near.Reason}")
            : slip is null ? (Verdict.Differs, $"computed {text}")
            : slip.Ours == ours ? (Verdict.Slip, slip.Reason)
            : (Verdict.Differs, $"computed {text}, which is not the declared slip's {slip.Ours.ToString(CultureInfo.InvariantCulture)}");
        return new(claim, verdict, reason) { Ours = ours, Exact = text, Tolerance = ours == claim.Value ? null : near?.Tolerance };
    }

    private Judgement Measured(Claim claim)
    {
        if (Series(claim.Cell, Tier.Paper) is { Seeds.Count: > 0 } series)
            return AtPaperTier(claim, series);
        foreach (var tier in SmallTiers)
            if (Series(claim.Cell, tier) is { Seeds.Count: > 0 } smaller)
                return new(claim, Verdict.NotComparable, $"claimed at the paper's scale; the {tier.Word()} tier speaks through trends")
                {
                    Tier = tier,
                    Seeds = smaller.Seeds,
                    Runs = [.. smaller.Runs],
                };
        return new(claim, Verdict.NotRun, "no run measures it");
    }

    private Judgement AtPaperTier(Claim claim, RunSeries series)
    {
        var values = PairedInterval.Of(series.Seeds.Select(seed => series[seed]));
        var ours = HalfUp((decimal)values.Mean, claim.Digits);
        var incomparable = code!.Measured(claim.Cell, Tier.Paper)!.Incomparable;
        var (verdict, reason) = incomparable is not null ? (Verdict.NotComparable, incomparable)
            : ours == claim.Value ? (Verdict.Reproduced, "")
            : (Verdict.Differs, $"{Signed(ours - claim.Value!.Value)} over {Count(values.Pairs, "seed")}");
        return new(claim, verdict, reason)
        {
            Ours = incomparable is null ? ours : null,
            Exact = incomparable is null ? SixDigits(values.Mean) : "",
            Tier = Tier.Paper,
            Seeds = series.Seeds,
            Runs = [.. series.Runs],
        };
    }

    /// <summary>What the code computes for a cell; null where nothing does.</summary>
    public decimal? ComputedValue(Cell cell) =>
        code is not null && code.Computed.TryGetValue(cell, out var compute) ? compute() : null;

    /// <summary>The claim of a cell.</summary>
    public Claim ClaimOf(Cell cell) => claims.Single(claim => claim.Cell == cell);

    /// <summary>The runs that answer a cell at a tier; null where none are meant to.</summary>
    public RunSeries? Series(Cell cell, Tier tier) =>
        code?.Measured(cell, tier) is { } query ? RunSeries.Of(runs, query, tier) : null;

    /// <summary>What answers a trend at a tier in the place of its two rows; null where they do.</summary>
    public TrendQuery? Compared(Cell trend, Tier tier) => code?.Compared(trend, tier);

    /// <summary>The runs that the claims are held against.</summary>
    public IReadOnlyList<RunRecord> Runs => runs;

    /// <summary>Rounds to digits after the point, a half away from zero.</summary>
    public static decimal HalfUp(decimal value, int digits)
    {
        var rounded = Math.Round(value, digits, MidpointRounding.AwayFromZero);
        return rounded + new decimal(0, 0, 0, false, (byte)digits);
    }

    public static string SixDigits(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    public static string Count(int number, string noun) => number == 1 ? $"one {noun}" : $"{number} {noun}s";

    private static string Signed(decimal value) => value.ToString("+0.############;-0.############;0", CultureInfo.InvariantCulture);
}
