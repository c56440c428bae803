using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Export;

public sealed class ExportsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fovea-export-");

    public void Dispose() => _directory.Delete(recursive: true);

    private string Out(string name = "out") => Path.Combine(_directory.FullName, name);

    private static string[] NamesIn(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(directory, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public void EveryFormatIsWrittenAndNothingElse()
    {
        var written = Exports.Write(Sample.Run(Sample.Code(1, "1 + 1")), Out(), "sample");

        string[] expected = ["sample.html", "sample.ipynb", "sample.json", "sample.md", "sample.trx"];
        Assert.Equal(expected, NamesIn(Out()));
        Assert.Equal(expected, written.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.EndsWith("sample.html", written[0]);
    }

    [Fact]
    public void EqualRecordsGiveEqualBytes()
    {
        Exports.Write(Sample.Everything, Out("a"), "sample");
        Exports.Write(Sample.Everything with { Path = "elsewhere/sample.dib" }, Out("b"), "sample");
        Exports.WriteIndex([("sample", Sample.Everything)], Out("a"));
        Exports.WriteIndex([("sample", Sample.Everything)], Out("b"));

        Assert.Equal(NamesIn(Out("a")), NamesIn(Out("b")));
        foreach (var name in NamesIn(Out("a")))
            Assert.Equal(File.ReadAllBytes(Path.Combine(Out("a"), name)), File.ReadAllBytes(Path.Combine(Out("b"), name)));
    }

    [Fact]
    public void WallTimesAreInTheDataAndNotInTheDocuments()
    {
        var slower = Sample.Everything with
        {
            Elapsed = TimeSpan.FromMinutes(7),
            PeakMemoryBytes = 1,
            Cells = [.. Sample.Everything.Cells.Select(c => c with { Elapsed = c.Elapsed + TimeSpan.FromSeconds(5) })],
        };
        foreach (var (name, run) in new[] { ("a", Sample.Everything), ("b", slower) })
        {
            Exports.Write(run, Out(name), "sample");
            Exports.WriteIndex([("sample", run)], Out(name));
        }

        string[] different = [.. NamesIn(Out("a")).Where(name =>
            File.ReadAllText(Path.Combine(Out("a"), name)) != File.ReadAllText(Path.Combine(Out("b"), name)))];
        Assert.Equal(["index.times.js", "sample.json", "sample.trx"], different);
    }

    [Fact]
    public void FilesOfAnEarlierExportThatNothingLinksToAreRemoved()
    {
        Exports.Write(Sample.Run(Sample.Code(1, "Chart()", Sample.LineFigure)), Out(), "sample");
        Assert.Contains("sample.files/cell-01-01.svg", NamesIn(Out()));
        File.WriteAllText(Path.Combine(Out(), "sample.files", "notes.txt"), "mine");

        Exports.Write(Sample.Run(Sample.Code(1, "1 + 1")), Out(), "sample");

        Assert.Contains("sample.files/notes.txt", NamesIn(Out()));
        Assert.DoesNotContain("sample.files/cell-01-01.svg", NamesIn(Out()));
    }

    [Fact]
    public void AFileThatCannotBeWrittenLeavesTheOldOneWhole()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "kept.txt"), "old");
        var file = new ExportFile("kept.txt", stream =>
        {
            stream.Write("half"u8);
            throw new IOException("disk full");
        });

        Assert.Throws<IOException>(() => file.WriteTo(_directory.FullName));

        Assert.Equal(["kept.txt"], NamesIn(_directory.FullName));
        Assert.Equal("old", File.ReadAllText(Path.Combine(_directory.FullName, "kept.txt")));
    }

    [Fact]
    public void EveryLocalLinkOfADocumentLeadsToAFile()
    {
        var run = Sample.Run(Sample.Code(1, "1 + 1"), Sample.Code(2, "Chart()", Sample.LineFigure));
        Exports.Write(run, Out(), "a name, n=2");
        Exports.WriteIndex([("a name, n=2", run)], Out());

        var links = new[] { "index.html", "a name, n=2.html" }
            .SelectMany(page => Page.Load(Path.Combine(Out(), page)).QuerySelectorAll("a[href]"))
            .Select(a => a.GetAttribute("href")!)
            .Where(href => !href.StartsWith('#'))
            .Concat(["a%20name%2C%20n%3D2.files/cell-02-01.svg"]).ToList();

        Assert.True(links.Count >= 6);
        Assert.All(links, href => Assert.True(File.Exists(Path.Combine(Out(), Uri.UnescapeDataString(href))), href));
    }
}
