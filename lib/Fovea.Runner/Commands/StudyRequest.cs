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
            var (log, device) = (ResultsFolder.Runs(Paper), torch.device(Device));
            int[] seeds = [.. Enumerable.Range(0, Choosing ? 1 : Seeds)];
            var trials = Choosing ? SceneStudy.Choosing(Tier) : SceneStudy.Reported(Tier);
            IReadOnlyList<PanopticTrial> panoptic = Choosing ? [] : PanopticStudy.Reported(Tier);
            SceneStudy.Complete(trials, seeds, log, device, cancellation: cancellation);
            if (panoptic.Count > 0)
                PanopticStudy.Complete(panoptic, seeds, log, device, cancellation: cancellation);
            var runs = log.Read();
            foreach (var trial in trials)
                Say(output, trial.Label, trial.LearningRate, "AP", Values(trial.Query("ap")), Values(trial.Query("chooseAp")));
            foreach (var trial in panoptic)
                Say(output, trial.Label, trial.Recipe.LearningRate, "PQ", Values(trial.Query("pq")), Values(trial.Query("choosePq")));
            return ExitCode.Fine;

            double[] Values(RunQuery query) => [.. runs.Values(query, Tier).Values];
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

    private static void Say(TextWriter output, string label, double rate, string metric, double[] reported, double[] chosen) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{label,-32} learning rate {rate:g2}: {metric} {reported.Average():F1}, on choose {chosen.Average():F1}, {reported.Length} seed(s)"));
}
