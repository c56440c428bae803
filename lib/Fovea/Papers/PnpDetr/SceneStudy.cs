using Fovea.Data.Scenes;
using Fovea.Detection.Queries;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>The trials of the paper's ablations at the scale of Digit Scenes, each mechanism with its cheapest control.</summary>
/// <remarks>The learning rate is the one that is best on the choose split (<see cref="Rates"/>); numbers come from the report split.</remarks>
public static class SceneStudy
{
    /// <summary>M, about a quarter of the 60 of the paper's R50.</summary>
    public const int DefaultPool = 16;

    private const double Default = .33, SquareGrid = 81.0 / 256;
    private const int Locations = 256;
    private const int Budget = 102; // tokens, .4 of the locations

    /// <summary>alpha of Table 7 and .05, with M = 16; the last is the baseline, all tokens without a sampler.</summary>
    public static IReadOnlyList<double> Alphas { get; } = [.05, .1, .2, .33, .5, .7, 1];

    /// <summary>M of Table 6, a quarter of the paper's, as the tokens are a quarter.</summary>
    public static IReadOnlyList<int> PoolNumbers { get; } = [0, 8, 16, 32];

    /// <summary>alpha at which M is swept: where little is sampled, pooling has more to add.</summary>
    public static IReadOnlyList<double> PoolAlphas { get; } = [.05, .1, .33];

    /// <summary>M of Fig. 6, with alpha such that the encoder takes as many tokens; the last leaves none to poll.</summary>
    public static IReadOnlyList<int> BudgetPools { get; } = [0, 4, 8, 16, 32, 64, Budget];

    /// <summary>Where alpha is drawn from: the paper's range, and one that reaches as low as the models are tested.</summary>
    public static IReadOnlyList<AlphaRange> Ranges { get; } = [new(.05, .8), AlphaRange.Paper];

    /// <summary>The networks of Table 8; 8 hidden channels of 64 are its 32 of 256.</summary>
    public static IReadOnlyList<ScorerOptions> Scorers { get; } = [new(1), new(2), new(3), new(2, 8)];

    /// <summary>The learning rates to choose from.</summary>
    public static IReadOnlyList<double> Rates { get; } = [1e-3, 2e-3, 4e-3, 8e-3];

    /// <summary>The baseline: all tokens go into the encoder.</summary>
    public static SceneTrial AllTokens(Tier tier) => new("all tokens", null, tier);

    /// <summary>Poll and pool.</summary>
    /// <param name="alpha">Of the training; 1 is <see cref="AllTokens"/>, whatever the pool.</param>
    /// <param name="pool">M.</param>
    /// <param name="tier">Of the training.</param>
    public static SceneTrial Poll(double alpha, int pool, Tier tier) => alpha == 1
        ? AllTokens(tier)
        : new($"alpha={alpha}, M={pool}", Options(alpha, pool), tier) { AcrossAlphas = alpha == Default && pool == DefaultPool };

    /// <summary>A trial of Fig. 6: M coarse tokens, and fine ones as far as the budget goes.</summary>
    public static SceneTrial WithinBudget(int pool, Tier tier) => With(Options((Budget - pool) / (double)Locations, pool), $"{Budget} tokens, M={pool}", tier);

    /// <summary>A sampler of Table 10, the poll sampler included.</summary>
    /// <remarks>Those that sample a square grid take 81 of 256 tokens, the poll sampler and the random one 84.</remarks>
    public static SceneTrial Selecting(FineSelection selection, int pool, Tier tier) => selection switch
    {
        FineSelection.Poll => Poll(Default, pool, tier),
        FineSelection.Random => With(Options(Default, pool) with { Selection = selection }, $"random, M={pool}", tier),
        _ => With(Options(SquareGrid, pool) with { Selection = selection }, $"{selection.ToString().ToLowerInvariant()}, M={pool}", tier),
    };

    /// <summary>Random-ratio training, tested at several alphas; its control is <see cref="Poll"/> at .33 and M = 16.</summary>
    public static SceneTrial Drawing(AlphaRange range, Tier tier) =>
        With(Options(Default, DefaultPool) with { RandomAlpha = range }, $"alpha from {range.Low} to {range.High}", tier) with { AcrossAlphas = true };

    /// <summary>A scoring network of Table 8.</summary>
    public static SceneTrial Scoring(ScorerOptions scorer, Tier tier) => scorer == new ScorerOptions()
        ? Poll(Default, DefaultPool, tier)
        : With(Options(Default, DefaultPool) with { Scorer = scorer }, $"scorer of {scorer.Layers} layer(s){(scorer.Hidden is { } hidden ? $", {hidden} hidden" : "")}", tier);

    /// <summary>Coarse tokens that pool all locations, Table 9; its control is <see cref="Poll"/> at .33 and M = 16.</summary>
    public static SceneTrial PoolingAll(Tier tier) => With(Options(Default, DefaultPool) with { PoolFrom = PoolFrom.FullSet }, "pool on the full set", tier);

    /// <summary>Control of the encoder, whose cost the samplers cut: none, all tokens.</summary>
    public static SceneTrial NoEncoder(Tier tier) => With(null, "no encoder", tier) with { Detector = new() { EncoderLayers = 0 } };

    /// <summary>What the choice of the learning rate is made from.</summary>
    public static IReadOnlyList<SceneTrial> Choosing(Tier tier) =>
    [
        .. from trial in new[] { Poll(Default, DefaultPool, tier), AllTokens(tier) }
        from rate in Rates
        select trial with { Experiment = "learning-rate", LearningRate = rate, AcrossAlphas = false },
    ];

    /// <summary>Every trial whose numbers are reported, no configuration twice.</summary>
    public static IReadOnlyList<SceneTrial> Reported(Tier tier) =>
    [
        .. new[]
        {
            Alphas.Select(alpha => Poll(alpha, DefaultPool, tier)),
            from selection in Enum.GetValues<FineSelection>() from pool in new[] { DefaultPool, 0 } select Selecting(selection, pool, tier),
            from alpha in PoolAlphas from pool in PoolNumbers select Poll(alpha, pool, tier),
            BudgetPools.Select(pool => WithinBudget(pool, tier)),
            Ranges.Select(range => Drawing(range, tier)),
            [NoEncoder(tier), PoolingAll(tier)],
            Scorers.Select(scorer => Scoring(scorer, tier)),
        }.SelectMany(group => group).DistinctBy(trial => CanonicalJson.Hash(trial.Configuration)),
    ];

    /// <summary>What the notebook trains while one reads it, and <c>fovea verify</c> runs again.</summary>
    public static IReadOnlyList<SceneTrial> Live(Tier tier) =>
        [Selecting(FineSelection.Poll, DefaultPool, tier), Selecting(FineSelection.Random, DefaultPool, tier)];

    /// <summary>Runs what a log lacks of trials and seeds, as <see cref="StudyRuns"/> does.</summary>
    /// <param name="trials">Configurations.</param>
    /// <param name="seeds">Each trial is run from each.</param>
    /// <param name="log">Is read, and gets a line a run.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends the run that is going on; it is saved.</param>
    public static void Complete(
        IReadOnlyList<SceneTrial> trials, IReadOnlyList<int> seeds, RunLog log, Device device, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var scenes = DigitScenes.Load(cancellation: cancellation);
        StudyRuns.Complete(trials, seeds, trial => trial.Label, (trial, seed, one) => trial.Run(scenes, seed, device, one), log, show, cancellation);
    }

    internal static SamplerOptions Options(double alpha, int pool) => new() { Width = new QueryDetectorOptions().Width, Alpha = alpha, PoolNumber = pool };

    private static SceneTrial With(SamplerOptions? sampler, string label, Tier tier) => new(label, sampler, tier);
}
