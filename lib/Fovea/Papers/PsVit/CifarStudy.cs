using Fovea.Data;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.PsVit;

/// <summary>The trials of the paper's ablations at the scale of CIFAR-10, with the controls that the paper lacks.</summary>
/// <remarks>The learning rate is the one that is best on the choose split (<see cref="Rates"/>); numbers come from the report split.</remarks>
public static class CifarStudy
{
    /// <summary>N of Table 6 that the small model has the layers for; N + N_v stays 10, as it stays 14 there.</summary>
    public static IReadOnlyList<int> Iterations { get; } = [1, 2, 4, 6, 8];

    /// <summary>n, one for each of the five of Table 5 (10, 12, 14, 16, 18).</summary>
    public static IReadOnlyList<int> Points { get; } = [4, 5, 6, 7, 8];

    /// <summary>n of the pairs of Table 8 with and without shared weights, one for each of B/10, B/12 and B/14.</summary>
    public static IReadOnlyList<int> SharedPoints { get; } = [4, 5, 6];

    /// <summary>The learning rates to choose from, for PS-ViT (N = 4, n = 4) and for the ViT alike, on plain images.</summary>
    public static IReadOnlyList<double> Rates { get; } = [5e-4, 1e-3, 2e-3];

    /// <summary>PS-ViT that differs from <see cref="CifarTrial.Model"/> in N, a trial of Table 6.</summary>
    public static CifarTrial WithIterations(int iterations, CifarView view, Tier tier) =>
        new CifarTrial($"N={iterations}", CifarTrial.Model(view) with { Iterations = iterations }, view, tier);

    /// <summary>PS-ViT that differs in n, a trial of Table 5.</summary>
    public static CifarTrial WithPoints(int points, Tier tier) =>
        new CifarTrial($"n={points}", CifarTrial.Model(CifarView.Plain) with { Points = points }, CifarView.Plain, tier);

    /// <summary>PS-ViT whose iterations share their weights, a trial of Table 8.</summary>
    public static CifarTrial Shared(int points, Tier tier) =>
        new CifarTrial($"n={points}, shared", CifarTrial.Model(CifarView.Plain) with { Points = points, SharedWeights = true }, CifarView.Plain, tier);

    /// <summary>The ViT of Table 7.</summary>
    public static CifarTrial Vit(CifarView view, Tier tier) =>
        new CifarTrial("ViT", VitOptions.Like(CifarTrial.Model(view)), view, tier);

    /// <summary>Control: N = 4, and every iteration looks where the first did.</summary>
    public static CifarTrial Frozen(CifarView view, Tier tier) =>
        new CifarTrial("points frozen", CifarTrial.Model(view).Frozen(), view, tier);

    /// <summary>Control: N = 4, and the points go round a small square, the same in every image.</summary>
    public static CifarTrial FixedShifts(CifarView view, Tier tier) =>
        new CifarTrial("fixed shifts", CifarTrial.Model(view).GoingRound(), view, tier);

    /// <summary>What the choice of the learning rate is made from.</summary>
    public static IReadOnlyList<CifarTrial> Choosing(Tier tier) =>
    [
        .. from trial in new[] { WithIterations(4, CifarView.Plain, tier), Vit(CifarView.Plain, tier) }
        from rate in Rates
        select trial with { Experiment = "learning-rate", LearningRate = rate },
    ];

    /// <summary>Every trial whose numbers are reported, no configuration twice.</summary>
    public static IReadOnlyList<CifarTrial> Reported(Tier tier) =>
    [
        .. new[] { CifarView.Plain, CifarView.Cluttered }.SelectMany(view => (CifarTrial[])
        [
            .. Iterations.Select(iterations => WithIterations(iterations, view, tier)),
            Frozen(view, tier),
            FixedShifts(view, tier),
            Vit(view, tier),
        ]),
        .. Points.Where(points => points != CifarTrial.Model(CifarView.Plain).Points).Select(points => WithPoints(points, tier)),
        .. SharedPoints.Select(points => Shared(points, tier)),
    ];

    /// <summary>What the notebook trains while one reads it, and <c>fovea verify</c> runs again.</summary>
    public static IReadOnlyList<CifarTrial> Live(Tier tier) =>
        [WithIterations(1, CifarView.Plain, tier), WithIterations(4, CifarView.Plain, tier), WithIterations(4, CifarView.Cluttered, tier)];

    /// <summary>
    /// Runs what a log lacks of trials and seeds, in order. Several processes share the work: what another one trains is
    /// left to it, and waited for at the end. Interrupted and started again, it goes on where it was.
    /// </summary>
    /// <param name="trials">Configurations.</param>
    /// <param name="seeds">Each trial is run from each.</param>
    /// <param name="log">Is read, and gets a line a run.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends the run that is going on; it is saved.</param>
    public static void Complete(
        IReadOnlyList<CifarTrial> trials, IReadOnlyList<int> seeds, RunLog log, Device device, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var cifar = Cifar10.Load(cancellation);
        StudyRuns.Complete(trials, seeds, trial => $"{trial.View} {trial.Label}",
            (trial, seed, one) => trial.Run(cifar, seed, device, one), log, show, cancellation);
    }
}
