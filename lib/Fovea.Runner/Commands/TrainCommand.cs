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

/// <summary><c>fovea train</c>: trains the per-token detector on Digit Scenes by one of the shared backbone settings.</summary>
internal static class TrainCommand
{
    private static readonly (string Name, BackboneSetting Setting)[] Known =
    [
        ("digit-backbone", BackboneSetting.Pretraining),
        ("per-token-frozen", BackboneSetting.Frozen),
        ("per-token-end-to-end", BackboneSetting.EndToEnd),
    ];

    private static readonly Argument<string> What = new("what") { Description = string.Join(", ", Known.Select(one => one.Name)) };
    private static readonly Option<int> Seed = new("--seed") { Description = "Of the drawn weights and of the order of the scenes", HelpName = "N" };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the weights go; out/WHAT-seedN.safetensors where left out", HelpName = "FILE" };
    private static readonly Option<bool> Record = new("--record") { Description = $"Append the run to results/{TokenBaseline.Results}/runs.jsonl and write baseline.md there anew" };

    public static Command Create()
    {
        What.AcceptOnlyFromAmong([.. Known.Select(one => one.Name)]);
        var command = new DocumentedCommand("train", "Train a detector that the notebooks share, its backbone included.", """
            These three are per-token detectors on Digit Scenes; a run takes minutes on a CPU. pnp-detr, which trains on
            COCO, has a help of its own: lib/fovea train pnp-detr --help.

            digit-backbone        from random weights, end to end: the committed backbone came from it with seed 0. On the
                                  same kind of processor the weights come out the same; elsewhere their last digits differ
            per-token-frozen      a new head on the committed backbone, which stays as it is
            per-token-end-to-end  a new head on the committed backbone, which is trained on with it

            Ctrl-C saves where the training is; the same command goes on from there.

            Exit codes: 0 fine, 2 bad usage or no data, 130 interrupted.

            Examples:
              lib/fovea train digit-backbone
              lib/fovea train digit-backbone --seed 3 --out ~/seed3.safetensors
            """) { What, Seed, Out, Record, TrainPnpDetrCommand.Create() };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(parsed.GetValue(What)!, parsed.GetValue(Seed), parsed.GetValue(Out), parsed.GetValue(Record), cancellation), CancellationToken.None));
        return command;
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
