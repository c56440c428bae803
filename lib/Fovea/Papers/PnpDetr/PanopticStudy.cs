using Fovea.Data.Scenes;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>Table 3 at the scale of Digit Scenes, with the controls that the paper lacks.</summary>
public static class PanopticStudy
{
    /// <summary>The smallest alpha of Table 3.</summary>
    public const double Least = .2;

    private const double Third = 1.0 / 3;

    /// <summary>alpha of Table 3; the first is the baseline, all tokens without a sampler.</summary>
    public static IReadOnlyList<double> Alphas { get; } = [1, .65, .5, Third, .25, Least];

    /// <summary>alpha of <see cref="WithoutProjection"/>.</summary>
    public static IReadOnlyList<double> ControlAlphas { get; } = [1, Third, Least];

    /// <summary>A row of Table 3: poll and pool, and the dense head on the map that the reverse projection gives back.</summary>
    /// <param name="alpha">Of the poll sampler; at 1 there is none, and the encoder's tokens are the map.</param>
    /// <param name="tier">Of the training.</param>
    public static PanopticTrial Panoptic(double alpha, Tier tier) =>
        new($"panoptic, alpha={alpha:0.##}", Options(alpha, SceneStudy.DefaultPool), DenseSource.Encoded, tier);

    /// <summary>Control: the dense head on the backbone's own map.</summary>
    /// <inheritdoc cref="Panoptic"/>
    public static PanopticTrial WithoutProjection(double alpha, Tier tier) =>
        new($"on the backbone's map, alpha={alpha:0.##}", Options(alpha, SceneStudy.DefaultPool), DenseSource.Backbone, tier);

    /// <summary>Control of eq. 18: fine tokens go back to their places, and there are no coarse ones, so that all other places are 0.</summary>
    /// <inheritdoc cref="Panoptic"/>
    public static PanopticTrial WithoutPool(double alpha, Tier tier) =>
        new($"panoptic, M=0, alpha={alpha:0.##}", Options(alpha, 0), DenseSource.Encoded, tier);

    /// <summary>Every trial whose numbers are reported, no configuration twice.</summary>
    public static IReadOnlyList<PanopticTrial> Reported(Tier tier) =>
    [
        .. Alphas.Select(alpha => Panoptic(alpha, tier)),
        .. ControlAlphas.Select(alpha => WithoutProjection(alpha, tier)),
        WithoutPool(Least, tier),
    ];

    /// <summary>Runs what a log lacks of trials and seeds, as <see cref="StudyRuns"/> does.</summary>
    /// <param name="trials">Configurations.</param>
    /// <param name="seeds">Each trial is run from each.</param>
    /// <param name="log">Is read, and gets a line a run.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends the run that is going on; it is saved.</param>
    public static void Complete(
        IReadOnlyList<PanopticTrial> trials, IReadOnlyList<int> seeds, RunLog log, Device device, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var scenes = DigitScenes.Load(cancellation: cancellation);
        StudyRuns.Complete(trials, seeds, trial => trial.Label, (trial, seed, one) => trial.Run(scenes, seed, device, one), log, show, cancellation);
    }

    private static SamplerOptions? Options(double alpha, int pool) => alpha == 1 ? null : SceneStudy.Options(alpha, pool);
}
