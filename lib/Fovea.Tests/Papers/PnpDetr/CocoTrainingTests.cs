using Fovea.Data;
using Fovea.Layers;
using Fovea.Papers.PnpDetr;
using Fovea.Runner.Commands;
using Fovea.Tests.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>The training on a COCO of five real samples: two steps an epoch, of two images one after the other.</summary>
public sealed class CocoTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Interrupted_and_started_again_it_comes_to_the_same_model()
    {
        var coco = SmallCoco.Make(folder, "train2017", 5);
        var backbone = Backbone();
        Training("whole").Run(coco, backbone, folder.File("whole.pth"), cancellation: TestContext.Current.CancellationToken);

        var training = Training("parts");
        for (var part = 0; part < 2; part++)
        {
            using var stop = new CancellationTokenSource();
            var error = Assert.Throws<OperationCanceledException>(() => training.Run(coco, backbone, folder.File("parts.pth"), _ => stop.Cancel(), stop.Token));
            Assert.Contains("of 4; the same command goes on from there", error.Message);
            Assert.False(File.Exists(folder.File("parts.pth")));
        }
        training.Run(coco, backbone, folder.File("parts.pth"), cancellation: TestContext.Current.CancellationToken);

        var (whole, parts) = (Checkpoint.Read(folder.File("whole.pth")).StateDict("model"), Checkpoint.Read(folder.File("parts.pth")).StateDict("model"));
        Assert.All(whole, entry => Assert.True(entry.Value.Equals(parts[entry.Key]), entry.Key));
        var begun = Checkpoint.Read(backbone).StateDict();
        Assert.All(begun, entry => Assert.Equal(entry.Key.StartsWith("conv1.") || entry.Key.StartsWith("layer1.") || entry.Key.Contains("bn") || entry.Key.Contains("downsample.1"),
            entry.Value.Equals(whole[$"backbone.0.body.{entry.Key}"])));
        Assert.Empty(Directory.GetFiles(folder.File("parts"), "*.pt"));

        using var model = SmallCoco.Model.Build();
        Checkpoint.Read(folder.File("whole.pth")).LoadInto(model); // as the evaluation does
    }

    [Fact]
    public void Too_few_images_for_a_step_and_a_missing_backbone_are_refused()
    {
        var coco = SmallCoco.Make(folder, "train2017", 1);
        using var error = new StringWriter();
        int Run(string backbone) => new CocoTrainingRequest(Training("few"), coco, backbone, folder.File("out.pth")).Answer(TextWriter.Null, error, TestContext.Current.CancellationToken);
        Assert.Equal(2, Run(Backbone()));
        Assert.Contains("lists 1 images; a step takes 2 batches of 1", error.ToString());
        Assert.Equal(2, Run(folder.File("none.pth")));
        Assert.Contains("none.pth cannot be read", error.ToString());
        Assert.False(File.Exists(folder.File("out.pth")));
    }

    [Theory]
    [InlineData("train pnp-detr --tier paper --coco x --backbone y", null)]
    [InlineData("train pnp-detr --tier paper --coco x --backbone y --random-ratio --accumulate 2 --batch 16 --seed 3 --out z", null)]
    [InlineData("train pnp-detr --tier full", null)]
    [InlineData("train pnp-detr --tier paper --coco x --backbone y --random-ratio --alpha .5", "exclude each other")]
    [InlineData("train pnp-detr --tier paper --coco x", "needs --backbone")]
    [InlineData("train pnp-detr --tier small --coco x", "--coco is for pnp-detr --tier paper alone")]
    [InlineData("train pnp-detr --tier paper --coco x --backbone y --seeds 2", "--seeds is not for")]
    [InlineData("train digit-backbone --accumulate 2", "--accumulate is for")]
    public void The_command_line_takes_the_authors_schedule_and_its_variants(string line, string? refused)
    {
        var errors = FoveaCommand.Create().Parse(line).Errors;
        if (refused is null) Assert.Empty(errors);
        else Assert.Contains(errors, error => error.Message.Contains(refused));
    }

    private CocoTraining Training(string state) => new()
    {
        Model = SmallCoco.Model with { Detr = SmallCoco.Model.Detr with { FreezesStem = true }, Sampler = SmallCoco.Model.Sampler with { RandomAlpha = AlphaRange.Paper } },
        Recipe = new() { BatchSize = 1, Accumulate = 2, Epochs = 2, DropEpoch = 1 },
        Transform = new() { Flip = .5, ShorterSides = [96, 128], Limit = 200 },
        Folder = folder.File(state),
    };

    private string Backbone()
    {
        manual_seed(5);
        using var network = new ResNet(SmallCoco.Model.Detr.Backbone);
        Checkpoint.WritePyTorch(folder.File("resnet.pth"), network.state_dict());
        return folder.File("resnet.pth");
    }
}
