using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Engine;

/// <summary>What goes into a state_dict and a file, what comes back, and what is refused.</summary>
public sealed class NnStateTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("fovea-nn-").FullName;

    static Sequential Net(long hidden = 3) => Sequential(("first", Linear(4, hidden)), ("norm", BatchNorm2d(2)), ("last", Linear(hidden, 2, false)));

    string In(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static void AssertSame(nn.Module expected, nn.Module actual) => Assert.All(expected.state_dict(), entry =>
        Assert.True(entry.Value.allclose(actual.state_dict()[entry.Key], 0, 0), entry.Key));

    [Fact]
    public void A_state_dict_is_loaded_into_another_module()
    {
        using var source = Net();
        using var target = Net();
        var before = target.parameters().ToArray();
        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        AssertSame(source, target);
        Assert.Equal(before, target.parameters());
        Assert.All(target.parameters(), p => Assert.True(p is { requires_grad: true, is_leaf: true }));
    }

    [Fact]
    public void Values_are_converted_to_the_modules_types()
    {
        using var source = Net();
        using var target = Net();
        source.to(float64);
        target.load_state_dict(source.state_dict());
        Assert.Equal(float32, target.get_parameter("first.weight")!.dtype);
    }

    [Fact]
    public void Every_difference_is_listed_and_nothing_is_loaded()
    {
        using var target = Net();
        var before = target.get_parameter("last.weight")!.clone();
        var source = Net(hidden: 5).state_dict();
        source.Remove("norm.bias");
        source.Remove("norm.running_var");
        source["extra.weight"] = ones(1);
        var message = Assert.Throws<InvalidOperationException>(() => target.load_state_dict(source)).Message;
        Assert.Equal("""
            The state_dict does not fit the module Sequential.
            2 missing from it:
              norm.bias
              norm.running_var
            1 unknown to the module:
              extra.weight
            3 of another shape or type:
              first.weight: expected [3, 4], found [5, 4]
              first.bias: expected [3], found [5]
              last.weight: expected [2, 3], found [2, 5]
            """, message);
        Assert.True(before.allclose(target.get_parameter("last.weight")!));
    }

    [Fact]
    public void Names_found_on_one_side_only_are_returned_where_that_is_allowed()
    {
        using var source = Net();
        using var target = Net();
        var state = source.state_dict();
        state.Remove("norm.bias");
        state["extra"] = ones(1);
        var (missing, unexpected) = target.load_state_dict(state, strict: false);
        Assert.Equal(["norm.bias"], missing);
        Assert.Equal(["extra"], unexpected);
        Assert.True(state["first.weight"].allclose(target.get_parameter("first.weight")!));
    }

    [Fact]
    public void Another_shape_is_refused_even_where_other_names_are_allowed()
    {
        using var target = Net();
        Assert.Contains("first.bias: expected [3], found [5]",
            Assert.Throws<InvalidOperationException>(() => target.load_state_dict(Net(5).state_dict(), strict: false)).Message);
    }

    [Fact]
    public void Names_to_skip_are_left_alone()
    {
        using var target = Net();
        var source = Net(hidden: 5).state_dict();
        source.Remove("norm.bias");
        string[] skip = ["first.weight", "first.bias", "last.weight", "norm.bias"];
        init.constant_(source["norm.weight"], 7);
        var (missing, _) = target.load_state_dict(source, skip: skip);
        Assert.Empty(missing);
        Assert.Equal(14, target.get_parameter("norm.weight")!.sum().ToDouble());
        Assert.Equal([3L, 4L], target.get_parameter("first.weight")!.shape);
    }

    [Fact]
    public void A_file_gives_everything_back()
    {
        using var source = Net();
        using var target = Net();
        source.save(In("net.dat"));
        Assert.Same(target, target.load(In("net.dat")));
        AssertSame(source, target);
        Assert.Equal(["net.dat"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_holds_half_precision_and_transposed_tensors_too()
    {
        using var source = Linear(4, 3);
        source.weight = Parameter(randn(4, 3).t());
        source.to(bfloat16);
        using var target = Linear(4, 3).to(bfloat16);
        source.save(In("half.dat"));
        target.load(In("half.dat"));
        AssertSame(source, target);
    }

    /// <summary>The format as TorchSharp describes it: LEB128 numbers, then the elements.</summary>
    [Fact]
    public void A_file_is_of_torchsharps_format()
    {
        using var linear = Linear(1, 200, hasBias: false);
        init.constant_(linear.weight, 1);
        linear.save(In("linear.dat"));
        byte[] header = [1, 6, .. "weight"u8, 6, 2, 0xC8, 1, 1];
        var bytes = File.ReadAllBytes(In("linear.dat"));
        Assert.Equal(header, bytes[..header.Length]);
        Assert.Equal(Enumerable.Repeat(new byte[] { 0, 0, 0x80, 0x3F }, 200).SelectMany(b => b), bytes[header.Length..]);
    }

    [Fact]
    public void Streams_and_skipped_names_work_as_files_do()
    {
        using var source = Net();
        using var target = Net();
        var stream = new MemoryStream();
        source.save(stream, skip: ["last.weight"]);
        var found = new Dictionary<string, bool>();
        Assert.Contains("last.weight", Assert.Throws<ArgumentException>(() => target.load(new MemoryStream(stream.ToArray()))).Message);
        target.load(new MemoryStream(stream.ToArray()), strict: false, loadedParameters: found);
        Assert.Equal(source.state_dict().Keys.Where(k => k != "last.weight"), found.Keys);
        Assert.All(found.Values, Assert.True);
    }

    [Fact]
    public void A_file_of_another_net_is_refused_by_name()
    {
        Net(hidden: 5).save(In("wide.dat"));
        using var target = Net();
        var message = Assert.Throws<ArgumentException>(() => target.load(In("wide.dat"))).Message;
        Assert.StartsWith(In("wide.dat") + " does not fit the module Sequential.", message);
        Assert.Contains("first.weight: expected Float32 [3, 4], found Float32 [5, 4]", message);
        using var half = Linear(4, 3).to(float16);
        half.save(In("half.dat"));
        Assert.Contains("expected Float32 [3, 4], found Float16 [3, 4]",
            Assert.Throws<ArgumentException>(() => Linear(4, 3).load(In("half.dat"))).Message);
    }

    [Fact]
    public void A_file_cut_short_or_of_another_kind_is_refused_and_nothing_is_loaded()
    {
        using var source = Net();
        source.save(In("net.dat"));
        var bytes = File.ReadAllBytes(In("net.dat"));
        using var target = Net();
        var before = target.get_parameter("first.weight")!.clone();
        foreach (var length in new[] { 0, 1, 10, 40, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(In("cut.dat"), bytes[..length]);
            Assert.Contains("cut.dat", Assert.Throws<InvalidDataException>(() => target.load(In("cut.dat"))).Message);
        }
        Assert.Contains("tensor 'norm.num_batches_tracked', 7 of 8", Assert.Throws<InvalidDataException>(() => LoadCutIn("norm.num_batches_tracked")).Message);
        File.WriteAllText(In("text.dat"), "This is a text and no file of tensors, however long it may go on.");
        Assert.Contains("text.dat", Assert.Throws<InvalidDataException>(() => target.load(In("text.dat"))).Message);
        Assert.Throws<FileNotFoundException>(() => target.load(In("none.dat")));
        Assert.True(before.allclose(target.get_parameter("first.weight")!, 0, 0));

        void LoadCutIn(string name)
        {
            var at = System.Text.Encoding.ASCII.GetString(bytes).IndexOf(name, StringComparison.Ordinal) + name.Length + 3;
            File.WriteAllBytes(In("cut.dat"), bytes[..at]);
            target.load(In("cut.dat"));
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing_behind()
    {
        using var net = Net();
        File.WriteAllText(In("net.dat"), "before");
        Assert.ThrowsAny<Exception>(() => net.save(In("net.dat"), new Failing()));
        Assert.Equal("before", File.ReadAllText(In("net.dat")));
        Assert.Single(Directory.GetFiles(folder));
    }

    /// <summary>A list that fails when it is asked for the last tensor.</summary>
    sealed class Failing : List<string>, IList<string>
    {
        bool ICollection<string>.Contains(string item) => item == "last.weight" ? throw new IOException("the disk is full") : false;
    }
}
