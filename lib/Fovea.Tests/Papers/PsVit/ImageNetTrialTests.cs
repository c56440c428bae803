using Fovea.Data;
using Fovea.Layers;
using Fovea.Papers.PsVit;
using Fovea.Results;
using Fovea.Runner.Commands;
using Fovea.Tests.Training;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>The evaluation of a checkpoint on an ImageNet of twelve generated photographs.</summary>
public sealed class ImageNetTrialTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();
    private readonly StringWriter error = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_checkpoint_is_tested_on_the_authors_view_with_the_scale_it_was_trained_with()
    {
        var images = Photographs(classes: 3);
        var (checkpoint, model) = Saved();
        var trial = ImageNetTrial.Named["ps-vit-ti-14"];
        var (run, count) = trial.Run(checkpoint, ImageFolder.Open(images), CPU, folder.Path, null, TestContext.Current.CancellationToken);

        var expected = Evaluation.Of(model, new Loader(ImageFolder.Open(images), new() { View = EvaluationView.PsVit, Normalisation = Normalisation.ImageNet }));
        Assert.Equal((12L, Tier.Paper, "imagenet"), (count, run.Tier, run.Experiment));
        Assert.Equal(expected.Top1, run.Metrics["top1"]);
        Assert.Equal(expected.Loss, run.Metrics["loss"], 1e-4);
        Assert.Equal(CanonicalJson.Hash(trial.Query("top1").Configuration), run.ConfigurationHash);
    }

    [Fact]
    public void Every_table_that_prints_a_released_model_asks_for_its_evaluation()
    {
        var ledger = new PsVitLedger();
        foreach (var (table, row, column) in new[] { ("3", "PS-ViT-B/14", "Top-1 (%)"), ("5", "n=14", "Top-5 (%)"), ("6", "N=4", "Top-1 (%)"),
            ("7", "PS-ViT-B/14", "Top-1 (%)"), ("8", "PS-ViT-B/14", "Top-1 (%)"), ("9", "PS-ViT-B/14", "Top-1"), ("10", "PS-ViT-B/14", "IM") })
            Assert.Equal(ImageNetTrial.Named["ps-vit-b-14"].Query("top1").Configuration.ToJsonString(), ledger.Measured(new(table, row, column), Tier.Paper)?.Configuration.ToJsonString());
        Assert.Null(ledger.Measured(new("6", "N=8", "Top-1 (%)"), Tier.Paper));
        Assert.Null(ledger.Measured(new("3", "DeiT-B", "Top-1 (%)"), Tier.Paper));
    }

    [Fact]
    public void An_empty_folder_is_refused() => AssertRefused("holds no folder", Saved().Path, Directory.CreateDirectory(folder.File("none")).FullName);

    [Fact]
    public void A_folder_of_other_classes_is_refused() => AssertRefused("holds 3 folder(s); expected one for each of ImageNet's 1000 classes", Saved().Path, Photographs(classes: 3));

    [Fact]
    public void A_missing_checkpoint_is_refused() => AssertRefused("cannot be read", folder.File("none.pth"), Photographs(classes: 1000, each: 1));

    [Fact]
    public void A_checkpoint_of_another_model_is_refused_with_every_difference()
    {
        using var other = new PsVitModel(PsVitOptions.Ti with { SharedWeights = true });
        Checkpoint.WritePyTorch(folder.File("other.pth"), other.state_dict());
        AssertRefused("missing from it:\n  ps_layers.1.", folder.File("other.pth"), Photographs(classes: 1000, each: 1));
    }

    private void AssertRefused(string message, string checkpoint, string images)
    {
        using var results = new TemporaryFolder();
        var exitCode = new ImageNetEvalRequest("ps-vit-ti-14", checkpoint, images, "cpu").Answer(
            new Ledger(results.Path, []), TextWriter.Null, error, TestContext.Current.CancellationToken);
        Assert.Equal(2, exitCode);
        Assert.Contains(message, error.ToString());
        Assert.Empty(Directory.GetFileSystemEntries(results.Path));
    }

    private (string Path, PsVitModel Model) Saved()
    {
        manual_seed(2);
        var model = new PsVitModel(PsVitOptions.Ti with { Encoder = PsVitOptions.Ti.Encoder with { Scale = AttentionScale.Width } });
        var path = folder.File("ti.pth");
        Checkpoint.WritePyTorch(path, new Dictionary<string, object?> { ["state_dict"] = model.state_dict() });
        return (path, model);
    }

    private string Photographs(int classes, int each = 4)
    {
        var root = folder.File($"val{classes}");
        for (var i = 0; i < classes * each; i++)
        {
            var file = Path.Combine(root, $"n{i / each:D8}", $"{i}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var pixels = new byte[6 * 5 * 3];
            new Random(i).NextBytes(pixels);
            File.WriteAllBytes(file, Png.Encode(pixels, 6, 5, 3));
        }
        return root;
    }
}
