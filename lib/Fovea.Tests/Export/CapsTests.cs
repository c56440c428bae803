using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Export;

public class CapsTests
{
    private static (IReadOnlyList<CellOutput> Outputs, IReadOnlyList<ExportFile> Files) Apply(CellOutput output)
    {
        var (run, files) = Caps.Apply(Sample.Run(Sample.Code(1, "x", output)), "sample.files");
        return (run.Cells[0].Outputs, files);
    }

    private static string ContentOf(ExportFile file)
    {
        using var stream = new MemoryStream();
        file.Fill(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void AnOutputAtTheCapStays()
    {
        var stream = new StreamOutput("stdout", new string('x', Caps.StreamBytes));
        var display = Sample.Shown("text/html", new string('x', Caps.DisplayBytes));

        Assert.Same(stream, Assert.Single(Apply(stream).Outputs));
        Assert.Empty(Apply(stream).Files);
        Assert.Empty(Apply(display).Files);
    }

    [Fact]
    public void AStreamOverTheCapGoesToAFileAndItsFirstLinesAreShown()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"line {i} of many\n"));

        var (outputs, files) = Apply(new StreamOutput("stderr", text));

        var shown = Assert.IsType<StreamOutput>(outputs[0]);
        Assert.Equal("stderr", shown.Name);
        Assert.Equal(Caps.PreviewLines + 1, shown.Text.TrimEnd('\n').Split('\n').Length);
        Assert.StartsWith("line 0 of many\nline 1 of many\n", shown.Text);
        var link = Assert.IsType<DisplayOutput>(outputs[1]).Data["text/html"];
        Assert.Contains("href=\"sample.files/cell-01-01.txt\"", link);
        Assert.Contains("(1.9 MB)", link);
        Assert.Equal(text, ContentOf(Assert.Single(files)));
    }

    [Fact]
    public void ASingleLineOverTheCapIsCutToo()
    {
        var (outputs, _) = Apply(new StreamOutput("stdout", new string('x', Caps.StreamBytes + 1)));

        Assert.InRange(Assert.IsType<StreamOutput>(outputs[0]).Text.Length, 1, Caps.PreviewWidth + 10);
    }

    [Fact]
    public void BytesAreCountedAndNotCharacters() =>
        Assert.Single(Apply(new StreamOutput("stdout", new string('é', Caps.StreamBytes / 2 + 1))).Files);

    [Fact]
    public void OnlyTheRepresentationThatIsTooLargeGoes()
    {
        var html = new string('x', Caps.DisplayBytes + 1);

        var (outputs, files) = Apply(new DisplayOutput(
            new Dictionary<string, string> { ["text/html"] = html, ["image/svg+xml"] = "<svg/>" }, IsResult: true));

        var kept = Assert.IsType<DisplayOutput>(outputs[0]);
        Assert.True(kept.IsResult);
        Assert.Equal(["image/svg+xml"], kept.Data.Keys);
        Assert.Equal("sample.files/cell-01-01.html", Assert.Single(files).Name);
        Assert.Equal(html, ContentOf(files[0]));
    }
}
