using Fovea.Data;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>Table 4 at the scale of CIFAR-10, with the controls that the paper lacks.</summary>
/// <remarks>The learning rate is the one that is best on the choose split (<see cref="Rates"/>); numbers come from the report split.</remarks>
public static class PnpVitStudy
{
    /// <summary>The learning rates to choose from, for the ViT and the PnP-ViT alike, on plain images.</summary>
    public static IReadOnlyList<double> Rates { get; } = [2.5e-4, 5e-4, 1e-3, 2e-3, 4e-3];

    /// <summary>M, of 64 locations about the share that 10 are of the paper's 196.</summary>
    private const int PoolNumber = 4;

    /// <summary>The baseline: every location is a token.</summary>
    public static PnpVitTrial Vit(CifarView view, Tier tier) => new("ViT", null, view, tier);

    /// <summary>The PnP-ViT of Table 4: one model for every alpha, trained at ratios drawn from .2 to .8 (Section 4.3).</summary>
    public static PnpVitTrial Poll(CifarView view, Tier tier) => new("PnP-ViT", Options, view, tier);

    /// <summary>Trained at one ratio, and tested at all: the control of drawing them.</summary>
    public static PnpVitTrial Fixed(CifarView view, Tier tier) => new("alpha=0.33", Options with { RandomAlpha = null }, view, tier);

    /// <summary>Control: no coarse tokens.</summary>
    public static PnpVitTrial WithoutPool(CifarView view, Tier tier) => new("M=0", Options with { PoolNumber = 0 }, view, tier);

    /// <summary>Control: fine tokens from random locations, the same of an image each time that it is seen alike.</summary>
    public static PnpVitTrial Random(CifarView view, Tier tier) => new("random", Options with { Selection = FineSelection.Random }, view, tier);

    /// <summary>Control: random locations and no coarse tokens, the cheapest way to fewer tokens.</summary>
    public static PnpVitTrial RandomWithoutPool(CifarView view, Tier tier) =>
        new("random, M=0", Options with { Selection = FineSelection.Random, PoolNumber = 0 }, view, tier);

    /// <summary>What the choice of the learning rate is made from.</summary>
    public static IReadOnlyList<PnpVitTrial> Choosing(Tier tier) =>
    [
        .. from trial in new[] { Vit(CifarView.Plain, tier), Poll(CifarView.Plain, tier) }
        from rate in Rates
        select trial with { Experiment = "cifar10-learning-rate", LearningRate = rate },
    ];

    /// <summary>Every trial whose numbers are reported, no configuration twice.</summary>
    public static IReadOnlyList<PnpVitTrial> Reported(Tier tier) =>
    [
        .. from view in new[] { CifarView.Plain, CifarView.Cluttered }
        from trial in new[] { Vit(view, tier), Poll(view, tier), Fixed(view, tier), WithoutPool(view, tier), Random(view, tier), RandomWithoutPool(view, tier) }
        select trial,
    ];

    /// <summary>What the notebook trains while one reads it, and <c>fovea verify</c> runs again.</summary>
    public static IReadOnlyList<PnpVitTrial> Live(Tier tier) => [Poll(CifarView.Cluttered, tier)];

    /// <summary>Runs what a log lacks of trials and seeds, as <see cref="StudyRuns"/> does.</summary>
    /// <param name="trials">Configurations.</param>
    /// <param name="seeds">Each trial is run from each.</param>
    /// <param name="log">Is read, and gets a line a run.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends the run that is going on; it is saved.</param>
    public static void Complete(
        IReadOnlyList<PnpVitTrial> trials, IReadOnlyList<int> seeds, RunLog log, Device device, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var cifar = Cifar10.Load(cancellation);
        StudyRuns.Complete(trials, seeds, trial => $"{trial.View} {trial.Label}",
            (trial, seed, one) => trial.Run(cifar, seed, device, one), log, show, cancellation);
    }

    private static SamplerOptions Options { get; } = new()
    {
        Width = PnpVitTrial.Model(null).Encoder.Width, Alpha = .33, PoolNumber = PoolNumber, RandomAlpha = new(.2, .8), ScoreLossWeight = 0,
    };
}
