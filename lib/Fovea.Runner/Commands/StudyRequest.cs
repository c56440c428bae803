using System.Globalization;
using Fovea.Results;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;

namespace Fovea.Runner.Commands;

/// <summary>What <c>fovea train</c> was asked for where it trains all runs of a paper's study that its log lacks.</summary>
/// <param name="Paper">A folder under <c>results/</c>.</param>
/// <param name="Tier">Of the runs.</param>
/// <param name="Seeds">Each trial is run from 0 up to this one less 1.</param>
/// <param name="Choosing">Whether to train what the settings are chosen from, from seed 0, and not what is reported.</param>
/// <param name="Device">Where to train.</param>
internal sealed record StudyRequest(string Paper, Tier Tier, int Seeds, bool Choosing, string Device)
{
    private delegate IEnumerable<(string Label, double LearningRate, Func<string, RunQuery> Query)> Study(StudyRequest asked, RunLog log, CancellationToken cancellation);

    private static readonly IReadOnlyDictionary<string, Study> Studies = new Dictionary<string, Study> { ["pnp-detr"] = PnpDetr, ["region-features"] = RegionFeatures };

    public static IReadOnlyList<string> Papers { get; } = [.. Studies.Keys];

    /// <returns>The exit code.</returns>
    public int Answer(TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var log = ResultsFolder.Runs(Paper);
            var trials = Studies[Paper](this, log, cancellation).ToList();
            var runs = log.Read();
            foreach (var (label, rate, query) in trials)
            {
                double[] Values(string metric) => [.. runs.Values(query(metric), Tier).Values];
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{label,-32} learning rate {rate:g2}: AP {Values("ap").Average():F1}, on choose {Values("chooseAp").Average():F1}, {Values("ap").Length} seed(s)"));
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

    private static IEnumerable<(string, double, Func<string, RunQuery>)> PnpDetr(StudyRequest asked, RunLog log, CancellationToken cancellation)
    {
        var trials = asked.Choosing ? Fovea.Papers.PnpDetr.SceneStudy.Choosing(asked.Tier) : Fovea.Papers.PnpDetr.SceneStudy.Reported(asked.Tier);
        Fovea.Papers.PnpDetr.SceneStudy.Complete(trials, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        return trials.Select(trial => (trial.Label, trial.LearningRate, (Func<string, RunQuery>)trial.Query));
    }

    private static IEnumerable<(string, double, Func<string, RunQuery>)> RegionFeatures(StudyRequest asked, RunLog log, CancellationToken cancellation)
    {
        var trials = asked.Choosing ? Fovea.Papers.RegionFeatures.SceneStudy.Choosing(asked.Tier) : Fovea.Papers.RegionFeatures.SceneStudy.Reported(asked.Tier);
        Fovea.Papers.RegionFeatures.SceneStudy.Complete(trials, asked.FromSeeds, log, torch.device(asked.Device), cancellation: cancellation);
        return trials.Select(trial => (trial.Label, trial.LearningRate, (Func<string, RunQuery>)trial.Query));
    }
}
