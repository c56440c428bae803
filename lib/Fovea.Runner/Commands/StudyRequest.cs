using System.Globalization;
using Fovea.Papers.PnpDetr;
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
    public static IReadOnlyList<string> Papers { get; } = ["pnp-detr"];

    /// <returns>The exit code.</returns>
    public int Answer(TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var log = ResultsFolder.Runs(Paper);
            var trials = Choosing ? SceneStudy.Choosing(Tier) : SceneStudy.Reported(Tier);
            SceneStudy.Complete(trials, [.. Enumerable.Range(0, Choosing ? 1 : Seeds)], log, torch.device(Device), cancellation: cancellation);
            var runs = log.Read();
            foreach (var trial in trials)
            {
                double[] Values(string metric) => [.. runs.Values(trial.Query(metric), Tier).Values];
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{trial.Label,-24} learning rate {trial.LearningRate:g2}: AP {Values("ap").Average():F1}, on choose {Values("chooseAp").Average():F1}, {Values("ap").Length} seed(s)"));
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
}
