using Fovea.Data.Scenes;
using Fovea.Papers.RegionFeatures;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.RegionFeatures;

public class WeightStatisticsTests
{
    [Fact]
    public void Parts_that_look_at_the_same_are_not_apart()
    {
        using var scope = NewDisposeScope();
        var same = rand(1, 1, 4, 4).softmax(-1).expand(3, 5, 4, 4);
        Assert.Equal(0, WeightStatistics.BetweenParts(same).abs().max().ToDouble(), 1e-5);
    }

    /// <summary>Two parts: (1/2, 1/2) and (1/4, 3/4); KL is 0 with itself, ln(4/3)/2 one way and ln(3)3/4 - ln 2 the other.</summary>
    [Fact]
    public void Between_parts_is_the_mean_over_all_pairs()
    {
        using var scope = NewDisposeScope();
        var weights = tensor([.5, .5, .25, .75]).view(1, 2, 1, 2);
        var (one, other) = (Math.Log(4 / 3.0) / 2, .75 * Math.Log(3) - Math.Log(2));
        Assert.Equal((one + other) / 4, WeightStatistics.BetweenParts(weights).ToDouble(), 1e-12);
    }

    /// <summary>The greatest weights are (1/2, 1/4, 1/4) of 1 after normalisation; the mask covers the first two alike.</summary>
    [Fact]
    public void Of_mask_compares_the_mask_with_the_greatest_weight_of_any_part()
    {
        using var scope = NewDisposeScope();
        var weights = tensor([.8, .1, .1, .2, .4, .4]).view(1, 2, 1, 3); // greatest: .8, .4, .4
        var expected = .5 * Math.Log(.5 / .5) + .5 * Math.Log(.5 / .25);
        Assert.Equal(expected, WeightStatistics.OfMask(weights, tensor([3.0, 3, 0]).view(1, 1, 3)).ToDouble(), 1e-12);
    }

    [Fact]
    public void A_mask_on_the_map_has_the_strokes_share_of_each_position()
    {
        using var scope = NewDisposeScope();
        var mask = new bool[10, 6];
        for (var y = 0; y < 10; y++) mask[y, 0] = mask[y, 5] = true;
        var found = SceneMasks.On(new SceneDigit(0, 12, 20, mask), 16);     // columns 12 and 17, rows 20 to 29
        Assert.Equal(20, found.sum().ToDouble() * 64, 1e-4);
        Assert.Equal(4 / 64.0, found[2, 1].ToDouble(), 1e-7);               // rows 20 to 23 of column 12
        Assert.Equal(6 / 64.0, found[3, 2].ToDouble(), 1e-7);               // rows 24 to 29 of column 17
    }
}
