using Fovea.Counting;
using Fovea.Papers.RegionFeatures;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>Table 5's feature pyramid.</summary>
public class FeaturePyramidTests
{
    [Fact]
    public void Every_level_has_the_same_channels_and_sees_the_coarser_ones()
    {
        using var scope = NewDisposeScope();
        using var pyramid = new FeaturePyramid([4, 6, 8], 5);
        Tensor[] Maps(float coarsest) => [ones(2, 4, 13, 16), ones(2, 6, 7, 8), full([2, 8, 4, 4], coarsest)];
        var (one, other) = (pyramid.call(Maps(1)), pyramid.call(Maps(2)));
        Assert.Equal([[2, 5, 13, 16], [2, 5, 7, 8], [2, 5, 4, 4]], one.Select(level => level.shape));
        Assert.All(one.Zip(other), pair => Assert.True((pair.First - pair.Second).abs().max().ToDouble() > 1e-4));
        Assert.Contains("maps: expected 3 maps, found 1", Assert.Throws<ArgumentException>(() => pyramid.call([ones(2, 4, 13, 16)])).Message);
    }

    /// <summary>Of ResNet's four stages at 800 x 1333 pixels: 1x1 and 3x3 convolutions of 256 channels.</summary>
    [Fact]
    public void It_costs_its_convolutions()
    {
        using var pyramid = Blueprint.Of(() => new FeaturePyramid([256, 512, 1024, 2048], 256));
        long[] positions = [200 * 334, 100 * 167, 50 * 84, 25 * 42], channels = [256, 512, 1024, 2048];
        var expected = positions.Zip(channels, (places, input) => (double)places * 256 * (input + 9 * 256)).Sum();
        Assert.Equal(expected, Operations.Of(pyramid, 1, 256, 200, 334).Cost(Conventions.RegionFeatures));
    }

    /// <summary>Lin et al., eq. 1, with level 2 for 224 pixels, counted from 0.</summary>
    [Theory]
    [InlineData(10, 0)]
    [InlineData(111, 0)]
    [InlineData(112, 1)]
    [InlineData(223, 1)]
    [InlineData(224, 2)]
    [InlineData(448, 3)]
    [InlineData(2000, 3)]
    public void A_region_comes_from_the_level_of_its_size(double side, long level)
    {
        using var scope = NewDisposeScope();
        using var features = new PyramidFeatures(new AlignedPooling((2, 2)));
        Assert.Equal(level, features.LevelsOf(tensor([0, 5, 5, 5 + side * 2, 5 + side / 2]).view(1, 5), 4).ToInt64());
    }

    [Fact]
    public void Regions_of_all_levels_come_back_in_their_order()
    {
        using var scope = NewDisposeScope();
        using var extractor = new AlignedPooling((2, 2));
        using var features = new PyramidFeatures(new AlignedPooling((2, 2)), stride: 4, canonical: 32);
        Tensor[] levels = [randn(2, 3, 40, 40), randn(2, 3, 20, 20), randn(2, 3, 10, 10)];
        var rois = tensor([1f, 3, 4, 60, 70, 0, 3, 4, 11, 12, 0, 20, 30, 45, 50, 1, 5, 6, 12, 19]).view(4, 5);
        var found = features.call(levels, rois);
        int[] expected = [2, 0, 1, 0];
        Assert.Equal(expected.Select(level => (long)level), features.LevelsOf(rois, 3).data<long>().ToArray());
        for (var i = 0; i < 4; i++)
            RegionExtractorTests.AssertClose(extractor.call(levels[expected[i]], rois[i..(i + 1)], .25 / (1 << expected[i]))[0], found[i], 1e-6);
        Assert.Equal([0, 4, 3], features.call(levels, zeros(0, 5)).shape);
        Assert.Contains("rois[0]", Assert.Throws<ArgumentException>(() => features.call(levels, tensor([0f, 1, 1, float.NaN, 4]).view(1, 5))).Message);
    }
}
