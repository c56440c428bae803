using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Tests.Data.Scenes;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection;

public sealed class FrozenFeaturesTests : IDisposable
{
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Batches_of_features_are_what_the_backbone_makes_of_the_loaders_batches_in_its_order()
    {
        var choose = DigitScenesTests.Load().Choose;
        var images = new Loader(choose, new() { BatchSize = 16, Seed = 5, Shuffle = true, DropLast = true, Normalisation = DigitScenes.Normalisation });
        var features = new FeatureBatches(choose, 16, seed: 5, shuffle: true, dropLast: true);
        Assert.Equal(images.Steps, features.Steps);
        using var backbone = PretrainedBackbone.Load();
        backbone.eval();
        using var _ = no_grad();
        foreach (var (image, feature) in images.Epoch(3, 29).Zip(features.Epoch(3, 29)))
        {
            Assert.Equal((image.Step, string.Join(' ', image.Indices)), (feature.Step, string.Join(' ', feature.Indices)));
            Assert.True(feature.Images.allclose(backbone.call(image.Images), 1e-4, 1e-4));
            Assert.True(feature.Labels.Equals(image.Labels));
            Assert.True(feature.Targets.Equals(image.Targets));
        }
        Assert.Equal(2, features.Epoch(3, 29).Count());
    }

    [Fact]
    public void Early_features_are_what_the_third_convolution_makes_and_lie_beside_the_deep_ones()
    {
        var choose = DigitScenesTests.Load().Choose;
        using var backbone = PretrainedBackbone.Load();
        backbone.eval();
        using var _ = no_grad();
        var images = new Loader(choose, new() { BatchSize = 8, Normalisation = DigitScenes.Normalisation });
        using var batch = images.Epoch().First();
        var early = FrozenFeatures.Of(choose, 8, FeatureDepth.Early);
        Assert.Equal([8, 64, 16, 16], early.shape);
        Assert.True(early.allclose(backbone.Early(batch.Images), 1e-4, 1e-4));
        Assert.False(early.allclose(FrozenFeatures.Of(choose, 8), 1e-1, 1e-1));
        Assert.True(new FeatureBatches(choose, 8, count: 8, depth: FeatureDepth.Early).Epoch().Single().Images.Equals(early));
        // A pixel that a position has not seen does not change it: the first has seen 31 around its centre, so none from the 16th on.
        var changed = batch.Images.clone();
        changed.narrow(3, 16, 112).zero_();
        Assert.True(backbone.Early(changed).select(3, 0).allclose(backbone.Early(batch.Images).select(3, 0), 1e-4, 1e-4));
    }

    [Fact]
    public void They_cost_what_the_convolutions_before_them_do()
    {
        double early = (27 * 16 * 64 * 64) + (((144 * 32) + (2 * 288 * 32)) * 32 * 32) + (288 * 64 * 16 * 16);
        Assert.Equal(early, FrozenFeatures.Macs(FeatureDepth.Early));
        Assert.Equal(early + (4 * 576 * 64 * 16 * 16), FrozenFeatures.Macs(FeatureDepth.Deep));
    }

    [Fact]
    public void They_are_computed_once_and_the_same_whatever_the_number_of_threads()
    {
        var choose = DigitScenesTests.Load().Choose;
        var features = FrozenFeatures.Of(choose);
        Assert.Equal([500, 64, 16, 16], features.shape);
        Assert.False(features.requires_grad);
        FrozenFeatures.Of(choose, show: _ => Assert.Fail("computed again"));

        var threads = get_num_threads();
        set_num_threads(2);
        manual_seed(1);
        var drawn = rand(4);
        manual_seed(1);
        try
        {
            var again = FrozenFeatures.Of(DigitScenes.Load().Choose, 60);
            Assert.True(drawn.Equals(rand(4)), "the computation has drawn random numbers");
            Assert.True(features.narrow(0, 0, 60).Equals(again));
            Assert.Equal(2, get_num_threads());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void Only_the_scenes_asked_for_are_computed_and_the_rest_when_they_are()
    {
        var choose = DigitScenes.Load(cancellation: TestContext.Current.CancellationToken).Choose;
        var computed = new List<long>();
        void Show(Progress progress) => computed.Add(progress.Total);
        FrozenFeatures.Of(choose, 70, show: Show, cancellation: TestContext.Current.CancellationToken);
        FrozenFeatures.Of(choose, 100, show: Show, cancellation: TestContext.Current.CancellationToken);
        var all = FrozenFeatures.Of(choose, show: Show, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([70, 400], computed);
        Assert.True(all.Equals(FrozenFeatures.Of(DigitScenesTests.Load().Choose)));
        Assert.All(new FeatureBatches(choose, 10, shuffle: true, count: 30).Epoch(), batch => Assert.All(batch.Indices, index => Assert.InRange(index, 0, 29)));
    }

    [Fact]
    public void A_cancelled_computation_goes_on_where_it_was()
    {
        var choose = DigitScenes.Load(cancellation: TestContext.Current.CancellationToken).Choose;
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => FrozenFeatures.Of(choose, show: _ => stop.Cancel(), cancellation: stop.Token));
        Assert.True(FrozenFeatures.Of(choose, 50, cancellation: TestContext.Current.CancellationToken).Equals(FrozenFeatures.Of(DigitScenesTests.Load().Choose, 50)));
    }
}
