using System.Globalization;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

public sealed class CheckpointLoadingTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    static nn.Module<Tensor, Tensor> Net() => nn.Sequential(("fc", nn.Conv2d(3, 2, 1)), ("norm", nn.BatchNorm2d(2)));

    CheckpointFile Saved(Action<Dictionary<string, Tensor>> change)
    {
        manual_seed(5);
        var state = Net().state_dict().ToDictionary(t => $"module.{t.Key}", t => t.Value);
        change(state);
        Checkpoint.WritePyTorch(folder.File("net.pt"), new Dictionary<string, object?> { ["model"] = state, ["epoch"] = 3 });
        return Checkpoint.Read(folder.File("net.pt"));
    }

    [Fact]
    public void A_model_takes_over_what_was_saved()
    {
        var net = Net();
        var (missing, unexpected) = Saved(_ => { }).LoadInto(net, "model", "module.");
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        manual_seed(5);
        Assert.Equal(Net().state_dict().Select(t => (t.Key, Described.Of(t.Value))), net.state_dict().Select(t => (t.Key, Described.Of(t.Value))));
    }

    [Fact]
    public void Every_difference_is_named_and_nothing_is_copied()
    {
        var file = Saved(state =>
        {
            state.Remove("module.fc.bias");
            state["module.head.weight"] = ones(1);
            state["module.norm.bias"] = ones(1);
        });
        var net = Net();
        var before = net.state_dict().Select(t => (t.Key, Described.Of(t.Value))).ToArray();
        var error = Assert.Throws<CheckpointException>(() => file.LoadInto(net, "model", "module."));
        Assert.Contains(folder.File("net.pt"), error.Message);
        Assert.Contains("1 missing from it:\n  fc.bias\n1 unknown to the module:\n  head.weight\n1 of another shape:\n  norm.bias: expected [2], found [1]", error.Message);
        error = Assert.Throws<CheckpointException>(() => file.LoadInto(net, "model", "module.", strict: false));
        Assert.Contains("norm.bias: expected [2], found [1]", error.Message);
        Assert.Equal(before, net.state_dict().Select(t => (t.Key, Described.Of(t.Value))));
    }

    [Fact]
    public void Names_on_one_side_only_are_reported_where_that_is_allowed()
    {
        var file = Saved(state =>
        {
            state.Remove("module.fc.bias");
            state["module.head.weight"] = ones(1);
        });
        var net = Net();
        var (missing, unexpected) = file.LoadInto(net, "model", "module.", strict: false);
        Assert.Equal(["fc.bias"], missing);
        Assert.Equal(["head.weight"], unexpected);
        Assert.Equal(Described.Of(file.Tensors["model.module.fc.weight"]), Described.Of(net.state_dict()["fc.weight"]));
    }

    [Fact]
    public void Of_a_tensor_that_two_modules_share_one_name_is_enough()
    {
        var state = new Dictionary<string, Tensor> { ["0.weight"] = full([2, 2], 3), ["0.bias"] = ones(2) };
        Checkpoint.WritePyTorch(folder.File("shared.pt"), state);
        var linear = nn.Linear(2, 2);
        var net = nn.Sequential(linear, nn.ReLU(), linear);
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], net.state_dict().Keys);
        Checkpoint.Read(folder.File("shared.pt")).LoadInto(net);
        Assert.Equal(3, net.state_dict()["2.weight"].mean().ToSingle());
        var apart = nn.Sequential(linear, nn.ReLU(), nn.Linear(2, 2));
        Assert.Contains("2 missing from it:\n  2.weight\n  2.bias", Assert.Throws<CheckpointException>(() => Checkpoint.Read(folder.File("shared.pt")).LoadInto(apart)).Message);
    }

    [Fact]
    public void A_model_saved_by_PyTorch_gives_PyTorchs_outputs()
    {
        var printed = Python.Run("""
            import collections, sys, torch
            torch.manual_seed(2)
            net = torch.nn.Sequential(collections.OrderedDict(fc=torch.nn.Conv2d(3, 2, 1), norm=torch.nn.BatchNorm2d(2)))
            net(torch.randn(8, 3, 4, 4))
            torch.save({"state_dict": torch.nn.DataParallel(net).state_dict()}, sys.argv[1])
            print(*net.eval()(torch.arange(6.).reshape(2, 3, 1, 1)).flatten().tolist())
            """, folder.File("net.pth"));
        var net = Net();
        Checkpoint.Read(folder.File("net.pth")).LoadInto(net, prefix: "module.");
        net.eval();
        var expected = printed.Split().Where(w => w.Length > 0).Select(w => float.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        var found = net.call(arange(6, float32).reshape(2, 3, 1, 1)).data<float>().ToArray();
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.Equal(4, found.Length);
    }
}
