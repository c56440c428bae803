using Fovea.Data;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>Sampling in a classifier of CIFAR-10, beside the ways to save as much that need no masks.</summary>
/// <remarks>The learning rate is the one that is best on the choose split for the dense classifier; numbers come from the report split.</remarks>
public static class CifarStudy
{
    private static readonly SamplingOptions Masks = SceneStudy.Options;

    /// <summary>The learning rates to choose from.</summary>
    public static IReadOnlyList<double> Rates { get; } = [1e-3, 2e-3, 4e-3];

    /// <summary>Sparse loss weights.</summary>
    public static IReadOnlyList<double> Weights { get; } = [.1, .4];

    /// <summary>A dense classifier of images of some size, 32 pixels or fewer.</summary>
    public static CifarTrial Uniform(int side, Tier tier) => new($"uniform {side} px", null, tier) { Side = side };

    /// <summary>The paper's masks.</summary>
    public static CifarTrial Sampled(double weight, Tier tier) => new($"sampled {weight}", Masks, tier) { SparseWeight = weight };

    /// <summary>Gumbel softmax without noise.</summary>
    public static CifarTrial Deterministic(double weight, Tier tier) => new($"deterministic {weight}", Masks with { Gate = Gate.Deterministic }, tier) { SparseWeight = weight };

    /// <summary>Control: masks that sample anywhere, half of all positions, and learn nothing.</summary>
    public static CifarTrial Random(Tier tier) =>
        new("random, density 0.5", Masks with { InitialBias = Math.Round(SmallModel.BiasFor(.5, Masks.GridInterval), 4) }, tier) { MaskRate = 0 };

    /// <summary>What the choice of the learning rate is made from.</summary>
    public static IReadOnlyList<CifarTrial> Choosing(Tier tier) =>
        [.. Rates.Select(rate => Uniform(32, tier) with { Experiment = "cifar10-learning-rate", LearningRate = rate })];

    /// <summary>Every trial whose numbers are reported, no configuration twice.</summary>
    public static IReadOnlyList<CifarTrial> Reported(Tier tier) =>
    [
        Uniform(32, tier), Uniform(24, tier), .. Weights.Select(weight => Sampled(weight, tier)), Deterministic(Weights[^1], tier), Random(tier),
    ];

    /// <summary>Runs what a log lacks of trials and seeds, as <see cref="StudyRuns"/> does.</summary>
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
        StudyRuns.Complete(trials, seeds, trial => $"CIFAR-10 {trial.Label}", (trial, seed, one) => trial.Run(cifar, seed, device, one), log, show, cancellation);
    }
}
