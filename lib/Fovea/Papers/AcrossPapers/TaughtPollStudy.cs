using Fovea.Data.Scenes;
using Fovea.Display;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;
using Poll = Fovea.Papers.PnpDetr.SceneStudy;

namespace Fovea.Papers.AcrossPapers;

/// <summary><see cref="TaughtPollTrial"/> over alpha; PnP-DETR's own runs of the same seeds are its control.</summary>
public static class TaughtPollStudy
{
    /// <summary>The folder of its results.</summary>
    public const string Results = "across-papers";

    /// <summary>alpha: where little is polled, it matters most what.</summary>
    public static IReadOnlyList<double> Alphas { get; } = [.05, .1, .33];

    /// <summary>The combination at one of <see cref="Alphas"/>.</summary>
    public static TaughtPollTrial At(double alpha, Tier tier) => new(Poll.Poll(alpha, Poll.DefaultPool, tier));

    /// <summary>Every trial whose numbers are reported.</summary>
    public static IReadOnlyList<TaughtPollTrial> Reported(Tier tier) => [.. Alphas.Select(alpha => At(alpha, tier))];

    /// <summary>Runs what a log lacks of trials and seeds, as <see cref="StudyRuns"/> does.</summary>
    /// <param name="trials">Configurations.</param>
    /// <param name="seeds">Each trial is run from each.</param>
    /// <param name="log">Is read, and gets a line a run.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends the run that is going on; it is saved.</param>
    public static void Complete(
        IReadOnlyList<TaughtPollTrial> trials, IReadOnlyList<int> seeds, RunLog log, Device device, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var scenes = DigitScenes.Load(cancellation: cancellation);
        StudyRuns.Complete(trials, seeds, trial => trial.Label, (trial, seed, one) => trial.Run(scenes, seed, device, one), log, show, cancellation);
    }
}
