using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Engine;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection;

[Collection(nameof(Alone))]
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
    public void They_are_computed_once_and_the_same_whatever_the_number_of_threads()
    {
        var choose = DigitScenesTests.Load().Choose;
        var features = FrozenFeatures.Of(choose);
        Assert.Equal([500, 64, 16, 16], features.shape);
        Assert.Same(features, FrozenFeatures.Of(choose));
        Assert.False(features.requires_grad);

        var threads = get_num_threads();
        set_num_threads(2);
        try
        {
            var again = FrozenFeatures.Of(DigitScenes.Load().Choose);
            Assert.NotSame(features, again);
            Assert.True(features.Equals(again));
            Assert.Equal(2, get_num_threads());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void A_cancelled_computation_keeps_nothing()
    {
        var choose = DigitScenes.Load(cancellation: TestContext.Current.CancellationToken).Choose;
        Assert.ThrowsAny<OperationCanceledException>(() => FrozenFeatures.Of(choose, cancellation: new(canceled: true)));
        Assert.Equal(500, FrozenFeatures.Of(choose, cancellation: TestContext.Current.CancellationToken).shape[0]);
    }
}
