using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>The paper's comparisons at the scale of Digit Scenes: Fig. 7, Tables 3 to 8, 10 and 11, and the controls that it lacks.</summary>
/// <remarks>
/// <para>
/// The trials see <see cref="FeatureDepth.Early"/> features, and their encoders' layers begin as zero: a setting in which an encoder has work to do, without
/// which it would not matter which tokens it works on (<see cref="Settings"/>). The learning rate is chosen on the choose split
/// (<see cref="Choosing"/>); numbers come from the report split.
/// </para>
/// <para>
/// DINO differs here from Deformable DETR by its mixed queries (learnt contents, the encoder's positions) and its denoising; of Deformable DETR the
/// contents are the encoder's too. Trainings with mixed queries fail from some seeds, without denoising (<see cref="WithoutDenoising"/>) more of them.
/// Sparse DETR is its selector, without its auxiliary losses of the encoder's layers.
/// </para>
/// <para>
/// The keep ratios are swept on both. Tables 4, 5 and 8, the parts of Focus-DETR one by one, are of Deformable DETR's queries alone, and what is
/// compared differs in nothing else.
/// </para>
/// </remarks>
public static class SceneStudy
{
    /// <summary>Layers of the encoder, of which the paper has six.</summary>
    public const int Layers = 3;

    private const string Rating = "learning-rate";
    private const double Default = .3, Unbounded = 999_999;
    private const int Fine = 25; // as many as there are queries; 300 of the paper's 18,500 tokens are one in sixty

    /// <summary>The keep ratios of Table 6.</summary>
    public static IReadOnlyList<double> KeepRatios { get; } = [.. SelectorOptions.Cascades.Keys];

    /// <summary>Keep ratios of the control by chance.</summary>
    public static IReadOnlyList<double> RandomRatios { get; } = [.1, .3, .5];

    /// <summary>The learning rates to choose from.</summary>
    public static IReadOnlyList<double> Rates { get; } = [1e-3, 2e-3, 4e-3, 8e-3];

    /// <summary>Which tokens are foreground: Table 8's overlapping ranges, a quarter as far, for scenes of 128 pixels a side and three maps.</summary>
    public static ForegroundLabels Overlapping { get; } = Labels(new(-1, 16), new(16, 64), new(32, Unbounded));

    /// <summary>DINO (<see cref="QueryOrigin.Mixed"/>), or Deformable DETR, whose encoders work on all tokens: the upper control.</summary>
    public static SceneTrial Dense(Tier tier, QueryOrigin origin = QueryOrigin.Encoder) => new(Name(origin), Detector(Layers, origin), tier);

    /// <summary>The lower control: the decoder reads the features.</summary>
    public static SceneTrial NoEncoder(Tier tier, QueryOrigin origin = QueryOrigin.Encoder) => new($"{Name(origin)}, no encoder", Detector(0, origin), tier);

    /// <summary>Focus-DETR at a keep ratio of Table 6, the cascade as steep as Table 7's.</summary>
    public static SceneTrial Focus(double keepRatio, Tier tier, QueryOrigin origin = QueryOrigin.Encoder) =>
        With($"{Name(origin)} + Focus-DETR, keep {keepRatio}", new(Cascade(keepRatio)), Fine, tier, origin);

    /// <summary>Sparse DETR's selector, taught by what the decoder looks at.</summary>
    /// <param name="keepRatio">Of the tokens, in every layer.</param>
    /// <param name="tier">Of the training.</param>
    /// <param name="origin">Of the queries.</param>
    /// <param name="dual">Whether with dual attention, as in Table 11.</param>
    public static SceneTrial Sparse(double keepRatio, Tier tier, QueryOrigin origin = QueryOrigin.Encoder, bool dual = false) =>
        new($"{Name(origin)} + Sparse DETR{(dual ? " (dual attention)" : "")}, keep {keepRatio}",
            Detector(Layers, origin) with { Selector = SelectorOptions.Sparse(keepRatio, Layers), FineTokens = dual ? Fine : 0 }, tier)
        {
            Teacher = SelectorTeacher.DecoderAttention,
        };

    /// <summary>A trial of DINO without its denoising, which is then nothing but its queries.</summary>
    public static SceneTrial WithoutDenoising(SceneTrial trial) =>
        trial with { Label = $"{trial.Label}, no denoising", Detector = trial.Detector with { Denoising = null } };

    /// <summary>The cheapest selector: chance.</summary>
    public static SceneTrial Random(double keepRatio, Tier tier, QueryOrigin origin = QueryOrigin.Encoder) =>
        new($"{Name(origin)} + random tokens, keep {keepRatio}",
            Detector(Layers, origin) with { Selector = SelectorOptions.Sparse(keepRatio, Layers) with { Random = true } }, tier);

    /// <summary>Table 4 at a keep ratio of .3, from a selector that nothing teaches to all of Focus-DETR.</summary>
    public static IReadOnlyList<SceneTrial> Ladder(Tier tier)
    {
        var bare = new SelectorOptions(Even(Default)) { Modulation = ScoreModulation.None };
        return
        [
            With("score predictor", bare, 0, tier) with { Teacher = SelectorTeacher.None },
            With("+ supervision", bare, 0, tier),
            With("+ modulations", bare with { Modulation = ScoreModulation.TopDown }, 0, tier),
            With("+ cascade", new(Cascade(Default)), 0, tier),
            Focus(Default, tier),
        ];
    }

    /// <summary>Table 5, at a keep ratio of .3.</summary>
    public static SceneTrial Modulating(ScoreModulation modulation, Tier tier) => modulation == ScoreModulation.TopDown
        ? Focus(Default, tier)
        : With(modulation == ScoreModulation.BottomUp ? "bottom-up modulation" : "no modulation", new(Cascade(Default)) { Modulation = modulation }, Fine, tier);

    /// <summary>What the cascade adds: Focus-DETR with the same share of tokens in every layer.</summary>
    public static SceneTrial WithoutCascade(double keepRatio, Tier tier) => With($"even shares, keep {keepRatio}", new(Even(keepRatio)), Fine, tier);

    /// <summary>Table 8, in its order: ranges that do not overlap, larger ones, overlapping ones; a quarter as far, on three maps.</summary>
    public static IReadOnlyList<SceneTrial> Assignments(Tier tier) =>
    [
        Focus(Default, tier) with { Label = "separate ranges", Labels = Labels(new(-1, 16), new(16, 32), new(32, Unbounded)) },
        Focus(Default, tier) with { Label = "larger separate ranges", Labels = Labels(new(-1, 32), new(32, 64), new(64, Unbounded)) },
        Focus(Default, tier),
    ];

    /// <summary>Algorithm 1 as it is written: each layer looks up what the one before made, which the authors' code does not.</summary>
    public static SceneTrial UpdatedValues(Tier tier)
    {
        var focus = Focus(Default, tier);
        return focus with { Label = "updated values", Detector = focus.Detector with { Values = EncoderValues.Updated } };
    }

    /// <summary>What the learning rate is chosen from, with mixed queries.</summary>
    public static IReadOnlyList<SceneTrial> Choosing(Tier tier) =>
    [
        .. from trial in new[] { Dense(tier, QueryOrigin.Mixed), Focus(Default, tier, QueryOrigin.Mixed), NoEncoder(tier, QueryOrigin.Mixed) }
           from kind in trial.Detector.EncoderLayers > 0 ? new[] { trial, WithoutDenoising(trial) } : [WithoutDenoising(trial)]
           from rate in Rates
           select kind with { Experiment = Rating, LearningRate = rate },
    ];

    /// <summary>
    /// Where an encoder helps: dense attention and none on deep features, and dense attention without either of what the paper has not, beside
    /// <see cref="Dense"/> and <see cref="NoEncoder"/> themselves.
    /// </summary>
    public static IReadOnlyList<SceneTrial> Settings(Tier tier)
    {
        var (dense, none) = (Dense(tier), NoEncoder(tier));
        SceneTrial Other(SceneTrial trial, string label) => trial with { Label = label, Experiment = "setting" };
        return
        [
            Other(dense, "deep features, all tokens") with { Features = FeatureDepth.Deep },
            Other(none, "deep features, no encoder") with { Features = FeatureDepth.Deep },
            Other(dense, "encoder begins at random") with { Detector = dense.Detector with { EncoderBeginsAsZero = false } },
            Other(dense, "proposals as on COCO") with { Detector = dense.Detector with { ProposalSide = new FocusDetrOptions().ProposalSide } },
        ];
    }

    /// <summary>Every trial whose numbers are reported, no configuration twice.</summary>
    public static IReadOnlyList<SceneTrial> Reported(Tier tier) =>
    [
        .. new IEnumerable<SceneTrial>[]
        {
            Central(tier),
            from origin in Origins from keep in KeepRatios from trial in new[] { Focus(keep, tier, origin), Sparse(keep, tier, origin) } select trial,
            RandomRatios.Select(keep => Random(keep, tier)),
            Ladder(tier),
            new[] { ScoreModulation.None, ScoreModulation.BottomUp }.Select(modulation => Modulating(modulation, tier)),
            [WithoutCascade(Default, tier), .. Assignments(tier), UpdatedValues(tier)],
            Origins.Select(origin => Sparse(Default, tier, origin, dual: true)),
            from trial in Central(tier) where trial.Detector is { Denoising: not null, Selector: not { Random: true } } select WithoutDenoising(trial),
        }.SelectMany(group => group).DistinctBy(trial => CanonicalJson.Hash(trial.Configuration)),
    ];

    /// <summary>
    /// What says whether there is anything to select for, and whether the selectors do it: run from <see cref="MoreSeeds"/> more, as three left
    /// their intervals wide.
    /// </summary>
    public static IReadOnlyList<SceneTrial> Central(Tier tier) =>
    [
        .. from origin in Origins
           from trial in new[] { Dense(tier, origin), NoEncoder(tier, origin), Focus(Default, tier, origin), Sparse(Default, tier, origin), Random(Default, tier, origin) }
           select trial,
    ];

    /// <summary>How many seeds more <see cref="Central"/> has than all others.</summary>
    public const int MoreSeeds = 2;

    /// <summary>What the notebook trains while one reads it, and <c>fovea verify</c> runs again.</summary>
    public static IReadOnlyList<SceneTrial> Live(Tier tier) => [Dense(tier), Sparse(Default, tier), Focus(Default, tier)];

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

    /// <summary>
    /// A detector a quarter of the paper's width, with three maps of 256, 64 and 16 tokens, two points for four, and 25 queries.
    /// </summary>
    /// <remarks>Proposals are of 16, 32 and 64 pixels, as objects of scenes are; an eighth of the side for COCO's twentieth.</remarks>
    /// <param name="layers">Of the encoder.</param>
    /// <param name="origin">Of the queries: <see cref="QueryOrigin.Learnt"/> ones do not find their objects in a training of minutes.</param>
    internal static FocusDetrOptions Detector(int layers, QueryOrigin origin) => new()
    {
        Width = 64, Heads = 4, Levels = 3, Points = 2, FeedForward = 128, NormGroups = 8, EncoderLayers = layers, DecoderLayers = 2, Queries = 25, Classes = 10,
        Origin = origin, Selector = null, FineTokens = 0, Values = EncoderValues.Updated, Denoising = origin == QueryOrigin.Mixed ? new() : null,
        ProposalSide = .125, EncoderBeginsAsZero = true,
    };

    /// <summary>Table 7's six shares two by two, as means: as steep over three layers, and with the same mean.</summary>
    internal static IReadOnlyList<double> Cascade(double keepRatio)
    {
        var six = SelectorOptions.Cascades[keepRatio];
        return [.. Enumerable.Range(0, Layers).Select(i => Math.Round((six[2 * i] + six[2 * i + 1]) / 2, 3))];
    }

    private static IReadOnlyList<QueryOrigin> Origins { get; } = [QueryOrigin.Encoder, QueryOrigin.Mixed];

    // Focus-DETR's ways: boxes teach the selector, and the values stay the backbone's.
    private static SceneTrial With(string label, SelectorOptions selector, int fine, Tier tier, QueryOrigin origin = QueryOrigin.Encoder) =>
        new(label, Detector(Layers, origin) with { Selector = selector, FineTokens = fine, Values = EncoderValues.Backbone }, tier) { Labels = Overlapping };

    private static double[] Even(double keepRatio) => [.. Enumerable.Repeat(keepRatio, Layers)];

    private static string Name(QueryOrigin origin) => origin == QueryOrigin.Mixed ? "DINO" : "Deformable DETR";

    private static ForegroundLabels Labels(params DistanceRange[] ranges) => new() { Strides = [8, 16, 32], Ranges = ranges };
}
