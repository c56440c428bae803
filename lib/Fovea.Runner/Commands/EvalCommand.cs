using System.CommandLine;
using Fovea.Display;
using Fovea.Papers.PnpDetr;
using Fovea.Papers.PsVit;
using Fovea.Results;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea eval</c>: an authors' checkpoint on the paper's data, into the ledger at the paper tier.</summary>
internal static class EvalCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "One of the models below" };
    private static readonly Option<string> CheckpointFile = new("--checkpoint") { Description = "The authors' file, or one with the same parameter names", Required = true, HelpName = "FILE" };
    private static readonly Option<string?> Data = new("--data") { Description = "Classifiers: ImageNet's validation images, a folder for each class", HelpName = "DIR" };
    private static readonly Option<string?> Coco = new("--coco") { Description = "Detectors: COCO, with annotations/instances_val2017.json and val2017/", HelpName = "DIR" };
    private static readonly Option<double?> Alpha = new("--alpha") { Description = "PnP-DETR: the poll ratio to test at; 0.33, which the paper prints for a third, is one", HelpName = "RATIO", CustomParser = PollRatio.Parse };
    private static readonly Option<double?> Trained = new("--trained") { Description = "PnP-DETR: the poll ratio that the checkpoint was trained with; --alpha where left out", HelpName = "RATIO", CustomParser = PollRatio.Parse };
    private static readonly Option<string> Device = new("--device") { Description = "cpu, cuda, cuda:1", DefaultValueFactory = _ => "cpu", HelpName = "DEVICE" };

    public static Command Create()
    {
        var command = new DocumentedCommand("eval", "Test an authors' checkpoint on the paper's data.", $"""
            Classifiers: {string.Join(", ", ImageNetTrial.Named.Keys)}.
            Detectors: {string.Join(", ", CocoTrial.Named.Keys)}.

            Images are resized and cut as the authors' code does. The run goes into results/PAPER/runs.jsonl where the
            folder holds all of ImageNet's {ImageNetTrial.Images:N0} validation images, or all of the {CocoTrial.Images:N0} of COCO's; lib/fovea results
            --write then brings the tables up to date. Interrupted and started again, it goes on where it was.

            Exit codes: 0 fine, 2 bad usage or input, 130 interrupted.

            Examples:
              lib/fovea eval ps-vit-b-14 --checkpoint ps_vit_b_14.pth.tar --data ~/imagenet/val
              lib/fovea eval pnp-detr-r50 --checkpoint pnp_detr_r50.pth --coco ~/coco --alpha 0.33
              lib/fovea eval pnp-detr-r50 --checkpoint pnp_detr_r50.pth --coco ~/coco --alpha 0.5 --trained 0.33
            """) { Model, CheckpointFile, Data, Coco, Alpha, Trained, Device };
        Model.AcceptOnlyFromAmong([.. ImageNetTrial.Named.Keys, .. CocoTrial.Named.Keys]);
        command.Validators.Add(parsed =>
        {
            var detects = CocoTrial.Named.ContainsKey(parsed.GetValue(Model) ?? "");
            var (needed, others) = detects ? ((Option[])[Coco, Alpha], (Option[])[Data]) : ([Data], [Coco, Alpha, Trained]);
            foreach (var option in needed.Where(option => parsed.GetResult(option) is null))
                parsed.AddError($"{parsed.GetValue(Model)} needs {option.Name}");
            foreach (var option in others.Where(option => parsed.GetResult(option) is not null))
                parsed.AddError($"{option.Name} is not for {parsed.GetValue(Model)}");
        });
        command.SetAction((parsed, cancellation) => Task.Run(() => Request(parsed).Answer(Ledger.Here, Console.Out, Console.Error, cancellation), CancellationToken.None));
        return command;
    }

    private static EvalRequest Request(ParseResult parsed)
    {
        var (model, checkpoint, device) = (parsed.GetValue(Model)!, parsed.GetValue(CheckpointFile)!, parsed.GetValue(Device)!);
        if (!CocoTrial.Named.TryGetValue(model, out var options))
            return new ImageNetEvalRequest(model, checkpoint, parsed.GetValue(Data)!, device);
        var alpha = parsed.GetValue(Alpha)!.Value;
        return new CocoEvalRequest(model, new CocoTrial(options, alpha, parsed.GetValue(Trained) ?? alpha), checkpoint, parsed.GetValue(Coco)!, device);
    }
}

/// <summary>What <c>fovea eval</c> was asked for.</summary>
/// <param name="Paper">The folder under <c>results/</c>.</param>
internal abstract record EvalRequest(string Paper)
{
    protected static string Unfinished => Path.Combine(Workbook.Root, "out", "evaluation");

    /// <returns>The exit code.</returns>
    public int Answer(Ledger ledger, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var (run, complete) = Run(cancellation);
            if (complete)
                new RunLog(Path.Combine(ledger.Folder, Paper, PaperResults.RunsFile)).Append(run);
            var claims = complete ? PaperResults.Load(Path.Combine(ledger.Folder, Paper), ledger.Code).Claims : [];
            output.Write(Summary(claims, run, complete).ToText());
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
    }

    /// <summary>Evaluates.</summary>
    /// <returns>The run, and whether it is of all images that the paper's numbers are of.</returns>
    protected abstract (RunRecord Run, bool Complete) Run(CancellationToken cancellation);

    /// <summary>The paper's numbers and ours; no claims where the two cannot be compared.</summary>
    protected abstract Table Summary(IReadOnlyList<Claim> claims, RunRecord run, bool complete);

    /// <summary>What a reader is to know of the run.</summary>
    protected string Note(bool complete, int images) => complete
        ? $"A line in results/{Paper}/runs.jsonl; lib/fovea results --paper {Paper} --write brings the tables up to date."
        : $"Not comparable and not recorded: the paper's numbers are of {images} images.";

    protected static decimal? Claimed(IReadOnlyList<Claim> claims, string? row, string column) =>
        claims.FirstOrDefault(claim => claim.Cell.Row == row && claim.Cell.Column == column)?.Value;
}

/// <summary>A classifier on ImageNet.</summary>
internal sealed record ImageNetEvalRequest(string Model, string Checkpoint, string Data, string Device) : EvalRequest("ps-vit")
{
    private ImageNetTrial Trial => ImageNetTrial.Named[Model];

    protected override (RunRecord Run, bool Complete) Run(CancellationToken cancellation)
    {
        var (run, images) = Trial.Run(Checkpoint, Data, TorchSharp.torch.device(Device), Unfinished, cancellation: cancellation);
        return (run, images == ImageNetTrial.Images);
    }

    protected override Table Summary(IReadOnlyList<Claim> claims, RunRecord run, bool complete) =>
        new Table($"{Trial.Row} on {(complete ? "ImageNet's validation images" : $"images of {Data}")}",
            new Column("metric"), Column.Number("paper", "%", "F1"), Column.Number("ours", "%", "F2"))
            .Row("top-1", Claimed(claims, Trial.Row, "Top-1 (%)"), run.Metrics["top1"]).Row("top-5", Claimed(claims, Trial.Row, "Top-5 (%)"), run.Metrics["top5"])
            .Note(Note(complete, ImageNetTrial.Images));
}

/// <summary>A detector on COCO.</summary>
internal sealed record CocoEvalRequest(string Model, CocoTrial Trial, string Checkpoint, string Coco, string Device) : EvalRequest("pnp-detr")
{
    protected override (RunRecord Run, bool Complete) Run(CancellationToken cancellation)
    {
        var (run, images) = Trial.Run(Checkpoint, Coco, TorchSharp.torch.device(Device), Unfinished, cancellation: cancellation);
        return (run, images == CocoTrial.Images);
    }

    protected override Table Summary(IReadOnlyList<Claim> claims, RunRecord run, bool complete) => CocoTrial.Columns.Aggregate(
        new Table(FormattableString.Invariant($"{Model} at a poll ratio of {Trial.Alpha:0.###} on {(complete ? "COCO val2017" : $"images of {Coco}")}"),
            new Column("metric"), Column.Number("paper", "%", "F1"), Column.Number("ours", "%", "F2")),
        (table, column) => table.Row(column.Key, Claimed(claims, Trial.Row, column.Key), run.Metrics[column.Value])).Note(Note(complete, CocoTrial.Images));
}
