using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Results;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea train</c>: the per-token detector on Digit Scenes by one of the shared backbone settings, or the runs of a paper's study.</summary>
internal static class TrainCommand
{
    private static readonly (string Name, BackboneSetting Setting)[] Known =
    [
        ("digit-backbone", BackboneSetting.Pretraining),
        ("per-token-frozen", BackboneSetting.Frozen),
        ("per-token-end-to-end", BackboneSetting.EndToEnd),
    ];

    private static readonly Argument<string> What = new("what") { Description = string.Join(", ", Known.Select(one => one.Name).Concat(StudyRequest.Papers)) };
    private static readonly Option<int> Seed = new("--seed") { Description = "Of the drawn weights and of the order of the scenes", HelpName = "N" };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the weights go; out/WHAT-seedN.safetensors where left out", HelpName = "FILE" };
    private static readonly Option<bool> Record = new("--record") { Description = $"Append the run to results/{TokenBaseline.Results}/runs.jsonl and write baseline.md there anew" };

    private static readonly Option<Tier> OfTier = new("--tier") { Description = "Of a study's runs: smoke, small or full", DefaultValueFactory = _ => Tier.Full, HelpName = "TIER" };
    private static readonly Option<int> Seeds = new("--seeds") { Description = "Of a study: each of its trials is trained from so many seeds", DefaultValueFactory = _ => 3, HelpName = "N" };
    private static readonly Option<bool> Choosing = new("--choosing") { Description = "Of a study: train what its settings are chosen from" };
    private static readonly Option<string> Device = new("--device") { Description = "Of a study: cpu, cuda, cuda:1", DefaultValueFactory = _ => "cpu", HelpName = "DEVICE" };

    public static Command Create()
    {
        What.AcceptOnlyFromAmong([.. Known.Select(one => one.Name), .. StudyRequest.Papers]);
        var command = new DocumentedCommand("train", "Train a detector that the notebooks share, its backbone included, or all runs of a paper's study.", """
            Three are per-token detectors on Digit Scenes; a run takes minutes on a CPU.

            digit-backbone        from random weights, end to end: the committed backbone came from it with seed 0. On the
                                  same kind of processor the weights come out the same; elsewhere their last digits differ
            per-token-frozen      a new head on the committed backbone, which stays as it is
            per-token-end-to-end  a new head on the committed backbone, which is trained on with it

            One is a study: all its trials from all its seeds that results/WHAT/runs.jsonl lacks, appended there one by one.
            Processes that train the same study share the work.

            pnp-detr              the small query detector on Digit Scenes, poll and pool against what they are held against

            Ctrl-C saves where the training is; the same command goes on from there.

            Exit codes: 0 fine, 2 bad usage or no data, 130 interrupted.

            Examples:
              lib/fovea train digit-backbone
              lib/fovea train digit-backbone --seed 3 --out ~/seed3.safetensors
              lib/fovea train pnp-detr --tier full
            """) { What, Seed, Out, Record, OfTier, Seeds, Choosing, Device };
        command.SetAction((parsed, cancellation) => Task.Run(() => Answer(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Answer(ParseResult parsed, CancellationToken cancellation)
    {
        var what = parsed.GetValue(What)!;
        return StudyRequest.Papers.Contains(what)
            ? new StudyRequest(what, parsed.GetValue(OfTier), parsed.GetValue(Seeds), parsed.GetValue(Choosing), parsed.GetValue(Device)!).Answer(Console.Out, Console.Error, cancellation)
            : Run(what, parsed.GetValue(Seed), parsed.GetValue(Out), parsed.GetValue(Record), cancellation);
    }

    private static int Run(string what, int seed, string? path, bool record, CancellationToken cancellation)
    {
        try
        {
            path ??= Path.Combine(Workbook.Root, "out", $"{what}-seed{seed}.safetensors");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // a wrong path shows now, not after the training
            torch.set_num_threads(1); // sums come out in the same order whatever the machine's cores
            using var scope = torch.NewDisposeScope();
            var run = TokenBaseline.Run(DigitScenes.Load(cancellation: cancellation), Known.First(one => one.Name == what).Setting, seed);
            var trained = run.Train(cancellation);
            Checkpoint.WriteSafetensors(path, trained.Model.state_dict(), new Dictionary<string, string> { ["run"] = run.Experiment, ["seed"] = $"{seed}" });
            if (record)
                TokenBaseline.Record(trained.Record);
            foreach (var (metric, value) in trained.Record.Metrics)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric,-10}{value:F2}"));
            Console.WriteLine($"wrote {Terminal.ShortPath(path)}, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}");
            return ExitCode.Fine;
        }
        catch (OperationCanceledException e)
        {
            Console.Error.WriteLine($"fovea: {e.Message}");
            return RunCommand.Interrupted;
        }
        catch (Exception e) when (e is IOException or CheckpointException or LedgerException or DivergedException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }
}
