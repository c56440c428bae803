using System.Globalization;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>The trials of the paper's comparisons at the scale of Digit Scenes, each mechanism with its cheapest control.</summary>
/// <remarks>
/// The learning rates and the interpolation's first s are those that are best on the choose split (<see cref="Choosing"/>); numbers come from the
/// report split.
/// </remarks>
public static class SceneStudy
{
    private const int Grid = 4, Tests = 5;

    /// <summary>Sparse loss weights; .02, .05, .1 and .2 of the paper, larger because the loss of this detector is.</summary>
    public static IReadOnlyList<double> Weights { get; } = [.2, .4, .8, 1.6];

    /// <summary>Sides of the scenes for uniform sampling, in pixels, the first that of all other trials.</summary>
    public static IReadOnlyList<int> Sides { get; } = [Scene.Side, 112, 96, 80];

    /// <summary>Final temperatures of section 5, the first that of all other trials.</summary>
    public static IReadOnlyList<double> FinalTemperatures { get; } = [.03, .01, .005];

    /// <summary>Ratios of Table 4; .65 and .7 are those that it prints as 0.66 and 0.79.</summary>
    public static IReadOnlyList<double> PruningRatios { get; } = [.5, .55, .6, .65, .7, .75];

    /// <summary>Intervals of the grid prior, in positions.</summary>
    public static IReadOnlyList<int> GridIntervals { get; } = [2, 4, 8, 0];

    /// <summary>Densities of masks that sample at random from the first step on.</summary>
    public static IReadOnlyList<double> RandomDensities { get; } = [.25, .5];

    /// <summary>Learning rates of dense detectors to choose from.</summary>
    public static IReadOnlyList<double> Rates { get; } = [1.25e-4, 2.5e-4, 5e-4, 1e-3, 2e-3];

    /// <summary>Learning rates of sampled detectors to choose from.</summary>
    public static IReadOnlyList<double> SampledRates { get; } = [1.25e-4, 2.5e-4, 5e-4, 1e-3, 2e-3];

    /// <summary>s to choose from.</summary>
    public static IReadOnlyList<double> Sigmas { get; } = [.5, 1, 1.5, 2, 3];

    /// <summary>How many times as long the sampled detectors are trained, and the uniform ones for as much CPU time, to see how far a plateau is.</summary>
    public static IReadOnlyList<double> Lengths { get; } = [1, 2, 4];

    /// <summary>
    /// CPU time of a training step of a sampled detector over that of a dense one at <see cref="Sides"/>, one thread: 2.0, 2.6, 3.5 and 4.8 were
    /// measured of forward and backward, and loading and the optimizer take both as long.
    /// </summary>
    public static IReadOnlyList<double> StepRatios { get; } = [1.9, 2.5, 3.3, 4.4];

    /// <summary>The training that <see cref="DenseStart"/> is of, by the schedule of the backbone that the other detectors share.</summary>
    public static SceneTrial Pretraining { get; } = new("dense start", null, Tier.Full)
    {
        Experiment = "dense-start", FromDense = false, Recipe = BackboneSetting.Pretraining.Recipe,
    };

    /// <summary>A dense detector of smaller scenes, "uniform sampling".</summary>
    /// <param name="side">Of the scenes, in pixels.</param>
    /// <param name="tier">Of the training.</param>
    public static SceneTrial Uniform(int side, Tier tier) => new($"uniform {side} px", null, tier) { Side = side, Pruned = side == Scene.Side };

    /// <summary>Uniform sampling, trained for as much CPU time as a sampled detector.</summary>
    /// <param name="side">One of <see cref="Sides"/>.</param>
    /// <param name="times">How long that one is trained.</param>
    /// <param name="tier">Of the training.</param>
    public static SceneTrial UniformAtCpuTime(int side, double times, Tier tier) => (Uniform(side, tier) with
    {
        Label = $"uniform {side} px, CPU time of sampled{Longer(times)}", Pruned = false,
    }).Trained(times * StepRatios[Sides.ToList().IndexOf(side)]);

    /// <summary>The paper's method, tested five times as in Table 3.</summary>
    /// <param name="weight">Of the sparse loss.</param>
    /// <param name="tier">Of the training.</param>
    /// <param name="grid">Whether the grid prior is on.</param>
    public static SceneTrial Sampled(double weight, Tier tier, bool grid = true) =>
        With(weight, Options with { GridInterval = grid ? Grid : 0 }, $"sampled {weight}{(grid ? "" : ", no grid")}", tier) with
        {
            Tests = Tests, Pruned = grid && weight == Weights[0],
        };

    /// <summary>The same, trained so many times as long; at 1 it is <see cref="Sampled"/> itself.</summary>
    /// <param name="weight">Of the sparse loss.</param>
    /// <param name="times">One of <see cref="Lengths"/>.</param>
    /// <param name="tier">Of the training.</param>
    public static SceneTrial SampledLong(double weight, double times, Tier tier) => times == 1
        ? Sampled(weight, tier)
        : (Sampled(weight, tier) with { Label = $"sampled {weight}{Longer(times)}", Tests = 1, Pruned = false }).Trained(times);

    /// <summary>Gumbel softmax without noise.</summary>
    public static SceneTrial Deterministic(double weight, Tier tier, bool grid = true) =>
        With(weight, Options with { Gate = Gate.Deterministic, GridInterval = grid ? Grid : 0 }, $"deterministic {weight}{(grid ? "" : ", no grid")}", tier);

    /// <summary>Gating by ReLU, the masks 1 to begin with, so that it too starts as the dense detector.</summary>
    public static SceneTrial Relu(double weight, Tier tier) => With(weight, Options with { Gate = Gate.Relu, InitialBias = 1 }, $"ReLU {weight}", tier);

    /// <summary>A final temperature of section 5.</summary>
    public static SceneTrial Cooled(double temperature, Tier tier) => temperature == FinalTemperatures[0]
        ? Sampled(Middle, tier)
        : With(Middle, Options, $"sampled {Middle}, final temperature {temperature}", tier) with { FinalTemperature = temperature };

    /// <summary>An interval of the grid prior; 0 for none.</summary>
    public static SceneTrial Gridded(int interval, Tier tier) => interval is 0 or Grid
        ? Sampled(Middle, tier, grid: interval > 0)
        : With(Middle, Options with { GridInterval = interval }, $"sampled {Middle}, grid {interval}", tier);

    /// <summary>Control: masks that sample anywhere, and learn nothing, while everything else learns with them.</summary>
    /// <param name="density">Of both masks of all bottlenecks.</param>
    /// <param name="tier">Of the training.</param>
    public static SceneTrial Random(double density, Tier tier)
    {
        var trial = With(0, Options with { InitialBias = Math.Round(SmallModel.BiasFor(density, Grid), 4) }, $"random, density {density}", tier);
        return trial with { Recipe = trial.Recipe with { Factor = new(trial.Recipe.Factor!.Containing, 0) } };
    }

    /// <summary>
    /// What settings are chosen from: the learning rate of dense detectors by their mean AP at two sizes; s, and the learning rate of sampled
    /// ones, by how far AP lies above the line through those two at the same cost.
    /// </summary>
    public static IReadOnlyList<SceneTrial> Choosing(Tier tier) =>
    [
        .. from side in ChosenSides
           from rate in Rates
           let trial = Uniform(side, tier)
           select trial with { Experiment = "learning-rate", Label = $"{trial.Label}, rate {rate}", Pruned = false, Recipe = trial.Recipe with { LearningRate = rate } },
        .. Sigmas.Select(sigma => With(Middle, Options with { InitialSigma = sigma }, $"sampled {Middle}, s {sigma}", tier) with { Experiment = "sampled-setting" }),
        .. from rate in SampledRates
           let trial = With(Middle, Options, $"sampled {Middle}, rate {rate}", tier)
           where rate != trial.Recipe.LearningRate
           select trial with { Experiment = "sampled-setting", Recipe = trial.Recipe with { LearningRate = rate } },
    ];

    /// <summary>Every trial whose numbers are reported, no configuration twice; accuracy against cost (Tables 1 and 3) comes first.</summary>
    public static IReadOnlyList<SceneTrial> Reported(Tier tier) =>
    [
        .. new[]
        {
            Sides.Select(side => Uniform(side, tier)),
            Weights.Select(weight => Sampled(weight, tier)),
            Weights.Select(weight => Sampled(weight, tier, grid: false)),
            Weights.Select(weight => Deterministic(weight, tier)),
            Weights.Select(weight => Relu(weight, tier)),
            Lengths.SelectMany(times => Weights.Select(weight => SampledLong(weight, times, tier))),
            Lengths.SelectMany(times => Sides.Select(side => UniformAtCpuTime(side, times, tier))),
            FinalTemperatures.Select(temperature => Cooled(temperature, tier)),
            RandomDensities.Select(density => Random(density, tier)),
            Weights.Select(weight => Deterministic(weight, tier, grid: false)),
            GridIntervals.Select(interval => Gridded(interval, tier)),
        }.SelectMany(group => group).DistinctBy(trial => CanonicalJson.Hash(trial.Configuration)),
    ];

    /// <summary>What the notebook trains while one reads it, and <c>fovea verify</c> runs again.</summary>
    public static IReadOnlyList<SceneTrial> Live(Tier tier) => [Uniform(Scene.Side, tier), Uniform(96, tier), Sampled(Middle, tier) with { Tests = 1 }];

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

    /// <summary>The weight at which what has no weight of its own is looked at.</summary>
    public static double Middle => Weights[1];

    /// <summary>Sides at which the learning rate of dense detectors is chosen, the larger first.</summary>
    public static IReadOnlyList<int> ChosenSides { get; } = [Scene.Side, 96];

    /// <summary>The masks of the small detectors.</summary>
    internal static SamplingOptions Options { get; } = new() { GridInterval = Grid, InitialSigma = 1 };

    private static string Longer(double times) => times == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {times} x as long");

    private static SceneTrial With(double weight, SamplingOptions sampling, string label, Tier tier) => new(label, sampling, tier) { SparseWeight = weight };
}
