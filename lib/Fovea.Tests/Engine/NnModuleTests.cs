using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Engine;

/// <summary>The tree of modules: what is registered under which name, and what goes through the whole tree.</summary>
public class NnModuleTests
{
    sealed class Block : Module<Tensor, Tensor>
    {
        readonly Linear first = Linear(4, 3);
        [ComponentName(Name = "second_layer")] readonly Linear second = Linear(3, 2, hasBias: false);
        readonly Parameter scale = Parameter(ones(2));
        readonly Tensor offset = zeros(2);

        public Block() : base("Block") => RegisterComponents();

        public override Tensor forward(Tensor input) => second.call(first.call(input)) * scale + offset;
    }

    sealed class Net : Module<Tensor, Tensor>
    {
        readonly Block block = new();
        readonly Sequential tail = Sequential(("norm", BatchNorm2d(2)), ("act", ReLU()));

        public Net() : base("Net")
        {
            register_buffer("cache", ones(3), persistent: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => tail.call(block.call(input));
    }

    static readonly string[] NetParameters =
    [
        "block.scale", "block.first.weight", "block.first.bias", "block.second_layer.weight", "tail.norm.weight", "tail.norm.bias",
    ];

    [Fact]
    public void Fields_are_registered_under_their_names_in_their_order()
    {
        using var net = new Net();
        Assert.Equal(NetParameters, net.named_parameters().Select(p => p.name));
        Assert.Equal(["block", "tail"], net.named_children().Select(m => m.name));
        Assert.Equal(["block", "tail", "block.first", "block.second_layer", "tail.norm", "tail.act"], net.named_modules().Select(m => m.name));
        Assert.Equal(["cache", "block.offset", "tail.norm.running_mean", "tail.norm.running_var", "tail.norm.num_batches_tracked"],
            net.named_buffers().Select(b => b.name));
    }

    [Fact]
    public void A_state_dict_holds_each_modules_parameters_and_persistent_buffers_in_turn()
    {
        using var net = new Net();
        Assert.Equal(
            [
                "block.scale", "block.offset", "block.first.weight", "block.first.bias", "block.second_layer.weight",
                "tail.norm.weight", "tail.norm.bias", "tail.norm.running_mean", "tail.norm.running_var", "tail.norm.num_batches_tracked",
            ],
            net.state_dict().Keys);
        Assert.Equal("net.block.scale", net.state_dict(prefix: "net").Keys.First());
    }

    sealed class Tempered : WeightedLoss<Tensor, Tensor, Tensor>
    {
        readonly Parameter temperature = Parameter(ones(1));

        public Tempered(Tensor? weight) : base(weight) => RegisterComponents();

        public override Tensor forward(Tensor input, Tensor target) => functional.cross_entropy(input * temperature, target, weight);
    }

    [Fact]
    public void A_class_derived_from_a_built_in_one_registers_its_own_fields_beside_the_others()
    {
        Assert.Equal(["temperature"], new Tempered(null).state_dict().Keys);
        Assert.Equal(["temperature", "weight"], new Tempered(ones(3)).state_dict().Keys);
    }

    [Fact]
    public void A_layer_shared_by_two_fields_is_one_parameter_with_two_names_in_the_state()
    {
        using var shared = Linear(2, 2);
        using var both = Sequential(("a", shared), ("b", shared));
        Assert.Equal(["a.weight", "a.bias"], both.named_parameters().Select(p => p.name));
        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias"], both.state_dict().Keys);
    }

    [Fact]
    public void Dotted_names_find_parameters_and_buffers()
    {
        using var net = new Net();
        Assert.Equal([3L], net.get_parameter("block.first.bias")!.shape);
        Assert.Equal([2L], net.get_buffer("tail.norm.running_mean")!.shape);
        Assert.True(net.has_parameter("tail.norm.weight"));
        Assert.False(net.has_parameter("tail.norm.running_mean"));
        Assert.Null(net.get_parameter("block.third.weight"));
        Assert.Null(net.get_buffer("nothing"));
    }

    [Fact]
    public void A_name_is_taken_once_and_has_no_dot()
    {
        using var module = Sequential();
        module.register_parameter("p", Parameter(ones(1)));
        Assert.Contains("'p' is already registered",
            Assert.Throws<InvalidOperationException>(() => module.register_parameter("p", Parameter(ones(1)))).Message);
        module.register_module("m", ReLU());
        Assert.Throws<InvalidOperationException>(() => module.register_module("m", ReLU()));
        Assert.Contains("a.b", Assert.Throws<ArgumentException>(() => module.register_module("a.b", ReLU())).Message);
        Assert.Throws<ArgumentNullException>(() => module.register_buffer("b", null!));
    }

    [Fact]
    public void Train_and_eval_reach_every_module()
    {
        using var net = new Net();
        Assert.All(net.modules(), m => Assert.True(m.training));
        net.eval();
        Assert.All(net.modules().Append(net), m => Assert.False(m.training));
        net.train();
        Assert.All(net.modules().Append(net), m => Assert.True(m.training));
    }

    [Fact]
    public void Apply_calls_children_before_parents()
    {
        using var net = new Net();
        var names = new List<string>();
        net.apply(m => names.Add(m.GetName()));
        Assert.Equal(["Linear", "Linear", "Block", "BatchNorm2d", "ReLU", "Sequential", "Net"], names);
    }

    [Fact]
    public void Zero_grad_drops_gradients_or_fills_them_with_zeros()
    {
        using var block = new Block();
        block.call(ones(1, 4)).sum().backward();
        Assert.All(block.parameters(), p => Assert.NotNull(p.grad));
        block.zero_grad(set_to_none: false);
        Assert.All(block.parameters(), p => Assert.Equal(0, p.grad!.abs().sum().ToDouble()));
        block.zero_grad();
        Assert.All(block.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void Conversion_keeps_the_parameters_and_whole_numbers()
    {
        using var net = new Net();
        var before = net.parameters().ToArray();
        Assert.Same(net, net.to(float64));
        Assert.Equal(before, net.parameters());
        Assert.All(net.parameters(), p => Assert.Equal(float64, p.dtype));
        Assert.All(net.parameters(), p => Assert.True(p.requires_grad && p.is_leaf));
        Assert.Equal(float64, net.get_buffer("block.offset")!.dtype);
        Assert.Equal(float64, net.get_buffer("cache")!.dtype);
        Assert.Equal(int64, net.get_buffer("tail.norm.num_batches_tracked")!.dtype);
    }

    [Fact]
    public void Conversion_takes_gradients_along()
    {
        using var linear = Linear(2, 1);
        linear.call(ones(1, 2)).sum().backward();
        linear.to(float64);
        Assert.Equal(float64, linear.weight.grad!.dtype);
        linear.zero_grad();
        linear.call(ones(1, 2, dtype: float64)).sum().backward();
        Assert.Equal(2, linear.weight.grad!.sum().ToDouble());
    }

    [Fact]
    public void Conversion_to_whole_numbers_or_to_a_device_that_is_not_there_is_refused()
    {
        using var net = new Net();
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => net.to(int64)).Message);
        Assert.SkipWhen(cuda.is_available(), "a CUDA device is here");
        Assert.Contains("CUDA is not available", Assert.Throws<InvalidOperationException>(() => net.cuda()).Message);
    }

    [Fact]
    public void Dispose_releases_every_parameter_and_buffer()
    {
        var net = new Net();
        var tensors = net.parameters().Concat(net.buffers()).ToArray();
        net.Dispose();
        Assert.All(tensors, t => Assert.True(t.IsInvalid));
        Assert.Empty(net.state_dict());
    }

    [Fact]
    public void A_built_in_layers_parameters_outlive_the_scope_they_were_made_in()
    {
        Linear linear;
        using (NewDisposeScope()) linear = Linear(2, 2);
        Assert.False(linear.weight.IsInvalid);
        linear.Dispose();
        Assert.True(linear.weight.IsInvalid);
    }

    [Fact]
    public void A_new_parameter_takes_the_place_of_the_old()
    {
        using var linear = Linear(2, 2);
        var old = linear.weight;
        linear.weight = Parameter(zeros(2, 2));
        Assert.True(old.IsInvalid);
        Assert.Same(linear.weight, linear.state_dict()["weight"]);
        linear.bias = null;
        Assert.Equal(["weight"], linear.state_dict().Keys);
        Assert.Equal(0, linear.call(ones(1, 2)).sum().ToDouble());
    }
}
