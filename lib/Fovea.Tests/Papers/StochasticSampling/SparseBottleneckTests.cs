using Fovea.Papers.StochasticSampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>What is computed sparsely against what is computed densely.</summary>
public class SparseBottleneckTests
{
    private const double Tolerance = 1e-5;
    private static readonly SamplingOptions Scattered = new() { InitialBias = -1 };

    public static TheoryData<string, BottleneckOptions, double> Blocks => new()
    {
        { "identity", Identity, 3 },
        { "wide kernel", Identity, .5 },
        { "narrow kernel", Identity, 6 },
        { "without grid", Identity with { Sampling = Scattered with { GridInterval = 0 } }, 1.5 },
        { "deterministic", Identity with { Sampling = Scattered with { Gate = Gate.Deterministic } }, 2 },
        { "ReLU", Identity with { Sampling = Scattered with { Gate = Gate.Relu } }, 2 },
        { "soft masks", Identity with { Sampling = Scattered with { TestTemperature = .7 } }, 1 },
        { "dense", Identity with { Sampling = Scattered with { InitialBias = 4 } }, 3 },
        { "sparse", Identity with { Sampling = Scattered with { InitialBias = -4 } }, 2 },
        { "other channels", new(12, 8, 16) { Sampling = Scattered }, 2 },
        { "stride", new(12, 8, 16) { Stride = 2, Sampling = Scattered }, 2 },
        { "dilation", Identity with { Dilation = 2 }, 2 },
        { "groups", Identity with { Groups = 4 }, 2 },
        { "deformable", Identity with { Deformation = Deformation.Offsets }, 2 },
        { "modulated, stride", new(12, 8, 16) { Stride = 2, Deformation = Deformation.Modulated, Sampling = Scattered }, 2 },
        { "modulated, dilation, groups", Identity with { Dilation = 2, Groups = 2, Deformation = Deformation.Modulated }, 2 },
    };

    private static BottleneckOptions Identity { get; } = new(16, 8, 16) { Sampling = Scattered };

    [Theory, MemberData(nameof(Blocks))]
    public void Sparse_inference_equals_the_dense_computation(string name, BottleneckOptions options, double sigma)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        manual_seed(name.Length);
        var block = Drawn(options, sigma);
        var input = randn(2, options.Input, 13, 18);
        manual_seed(5);
        var dense = block.call(input);
        using var sparse = new SparseBottleneck(block);
        manual_seed(5);
        var found = sparse.Run(FeatureRows.Of(input));

        Assert.Equal(dense.Features.shape, found.Features.ToMap().shape);
        var deviation = (dense.Features - found.Features.ToMap()).abs().max().ToDouble();
        Assert.True(deviation < Tolerance, $"{name}: deviates by {deviation:g3}");
        Assert.Equal((dense.Masks!.Value.First > 0).@float().mean().ToDouble(), found.Density.First, 1e-6);
        Assert.Equal((dense.Masks.Value.Second > 0).@float().mean().ToDouble(), found.Density.Second, 1e-6);
    }

    [Fact]
    public void With_two_threads_the_result_is_the_same()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var threads = get_num_threads();
        try
        {
            var block = Drawn(Identity with { Sampling = Scattered with { Gate = Gate.Deterministic } }, 2);
            var input = randn(1, 16, 40, 50);
            using var sparse = new SparseBottleneck(block);
            var outputs = new[] { 1, 2 }.Select(count =>
            {
                set_num_threads(count);
                return sparse.Run(FeatureRows.Of(input.clone())).Features.Values;
            }).ToList();
            Assert.True((outputs[0] - outputs[1]).abs().max().ToDouble() < Tolerance);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void Where_nothing_is_sampled_the_carried_input_gets_the_bias_alone()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var block = Drawn(Identity with { Sampling = Scattered with { InitialBias = -200, GridInterval = 0 } }, 3);
        var input = randn(1, 16, 9, 9);
        var dense = block.call(input).Features;
        using var sparse = new SparseBottleneck(block);
        var output = sparse.Run(FeatureRows.Of(input));
        Assert.Equal(new Density(0, 0), output.Density);
        Assert.True((dense - output.Features.ToMap()).abs().max().ToDouble() < Tolerance);
    }

    [Fact]
    public void An_identity_blocks_output_takes_its_inputs_memory()
    {
        using var scope = NewDisposeScope();
        var rows = FeatureRows.Of(randn(1, 16, 9, 9));
        using var sparse = new SparseBottleneck(Drawn(Identity, 3));
        var output = sparse.Run(rows).Features.Values;
        Assert.Equal(output.data<float>().ToArray(), rows.Values.data<float>().ToArray());
    }

    [Fact]
    public void A_bottleneck_without_masks_is_refused()
    {
        using var block = new SampledBottleneck(new(16, 8, 16));
        block.eval();
        Assert.Contains("masks", Assert.Throws<ArgumentException>(() => new SparseBottleneck(block)).Message);
    }

    [Fact]
    public void A_bottleneck_in_training_is_refused()
    {
        using var block = Drawn(Identity, 3);
        block.train();
        Assert.Contains("evaluation", Assert.Throws<ArgumentException>(() => new SparseBottleneck(block)).Message);
    }

    /// <summary>A bottleneck in evaluation whose weights, statistics and masks are all drawn.</summary>
    internal static SampledBottleneck Drawn(BottleneckOptions options, double sigma)
    {
        var block = new SampledBottleneck(options);
        using var _ = no_grad();
        foreach (var (name, entry) in block.state_dict())
        {
            if (name.EndsWith("_sigma")) entry.fill_(sigma);
            else if (name.EndsWith("running_var")) entry.uniform_(.5, 1.5);
            else if (name.EndsWith("running_mean")) entry.normal_(0, .2);
            else if (name.Contains("_mask.weight")) entry.normal_(0, .1);
            else if (name.Contains("_offset")) entry.normal_(0, .1);
        }
        foreach (var norm in block.modules().OfType<BatchNorm2d>()) norm.bias!.normal_(0, .2);
        block.eval();
        return block;
    }
}
