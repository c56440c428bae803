using System.CommandLine;
using Fovea.Data;
using Fovea.Display;
using Fovea.Papers.PsVit;
using Fovea.Results;
using Fovea.Training.Checkpoints;
using TorchSharp;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea eval</c>: an authors' checkpoint on the paper's data, into the ledger at the paper tier.</summary>
internal static class EvalCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "One of the models below" };
    private static readonly Option<string> CheckpointFile = new("--checkpoint") { Description = "The authors' file, or one with the same parameter names", Required = true, HelpName = "FILE" };
    private static readonly Option<string> Data = new("--data") { Description = "ImageNet's validation images, a folder for each class", Required = true, HelpName = "DIR" };
    private static readonly Option<string> Device = new("--device") { Description = "cpu, cuda, cuda:1", DefaultValueFactory = _ => "cpu", HelpName = "DEVICE" };

    public static Command Create()
    {
        var command = new DocumentedCommand("eval", "Test an authors' checkpoint on the paper's data.", $"""
            Models: {string.Join(", ", ImageNetTrial.Named.Keys)}.

            Images are resized and cut as the authors' code does. The run goes into results/ps-vit/runs.jsonl where the
            folder holds all of ImageNet's {ImageNetTrial.Images:N0} validation images; lib/fovea results --write then brings the tables up
            to date. Interrupted and started again, it goes on where it was.

            Exit codes: 0 fine, 2 bad usage or input, 130 interrupted.

            Example:
              lib/fovea eval ps-vit-b-14 --checkpoint ps_vit_b_14.pth.tar --data ~/imagenet/val
            """) { Model, CheckpointFile, Data, Device };
        Model.AcceptOnlyFromAmong([.. ImageNetTrial.Named.Keys]);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
            new EvalRequest(parsed.GetValue(Model)!, parsed.GetValue(CheckpointFile)!, parsed.GetValue(Data)!, parsed.GetValue(Device)!)
                .Answer(Ledger.Here, Console.Out, Console.Error, cancellation), CancellationToken.None));
        return command;
    }
}

/// <summary>What <c>fovea eval</c> was asked for.</summary>
internal sealed record EvalRequest(string Model, string Checkpoint, string Data, string Device)
{
    private const string Paper = "ps-vit";

    /// <returns>The exit code.</returns>
    public int Answer(Ledger ledger, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var trial = ImageNetTrial.Named[Model];
            var (run, images) = trial.Run(Checkpoint, Data, torch.device(Device), Path.Combine(Workbook.Root, "out", "evaluation"), cancellation: cancellation);
            var complete = images == ImageNetTrial.Images;
            if (complete)
                new RunLog(Path.Combine(ledger.Folder, Paper, PaperResults.RunsFile)).Append(run);
            output.Write(Summary(ledger, trial, run, complete).ToText());
            return ExitCode.Fine;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            error.WriteLine("fovea: interrupted; the same command goes on from there");
            return RunCommand.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LedgerException or InvalidDataException or ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }

        Table Summary(Ledger ledger, ImageNetTrial trial, RunRecord run, bool complete)
        {
            var claims = PaperResults.Load(Path.Combine(ledger.Folder, Paper), ledger.Code).Claims;
            decimal? Claimed(string column) => claims.FirstOrDefault(claim => claim.Cell.Row == trial.Row && claim.Cell.Column == column)?.Value;
            var table = new Table($"{trial.Row} on {(complete ? "ImageNet's validation images" : $"images of {Data}")}",
                new Column("metric"), Column.Number("paper", "%", "F1"), Column.Number("ours", "%", "F2"));
            return (complete ? table.Row("top-1", Claimed("Top-1 (%)"), run.Metrics["top1"]).Row("top-5", Claimed("Top-5 (%)"), run.Metrics["top5"])
                    : table.Row("top-1", null, run.Metrics["top1"]).Row("top-5", null, run.Metrics["top5"]))
                .Note(complete ? $"A line in results/{Paper}/runs.jsonl; lib/fovea results --paper {Paper} --write brings the tables up to date."
                    : $"Not comparable and not recorded: the paper's numbers are of {ImageNetTrial.Images} images.");
        }
    }
}
