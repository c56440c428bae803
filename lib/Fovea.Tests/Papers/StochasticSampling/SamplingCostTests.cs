using Fovea.Counting;
using Fovea.Papers.StochasticSampling;
using Fovea.Tests.Counting;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>Operations to the last one, as the paper prints them, and as a function of what is sampled.</summary>
public class SamplingCostTests
{
    private static readonly BackboneOptions Sampled = BackboneOptions.R101 with { Sampling = new() };

    public static TheoryData<string, BackboneOptions, bool, int, double> Uniform => new()
    {
        { "R-50", BackboneOptions.R50, true, 1000, 149.166 },
        { "R-101", BackboneOptions.R101, true, 1000, 289.475 },
        { "R-101", BackboneOptions.R101, true, 800, 184.064 },
        { "R-101", BackboneOptions.R101, true, 600, 100.203 },
        { "R-101", BackboneOptions.R101, true, 500, 70.034 },
        { "X-101", BackboneOptions.X101, true, 1000, 295.021 },
        { "X-101", BackboneOptions.X101, true, 500, 71.376 },
        { "Cityscapes", BackboneOptions.Cityscapes, false, 1024, 920.583 },
        { "Cityscapes", BackboneOptions.Cityscapes, false, 512, 230.146 },
    };

    [Theory, MemberData(nameof(Uniform))]
    public void A_backbone_costs_what_the_authors_counter_says(string name, BackboneOptions options, bool coco, int size, double billions)
    {
        var images = coco ? SamplingCost.CocoImage(size) : SamplingCost.CityscapesImage(size);
        Assert.Equal((name, billions), (name, Math.Round(SamplingCost.At(options, images, 1) / 1e9, 3)));
    }

    [Fact]
    public void R_101_costs_175366_multiplications_a_pixel()
    {
        var images = SamplingCost.CocoImage(1000);
        Assert.Equal(175_366, SamplingCost.At(BackboneOptions.R101, images, 1) / (images[2] * images[3]));
    }

    [Theory]
    [InlineData(1, 294.5)]
    [InlineData(0, 20.75)]
    [InlineData(1 / 121.0, 23.17)]
    public void Sampling_costs_the_masks_and_what_is_sampled(double density, double billions) =>
        Assert.Equal(billions, SamplingCost.At(Sampled, SamplingCost.CocoImage(1000), density) / 1e9, .05);

    // Table 1's four rows of "Ours".
    [Theory]
    [InlineData(160.4, .493)]
    [InlineData(122.8, .357)]
    [InlineData(96.6, .264)]
    [InlineData(73.3, .182)]
    public void A_cost_tells_the_density_that_all_masks_would_share(double billions, double density)
    {
        var found = SamplingCost.DensityFor(Sampled, SamplingCost.CocoImage(1000), billions * 1e9);
        Assert.Equal(density, found, .0006);
        Assert.Equal(billions, SamplingCost.At(Sampled, SamplingCost.CocoImage(1000), found) / 1e9, 1e-6);
    }

    [Fact]
    public void No_density_costs_less_than_the_masks() =>
        Assert.Contains("from 2.075e+10", Assert.Throws<ArgumentException>(() => SamplingCost.DensityFor(Sampled, SamplingCost.CocoImage(1000), 2e10)).Message);

    [Theory]
    [InlineData(Deformation.None, false, 1)]
    [InlineData(Deformation.None, true, 1)]
    [InlineData(Deformation.Offsets, true, 1)]
    [InlineData(Deformation.Modulated, false, 2)]
    public void A_backbone_executes_what_it_states(Deformation deformation, bool sampled, int groups)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var options = new BackboneOptions
        {
            Stages = [new(1, 1), new(2, 2, 1, deformation), new(1, 1, 2, deformation)],
            Groups = groups,
            GroupWidth = 64 / groups,
            Sampling = sampled ? new() : null,
        };
        var model = new SampledBackbone(options);
        model.eval();
        var executed = ExecutedOperators.Of(() => model.call(zeros(2, 3, 64, 96)));
        var stated = Operations.Of(model, 2, 3, 64, 96);
        // A deformable convolution is executed as a product of matrices.
        Assert.Equal(executed[OpKind.ConvMac] + executed.GetValueOrDefault(OpKind.MatmulMac), stated.Amount(OpKind.ConvMac) + stated.Amount(OpKind.MatmulMac));
        foreach (var kind in new[] { OpKind.ConvBias, OpKind.BatchNorm, OpKind.Relu, OpKind.Pool, OpKind.BilinearLookup })
            Assert.Equal((kind, executed.GetValueOrDefault(kind)), (kind, stated.Amount(kind)));
    }

    [Fact]
    public void Without_masks_inference_at_all_positions_is_the_dense_one()
    {
        foreach (var options in new[] { BackboneOptions.R50, BackboneOptions.X101, BackboneOptions.Cityscapes.With(Deformation.Modulated) })
        {
            using var model = Blueprint.Of(() => new SampledBackbone(options));
            var (dense, everywhere) = (Operations.Of(model, 1, 3, 64, 96), model.Operations([1, 3, 64, 96], Shared(options, 1)));
            foreach (var kind in Enum.GetValues<OpKind>()) Assert.Equal((kind, dense.Amount(kind)), (kind, everywhere.Amount(kind)));
        }
    }

    [Fact]
    public void What_the_paper_leaves_out_is_proportional_to_what_is_sampled_but_for_the_carried_input()
    {
        using var model = Blueprint.Of(() => new SampledBackbone(Sampled));
        Operations At(double density) => model.Operations([1, 3, 64, 96], Shared(Sampled, density));
        var (none, half, all) = (At(0), At(.5), At(1));
        foreach (var kind in new[] { OpKind.BatchNorm, OpKind.Relu, OpKind.BilinearLookup })
        {
            Assert.Equal((none.Amount(kind) + all.Amount(kind)) / 2, half.Amount(kind), 1e-3);
            Assert.True(none.Amount(kind) < all.Amount(kind), $"{kind}");
        }
        Assert.Equal(all.Amount(OpKind.Add), none.Amount(OpKind.Add));
    }

    private static Density[] Shared(BackboneOptions options, double density) =>
        [.. Enumerable.Repeat(new Density(density, density), options.Stages.Sum(stage => stage.Blocks))];

    [Fact]
    public void As_many_densities_are_given_as_there_are_bottlenecks()
    {
        using var model = Blueprint.Of(() => new SampledBackbone(Sampled));
        Assert.Contains("33 bottlenecks", Assert.Throws<ArgumentException>(() => model.Operations([1, 3, 64, 64], [new(1, 1)])).Message);
    }
}
