using System.CommandLine;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Papers.PsVit;
using Fovea.Results;
using Focus = Fovea.Papers.FocusDetr.CocoTrial;
using Poll = Fovea.Papers.PnpDetr.CocoTrial;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea eval</c>: an authors' checkpoint on the paper's data, into the ledger at the paper tier.</summary>
internal static class EvalCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "One of the models below" };
    private static readonly Option<string> CheckpointFile = new("--checkpoint") { Description = "The authors' file, or one with the same parameter names", Required = true, HelpName = "FILE" };
    private static readonly Option<string?> Data = new("--data") { Description = "Classifiers: ImageNet's validation images, a folder for each class", HelpName = "DIR" };
    private static readonly Option<string?> Coco = new("--coco") { Description = "Detectors: COCO, with annotations/instances_val2017.json and val2017/", HelpName = "DIR" };
    private static readonly Option<double?> Alpha = new("--alpha") { Description = "PnP-DETR: the poll ratio to test at; 0.33, which the paper prints for a third, is one", HelpName = "RATIO", CustomParser = PollRatio.Parse };
    private static readonly Option<double?> Keep = new("--keep") { Description = "Focus-DETR: the mean keep ratio to test at; 0.1 to 0.5 are Table 7's cascades, others the same in every layer", HelpName = "RATIO", CustomParser = result => Share.Parse(result, "keep ratio") };
    private static readonly Option<double?> Trained = new("--trained") { Description = "Detectors: the ratio that the checkpoint was trained with; the one tested at where left out", HelpName = "RATIO", CustomParser = result => Share.Parse(result, "ratio") };
    private static readonly Option<string> Device = new("--device") { Description = "cpu, cuda, cuda:1", DefaultValueFactory = _ => "cpu", HelpName = "DEVICE" };

    /// <summary>Models that are tested alike.</summary>
    /// <param name="Models">Their names.</param>
    /// <param name="Needed">Options without which they cannot be tested.</param>
    /// <param name="Allowed">Options that they have besides.</param>
    /// <param name="Request">Makes a request of what was given.</param>
    private sealed record Kind(IEnumerable<string> Models, Option[] Needed, Option[] Allowed, Func<ParseResult, EvalRequest> Request);

    private static readonly Kind[] Kinds =
    [
        new(ImageNetTrial.Named.Keys, [Data], [], parsed =>
            new ImageNetEvalRequest(parsed.GetValue(Model)!, parsed.GetValue(CheckpointFile)!, parsed.GetValue(Data)!, parsed.GetValue(Device)!)),
        new(Poll.Named.Keys, [Coco, Alpha], [Trained], parsed => OnCoco(parsed, Alpha, (model, tested, trained) => new Poll(Poll.Named[model], tested, PollRatio.Of(trained)))),
        new(Focus.Named.Keys, [Coco, Keep], [Trained], parsed => OnCoco(parsed, Keep, (model, tested, trained) => new Focus(Focus.Named[model], tested, trained))),
    ];

    public static Command Create()
    {
        var command = new DocumentedCommand("eval", "Test an authors' checkpoint on the paper's data.", $"""
            Classifiers: {string.Join(", ", ImageNetTrial.Named.Keys)}.
            Detectors: {string.Join(", ", Poll.Named.Keys.Concat(Focus.Named.Keys))}.

            Images are resized and cut as the authors' code does. The run goes into results/PAPER/runs.jsonl where the
            folder holds all of ImageNet's {ImageNetTrial.Images:N0} validation images, or all of the {CheckpointTrial.Images:N0} of COCO's; lib/fovea results
            --write then brings the tables up to date. Interrupted and started again, it goes on where it was.

            Exit codes: 0 fine, 2 bad usage or input, 130 interrupted.

            Examples:
              lib/fovea eval ps-vit-b-14 --checkpoint ps_vit_b_14.pth.tar --data ~/imagenet/val
              lib/fovea eval pnp-detr-r50 --checkpoint pnp_detr_r50.pth --coco ~/coco --alpha 0.33
              lib/fovea eval pnp-detr-r50 --checkpoint pnp_detr_r50.pth --coco ~/coco --alpha 0.5 --trained 0.33
              lib/fovea eval focus-detr-r50 --checkpoint focus_detr_r50_36ep.pth --coco ~/coco --keep 0.3
            """) { Model, CheckpointFile, Data, Coco, Alpha, Keep, Trained, Device };
        Model.AcceptOnlyFromAmong([.. Kinds.SelectMany(kind => kind.Models)]);
        command.Validators.Add(parsed =>
        {
            if (Kinds.FirstOrDefault(kind => kind.Models.Contains(parsed.GetValue(Model) ?? "")) is not { } asked) return;
            foreach (var option in asked.Needed.Where(option => parsed.GetResult(option) is null))
                parsed.AddError($"{parsed.GetValue(Model)} needs {option.Name}");
            foreach (var option in Kinds.SelectMany(kind => kind.Needed.Concat(kind.Allowed)).Distinct().Except(asked.Needed).Except(asked.Allowed))
                if (parsed.GetResult(option) is not null)
                    parsed.AddError($"{option.Name} is not for {parsed.GetValue(Model)}");
        });
        command.SetAction((parsed, cancellation) => Task.Run(() =>
            Kinds.Single(kind => kind.Models.Contains(parsed.GetValue(Model)!)).Request(parsed).Answer(Ledger.Here, Console.Out, Console.Error, cancellation), CancellationToken.None));
        return command;
    }

    private static CocoEvalRequest OnCoco(ParseResult parsed, Option<double?> ratio, Func<string, double, double, CheckpointTrial> trial)
    {
        var (model, tested) = (parsed.GetValue(Model)!, parsed.GetValue(ratio)!.Value);
        return new(model, trial(model, tested, parsed.GetValue(Trained) ?? tested), parsed.GetValue(CheckpointFile)!, parsed.GetValue(Coco)!, parsed.GetValue(Device)!);
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
internal sealed record CocoEvalRequest(string Model, CheckpointTrial Trial, string Checkpoint, string Coco, string Device) : EvalRequest(Trial.Paper)
{
    protected override (RunRecord Run, bool Complete) Run(CancellationToken cancellation)
    {
        var (run, images) = Trial.Run(Checkpoint, Coco, TorchSharp.torch.device(Device), Unfinished, cancellation: cancellation);
        return (run, images == CheckpointTrial.Images);
    }

    protected override Table Summary(IReadOnlyList<Claim> claims, RunRecord run, bool complete) => Trial.Columns.Aggregate(
        new Table($"{Model} at {Trial.Setting} on {(complete ? "COCO val2017" : $"images of {Coco}")}",
            new Column("metric"), Column.Number("paper", "%", "F1"), Column.Number("ours", "%", "F2")),
        (table, column) => table.Row(column.Key, Claimed(claims, Trial.Row, column.Key), run.Metrics[column.Value])).Note(Note(complete, CheckpointTrial.Images));
}
