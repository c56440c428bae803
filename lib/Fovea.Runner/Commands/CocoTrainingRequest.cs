using System.CommandLine;
using System.CommandLine.Parsing;
using Fovea.Detection.Detr;
using Fovea.Papers.PnpDetr;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;

namespace Fovea.Runner.Commands;

/// <summary>What <c>fovea train pnp-detr --tier paper</c> was asked for: the authors' training on COCO.</summary>
/// <param name="Training">Model and recipe.</param>
/// <param name="Coco">The folder of COCO.</param>
/// <param name="BackboneFile">torchvision's ResNet-50.</param>
/// <param name="File">Where the model goes.</param>
internal sealed record CocoTrainingRequest(CocoTraining Training, string Coco, string BackboneFile, string File)
{
    private static readonly DetrRecipe Recipe = new();

    private static readonly Option<string?> CocoFolder = new("--coco") { Description = "Paper tier: COCO, with annotations/instances_train2017.json and train2017/", HelpName = "DIR" };
    private static readonly Option<string?> Backbone = new("--backbone") { Description = "Paper tier: ResNet-50 trained on ImageNet, as torchvision has it", HelpName = "FILE" };
    private static readonly Option<double?> Alpha = new("--alpha") { Description = "Paper tier: the poll ratio; 0.33, a third, where left out", HelpName = "RATIO", CustomParser = PollRatio.Parse };
    private static readonly Option<bool> RandomRatio = new("--random-ratio") { Description = "Paper tier: draw the poll ratio from .15 to .8 each time, for one model for all ratios" };
    private static readonly Option<int> BatchSize = Number("--batch", $"images that go through the model together; {Recipe.BatchSize} where left out", Recipe.BatchSize);
    private static readonly Option<int> Accumulate = Number("--accumulate", $"such batches that make a step; {Recipe.Accumulate} where left out, the authors' 8 GPUs", Recipe.Accumulate);
    private static readonly Option<int> Epochs = Number("--epochs", $"times that each image is seen; {Recipe.Epochs} where left out", Recipe.Epochs);
    private static readonly Option<int> DropEpoch = Number("--drop", $"the epoch from which on the rates are a tenth; {Recipe.DropEpoch} where left out", Recipe.DropEpoch);

    public static IReadOnlyList<Option> Options { get; } = [CocoFolder, Backbone, Alpha, RandomRatio, BatchSize, Accumulate, Epochs, DropEpoch];

    /// <summary>Tells what of these options is missing, or does not belong to the tier.</summary>
    public static void Validate(CommandResult parsed, bool isPaper)
    {
        foreach (var option in Options.Where(option => !isPaper && parsed.GetResult(option) is { Implicit: false }))
            parsed.AddError($"{option.Name} is for pnp-detr --tier paper alone");
        foreach (var option in new[] { CocoFolder, Backbone }.Where(option => isPaper && parsed.GetResult(option) is null))
            parsed.AddError($"pnp-detr --tier paper needs {option.Name}");
        if (parsed.GetResult(RandomRatio) is { Implicit: false } && parsed.GetResult(Alpha) is { Implicit: false })
            parsed.AddError("--alpha and --random-ratio exclude each other");
    }

    public static CocoTrainingRequest Of(ParseResult parsed, int seed, string device, string? file)
    {
        var sampler = PnpDetrOptions.R50.Sampler;
        var training = new CocoTraining
        {
            Model = PnpDetrOptions.R50 with
            {
                Sampler = parsed.GetValue(RandomRatio) ? sampler with { RandomAlpha = AlphaRange.Paper } : sampler with { Alpha = parsed.GetValue(Alpha) ?? sampler.Alpha },
            },
            Recipe = Recipe with
            {
                BatchSize = parsed.GetValue(BatchSize), Accumulate = parsed.GetValue(Accumulate), Epochs = parsed.GetValue(Epochs), DropEpoch = parsed.GetValue(DropEpoch),
            },
            Seed = seed,
            Device = torch.device(device),
        };
        return new(training, parsed.GetValue(CocoFolder)!, parsed.GetValue(Backbone)!, file ?? Path.Combine(Workbook.Root, "out", $"pnp-detr-r50-seed{seed}.pth"));
    }

    /// <returns>The exit code.</returns>
    public int Answer(TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(File))!); // a wrong path shows now, not after days
            Training.Run(Coco, BackboneFile, File, cancellation: cancellation);
            output.WriteLine($"wrote {Terminal.ShortPath(File)}, SHA-256 {Checkpoint.Sha256(File)}");
            return ExitCode.Fine;
        }
        catch (OperationCanceledException e) when (cancellation.IsCancellationRequested)
        {
            error.WriteLine($"fovea: {e.Message}");
            return RunCommand.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or DivergedException
            or System.Runtime.InteropServices.ExternalException)
        {
            error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private static Option<int> Number(string name, string what, int otherwise) =>
        new(name) { Description = $"Paper tier: {what}", DefaultValueFactory = _ => otherwise, HelpName = "N" };
}
