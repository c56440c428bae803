using Fovea.Data.Coco;
using Fovea.Runner.Commands;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Coco;

/// <summary>`fovea sample` as a shell sees it.</summary>
public sealed class SampleCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_writes_the_sample_and_says_what_it_kept()
    {
        var whole = Write("whole.json");
        var (exit, output, errors) = Run(whole, threshold: 8, "part.json", seed: 3);
        Assert.Equal((ExitCode.Fine, ""), (exit, errors));
        var part = CocoDataset.Read(At("part.json"));
        var expected = ClassIncrementalSampling.Sample(CocoDataset.Read(whole), 8, seed: 3);
        Assert.Equal(expected.Images, part.Images);
        Assert.Equal(expected.Annotations.Select(annotation => annotation.Id), part.Annotations.Select(annotation => annotation.Id));
        Assert.Equal(expected.Categories, part.Categories);
        Assert.StartsWith($"kept {part.Images.Count} of 40 images, {part.Annotations.Count} of 60 annotations\n", output);
        Assert.Contains("before 20 to 40; 0 of 2 categories kept whole", output);
        Assert.EndsWith($"wrote {At("part.json")}\n", output);
    }

    [Fact]
    public void The_same_seed_writes_the_same_bytes()
    {
        var whole = Write("whole.json");
        foreach (var (name, seed) in new[] { ("a.json", 1), ("b.json", 1), ("c.json", 2) })
            Assert.Equal(ExitCode.Fine, Run(whole, 8, name, seed).Exit);
        Assert.Equal(File.ReadAllBytes(At("a.json")), File.ReadAllBytes(At("b.json")));
        Assert.NotEqual(File.ReadAllBytes(At("a.json")), File.ReadAllBytes(At("c.json")));
    }

    [Fact]
    public void What_cannot_be_used_is_exit_code_2_and_leaves_what_was_there()
    {
        var whole = Write("whole.json");
        File.WriteAllText(At("torn.json"), File.ReadAllText(whole)[..500]);
        File.WriteAllText(At("there.json"), "before");
        AssertRefused("--threshold: expected 1 or more, found 0", whole, threshold: 0);
        AssertRefused("torn.json", At("torn.json"));
        AssertRefused("absent.json", At("absent.json"));
        Assert.Equal(ExitCode.BadInput, Run(whole, 8, "whole.json").Exit);
        Assert.Equal(ExitCode.BadInput, Run(whole, 8, "").Exit);
        Assert.Equal(40, CocoDataset.Read(whole).Images.Count);
        Assert.Equal(["there.json", "torn.json", "whole.json"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());

        void AssertRefused(string message, string annotations, int threshold = 8)
        {
            var (exit, output, errors) = Run(annotations, threshold, "there.json");
            Assert.Equal((ExitCode.BadInput, ""), (exit, output));
            Assert.Contains(message, errors);
            Assert.Equal("before", File.ReadAllText(At("there.json")));
        }
    }

    [Fact]
    public void Interrupted_it_writes_nothing()
    {
        var whole = Write("whole.json");
        using var errors = new StringWriter();
        Assert.Equal(RunCommand.Interrupted, new SampleRequest(whole, 8, At("part.json"), 0).Run(TextWriter.Null, errors, new CancellationToken(canceled: true)));
        Assert.Contains("part.json was not written", errors.ToString());
        Assert.False(File.Exists(At("part.json")));
    }

    [Theory]
    [InlineData("sample --out part.json", "--annotations")]
    [InlineData("sample --annotations whole.json", "--out")]
    [InlineData("sample --annotations whole.json --out part.json --threshold many", "many")]
    public void Bad_usage_names_the_option(string line, string option) =>
        Assert.Contains(FoveaCommand.Create().Parse(line).Errors, error => error.Message.Contains(option));

    private string At(string name) => Path.Combine(folder.Path, name);

    /// <summary>Forty images with one category, every other one with a second.</summary>
    private string Write(string name)
    {
        CocoImage[] images = [.. Enumerable.Range(1, 40).Select(i => new CocoImage(i, $"{i}.jpg", 100, 50))];
        var annotations = images.SelectMany(image => Enumerable.Range(1, image.Id % 2 == 0 ? 2 : 1)
            .Select(category => new CocoAnnotation(10 * image.Id + category, image.Id, category, new(1, 2, 30, 40), 900)));
        new CocoDataset(images, [.. annotations], [new(1, "fork"), new(2, "knife")]).Write(At(name));
        return At(name);
    }

    private (int Exit, string Output, string Errors) Run(string annotations, int threshold, string part, long seed = 0)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (new SampleRequest(annotations, threshold, At(part), seed).Run(output, errors, CancellationToken.None), output.ToString(), errors.ToString());
    }
}
