using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Data.Scenes;
using Fovea.Runner.Commands;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Scenes;

public sealed class SceneExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_read_as_COCO_and_holds_the_scenes()
    {
        var split = SmallSplit();
        SceneExport.Write([split], folder.File("out"), TestContext.Current.CancellationToken);
        Assert.Equal(["annotations", "report"], Names("out"));
        Assert.Equal(["instances_report.json", "panoptic_report", "panoptic_report.json"], Names("out/annotations"));
        var instances = CocoDataset.Read(folder.File("out/annotations/instances_report.json"), outside: 0);
        var panoptic = PanopticDataset.Read(folder.File("out/annotations/panoptic_report.json"), TestContext.Current.CancellationToken);
        Assert.Equal(split.Count, instances.Images.Count);
        foreach (var image in instances.Images)
        {
            Assert.Equal(split.Read((int)image.Id).Pixels, Image.Load(folder.File($"out/report/{image.FileName}")).Pixels);
            Assert.Equal(split.SegmentsOf((int)image.Id), panoptic.ReadPixels(panoptic.AnnotationOf(image.Id), folder.File("out/annotations/panoptic_report")));
            foreach (var (read, made) in instances.AnnotationsOf(image.Id).Zip(split.Annotations.AnnotationsOf(image.Id)))
            {
                Assert.Equal(made with { Segmentation = null }, read with { Segmentation = null });
                Assert.Equal(made.Segmentation!.Mask(128, 128).Decode(), read.Segmentation!.Mask(128, 128).Decode());
            }
        }
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_as_it_is()
    {
        Directory.CreateDirectory(folder.File("out"));
        File.WriteAllText(folder.File("out/mine.txt"), "mine");
        var refused = Assert.Throws<DataSetException>(() => SceneExport.Write([SmallSplit()], folder.File("out"), TestContext.Current.CancellationToken));
        Assert.Equal($"{folder.File("out")} is there and not an empty folder; name one that is not there yet", refused.Message);
        Assert.Equal(["mine.txt"], Names("out"));
    }

    [Fact]
    public void Cancelled_it_leaves_nothing()
    {
        var split = SmallSplit();
        var before = Names(".");
        Assert.ThrowsAny<OperationCanceledException>(() => SceneExport.Write([split], folder.File("out"), new CancellationToken(canceled: true)));
        Assert.Equal(before, Names("."));
    }

    [Theory]
    [InlineData("mnist")]
    [InlineData("digit-scenes", "mnist")]
    [InlineData]
    public void The_command_takes_a_folder_for_digit_scenes_alone(params string[] names)
    {
        var errors = new StringWriter();
        Assert.Equal(ExitCode.BadInput, DataCommand.Run(names, new DataCache(folder.File("cache")), new StringWriter(), errors, TestContext.Current.CancellationToken, folder.File("out")));
        Assert.Equal("fovea: --out and --context-cue are for digit-scenes; name it, and it alone\n", errors.ToString());
    }

    private SceneSplit SmallSplit()
    {
        var maker = new SceneMaker(new DrawnDigits(100), new DrawnPhotos(20), 2, contextCue: false);
        var made = Enumerable.Range(0, 6).Select(maker.Make).ToArray();
        return new SceneSplit("report", folder.File("report.pixels", [.. made.SelectMany(one => one.Pixels)]), [.. made.Select(one => one.Scene)]);
    }

    private string[] Names(string of) => [.. new DirectoryInfo(folder.File(of)).GetFileSystemInfos().Select(entry => entry.Name).Order()];
}
