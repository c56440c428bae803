using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Counting;

/// <summary>Built-in layers, the conventions that weigh them, and how counts are looked at.</summary>
public class OperationsTests
{
    /// <summary>[2, 4, 8, 8] to [2, 6, 4, 4] (conv), [2, 6, 2, 2] (pool), and on its last side to 5 features.</summary>
    private static Sequential Net() => Sequential(
        ("conv", Conv2d(4, 6, 3, stride: 2, padding: 1, groups: 2)),
        ("bn", BatchNorm2d(6)),
        ("relu", ReLU()),
        ("pool", MaxPool2d(2)),
        ("tail", Sequential(LayerNorm(2), LayerNorm(2, elementwise_affine: false), Linear(2, 5), GELU(), Dropout(.1), Linear(5, 1, hasBias: false))));

    [Fact]
    public void Layers_are_counted_where_they_are_and_in_their_order()
    {
        using var net = Net();
        Assert.Equal(
            [
                new(OpKind.ConvMac, "conv", 192 * 2 * 9), new(OpKind.ConvBias, "conv", 192), new(OpKind.BatchNorm, "bn", 192),
                new(OpKind.Relu, "relu", 192), new(OpKind.Pool, "pool", 48 * 4),
                new(OpKind.LayerNorm, "tail.0", 48), new(OpKind.PlainLayerNorm, "tail.1", 48),
                new(OpKind.LinearMac, "tail.2", 120 * 2), new(OpKind.LinearBias, "tail.2", 120), new(OpKind.Gelu, "tail.3", 120),
                new(OpKind.Dropout, "tail.4", 120), new(OpKind.LinearMac, "tail.5", 24 * 5),
            ],
            Operations.Of(net, 2, 4, 8, 8));
    }

    /// <summary>By hand: 3,456 multiply-accumulates of the convolution and 360 of the linear layers.</summary>
    [Theory]
    [InlineData("ps-vit", 3456 + 360 + 5 * (192 + 48 + 48))]
    [InlineData("pnp-detr", 3456 + 360 + 120 + 192 + 120)]
    [InlineData("focus-detr", 3456 + 360 + 2 * 192 + 5 * 48)]
    [InlineData("focus-detr, rows of Sparse DETR", 3456 + 360 + 5 * 48)]
    [InlineData("stochastic-sampling", 3456)]
    [InlineData("region-features", 3456 + 360)]
    public void Conventions_weigh_the_same_operations_as_their_papers_do(string name, double cost)
    {
        using var net = Net();
        var convention = Assert.Single(Conventions.All, c => c.Name == name);
        Assert.Equal(cost, Operations.Of(net, 2, 4, 8, 8).Cost(convention));
    }

    [Fact]
    public void Amounts_are_summed_by_kind_and_by_module()
    {
        using var net = Net();
        var operations = Operations.Of(net, 2, 4, 8, 8);
        Assert.Equal(360, operations.Amount(OpKind.LinearMac));
        Assert.Equal(0, operations.Amount(OpKind.Softmax));
        Assert.Contains(new Op(OpKind.LinearMac, "tail", 360), operations.Grouped(1));
        Assert.Contains(new Op(OpKind.LinearMac, "", 360), operations.Grouped(0));
        Assert.All(Conventions.All, convention => Assert.Equal(operations.Cost(convention), operations.Grouped(1).Cost(convention)));
    }

    [Fact]
    public void A_table_shows_what_a_convention_counts_by_module()
    {
        using var net = Sequential(("first", Linear(1000, 2000)), ("second", Linear(2000, 500)));
        Assert.Equal(
            """
            **Operations and their cost by pnp-detr**

            | Module | LinearMac x 1 (M) | LinearBias x 1 (M) | Cost (M) |
            | --- | ---: | ---: | ---: |
            | first | 2,000.0 | 2.0 | 2,002.0 |
            | second | 1,000.0 | 0.5 | 1,000.5 |
            | all | 3,000.0 | 2.5 | 3,002.5 |
            """, Operations.Of(net, 1000, 1000).Table(Conventions.PnpDetr).ToMarkdown().Trim());
    }

    [Fact]
    public void A_layer_that_states_nothing_and_an_input_that_does_not_fit_are_refused_with_their_place()
    {
        using var unknown = Sequential(("head", Embedding(4, 2)));
        Assert.StartsWith("head: a layer Embedding does not state its operations", Refusal(unknown, 3));
        using var net = Net();
        Assert.Equal("conv: expected an input of 4 channels, found 3", Refusal(net, 2, 3, 8, 8));
        Assert.Equal("tail.2: expected an input of 2 features, found 3", Refusal(net, 2, 4, 12, 12));

        static string Refusal(nn.Module model, params long[] input) => Assert.Throws<ArgumentException>(() => Operations.Of(model, input)).Message;
    }

    [Fact]
    public void A_shared_parameter_counts_once()
    {
        using var shared = Linear(3, 3);
        using var both = Sequential(shared, ReLU(), shared);
        Assert.Equal(12, Parameters.Count(both));
    }

    [Fact]
    public void A_blueprint_has_shapes_and_no_values_and_leaves_the_default_device_as_it_was()
    {
        using var net = Blueprint.Of(Net);
        Assert.Equal(6 * 2 * 9 + 6 + 12 + 4 + 15 + 5, Parameters.Count(net));
        Assert.All(net.parameters(), parameter => Assert.True(parameter.is_meta));
        Assert.Throws<NotSupportedException>(() => Blueprint.Of<nn.Module>(() => throw new NotSupportedException()));
        Assert.Equal(DeviceType.CPU, get_default_device().type);
    }
}
