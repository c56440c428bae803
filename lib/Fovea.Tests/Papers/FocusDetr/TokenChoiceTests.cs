using Fovea.Layers;
using Fovea.Papers.FocusDetr;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>What teaches the token selector, worked out by hand.</summary>
public class TokenChoiceTests
{
    private static readonly Pyramid Maps = new((2, 3), (1, 1));

    // One query, one head, two points in the first map and none that counts in the second.
    private static readonly float[] Weights = [.75f, .25f, 0, 0];

    [Fact]
    public void Attention_falls_on_the_four_positions_around_a_lookup()
    {
        using var scope = NewDisposeScope();
        // In positions: (1.25, .5), and (2.5, 1.5), of which only a quarter lies on the map.
        var places = tensor([1.25f / 3, .25f, 2.5f / 3, .75f, .5f, .5f, .5f, .5f]).view(1, 1, 1, 2, 2, 2);
        var map = DecoderAttention.Map([new Lookups(places, tensor(Weights).view(1, 1, 1, 2, 2))], Maps)[0].data<float>().ToArray();
        float[] expected = [0, .75f * .75f * .5f, .75f * .25f * .5f, 0, .75f * .75f * .5f, .75f * .25f * .5f + .25f * .25f, 0];
        Assert.Equal(expected, map, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Correlation_is_the_share_of_the_attention_on_the_kept_tokens()
    {
        using var scope = NewDisposeScope();
        var map = tensor([1f, 2f, 3f, 4f]).view(1, 4);
        Assert.Equal(.6, DecoderAttention.Correlation(map, tensor([1L, 3L]).view(1, 2)).ToDouble(), 6);
    }

    [Fact]
    public void The_loss_by_attention_wants_the_tokens_that_are_looked_at_most_and_none_of_the_padding()
    {
        using var scope = NewDisposeScope();
        var attention = tensor([.1f, .9f, .5f, .3f, .4f, .2f, .8f, .7f]).view(2, 4);
        var padding = tensor([false, false, false, false, false, false, true, true]).view(2, 4);
        // Wanted: two of the first image, 1 and 2, and one of the second, 0.
        var wanted = tensor([0f, 1f, 1f, 0f, 1f, 0f, 0f, 0f]).view(2, 4);
        var scores = tensor([-.5f, 2f, .1f, 1f, .4f, -.3f, .2f, 0f]).view(2, 4);
        Assert.Equal(nn.functional.binary_cross_entropy_with_logits(scores, wanted).ToDouble(), SelectorLoss.ByAttention(scores, attention, [2, 1], padding).ToDouble(), 6);
    }

    // A box of 40 x 80 pixels with its centre at (20, 40); tokens at (4, 4), (12, 4), ...
    [Theory]
    [InlineData(BoxDistance.FurthestSide, 0, 45, new[] { 36, 44 })] // the furthest side, 80 - y or y, is 45 at most
    [InlineData(BoxDistance.Centre, 0, 12, new[] { 28, 36, 44, 52 })]
    [InlineData(BoxDistance.Centre, 30, 99, new[] { 4, 76 })] // |y - 40| of 36, as |x - 20| is 16 at most
    public void A_token_belongs_to_the_map_by_its_distance_within_the_box(BoxDistance distance, double from, double to, int[] rows)
    {
        using var scope = NewDisposeScope();
        var labels = new ForegroundLabels { Strides = [8], Ranges = [new(from, to)], Distance = distance };
        var found = labels.Of(new Pyramid((10, 6)), [tensor([0f, 0f, 40f, 80f]).view(1, 4)]).view(10, 6);
        // Rows of which a token in the middle column, x = 20, is foreground; the last column lies outside of the box.
        Assert.Equal(rows, Enumerable.Range(0, 10).Where(row => found[row, 2].ToBoolean()).Select(row => row * 8 + 4));
        Assert.False(found[.., 5].any().ToBoolean());
    }

    [Fact]
    public void Ranges_that_overlap_give_a_box_to_one_map_more()
    {
        using var scope = NewDisposeScope();
        var box = tensor([0f, 0f, 300f, 300f]).view(1, 4); // its furthest side is 150 to 300 pixels away
        int Maps(IReadOnlyList<DistanceRange> ranges)
        {
            var pyramid = new Pyramid((38, 38), (19, 19), (10, 10), (5, 5));
            var found = new ForegroundLabels { Ranges = ranges }.Of(pyramid, [box]);
            return Enumerable.Range(0, 4).Count(level => pyramid.Part(found, level).any().ToBoolean());
        }
        Assert.Equal((2, 3), (Maps(ForegroundLabels.Separate), Maps(ForegroundLabels.Overlapping)));
    }
}
