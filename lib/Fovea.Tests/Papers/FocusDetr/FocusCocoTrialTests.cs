using Fovea.Detection;
using Fovea.Detection.Detr;
using Fovea.Papers.FocusDetr;
using Fovea.Results;
using Fovea.Runner.Commands;
using Fovea.Tests.Papers.PnpDetr;
using Fovea.Tests.Training;
using Fovea.Training.Checkpoints;
using static TorchSharp.torch;
using CocoTrial = Fovea.Papers.FocusDetr.CocoTrial;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>The evaluation of a checkpoint on a COCO of real samples; going on after an interruption is tested with PnP-DETR's.</summary>
public sealed class FocusCocoTrialTests : IDisposable
{
    private static readonly FocusDetrOptions Small = SmallFocus.Options with { Classes = 80 };
    private static readonly CocoTrial Trial = new(Small, .4, .3) { Backbone = () => new SmallFocus.Maps() };

    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(.4)]
    [InlineData(1)]
    public void A_checkpoint_is_tested_at_the_keep_ratio_that_is_asked_for(double keep)
    {
        var coco = SmallCoco.Make(folder, "val2017", 2);
        var (run, images) = (Trial with { Keep = keep }).Run(Saved(), coco, CPU, folder.File("state"), null, TestContext.Current.CancellationToken);
        Assert.Equal((2, Tier.Paper, "coco"), (images, run.Tier, run.Experiment));
        Assert.Equal(keep, run.Configuration["keep"]!.GetValue<double>());
        Assert.Equal(["annotations", "checkpoint"], run.Data.Keys.Order());
        Assert.All(Trial.Columns.Values, metric => Assert.Contains(metric, run.Metrics));
        Assert.Empty(Directory.GetFiles(folder.File("state")));
    }

    [Fact]
    public void A_few_images_are_told_and_not_recorded()
    {
        var coco = SmallCoco.Make(folder, "val2017", 1);
        using var output = new StringWriter();
        Assert.Equal(0, Answer(Saved(), coco, output, TextWriter.Null));
        Assert.Contains("Not comparable and not recorded: the paper's numbers are of 5000 images.", output.ToString());
        Assert.Contains("small at a keep ratio of 0.4", output.ToString());
        Assert.False(Directory.Exists(folder.File("results")));
    }

    [Fact]
    public void What_cannot_be_used_is_refused_by_name()
    {
        using var error = new StringWriter();
        var coco = SmallCoco.Make(folder, "val2017", 1);
        Assert.Equal(2, Answer(folder.File("absent.pth"), coco, TextWriter.Null, error));
        Assert.Contains($"{folder.File("absent.pth")} cannot be read", error.ToString());
        Assert.Equal(2, Answer(Saved(), folder.Path, TextWriter.Null, error));
        Assert.Contains("has no annotations/instances_val2017.json; expected COCO's layout", error.ToString());
        using var dense = SmallFocus.Build(SmallFocus.Dense with { Classes = 80 });
        Checkpoint.WritePyTorch(folder.File("dino.pth"), dense.state_dict());
        Assert.Equal(2, Answer(folder.File("dino.pth"), coco, TextWriter.Null, error));
        Assert.Contains("missing from it:\n  transformer.alpha", error.ToString());
        Assert.Equal(2, Answer(Saved(), coco, TextWriter.Null, error, Trial with { Model = Small with { Classes = 5 } }));
        Assert.Contains("has 80 categories: expected the 5 that the model tells apart", error.ToString());
    }

    [Fact]
    public void Boxes_are_cut_at_the_border_and_what_is_outside_is_dropped()
    {
        var found = new DetectedObjects(tensor(new[] { .9f, .8f, .7f }), tensor(new[] { 1L, 2L, 3L }), tensor(new[] { -5f, 2f, 7f, 30f, 21f, 3f, 25f, 9f, 1f, 1f, 2f, 2f }).view(3, 4));
        var within = found.Within((10, 20));
        Assert.Equal([1L, 3L], within.Labels.data<long>().ToArray());
        Assert.Equal([.9f, .7f], within.Scores.data<float>().ToArray());
        Assert.Equal([0f, 2f, 7f, 10f, 1f, 1f, 2f, 2f], within.Boxes.contiguous().data<float>().ToArray());
    }

    [Theory]
    [InlineData("1", "DINO + Focus-DETR (α=0.3)", "APS", "apSmall", .3)]
    [InlineData("3", "DINO (mixed) + Focus-DETR (α=0.3)", "AP", "ap", .3)]
    [InlineData("6", "Focus-DETR, α=0.1", "APL", "apLarge", .1)]
    [InlineData("6", "Focus-DETR, α=0.5", "AP", "ap", .5)]
    [InlineData("10", "Focus-DETR, R-50, 36 epochs", "AP75", "ap75", .3)]
    public void Rows_of_the_paper_ask_for_the_evaluation_of_their_model(string table, string row, string column, string metric, double keep)
    {
        var query = CocoTrial.Query(new(table, row, column))!;
        Assert.Equal((CheckpointTrial.Experiment, metric, keep), (query.Experiment, query.Metric, query.Configuration["keep"]!.GetValue<double>()));
        var trial = new CocoTrial(CocoTrial.Named["focus-detr-r50"], keep, keep);
        Assert.Equal(CanonicalJson.Hash(trial.Configuration), CanonicalJson.Hash(query.Configuration));
        Assert.Equal(table is "1" or "6", trial.Row == row);
        Assert.Null((trial with { Trained = .2 }).Row);
        Assert.Null(CocoTrial.Query(new("6", row.Replace("Focus-DETR", "Sparse DETR"), column)));
        Assert.Null(CocoTrial.Query(new(table, row, "FPS")));
    }

    [Theory]
    [InlineData("eval --checkpoint x --coco y --keep .3", "Required argument missing for command: 'eval'")]
    [InlineData("eval focus-detr-r50 --checkpoint x --coco y", "focus-detr-r50 needs --keep")]
    [InlineData("eval focus-detr-r50 --checkpoint x --keep .3", "focus-detr-r50 needs --coco")]
    [InlineData("eval focus-detr-r50 --checkpoint x --coco y --keep .3 --alpha .3", "--alpha is not for focus-detr-r50")]
    [InlineData("eval focus-detr-r50 --checkpoint x --coco y --keep 0", "0 is no keep ratio: expected a number above 0 and at most 1")]
    [InlineData("eval focus-detr-r50 --checkpoint x --coco y --keep 30", "30 is no keep ratio")]
    [InlineData("eval pnp-detr-r50 --checkpoint x --coco y --keep .3 --alpha .3", "--keep is not for pnp-detr-r50")]
    public void What_does_not_belong_together_is_refused(string line, string expected) =>
        Assert.Contains(FoveaCommand.Create().Parse(line).Errors, error => error.Message.Contains(expected));

    private int Answer(string checkpoint, string coco, TextWriter output, TextWriter error, CocoTrial? trial = null) =>
        new CocoEvalRequest("small", trial ?? Trial, checkpoint, coco, "cpu").Answer(new(folder.File("results"), []), output, error, TestContext.Current.CancellationToken);

    private string Saved()
    {
        manual_seed(2);
        using var model = SmallFocus.Build(Small);
        var path = folder.File("small.pth");
        Checkpoint.WritePyTorch(path, new Dictionary<string, object?> { ["model"] = model.state_dict(), ["iteration"] = 7L });
        return path;
    }
}
