using System.Numerics;
using System.Text;
using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

/// <summary>Checkpoints put together by hand, read through the public way in.</summary>
public sealed class CheckpointReadingTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    CheckpointFile Read(byte[] content) => Checkpoint.Read(folder.File("checkpoint", content));

    CheckpointFile ReadPickle(params object[] parts) => Read(HandMade.Zip(HandMade.Pickle(parts), ("a/data/0", HandMade.SixFloats)));

    static float[] Floats(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    public static TheoryData<CheckpointFormat, byte[]> OneTensorEach => new()
    {
        { CheckpointFormat.PyTorch, HandMade.ZipOfOneTensor() },
        { CheckpointFormat.PyTorchLegacy, HandMade.LegacyOfOneTensor() },
        { CheckpointFormat.Safetensors, HandMade.SafetensorsOfOneTensor() },
    };

    [Theory]
    [MemberData(nameof(OneTensorEach))]
    public void The_content_tells_the_format(CheckpointFormat format, byte[] content)
    {
        var file = Read(content);
        Assert.Equal(format, file.Format);
        var (name, tensor) = Assert.Single(file.StateDict());
        Assert.Equal("w", name);
        Assert.Equal([2, 3], tensor.shape);
        Assert.Equal(float32, tensor.dtype);
        Assert.Equal([0f, 1, 2, 3, 4, 5], Floats(tensor));
    }

    /// <summary>PyTorch can be told not to compute checksums, and then leaves 0.</summary>
    [Fact]
    public void An_archive_without_checksums_is_read()
    {
        var content = HandMade.ZipOfOneTensor();
        foreach (var entry in new[] { "a/data.pkl", "a/data/0" })
        {
            const int fromCrcToName = 30;
            var name = content.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(entry));
            content.AsSpan(name - fromCrcToName, 4).Clear();
        }
        Assert.Equal([0f, 1, 2, 3, 4, 5], Floats(Read(content).Tensors["w"]));
        content[content.AsSpan().IndexOf(HandMade.SixFloats) + 7] = 0x40;
        Assert.Equal([0f, 4, 2, 3, 4, 5], Floats(Read(content).Tensors["w"]));
    }

    [Fact]
    public void Views_keep_their_strides_and_share_one_memory()
    {
        var file = ReadPickle(HandMade.Bytes("}(",
            HandMade.Text("whole"), HandMade.Tensor(HandMade.Storage(), 0, [2, 3], [3, 1]),
            HandMade.Text("transposed"), HandMade.Tensor(HandMade.Storage(), 0, [3, 2], [1, 3]),
            HandMade.Text("column"), HandMade.Tensor(HandMade.Storage(), 1, [2], [3]),
            HandMade.Text("repeated"), HandMade.Tensor(HandMade.Storage(), 5, [4], [0]),
            HandMade.Text("scalar"), HandMade.Tensor(HandMade.Storage(), 2, [], []),
            HandMade.Text("empty"), HandMade.Tensor(HandMade.Storage(), 6, [0, 3], [3, 1]), "u"));
        Assert.Equal([0f, 3, 1, 4, 2, 5], Floats(file.Tensors["transposed"]));
        Assert.Equal([1f, 4], Floats(file.Tensors["column"]));
        Assert.Equal([5f, 5, 5, 5], Floats(file.Tensors["repeated"]));
        Assert.Empty(file.Tensors["scalar"].shape);
        Assert.Equal(2f, file.Tensors["scalar"].item<float>());
        Assert.Equal([0, 3], file.Tensors["empty"].shape);

        file.Tensors["column"].fill_(9);
        Assert.Equal([0f, 9, 2, 3, 9, 5], Floats(file.Tensors["whole"]));
    }

    [Fact]
    public void Plain_containers_and_values_arrive_as_such()
    {
        var file = ReadPickle(HandMade.Bytes("}(",
            HandMade.Text("none"), "N",
            HandMade.Text("flags"), "]", "(", 0x88, 0x89, "e",
            HandMade.Text("whole"), HandMade.Int(long.MinValue),
            HandMade.Text("big"), 0x8a, 9, HandMade.Int32(0), HandMade.Int32(0), 1,
            HandMade.Text("real"), "G", Convert.FromHexString("4004000000000000"),
            HandMade.Text("dtype"), "ctorch\nbfloat16\n",
            HandMade.Text("size"), "ctorch\nSize\n(", HandMade.Tuple(2, 3), "tR",
            HandMade.Text("device"), "ctorch\ndevice\n(", HandMade.Text("cuda"), "K", 1, "tR",
            HandMade.Text("path"), "cpathlib\nPosixPath\n(", HandMade.Text("/"), HandMade.Text("runs"), "tR",
            HandMade.Text("args"), "cargparse\nNamespace\n)", 0x81, "}(", HandMade.Text("lr"), "K", 3, "ub",
            HandMade.Text("bytes"), "c_codecs\nencode\n(", "X", HandMade.Int32(3), "a\u00c3\u00bf", HandMade.Text("latin1"), "tR",
            HandMade.Text("set"), "c__builtin__\nset\n]", "K", 7, "a", 0x85, "R",
            HandMade.Text("default"), "ccollections\ndefaultdict\nc__builtin__\nlist\n", 0x85, "R", "K", 1, "]s",
            HandMade.Text("metric"), "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\n", HandMade.Text("f8"), 0x85, "R(K", 3,
            HandMade.Text("<"), "NNNtb", "C", 8, Convert.FromHexString("000000000000f83f"), 0x86, "R",
            "u"));
        var root = Assert.IsAssignableFrom<IReadOnlyDictionary<object, object?>>(file.Root);
        Assert.True(root.ContainsKey("none"));
        Assert.Null(root["none"]);
        Assert.Equal([true, false], file.Value<IReadOnlyList<object?>>("flags"));
        Assert.Equal(long.MinValue, file.Value<long>("whole"));
        Assert.Equal(BigInteger.Pow(2, 64), file.Value<BigInteger>("big"));
        Assert.Equal(2.5, file.Value<double>("real"));
        Assert.Equal(ScalarType.BFloat16, file.Value<ScalarType>("dtype"));
        Assert.Equal([2L, 3L], file.Value<IReadOnlyList<object?>>("size"));
        Assert.Equal("cuda:1", file.Value<string>("device"));
        Assert.Equal("/runs", file.Value<string>("path"));
        Assert.Equal(3, file.Value<long>("args.lr"));
        Assert.Equal([(byte)'a', 0xff], file.Value<byte[]>("bytes"));
        Assert.Equal([7L], file.Value<IReadOnlySet<object>>("set"));
        Assert.Empty(file.Value<IReadOnlyList<object?>>("default.1"));
        Assert.Equal(1.5, file.Value<double>("metric"));
    }

    [Fact]
    public void The_short_forms_of_protocol_4_are_read()
    {
        var file = ReadPickle(0x80, 4, 0x95, HandMade.Int32(0), HandMade.Int32(0), "}", 0x94, "(",
            0x8c, 5, "added", 0x8f, "(K", 1, "K", 2, 0x90,
            0x8c, 6, "frozen", "(K", 1, 0x91,
            0x8c, 5, "dtype", 0x8c, 5, "torch", 0x8c, 4, "int8", 0x93,
            0x8c, 5, "bytes", 0x8e, HandMade.Int32(2), HandMade.Int32(0), "ab",
            0x8c, 5, "tuple", "K", 1, 0x94, "h", 1, "h", 1, 0x87, "u");
        Assert.Equal([1L, 2L], file.Value<IReadOnlySet<object>>("added").Order());
        Assert.Equal([1L], file.Value<IReadOnlySet<object>>("frozen"));
        Assert.Equal(ScalarType.Int8, file.Value<ScalarType>("dtype"));
        Assert.Equal("ab"u8.ToArray(), file.Value<byte[]>("bytes"));
        Assert.Equal([1L, 1L, 1L], file.Value<IReadOnlyList<object?>>("tuple"));
    }

    [Fact]
    public void A_state_dict_is_found_where_it_is()
    {
        static byte[] Model(string key) => HandMade.Bytes(HandMade.Text(key), "}(",
            HandMade.Text("module.fc.weight"), HandMade.Tensor(HandMade.Storage(), 0, [6], [1]),
            HandMade.Text("fc.bias"), HandMade.Tensor(HandMade.Storage(), 0, [1], [1]), "u");
        var epoch = HandMade.Bytes(HandMade.Text("epoch"), "K", 3);

        var one = ReadPickle("}(", Model("model"), epoch, "u");
        Assert.Equal(["module.fc.weight", "fc.bias"], one.StateDict().Keys);
        Assert.Equal(["fc.weight"], one.StateDict("model", "module.").Keys);
        Assert.Equal(["model.module.fc.weight", "model.fc.bias"], one.Tensors.Keys);
        Assert.Equal([1], one.Value<Tensor>("model.fc.bias").shape);
        AssertSays(() => one.StateDict("optimizer"), "nothing at optimizer", "model, epoch");
        AssertSays(() => one.StateDict("model.head"), "nothing at model.head", "at model", "module.fc.weight, fc.bias");
        AssertSays(() => one.StateDict("epoch"), "no tensors at epoch");
        AssertSays(() => one.StateDict("model", "backbone."), "no tensors at model that begin with backbone.");
        AssertSays(() => one.Value<string>("epoch"), "an integer at epoch", "String");

        var two = ReadPickle("}(", Model("model"), Model("ema"), "u");
        AssertSays(() => two.StateDict(), "several", "model, ema");
        Assert.Equal(2, two.StateDict("ema").Count);

        AssertSays(() => ReadPickle("}(", epoch, "u").StateDict(), "no state_dict", "epoch");
        AssertSays(() => ReadPickle("}(", Model("a"), HandMade.Text("a.fc.bias"), HandMade.Tensor(HandMade.Storage(), 0, [1], [1]), "u").Tensors.ToString(),
            "two tensors", "a.fc.bias");
    }

    static void AssertSays(Action action, params string[] words)
    {
        var error = Assert.Throws<CheckpointException>(action);
        Assert.All(words, word => Assert.Contains(word, error.Message));
    }
}
