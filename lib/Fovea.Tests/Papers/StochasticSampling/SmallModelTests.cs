using Fovea.Counting;
using Fovea.Papers.StochasticSampling;
using Fovea.Tests.Counting;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>The small backbone and the models on it.</summary>
public sealed class SmallModelTests : IDisposable
{
    private static readonly SamplingOptions Masks = new() { GridInterval = 4, InitialBias = 0 };

    private readonly IDisposable scope = NewDisposeScope();

    public SmallModelTests() => manual_seed(3);

    public void Dispose() => scope.Dispose();

    // By hand: 64^2 27 16 + 32^2 144 48, three bottlenecks of 48 and 24, 16^2 192 96, four of 96 and 48.
    [Fact]
    public void An_image_of_128_pixels_costs_67_million_multiplications()
    {
        using var model = new SmallModel(null, 15, SmallHead.Tokens);
        const double stem = 64 * 64 * 27 * 16 + 32 * 32 * 144 * 48, down = 16 * 16 * 4 * 48 * 96;
        const double first = 32 * 32 * (2 * 48 * 24 + 9 * 24 * 24), second = 16 * 16 * (2 * 96 * 48 + 9 * 48 * 48);
        Assert.Equal(stem + down + 3 * first + 4 * second, model.Cost(128, SmallModel.Everything));
        Assert.Equal(67.24, model.Cost(128, SmallModel.Everything) / 1e6, .005);
        Assert.Equal([51.5, 37.8, 26.3], new[] { 112, 96, 80 }.Select(side => Math.Round(model.Cost(side, SmallModel.Everything) / 1e6, 1)));
    }

    [Fact]
    public void Masks_alone_cost_what_their_convolutions_do()
    {
        using var model = new SmallModel(Masks, 15, SmallHead.Tokens);
        using var dense = new SmallModel(null, 15, SmallHead.Tokens);
        const double masks = 3 * 32 * 32 * 18 * 48 + 4 * 16 * 16 * 18 * 96, stem = 64 * 64 * 27 * 16 + 32 * 32 * 144 * 48 + 16 * 16 * 4 * 48 * 96;
        Assert.Equal(masks + stem, model.Cost(128, [.. Enumerable.Repeat(new Density(0, 0), 7)]));
        Assert.Equal(masks, model.Cost(128, SmallModel.Everything) - dense.Cost(128, SmallModel.Everything));
    }

    [Theory]
    [InlineData(false, SmallHead.Tokens)]
    [InlineData(true, SmallHead.Tokens)]
    [InlineData(true, SmallHead.Image)]
    public void A_model_executes_what_it_states(bool sampled, SmallHead head)
    {
        using var model = new SmallModel(sampled ? Masks : null, 10, head);
        using var _ = no_grad();
        model.eval();
        var executed = ExecutedOperators.Of(() => model.call(zeros(2, 3, 64, 48)));
        var stated = Operations.Of(model, 2, 3, 64, 48);
        foreach (var kind in new[] { OpKind.ConvMac, OpKind.ConvBias, OpKind.BatchNorm, OpKind.Relu, OpKind.MatmulMac })
            Assert.Equal((kind, executed.GetValueOrDefault(kind)), (kind, stated.Amount(kind)));
    }

    [Fact]
    public void A_detector_speaks_of_tokens_and_a_classifier_of_the_mean_of_them()
    {
        using var detector = new SmallModel(null, 15, SmallHead.Tokens);
        using var classifier = new SmallModel(null, 15, SmallHead.Image);
        classifier.load_state_dict(detector.state_dict());
        detector.eval();
        classifier.eval();
        var images = randn(2, 3, 64, 64);
        var tokens = detector.call(images);
        Assert.Equal([2, 15, 8, 8], tokens.shape);
        Assert.True(tokens.mean([2, 3]).allclose(classifier.call(images), atol: 1e-5));
    }

    [Fact]
    public void The_sparse_loss_is_of_training_and_its_gradient_reaches_the_masks()
    {
        using var model = new SmallModel(Masks, 15, SmallHead.Tokens);
        model.train();
        model.call(randn(2, 3, 64, 64));
        Assert.Equal(.5, model.SparseLoss!.ToDouble(), 1e-6); // zero weights and bias: every probability is a half
        model.SparseLoss!.backward();
        Assert.All(model.named_parameters().Where(parameter => parameter.name.EndsWith("_mask.bias")), mask => Assert.True(mask.parameter.grad!.abs().sum().ToDouble() > 0));
        using var dense = new SmallModel(null, 15, SmallHead.Tokens);
        dense.call(randn(2, 3, 64, 64));
        Assert.Null(dense.SparseLoss);
    }

    [Fact]
    public void Densities_are_means_over_images_and_batches_of_any_size()
    {
        using var model = new SmallModel(Masks, 15, SmallHead.Tokens);
        model.eval();
        var images = randn(3, 3, 64, 64);
        manual_seed(1);
        var shares = new List<double>();
        foreach (var batch in new[] { images.narrow(0, 0, 2), images.narrow(0, 2, 1) })
            foreach (var image in model.Look(batch).Masks[0].First.unbind(0)) shares.Add((image > 0).@float().mean().ToDouble());
        manual_seed(1);
        foreach (var batch in new[] { images.narrow(0, 0, 2), images.narrow(0, 2, 1) }) model.call(batch);
        Assert.Equal(7, model.Densities.Mean.Count);
        Assert.Equal(shares.Average(), model.Densities.Mean[0].First, 1e-6);
        model.Densities.Reset();
        Assert.Empty(model.Densities.Mean);
    }

    [Fact]
    public void Random_masks_sample_as_much_as_is_asked_and_see_no_image()
    {
        using var model = new SmallModel(Masks, 15, SmallHead.Tokens);
        Density[] asked = [.. Enumerable.Range(1, 7).Select(i => new Density(.1 * i, 1 - .1 * i))];
        using var random = model.Randomised(asked);
        random.call(randn(32, 3, 128, 128));
        foreach (var (wanted, found) in asked.Zip(random.Densities.Mean))
        {
            Assert.Equal(wanted.First, found.First, .03); // four deviations of the smallest map's count are .02
            Assert.Equal(wanted.Second, found.Second, .03);
        }
        var masks = new[] { zeros(1, 3, 64, 64), randn(1, 3, 64, 64) }.Select(image =>
        {
            manual_seed(2);
            return random.Look(image).Masks[6].Second;
        }).ToArray();
        Assert.True(masks[0].Equals(masks[1]));
        Assert.All(model.Bottlenecks.Select(block => block.get_parameter("conv1_mask.bias")!.ToDouble()), bias => Assert.Equal(0, bias));
        using var dense = new SmallModel(null, 15, SmallHead.Tokens);
        Assert.Throws<InvalidOperationException>(() => dense.Randomised(asked));
    }

    [Fact]
    public void Pruning_a_copy_lowers_its_cost_and_leaves_the_model_and_its_masks_as_they_are()
    {
        using var model = new SmallModel(Masks, 15, SmallHead.Tokens);
        using var copy = model.Copy();
        copy.Prune(.5);
        var (whole, half) = (model.PrunedCost(128, SmallModel.Everything), copy.PrunedCost(128, SmallModel.Everything));
        Assert.Equal(model.Cost(128, SmallModel.Everything), whole);
        Assert.InRange(half / whole, .4, .7);
        double Zeros(SmallModel of) => of.named_parameters().Where(p => p.name.StartsWith("backbone") && p.parameter.ndim == 4 && !p.name.Contains("_mask")).Sum(p => (p.parameter == 0).sum().ToDouble());
        Assert.Equal(0, Zeros(model));
        Assert.Equal(.5 * model.named_parameters().Where(p => p.name.StartsWith("backbone") && p.parameter.ndim == 4 && !p.name.Contains("_mask")).Sum(p => p.parameter.numel()), Zeros(copy), 1.0);
    }

    [Fact]
    public void A_bottleneck_of_it_runs_sparsely_as_it_does_densely()
    {
        using var _ = no_grad();
        using var model = new SmallModel(Masks, 15, SmallHead.Tokens);
        model.eval();
        var block = model.Bottlenecks.First();
        var features = rand(2, 48, 32, 32);
        manual_seed(6);
        var dense = block.call(features).Features;
        using var sparse = new SparseBottleneck(block);
        manual_seed(6);
        Assert.True((dense - sparse.Run(FeatureRows.Of(features)).Features.ToMap()).abs().max().ToDouble() < 1e-5);
    }
}
