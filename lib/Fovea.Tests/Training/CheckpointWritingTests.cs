using System.IO.Compression;
using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

public sealed class CheckpointWritingTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    static Dictionary<string, Tensor> Sample() => new()
    {
        ["w"] = arange(6, float32).reshape(2, 3),
        ["n"] = tensor(7L),
        ["flags"] = tensor(new[] { true, false, true }),
        ["none"] = zeros(0, 2, float16),
    };

    static void AssertSame(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> found) =>
        Assert.Equal(expected.Select(t => (t.Key, Described.Of(t.Value))).Order(Comparer), found.Select(t => (t.Key, Described.Of(t.Value))).Order(Comparer));

    static readonly Comparer<(string, Described)> Comparer = Comparer<(string, Described)>.Create((a, b) => string.CompareOrdinal(a.Item1, b.Item1));

    [Fact]
    public void Both_formats_come_back_as_they_were_written()
    {
        Checkpoint.WritePyTorch(folder.File("a.pt"), Sample());
        Checkpoint.WriteSafetensors(folder.File("a.safetensors"), Sample(), new Dictionary<string, string> { ["epoch"] = "3" });
        AssertSame(Sample(), Checkpoint.Read(folder.File("a.pt")).StateDict());
        var safetensors = Checkpoint.Read(folder.File("a.safetensors"));
        AssertSame(Sample(), safetensors.StateDict());
        Assert.Equal("3", safetensors.Metadata["epoch"]);
    }

    [Fact]
    public void Tensors_larger_than_one_piece_come_back()
    {
        var large = new Dictionary<string, Tensor> { ["large"] = arange(300_001, int32) };
        Checkpoint.WritePyTorch(folder.File("a.pt"), large);
        AssertSame(large, Checkpoint.Read(folder.File("a.pt")).StateDict());
    }

    [Fact]
    public void What_was_read_can_be_written_again()
    {
        Checkpoint.WritePyTorch(folder.File("a.pt"), new Dictionary<string, object?>
        {
            ["model"] = Sample(), ["epoch"] = 3, ["args"] = new Dictionary<string, object?> { ["lr"] = 0.5, ["steps"] = new List<object?> { 1, "two", null } },
        });
        var root = (IReadOnlyDictionary<object, object?>)Checkpoint.Read(folder.File("a.pt")).Root!;
        Checkpoint.WritePyTorch(folder.File("b.pt"), root.ToDictionary(i => (string)i.Key, i => i.Value));
        Assert.Equal(File.ReadAllBytes(folder.File("a.pt")), File.ReadAllBytes(folder.File("b.pt")));
    }

    [Fact]
    public void The_same_contents_give_the_same_bytes()
    {
        foreach (var name in (string[])["first", "second"])
        {
            Checkpoint.WritePyTorch(folder.File($"{name}.pt"), Sample());
            Checkpoint.WriteSafetensors(folder.File($"{name}.safetensors"), Sample());
        }
        Assert.Equal(File.ReadAllBytes(folder.File("first.pt")), File.ReadAllBytes(folder.File("second.pt")));
        Assert.Equal(File.ReadAllBytes(folder.File("first.safetensors")), File.ReadAllBytes(folder.File("second.safetensors")));
    }

    [Fact]
    public void The_elements_lie_in_the_archive_at_multiples_of_64()
    {
        Checkpoint.WritePyTorch(folder.File("a.pt"), new Dictionary<string, Tensor> { ["x"] = arange(1, 4, int32), ["y"] = arange(5, 20, int32) });
        var content = File.ReadAllBytes(folder.File("a.pt"));
        Assert.Equal(0, content.AsSpan().IndexOf((ReadOnlySpan<byte>)[1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]) % 64);
        Assert.Equal(0, content.AsSpan().IndexOf((ReadOnlySpan<byte>)[5, 0, 0, 0, 6, 0, 0, 0, 7, 0, 0, 0]) % 64);
        using var archive = ZipFile.OpenRead(folder.File("a.pt"));
        Assert.Equal(["archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/data/1", "archive/version"], archive.Entries.Select(e => e.FullName));
    }

    [Fact]
    public void A_failure_leaves_the_file_that_was_there_and_no_other()
    {
        var path = folder.File("a.pt", "kept"u8.ToArray());
        var complex = new Dictionary<string, object?> { ["w"] = ones(2), ["z"] = new Dictionary<string, object?> { ["when"] = DateTime.UnixEpoch } };
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.WritePyTorch(path, complex));
        Assert.Contains($"{path} is not written: z.when is a DateTime", error.Message);
        Assert.Throws<CheckpointException>(() => Checkpoint.WriteSafetensors(path, new Dictionary<string, Tensor> { ["z"] = zeros(1, ScalarType.ComplexFloat32) }));
        Assert.Equal("kept", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));

        var self = new Dictionary<string, object?>();
        self["self"] = self;
        Assert.Contains("within itself", Assert.Throws<CheckpointException>(() => Checkpoint.WritePyTorch(path, self)).Message);
        Assert.Throws<CheckpointException>(() => Checkpoint.WritePyTorch(folder.File("a.pt/within a file.pt"), Sample()));
    }

    [Fact]
    public void A_file_is_replaced_whole()
    {
        var path = folder.File("a.pt", new byte[100_000]);
        Checkpoint.WritePyTorch(path, Sample());
        AssertSame(Sample(), Checkpoint.Read(path).StateDict());
    }
}
