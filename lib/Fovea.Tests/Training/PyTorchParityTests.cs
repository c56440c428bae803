using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

/// <summary>Files go both ways between PyTorch and Fovea without the change of a bit.</summary>
public sealed class PyTorchParityTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    /// <summary>Saves one object in both forms and says which tensors it has, named as <see cref="CheckpointFile.Tensors"/> does.</summary>
    const string Save = """
        import argparse, collections, pathlib
        import numpy
        torch.manual_seed(1)
        base = torch.randn(4, 6)
        shared = torch.arange(10.)
        types = {str(t)[6:]: (torch.randn(3, 2) * 50).to(t) for t in (torch.float64, torch.float32, torch.float16, torch.bfloat16,
            torch.int64, torch.int32, torch.int16, torch.int8)}
        types["uint8"] = torch.tensor([0, 127, 255], dtype=torch.uint8)
        types["bool"] = torch.tensor([[True, False]])
        net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
        optimizer = torch.optim.Adam(net.parameters(), lr=0.5)
        net(torch.randn(4, 3)).sum().backward()
        optimizer.step()
        checkpoint = {
            "types": types,
            "model": net.state_dict(),
            "optimizer": optimizer.state_dict(),
            "views": {"transposed": base.t(), "strided": base[1:, ::2], "expanded": base[:1].expand(5, 6), "permuted": torch.randn(2, 3, 4).permute(2, 0, 1)},
            "shared": [shared, shared[2:5], shared],
            "parameter": torch.nn.Parameter(base.t()),
            "scalar": torch.tensor(2.5),
            "empty": torch.zeros(0, 3),
            "none_left": base[4:, :0],
            "rng": torch.get_rng_state(),
            "args": argparse.Namespace(lr=1e-4, output=pathlib.Path("runs") / "one", milestones=[3, 6], dtype=torch.bfloat16, device=torch.device("cuda", 1)),
            "epoch": 3, "best": numpy.float64(0.5), "hits": numpy.int32(7), "big": 2 ** 80, "tags": {"a"}, "raw": b"\x00\xff", "tuple": (1, (2.5, None), True),
            "size": torch.Size([2, 3]), "counter": collections.Counter("aab"), "default": collections.defaultdict(list, {1: [2]}),
        }
        folder = sys.argv[1]
        torch.save(checkpoint, folder + "/zip.pth")
        torch.save(checkpoint, folder + "/legacy.pth", _use_new_zipfile_serialization=False)
        torch.save(checkpoint, folder + "/protocol4.pth", pickle_protocol=4)
        torch.save(net.state_dict(), folder + "/state.pth")

        def walk(value, name):
            if isinstance(value, torch.Tensor):
                yield name, value
            elif isinstance(value, dict):
                for k, v in value.items(): yield from walk(v, f"{name}.{k}" if name else str(k))
            elif isinstance(value, (list, tuple)):
                for k, v in enumerate(value): yield from walk(v, f"{name}.{k}")
        say(dict(walk(checkpoint, "")))
        """;

    [Fact]
    public void What_PyTorch_saves_is_read_to_the_bit()
    {
        var expected = PythonCheckpoint.Read(Save, folder.Path);
        foreach (var name in (string[])["zip.pth", "legacy.pth", "protocol4.pth"])
        {
            var file = Checkpoint.Read(folder.File(name));
            Assert.Equal(name == "legacy.pth" ? CheckpointFormat.PyTorchLegacy : CheckpointFormat.PyTorch, file.Format);
            Assert.Equal(expected.OrderBy(e => e.Key), file.Tensors.ToDictionary(t => t.Key, t => Described.Of(t.Value)).OrderBy(e => e.Key));
            AssertPlainValues(file);
            AssertShared(file);
        }
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"],
            Checkpoint.Read(folder.File("state.pth")).StateDict().Keys);
    }

    static void AssertPlainValues(CheckpointFile file)
    {
        Assert.Equal(3, file.Value<long>("epoch"));
        Assert.Equal(0.5, file.Value<double>("best"));
        Assert.Equal(7, file.Value<long>("hits"));
        Assert.Equal(System.Numerics.BigInteger.Pow(2, 80), file.Value<System.Numerics.BigInteger>("big"));
        Assert.Equal(["a"], file.Value<IReadOnlySet<object>>("tags"));
        Assert.Equal([0, 0xff], file.Value<byte[]>("raw"));
        Assert.Equal(2.5, file.Value<double>("tuple.1.0"));
        Assert.Equal([2L, 3L], file.Value<IReadOnlyList<object?>>("size"));
        Assert.Equal(2, file.Value<long>("counter.a"));
        Assert.Equal(2, file.Value<long>("default.1.0"));
        Assert.Equal(1e-4, file.Value<double>("args.lr"));
        Assert.Equal(Path.Join("runs", "one"), file.Value<string>("args.output"));
        Assert.Equal(ScalarType.BFloat16, file.Value<ScalarType>("args.dtype"));
        Assert.Equal("cuda:1", file.Value<string>("args.device"));
        Assert.Equal(0.5, file.Value<double>("optimizer.param_groups.0.lr"));
    }

    static void AssertShared(CheckpointFile file)
    {
        file.Tensors["shared.1"].fill_(-1);
        Assert.Equal([0f, 1, -1, -1, -1, 5, 6, 7, 8, 9], file.Tensors["shared.0"].data<float>().ToArray());
        Assert.Same(file.Tensors["shared.0"], file.Tensors["shared.2"]);
    }

    /// <summary>Tensors of every type, some of which are no plain run of memory.</summary>
    static Dictionary<string, Tensor> Sample()
    {
        var numbers = arange(24, float32).reshape(4, 6);
        var sample = new Dictionary<string, Tensor>
        {
            ["layer.weight"] = numbers,
            ["layer.weight again"] = numbers,
            ["transposed"] = numbers.t(),
            ["strided"] = numbers[TensorIndex.Slice(1), TensorIndex.Slice(null, null, 2)],
            ["scalar"] = tensor(2.5, float64),
            ["empty"] = zeros(0, 3, float32),
            ["needs a gradient"] = ones(2, requires_grad: true),
            ["bool"] = tensor(new[] { true, false, true }),
            ["größe"] = tensor(new byte[] { 0, 255 }),
        };
        foreach (var type in (ScalarType[])[float16, bfloat16, int64, int32, int16, int8]) sample[$"{type}"] = (numbers * 3 - 30).to_type(type);
        return sample;
    }

    static void AssertSame(Dictionary<string, Tensor> expected, Dictionary<string, Described> found) =>
        Assert.Equal(expected.ToDictionary(t => t.Key, t => Described.Of(t.Value)).OrderBy(e => e.Key, StringComparer.Ordinal),
            found.OrderBy(e => e.Key, StringComparer.Ordinal));

    [Fact]
    public void PyTorch_reads_what_is_written()
    {
        var sample = Sample();
        Checkpoint.WritePyTorch(folder.File("out.pt"), sample);
        AssertSame(sample, PythonCheckpoint.Read("say(torch.load(sys.argv[1], weights_only=True))", folder.File("out.pt")));
    }

    [Fact]
    public void PyTorch_reads_a_training_state_with_its_numbers_and_nested_containers()
    {
        Checkpoint.WritePyTorch(folder.File("out.pt"), new Dictionary<string, object?>
        {
            ["model"] = new Dictionary<string, Tensor> { ["w"] = arange(3, float32) },
            ["epoch"] = 3, ["seed"] = long.MinValue, ["big"] = System.Numerics.BigInteger.Pow(2, 80), ["small"] = -1, ["wide"] = 1L << 31,
            ["lr"] = 1e-4, ["best"] = 0.5f, ["name"] = "größe", ["raw"] = new byte[] { 0, 255 }, ["flags"] = new List<object?> { true, false, null },
            ["betas"] = new object?[] { 0.9, 0.999 }, ["steps"] = new long[] { 3, 6 }, ["dtype"] = float16, ["nothing"] = new Dictionary<string, Tensor>(),
        });
        var printed = Python.Run("""
            import sys, torch
            checkpoint = torch.load(sys.argv[1])
            checkpoint["model"] = {k: v.tolist() for k, v in checkpoint["model"].items()}
            print(ascii(checkpoint))
            """, folder.File("out.pt"));
        Assert.Equal("{'model': {'w': [0.0, 1.0, 2.0]}, 'epoch': 3, 'seed': -9223372036854775808, 'big': 1208925819614629174706176, 'small': -1, "
            + "'wide': 2147483648, 'lr': 0.0001, 'best': 0.5, 'name': 'gr\\xf6\\xdfe', 'raw': b'\\x00\\xff', 'flags': [True, False, None], "
            + "'betas': (0.9, 0.999), 'steps': [3, 6], 'dtype': torch.float16, 'nothing': {}}", printed.Trim());
    }

    [Fact]
    public void Python_reads_what_is_written_as_safetensors()
    {
        var sample = Sample();
        Checkpoint.WriteSafetensors(folder.File("out.safetensors"), sample, new Dictionary<string, string> { ["epoch"] = "3" });
        AssertSame(sample, PythonCheckpoint.Read("""
            import struct
            data = open(sys.argv[1], "rb").read()
            length, = struct.unpack("<Q", data[:8])
            header = json.loads(data[8:8 + length])
            assert header.pop("__metadata__") == {"epoch": "3"} and length % 8 == 0
            names = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
                "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool"}
            end = 0
            for name, entry in header.items():
                start, stop = entry["data_offsets"]
                assert start == end
                end = stop
                header[name] = {"Dtype": names[entry["dtype"]], "Shape": entry["shape"], "Bytes": data[8 + length + start:8 + length + stop].hex()}
            assert 8 + length + end == len(data)
            print(json.dumps(header))
            """, folder.File("out.safetensors")));
    }

    [Fact]
    public void A_tied_weight_is_stored_once_and_stays_tied()
    {
        var weight = arange(1000, float32);
        Checkpoint.WritePyTorch(folder.File("out.pt"), new Dictionary<string, Tensor> { ["in"] = weight, ["out"] = weight });
        Assert.InRange(new FileInfo(folder.File("out.pt")).Length, 4000, 6000);
        Assert.Equal("True", Python.Run("""
            import sys, torch
            loaded = torch.load(sys.argv[1])
            print(loaded["in"].data_ptr() == loaded["out"].data_ptr())
            """, folder.File("out.pt")).Trim());
    }
}
