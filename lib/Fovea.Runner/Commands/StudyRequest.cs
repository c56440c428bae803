using System.Globalization;
using Fovea.Papers.AcrossPapers;
using Fovea.Papers.StochasticSampling;
using Fovea.Results;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using Focus = Fovea.Papers.FocusDetr.SceneStudy;
using PanopticStudy = Fovea.Papers.PnpDetr.PanopticStudy;
using PnpVitStudy = Fovea.Papers.PnpDetr.PnpVitStudy;
using Poll = Fovea.Papers.PnpDetr.SceneStudy;
using Regions = Fovea.Papers.RegionFeatures.SceneStudy;
using SampledImages = Fovea.Papers.StochasticSampling.CifarStudy;
using SampledScenes = Fovea.Papers.StochasticSampling.SceneStudy;

namespace Fovea.Runner.Commands;

/// <summary>What <c>fovea train</c> was asked for where it trains all runs of a paper's study that its log lacks.</summary>
/// <param name="Paper">A folder under <c>results/</c>.</param>
/// <param name="Tier">Of the runs.</param>
/// <param name="Seeds">Each trial is run from 0 up to this one less 1.</param>
/// <param name="Choosing">Whether to train what the settings are chosen from, from seed 0, and not what is reported.</param>
/// <param name="Device">Where to train.</param>
internal sealed record StudyRequest(string Paper, Tier Tier, int Seeds, bool Choosing, string Device)
{
    private delegate IEnumerable<Trained> Study(StudyRequest asked, RunLog log, CancellationToken cancellation);

    private static readonly IReadOnlyDictionary<string, Study> Studies = new Dictionary<string, Study>
    {
        ["pnp-detr"] = PnpDetr,
        ["focus-detr"] = FocusDetr,
        ["stochastic-sampling"] = StochasticSampling,
        ["region-features"] = RegionFeatures,
        [TaughtPollStudy.Results] = Combination,
    };

    public static IReadOnlyList<string> Papers { get; } = [.. Studies.Keys];

    /// <returns>The exit code.</returns>
    public int Answer(TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var log = ResultsFolder.Runs(Paper);
            var trials = Studies[Paper](this, log, cancellation).ToList();
            var runs = log.Read();
            foreach (var (label, rate, query, metric, chosen) in trials)
            {
                double[] Values(string of) => [.. runs.Values(query(of), Tier).Values];
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{label,-32} learning rate {rate:g2}: {metric.ToUpperInvariant()} {Values(metric).Average():F1}, on choose {Values(chosen).Average():F1}, {Values(metric).Length} seed(s)"));
            }
            return ExitCode.Fine;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            error.WriteLine("fovea: interrupted; the same command goes on from there");
            return RunCommand.Interrupted;
        }
        catch (Exception e) when (e is IOException or CheckpointException or LedgerException or DivergedException or UnauthorizedAccessException
            or ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private IReadOnlyList<int> FromSeeds => [.. Enumerable.Range(0, Choosing ? 1 : Seeds)];

    private static IEnumerable<Trained> PnpDetr(StudyRequest asked, RunLog log, CancellationToken cancellation)
    {
        var trials = asked.Choosing ? Poll.Choosing(asked.Tier) : Poll.Reported(asked.Tier);
        var panoptic = asked.Choosing ? [] : PanopticStudy.Reported(asked.Tier);
        var classifying = asked.Choosing ? PnpVitStudy.Choosing(asked.Tier) : PnpVitStudy.Reported(asked.Tier);
        Poll.Complete(trials, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        PanopticStudy.Complete(panoptic, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        PnpVitStudy.Complete(classifying, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        return
        [
            .. trials.Select(trial => new Trained(trial.Label, trial.LearningRate, trial.Query)),
            .. panoptic.Select(trial => new Trained(trial.Label, trial.Recipe.LearningRate, trial.Query, "pq", "choosePq")),
            .. classifying.Select(trial => new Trained($"{trial.View} {trial.Label}", trial.LearningRate, trial.Query, "top1", "choose_top1")),
        ];
    }

    private static IEnumerable<Trained> FocusDetr(StudyRequest asked, RunLog log, CancellationToken cancellation)
    {
        var trials = asked.Choosing ? Focus.Choosing(asked.Tier) : Focus.Reported(asked.Tier);
        Focus.Complete(trials, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        if (asked.Choosing)
            Focus.Complete(Focus.Settings(asked.Tier), [.. Enumerable.Range(0, asked.Seeds)], log, torch.device(asked.Device), cancellation: cancellation);
        else if (asked.Tier == Tier.Full)
            Focus.Complete(Focus.Central(asked.Tier), [.. Enumerable.Range(0, asked.Seeds + Focus.MoreSeeds)], log, torch.device(asked.Device), cancellation: cancellation);
        return trials.Select(trial => new Trained(trial.Label, trial.LearningRate, trial.Query));
    }

    private static IEnumerable<Trained> RegionFeatures(StudyRequest asked, RunLog log, CancellationToken cancellation)
    {
        var trials = asked.Choosing ? Regions.Choosing(asked.Tier) : Regions.Reported(asked.Tier);
        Regions.Complete(trials, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        return trials.Select(trial => new Trained(trial.Label, trial.LearningRate, trial.Query));
    }

    private static IEnumerable<Trained> Combination(StudyRequest asked, RunLog log, CancellationToken cancellation)
    {
        var trials = asked.Choosing ? [] : TaughtPollStudy.Reported(asked.Tier);
        TaughtPollStudy.Complete(trials, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        return trials.Select(trial => new Trained(trial.Label, trial.Untaught.LearningRate, trial.Query));
    }

    private static IEnumerable<Trained> StochasticSampling(StudyRequest asked, RunLog log, CancellationToken cancellation)
    {
        var scenes = asked.Choosing ? SampledScenes.Choosing(asked.Tier) : SampledScenes.Reported(asked.Tier);
        var images = asked.Choosing ? SampledImages.Choosing(asked.Tier) : SampledImages.Reported(asked.Tier);
        SampledScenes.Complete(scenes, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        SampledImages.Complete(images, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        SparseTrial.Complete(asked.Choosing ? [] : SparseTrial.Reported(asked.Tier), asked.FromSeeds, log, cancellation: cancellation);
        return
        [
            .. scenes.Select(trial => new Trained(trial.Label, trial.Recipe.LearningRate, trial.Query)),
            .. images.Select(trial => new Trained(trial.Label, trial.LearningRate, trial.Query, "top1", "choose_top1")),
        ];
    }

    /// <summary>A trial, and the metrics that are said of it, on the report and on the choose split.</summary>
    private sealed record Trained(string Label, double LearningRate, Func<string, RunQuery> Query, string Metric = "ap", string Chosen = "chooseAp");
}
