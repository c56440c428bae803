using Fovea.Benchmarks;
using Fovea.Data.Coco;
using Fovea.Runner.Commands;
using Fovea.Tests.Training;

namespace Fovea.Tests.Benchmarks;

/// <summary>What the benchmark reads, not how fast it is.</summary>
public sealed class CocoBenchmarkTests : IDisposable
{
    private const int Images = 300, Annotations = 8_500;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_generated_file_is_a_sound_instances_file_like_COCOs()
    {
        var dataset = CocoDataset.Read(Generate(), outside: 0.01);
        Assert.Equal((Images, Annotations, GeneratedInstances.Categories), (dataset.Images.Count, dataset.Annotations.Count, dataset.Categories.Count));
        Assert.Equal(100, dataset.Annotations.Count(annotation => annotation.Crowd));
        // train2017 has 450 MB for its 860,001 annotations.
        Assert.InRange(new FileInfo(folder.File("instances.json")).Length / (double)Annotations, 450, 600);
        var most = dataset.Annotations.CountBy(annotation => annotation.CategoryId).OrderByDescending(pair => pair.Value).Take(2).ToArray();
        Assert.Equal([1, 2], most.Select(pair => pair.Key));
    }

    [Fact]
    public void The_same_file_is_generated_every_time()
    {
        var first = File.ReadAllBytes(Generate());
        Assert.Equal(first, File.ReadAllBytes(Generate()));
    }

    [Fact]
    public void Both_sides_are_measured_on_one_file()
    {
        Assert.SkipUnless(File.Exists(Python.Interpreter), $"needs Python: {Python.Interpreter}");
        var output = new StringWriter();
        CocoBenchmark.Run(Generate(), Python.Interpreter, output, TextWriter.Null, TestContext.Current.CancellationToken);
        Assert.Matches(@"300 images, 8500 annotations, \d MB\n[^~]*\n  Fovea +[0-9.]+ s +[0-9.]+ s +\d+ MB\n[^~]*\n  (Python|pycocotools)[^~]* s +\d+ MB\n$", output.ToString());
    }

    [Fact]
    public void Without_Python_the_other_side_is_left_out()
    {
        var output = new StringWriter();
        CocoBenchmark.Run(Generate(), "/nowhere/python3", output, TextWriter.Null, TestContext.Current.CancellationToken);
        Assert.EndsWith("  /nowhere/python3 is no Python: nothing to compare with\n", output.ToString());
    }

    [Fact]
    public void A_file_that_Python_cannot_read_is_an_error_that_shows_its_message()
    {
        Assert.SkipUnless(File.Exists(Python.Interpreter), $"needs Python: {Python.Interpreter}");
        var error = Assert.Throws<InvalidOperationException>(() => CocoReference.Read(Python.Interpreter, folder.File("bad.json", "{"u8.ToArray())));
        Assert.Contains("JSONDecodeError", error.Message);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_bad_input() =>
        Assert.Equal(ExitCode.BadInput, await FoveaCommand.Create().Parse(["bench", "coco", "--annotations", folder.File("absent.json")])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));

    private string Generate()
    {
        var path = folder.File("instances.json");
        GeneratedInstances.Write(path, Images, Annotations, TestContext.Current.CancellationToken);
        return path;
    }
}
