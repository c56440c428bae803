using Fovea.Data.Scenes;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>The trials of the paper's ablations at the scale of Digit Scenes, with the controls that the paper lacks.</summary>
/// <remarks>
/// The learning rates, of pooled features and of learned ones, are those that are best on the choose split (<see cref="Rates"/>); numbers
/// come from the report split.
/// </remarks>
public static class SceneStudy
{
    /// <summary>Omega_b of Table 2.</summary>
    public static IReadOnlyList<Support> Supports { get; } = Enum.GetValues<Support>();

    /// <summary>
    /// The rows of Table 3, in its order, scaled to a map of 16 x 16 positions whose regions have a few on a side in place of 17. Inside, the
    /// paper's 7^2, 14^2, 21^2 are 2^2, 4^2, 6^2; outside, its strides on maps of 2019 positions are 5, 4, 3, 2, these 8, 4, 3, 2.
    /// </summary>
    public static IReadOnlyList<SamplingOptions> Samplings { get; } =
    [
        new() { Inside = 4, Outside = null },
        new() { Inside = 16, Outside = null },
        new() { Inside = 36, Outside = null },
        SamplingOptions.Dense,
        new() { Inside = 16, Outside = 4 },
        Default,
        new() { Inside = 16, Outside = 36 },
        new() { Inside = 16, Outside = 64 },
    ];

    /// <summary>The sampling that stands for the paper's default, 196 and 14^2.</summary>
    public static SamplingOptions Default => new() { Inside = 16, Outside = 16 };

    /// <summary>The learning rates to choose from, for pooled features (aligned) and for learned ones (<see cref="Default"/> sampling).</summary>
    public static IReadOnlyList<double> Rates { get; } = [1e-3, 2e-3, 4e-3];

    /// <summary>Regular RoI pooling, trials of Tables 2 and 4.</summary>
    public static SceneTrial Regular(Support support, Tier tier) => new($"regular {Name(support)}", ExtractorOptions.Regular(SceneTrial.Bins, support), tier);

    /// <summary>Aligned RoI pooling, trials of Tables 2 and 4.</summary>
    public static SceneTrial Aligned(Support support, Tier tier) => new($"aligned {Name(support)}", ExtractorOptions.Aligned(SceneTrial.Bins, support), tier);

    /// <summary>Deformable RoI pooling, a trial of Table 4.</summary>
    public static SceneTrial Deformable(Tier tier) => new("deformable", ExtractorOptions.Deformable(SceneTrial.Bins), tier);

    /// <summary>Learned features that look at every position of a support, trials of Table 2.</summary>
    public static SceneTrial Dense(Support support, Tier tier) =>
        Learned($"learned {Name(support)}", SceneTrial.Learned with { Support = support, Sampling = SamplingOptions.Dense }, tier);

    /// <summary>Learned features of the whole image, sampled, trials of Table 3.</summary>
    public static SceneTrial Sampled(SamplingOptions sampling, Tier tier) => sampling == SamplingOptions.Dense
        ? Dense(Support.Image, tier)
        : Learned($"learned, inside {Number(sampling.Inside)}, outside {Number(sampling.Outside)}", SceneTrial.Learned with { Sampling = sampling }, tier);

    /// <summary>
    /// Learned features of these terms with <see cref="Default"/> sampling, trials of Table 4. Without terms every part is the mean over
    /// the support, which is what all begin with: the control.
    /// </summary>
    public static SceneTrial Of(WeightTerms terms, Tier tier) => terms == WeightTerms.Both
        ? Sampled(Default, tier)
        : Learned($"learned, {terms.ToString().ToLowerInvariant()}", SceneTrial.Learned with { Sampling = Default, Terms = terms }, tier);

    /// <summary>What the choice of the learning rates is made from.</summary>
    public static IReadOnlyList<SceneTrial> Choosing(Tier tier) =>
    [
        .. from trial in new[] { Aligned(Support.Region, tier), Sampled(Default, tier) }
        from rate in Rates
        select trial with { Experiment = "learning-rate", LearningRate = rate },
    ];

    /// <summary>Every trial whose numbers are reported, no configuration twice.</summary>
    public static IReadOnlyList<SceneTrial> Reported(Tier tier) =>
    [
        .. new IEnumerable<SceneTrial>[]
        {
            Supports.SelectMany(support => (SceneTrial[])[Regular(support, tier), Aligned(support, tier), Dense(support, tier)]),
            Samplings.Select(sampling => Sampled(sampling, tier)),
            [Deformable(tier)],
            Enum.GetValues<WeightTerms>().Select(terms => Of(terms, tier)),
        }.SelectMany(group => group).DistinctBy(trial => CanonicalJson.Hash(trial.Configuration)),
    ];

    /// <summary>What the notebook trains while one reads it, and <c>fovea verify</c> runs again.</summary>
    public static IReadOnlyList<SceneTrial> Live(Tier tier) => [Regular(Support.Region, tier), Aligned(Support.Region, tier), Sampled(Default, tier)];

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

    private static SceneTrial Learned(string label, LearnedOptions options, Tier tier) => new(label, ExtractorOptions.Learned(options), tier);

    private static string Name(Support support) => support switch { Support.Region => "1x", Support.TwiceArea => "2x", _ => "image" };

    private static string Number(int? samples) => samples is { } some ? $"{some}" : "full";
}
