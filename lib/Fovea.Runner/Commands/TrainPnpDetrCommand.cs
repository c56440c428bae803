using System.CommandLine;
using Fovea.Data;
using Fovea.Detection.Detr;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea train pnp-detr</c>: the authors' training on COCO.</summary>
internal static class TrainPnpDetrCommand
{
    private static readonly DetrRecipe Recipe = new();

    private static readonly Option<string> Tier = new("--tier") { Description = "paper: the smaller tiers train on Digit Scenes, in the notebook", DefaultValueFactory = _ => "paper", HelpName = "TIER" };
    private static readonly Option<string> Coco = new("--coco") { Description = "COCO, with annotations/instances_train2017.json and train2017/", Required = true, HelpName = "DIR" };
    private static readonly Option<string> Backbone = new("--backbone") { Description = "ResNet-50 trained on ImageNet, as torchvision has it", Required = true, HelpName = "FILE" };
    private static readonly Option<double?> Alpha = new("--alpha") { Description = "The poll ratio; 0.33, a third, where left out", HelpName = "RATIO", CustomParser = PollRatio.Parse };
    private static readonly Option<bool> RandomRatio = new("--random-ratio") { Description = "Draw the poll ratio from .15 to .8 instead, each iteration: one model for all ratios" };
    private static readonly Option<int> BatchSize = new("--batch") { Description = "Images that go through the model together", DefaultValueFactory = _ => Recipe.BatchSize, HelpName = "N" };
    private static readonly Option<int> Accumulate = new("--accumulate") { Description = "Such batches that make a step of the optimizer; 32 images in all are the authors' 8 GPUs", DefaultValueFactory = _ => Recipe.Accumulate, HelpName = "N" };
    private static readonly Option<int> Epochs = new("--epochs") { Description = "Times that each image is seen", DefaultValueFactory = _ => Recipe.Epochs, HelpName = "N" };
    private static readonly Option<int> DropEpoch = new("--drop") { Description = "The epoch from which on the learning rates are a tenth", DefaultValueFactory = _ => Recipe.DropEpoch, HelpName = "N" };
    private static readonly Option<int> Seed = new("--seed") { Description = "Of the drawn weights and of the order of the images", HelpName = "N" };
    private static readonly Option<string> Device = new("--device") { Description = "cpu, cuda, cuda:1", DefaultValueFactory = _ => "cpu", HelpName = "DEVICE" };
    private static readonly Option<string> Out = new("--out") { Description = "Where the model goes", DefaultValueFactory = _ => "pnp-detr-r50.pth", HelpName = "FILE" };

    public static Command Create()
    {
        Tier.AcceptOnlyFromAmong("paper");
        var command = new DocumentedCommand("pnp-detr", "Train PnP-DETR-R50 on COCO by the authors' schedule.", """
            AdamW at 1e-4, the backbone at 1e-5, weight decay 1e-4, gradients clipped at .1, DETR's flips, crops and sizes.
            Days on a GPU. Every ten minutes, after each epoch and at Ctrl-C it saves where it is; the same command goes on
            from there. lib/fovea eval pnp-detr-r50 tests the model.

            Exit codes: 0 fine, 1 the training diverged, 2 bad usage or input, 130 interrupted.

            Examples:
              lib/fovea train pnp-detr --coco ~/coco --backbone resnet50-0676ba61.pth --device cuda
              lib/fovea train pnp-detr --coco ~/coco --backbone resnet50-0676ba61.pth --device cuda --random-ratio
              lib/fovea train pnp-detr --coco ~/coco --backbone resnet50-0676ba61.pth --device cuda --batch 16 --accumulate 2
            """) { Tier, Coco, Backbone, Alpha, RandomRatio, BatchSize, Accumulate, Epochs, DropEpoch, Seed, Device, Out };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(RandomRatio) && parsed.GetResult(Alpha) is not null)
                parsed.AddError("--alpha and --random-ratio exclude each other");
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(Training(parsed), parsed.GetValue(Coco)!, parsed.GetValue(Backbone)!, parsed.GetValue(Out)!, Console.Out, Console.Error, cancellation), CancellationToken.None));
        return command;
    }

    private static CocoTraining Training(ParseResult parsed)
    {
        var sampler = PnpDetrOptions.R50.Sampler;
        sampler = parsed.GetValue(RandomRatio) ? sampler with { RandomAlpha = AlphaRange.Paper } : sampler with { Alpha = parsed.GetValue(Alpha) ?? sampler.Alpha };
        return new()
        {
            Model = PnpDetrOptions.R50 with { Sampler = sampler },
            Recipe = Recipe with
            {
                BatchSize = parsed.GetValue(BatchSize), Accumulate = parsed.GetValue(Accumulate), Epochs = parsed.GetValue(Epochs), DropEpoch = parsed.GetValue(DropEpoch),
            },
            Seed = parsed.GetValue(Seed),
            Device = torch.device(parsed.GetValue(Device)!),
        };
    }

    internal static int Run(CocoTraining training, string coco, string backbone, string path, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // a wrong path shows now, not after days
            training.Run(coco, backbone, path, cancellation: cancellation);
            output.WriteLine($"wrote {Terminal.ShortPath(path)}, SHA-256 {Checkpoint.Sha256(path)}");
            return ExitCode.Fine;
        }
        catch (OperationCanceledException e) when (cancellation.IsCancellationRequested)
        {
            error.WriteLine($"fovea: {e.Message}");
            return RunCommand.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or DivergedException or System.Runtime.InteropServices.ExternalException)
        {
            error.WriteLine($"fovea: {e.Message}");
            return e is DivergedException ? ExitCode.Failed : ExitCode.BadInput;
        }
    }
}
