using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Detection.Detr;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Runner.Commands;
using Fovea.Tests.Training;
using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>The evaluation of a checkpoint on a COCO of three real samples.</summary>
public sealed class CocoTrialTests : IDisposable
{
    private static readonly CocoTrial Trial = new(SmallCoco.Model, .5, 1.0 / 3);

    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_checkpoint_is_tested_at_the_poll_ratio_that_is_asked_for()
    {
        var coco = SmallCoco.Make(folder, "val2017", 3);
        var (checkpoint, model) = Saved();
        var (run, images) = Trial.Run(checkpoint, coco, CPU, folder.File("state"), null, TestContext.Current.CancellationToken);

        var split = CocoFolder.Open(coco, "val2017", TestContext.Current.CancellationToken);
        PnpTransformer.Of(model).Alpha = .5;
        var (found, _) = Detect(model, split);
        Assert.Equal((3, Tier.Paper, "coco"), (images, run.Tier, run.Experiment));
        Assert.Equal(100 * CocoEvaluator.Evaluate(split.Dataset, found, cancellation: TestContext.Current.CancellationToken).Figures.AP, run.Metrics["ap"]);
        Assert.Equal(["annotations", "checkpoint"], run.Data.Keys.Order());
        // 25 queries an image, less those of the ids between 1 and 90 that are no category's.
        Assert.All(found.GroupBy(one => one.ImageId), image => Assert.InRange(image.Count(), 1, 25));
        Assert.All(found, one => Assert.Contains(split.Dataset.Categories, category => category.Id == one.CategoryId));
        Assert.Empty(Directory.GetFiles(folder.File("state")));
    }

    [Fact]
    public void Interrupted_and_started_again_it_finds_the_same()
    {
        var split = CocoFolder.Open(SmallCoco.Make(folder, "val2017", 3), "val2017", TestContext.Current.CancellationToken);
        var (_, model) = Saved();
        var (whole, _) = Detect(model, split);
        var path = folder.File("found.jsonl");
        Detect(model, split, new(path, "one"));
        File.WriteAllLines(path, [.. File.ReadAllLines(path).Take(2)]); // as it stands after the first of three batches
        Assert.Throws<OperationCanceledException>(() => Detect(model, split, new(path, "one"), new(canceled: true)));
        Assert.Equal(2, File.ReadAllLines(path).Length);
        File.AppendAllText(path, """{"Steps":3,"Sec"""); // a line that was being written when the process was killed

        var (resumed, earlier) = Detect(model, split, new(path, "one"));
        Assert.Equal(whole, resumed);
        Assert.True(earlier > TimeSpan.Zero);
        Assert.Equal(4, File.ReadAllLines(path).Length);
        Assert.Contains("is of another evaluation: remove it", Assert.Throws<InvalidDataException>(() =>
            Detect(model, split, new(path, "other"))).Message);
        File.AppendAllText(path, "{}x\n");
        Assert.Contains("is damaged: remove it", Assert.Throws<InvalidDataException>(() =>
            Detect(model, split, new(path, "one"))).Message);
    }

    [Fact]
    public void A_few_images_are_told_and_not_recorded()
    {
        var coco = SmallCoco.Make(folder, "val2017", 2);
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, Request(Saved().Path, coco).Answer(new(folder.File("results"), []), output, error, TestContext.Current.CancellationToken));
        Assert.Contains("Not comparable and not recorded: the paper's numbers are of 5000 images.", output.ToString());
        Assert.Contains("a poll ratio of 0.5", output.ToString());
        Assert.False(Directory.Exists(folder.File("results")));
    }

    [Fact]
    public void A_folder_that_is_no_coco_and_a_checkpoint_of_another_model_are_refused()
    {
        using var error = new StringWriter();
        var coco = SmallCoco.Make(folder, "val2017", 1);
        Assert.Equal(2, Request(Saved().Path, folder.Path).Answer(new(folder.File("results"), []), TextWriter.Null, error, TestContext.Current.CancellationToken));
        Assert.Contains("has no annotations/instances_val2017.json; expected COCO's layout", error.ToString());
        using var other = new DetrModel(SmallCoco.Model.Detr);
        Checkpoint.WritePyTorch(folder.File("other.pth"), other.state_dict());
        Assert.Equal(2, Request(folder.File("other.pth"), coco).Answer(new(folder.File("results"), []), TextWriter.Null, error, TestContext.Current.CancellationToken));
        Assert.Contains("missing from it:\n  transformer.sampler.", error.ToString());
    }

    [Theory]
    [InlineData("PnP-DETR-R50-α-0.33", "AP", "ap", 1.0 / 3, 1.0 / 3, 60)]
    [InlineData("PnP-DETR-R50-α-0.5", "APs", "apSmall", .5, .5, 60)]
    [InlineData("Inference-α-0.5", "AP75", "ap75", .5, 1.0 / 3, 60)]
    [InlineData("PnP-DETR-R50-DC5-α-0.33", "APl", "apLarge", 1.0 / 3, 1.0 / 3, 240)]
    public void Table_1_asks_for_the_evaluations_of_its_models(string row, string column, string metric, double alpha, double trained, int pool)
    {
        var query = new PnpDetrLedger().Measured(new("1", row, column), Tier.Paper)!;
        Assert.Equal((CocoTrial.Experiment, metric), (query.Experiment, query.Metric));
        Assert.Equal(alpha, query.Configuration["alpha"]!.GetValue<double>());
        Assert.Equal(trained, query.Configuration["model"]!["sampler"]!["alpha"]!.GetValue<double>());
        Assert.Equal(pool, query.Configuration["model"]!["sampler"]!["poolNumber"]!.GetValue<int>());
        Assert.Equal(row, new CocoTrial(CocoTrial.Named[pool == 60 ? "pnp-detr-r50" : "pnp-detr-r50-dc5"], alpha, trained).Row);
        Assert.Null(new PnpDetrLedger().Measured(new("1", "DETR-R50", column), Tier.Paper));
    }

    [Theory]
    [InlineData("0.33", 1.0 / 3)]
    [InlineData("0.5", .5)]
    public void On_the_command_line_a_poll_ratio_of_0_33_is_a_third(string given, double expected)
    {
        var parsed = FoveaCommand.Create().Parse($"eval pnp-detr-r50 --checkpoint x --coco y --alpha {given}");
        Assert.Empty(parsed.Errors);
        Assert.Equal(expected, parsed.GetValue<double?>("--alpha"));
    }

    [Theory]
    [InlineData("eval pnp-detr-r50 --checkpoint x --coco y", "pnp-detr-r50 needs --alpha")]
    [InlineData("eval pnp-detr-r50 --checkpoint x --data y --coco z --alpha .5", "--data is not for pnp-detr-r50")]
    [InlineData("eval ps-vit-b-14 --checkpoint x", "ps-vit-b-14 needs --data")]
    [InlineData("eval ps-vit-b-14 --checkpoint x --data y --alpha .5", "--alpha is not for ps-vit-b-14")]
    [InlineData("eval pnp-detr-r50 --checkpoint x --coco y --alpha 1.5", "1.5 is no poll ratio")]
    public void What_does_not_belong_together_is_refused(string line, string expected) =>
        Assert.Contains(FoveaCommand.Create().Parse(line).Errors, error => error.Message.Contains(expected));

    private CocoEvalRequest Request(string checkpoint, string coco) => new("small", Trial, checkpoint, coco, "cpu");

    private static (IReadOnlyList<CocoDetection> Found, TimeSpan Earlier) Detect(DetrModel model, CocoFolder split, DetectionJournal? journal = null, CancellationToken? cancellation = null)
    {
        model.eval();
        var images = new DetectionLoader(split.Images, new() { BatchSize = 1, Transform = DetectionTransform.DetrEvaluation });
        return DetectorEvaluation.Detect(
            batch => PostProcess.Objects(model.call(batch.Images, batch.Padding).Layers[^1], [.. batch.Targets.Select(image => (image.OriginalHeight, image.OriginalWidth))]),
            label => split.Dataset.HasCategory((int)label) ? (int)label : null, images, journal, cancellation: cancellation ?? TestContext.Current.CancellationToken);
    }

    private (string Path, DetrModel Model) Saved()
    {
        manual_seed(2);
        var model = SmallCoco.Model.Build();
        var path = folder.File("small.pth");
        Checkpoint.WritePyTorch(path, new Dictionary<string, object?> { ["model"] = model.state_dict(), ["epoch"] = 7 });
        return (path, model);
    }
}
