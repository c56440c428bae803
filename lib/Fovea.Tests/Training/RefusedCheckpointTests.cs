using System.IO.Compression;
using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

/// <summary>What a checkpoint may not say: each is refused in words that name it, and nothing of it runs.</summary>
public sealed class RefusedCheckpointTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    void AssertRefused(byte[] content, params string[] words)
    {
        var path = folder.File("checkpoint", content);
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Read(path));
        Assert.All(words.Append(path), word => Assert.Contains(word, error.Message));
    }

    void AssertPickleRefused(byte[] pickle, params string[] words) => AssertPickleRefused(pickle, 6, words);

    void AssertPickleRefused(byte[] pickle, long count, params string[] words)
    {
        AssertRefused(HandMade.Zip(pickle, ("a/data/0", HandMade.SixFloats)), words);
        AssertRefused(HandMade.Legacy(pickle, count: count), words);
    }

    public static TheoryData<string, byte[]> Malicious => new()
    {
        { "posix.system", HandMade.Pickle("cposix\nsystem\n(", HandMade.Text("touch harmed"), "tR") },
        { "os.system", HandMade.Pickle("(ios\nsystem\n") },
        { "__builtin__.eval", HandMade.Pickle("c__builtin__\neval\n(", HandMade.Text("1"), "tR") },
        { "builtins.getattr", HandMade.Pickle(0x8c, 8, "builtins", 0x8c, 7, "getattr", 0x93) },
        { "subprocess.Popen", HandMade.Pickle("ctorch._utils\n_rebuild_tensor_v2\n(csubprocess\nPopen\n)", "RtR") },
        { "os.system", HandMade.Pickle("(cos\nsystem\n", HandMade.Text("touch harmed"), "o") },
        { "torch.storage._load_from_bytes", HandMade.Pickle("ctorch.storage\n_load_from_bytes\n(C", 0, "tR") },
        { "torch._utils._rebuild_from_type_v2", HandMade.Pickle("ctorch._utils\n_rebuild_from_type_v2\n(tR") },
        { "numpy._core.multiarray._reconstruct", HandMade.Pickle("cnumpy._core.multiarray\n_reconstruct\n(tR") },
        { "torch.float8_e4m3fn", HandMade.Pickle("ctorch\nfloat8_e4m3fn\n") },
        { "collections.OrderedDict.__init__", HandMade.Pickle("ccollections\nOrderedDict.__init__\n") },
        { "Ext1", HandMade.Pickle(0x82, 1) },
        { "Ext2", HandMade.Pickle(0x83, 1, 0) },
        { "Ext4", HandMade.Pickle(0x84, HandMade.Int32(1)) },
        { "NewObjEx", HandMade.Pickle("cargparse\nNamespace\n)}", 0x92) },
        { "PersistentId", HandMade.Pickle("P0\n") },
        { "NextBuffer", HandMade.Pickle(0x97) },
        { "call of builtins.int", HandMade.Pickle("c__builtin__\nint\n(tR") },
        { "a tuple for a list", HandMade.Pickle("])b") },
    };

    [Theory]
    [MemberData(nameof(Malicious))]
    public void More_than_tensors_and_plain_containers(string name, byte[] pickle)
    {
        AssertPickleRefused(pickle, name);
        Assert.False(File.Exists("harmed"));
    }

    [Fact]
    public void A_class_where_a_value_is_expected() =>
        AssertRefused(HandMade.Zip(HandMade.Pickle("cargparse\nNamespace\n")), "argparse.Namespace itself");

    [Fact]
    public void State_that_would_replace_a_container() =>
        AssertPickleRefused(HandMade.Pickle("]}(", HandMade.Text("append"), "cos\nsystem\nub"), "os.system");

    [Fact]
    public void A_message_cannot_steer_the_terminal()
    {
        var path = folder.File("checkpoint", HandMade.Zip(HandMade.Pickle("cos\n\u001b[2J\n")));
        Assert.DoesNotContain('\u001b', Assert.Throws<CheckpointException>(() => Checkpoint.Read(path)).Message);
    }

    public static TheoryData<string, byte[]> Views => new()
    {
        { "reach element 7 of 6", HandMade.Tensor(HandMade.Storage(), 1, [2, 3], [3, 1]) },
        { "reach element 9 of 6", HandMade.Tensor(HandMade.Storage(), 0, [3], [4]) },
        { "reach element 7 of 6", HandMade.Tensor(HandMade.Storage(), 7, [0], [1]) },
        { "a negative", HandMade.Tensor(HandMade.Storage(), -1, [1], [1]) },
        { "a negative", HandMade.Tensor(HandMade.Storage(), 0, [-1], [1]) },
        { "a negative", HandMade.Tensor(HandMade.Storage(), 5, [2], [-1]) },
        { "beyond any memory", HandMade.Tensor(HandMade.Storage(), 0, [long.MaxValue, 4], [0, 0]) },
        { "beyond any memory", HandMade.Tensor(HandMade.Storage(), 0, [4], [long.MaxValue]) },
        { "beyond any memory", HandMade.Tensor(HandMade.Storage(), long.MaxValue, [1], [1]) },
        { "1 sizes but 2 strides", HandMade.Tensor(HandMade.Storage(), 0, [1], [1, 1]) },
        { "65 dimensions", HandMade.Tensor(HandMade.Storage(), 0, [.. Enumerable.Repeat(1L, 65)], [.. Enumerable.Repeat(1L, 65)]) },
        { "cut short: storage 0 announces", HandMade.Tensor(HandMade.Storage(count: long.MaxValue), 0, [1], [1]) },
        { "cut short: storage 0 announces", HandMade.Tensor(HandMade.Storage(count: 1 << 20), 0, [1], [1]) },
        { "announces -1 elements", HandMade.Tensor(HandMade.Storage(count: -1), 0, [0], [1]) },
        { "torch.ComplexFloatStorage", HandMade.Tensor(HandMade.Storage(type: "ComplexFloatStorage"), 0, [1], [1]) },
        { "a list in a tensor's shape", HandMade.Bytes("ctorch._utils\n_rebuild_tensor_v2\n(", HandMade.Storage(), HandMade.Int(0), "(]t(]t", 0x89, "NtR") },
        { "a string", HandMade.Bytes("ctorch._utils\n_rebuild_tensor_v2\n(", HandMade.Text("0"), HandMade.Int(0), ")", ")tR") },
        { "nothing", HandMade.Bytes("ctorch._utils\n_rebuild_tensor_v2\n(", HandMade.Storage(), "tR") },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void A_tensor_that_its_storage_cannot_hold(string found, byte[] tensor) =>
        AssertPickleRefused(HandMade.Pickle(HandMade.Entry("w", tensor)), found);

    [Fact]
    public void A_storage_of_two_kinds() => AssertPickleRefused(HandMade.Pickle("](",
        HandMade.Tensor(HandMade.Storage(), 0, [1], [1]), HandMade.Tensor(HandMade.Storage(type: "IntStorage"), 0, [1], [1]), "e"),
        "storage 0", "6 x float32", "6 x int32");

    public static TheoryData<string, byte[]> Bombs => new()
    {
        { "within themselves", HandMade.Pickle("]q", 0, "h", 0, "a") },
        { "within themselves", HandMade.Pickle("}q", 0, HandMade.Text("self"), "h", 0, "s") },
        { "nested", HandMade.Pickle([.. Enumerable.Repeat<object>("](", 100_000), .. Enumerable.Repeat<object>("e", 100_000)]) },
        { "nested", HandMade.Pickle([")", .. Enumerable.Repeat<object>(0x85, 101)]) },
        { "nested", HandMade.Pickle(["]q", 0, "](", .. Enumerable.Range(0, 120).SelectMany(i => new object[] { "h", i, 0x85, "q", i + 1 }), "e"]) },
        { "repeated", HandMade.Pickle(["]q", 0, .. Enumerable.Range(0, 40).SelectMany(i => new object[] { "h", i, "h", i, 0x86, "q", i + 1 })]) },
        { "instructions", HandMade.Pickle([HandMade.Bytes("X", HandMade.Int32(1 << 20), new string('a', 1 << 20), "q", 0),
            .. Enumerable.Repeat<object>(HandMade.Bytes("c_codecs\nencode\n(h", 0, "tR"), 20)]) },
        { "instructions", HandMade.Pickle(new string('N', (1 << 22) + 1)) },
        { "announces", HandMade.Pickle("X", HandMade.Int32(int.MaxValue), "a") },
        { "announces", HandMade.Pickle(0x8e, HandMade.Int32(-1), HandMade.Int32(-1), "a") },
        { "integer of", HandMade.Pickle(0x8b, HandMade.Int32(1 << 20), new string('a', 1 << 20)) },
        { "line longer", HandMade.Pickle("c" + new string('a', 2000)) },
        { "more values than it has pushed", HandMade.Pickle("0") },
        { "more values than it has pushed", HandMade.Pickle("K", 1, "(a") },
        { "mark", HandMade.Pickle("t") },
        { "memo 9", HandMade.Pickle("h", 9) },
        { "Append on an integer", HandMade.Pickle("K", 1, "K", 2, "a") },
        { "no value", HandMade.Pickle("}(K", 1, "u") },
        { "a list as a key", HandMade.Pickle("}]Ns") },
        { "protocol 6", HandMade.Pickle(0x80, 6) },
        { "0xff", HandMade.Pickle(0xff) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_pickle_that_would_exhaust_or_derail_the_reader(string found, byte[] pickle) =>
        AssertRefused(HandMade.Zip(pickle), found);

    public static TheoryData<string, byte[]> Archives => new()
    {
        { "two zip entries named a/data/0", HandMade.Zip(HandMade.Pickle("N"), ("a/data/0", []), ("a/data/0", [])) },
        { "2 entries NAME/data.pkl", HandMade.Zip(HandMade.Pickle("N"), ("b/data.pkl", [])) },
        { "byte order 'big'", HandMade.Zip(HandMade.Pickle("N"), ("a/byteorder", "big"u8.ToArray())) },
        { "TorchScript", HandMade.Zip(HandMade.Pickle("N"), ("a/constants.pkl", [])) },
        { "no zip entry a/data/0", HandMade.Zip(HandMade.Pickle(HandMade.Tensor(HandMade.Storage(), 0, [1], [1]))) },
        { "a/data/0 has 4 bytes: expected 6 x float32 = 24", HandMade.Zip(HandMade.Pickle(HandMade.Tensor(HandMade.Storage(), 0, [1], [1])), ("a/data/0", new byte[4])) },
        { "storage 0 holds 7 elements: expected 6", HandMade.Legacy(HandMade.Pickle(HandMade.Tensor(HandMade.Storage(), 0, [1], [1])), count: 7) },
        { "key 'x' that no tensor refers to", HandMade.Legacy(HandMade.Pickle("N"), keys: "x") },
        { "torch.save did not write", HandMade.Pickle("}") },
        { "empty file", [] },
        { "0000000000000000", new byte[600] },
        { "Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n"u8.ToArray() },
        { "tar form", [.. new byte[257], .. "ustar"u8, .. new byte[250]] },
    };

    [Theory]
    [MemberData(nameof(Archives))]
    public void A_file_that_is_no_checkpoint(string found, byte[] content) => AssertRefused(content, found);

    [Fact]
    public void Elements_that_were_altered_since_they_were_saved()
    {
        var content = HandMade.ZipOfOneTensor();
        var at = content.AsSpan().IndexOf(HandMade.SixFloats);
        content[at + 5] ^= 1;
        AssertRefused(content, "storage 0 is damaged");
    }

    [Fact]
    public void A_bool_that_is_neither_true_nor_false() => AssertPickleRefused(
        HandMade.Pickle(HandMade.Tensor(HandMade.Storage(count: 24, type: "BoolStorage"), 0, [24], [1])), count: 24, "neither 0 nor 1");

    [Fact]
    public void An_archive_that_is_compressed()
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry("a/data.pkl").Open())
            entry.Write(HandMade.Pickle(new string('N', 1000)));
        AssertRefused(file.ToArray(), "a/data.pkl is compressed");
    }

    [Fact]
    public void A_path_without_a_file()
    {
        Assert.Contains("does not exist", Assert.Throws<CheckpointException>(() => Checkpoint.Read(folder.File("absent.pth"))).Message);
        Assert.Contains("is a directory", Assert.Throws<CheckpointException>(() => Checkpoint.Read(folder.Path)).Message);
    }

    [Fact]
    public void Nothing_stays_allocated_after_a_refusal()
    {
        var pickle = HandMade.Pickle("](", HandMade.Tensor(HandMade.Storage(), 0, [6], [1]), "ctorch\nSize\n", "e");
        using var scope = NewDisposeScope();
        AssertRefused(HandMade.Zip(pickle, ("a/data/0", HandMade.SixFloats)), "torch.Size itself");
        Assert.Equal(0, scope.DisposablesCount);
    }
}
