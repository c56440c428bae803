using Fovea.Papers.PnpDetr;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>What each setting of the sampler changes.</summary>
public class SamplerOptionsTests
{
    [Fact]
    public void Gradients_reach_the_scoring_network_through_the_factors_alone()
    {
        using var scope = NewDisposeScope();
        var sampler = Maps.Sampler(new() { PoolNumber = 3, Alpha = .5, ScoreLossWeight = 0 });
        sampler.call(Maps.Of((4, 5))).Tokens.sin().sum().backward();
        Assert.All(sampler.parameters(), parameter => Assert.True(parameter.grad!.abs().sum().ToDouble() > 0));
    }

    [Fact]
    public void An_image_with_nothing_left_to_pool_gives_gradients_all_the_same()
    {
        using var scope = NewDisposeScope();
        var sampler = Maps.Sampler(new() { PoolNumber = 3, Alpha = 1 });
        var set = sampler.call(Maps.Of((4, 5), (2, 2)));
        (set.Tokens.sin().sum() + sampler.ScoreLoss(set)).backward();
        Assert.All(sampler.parameters(), parameter => Assert.True(parameter.grad is null || parameter.grad.isfinite().all().ToBoolean()));
    }

    [Fact]
    public void As_written_scores_are_no_sigmoids_features_are_pooled_as_they_are_and_nothing_adds_to_the_loss()
    {
        using var scope = NewDisposeScope();
        var map = Maps.Of((4, 5));
        var options = new SamplerOptions { PoolNumber = 2, Alpha = .5, Form = SamplerForm.AsWritten };
        var written = Maps.Sampler(options);
        Assert.Equal(["score_pred_net.0.weight", "score_pred_net.0.bias", "score_pred_net.2.weight", "score_pred_net.2.bias", "k_proj.weight", "v_proj.weight"], written.state_dict().Keys);
        var released = Maps.Sampler(options with { Form = SamplerForm.AsReleased });
        released.load_state_dict(written.state_dict(), strict: false);
        foreach (var (name, parameter) in released.named_parameters().Where(entry => entry.name is "k_proj.bias" or "v_proj.bias"))
            nn.init.zeros_(parameter);

        var (as_written, as_released) = (written.call(map), released.call(map));
        Assert.Equal(0, written.ScoreLoss(as_written).ToDouble());
        Assert.Equal(Maps.Numbers(as_released.Indices!), Maps.Numbers(as_written.Indices!));
        Assert.True(as_written.Scores!.sigmoid().allclose(as_released.Scores!));

        // Eq. 13 to 16 by hand, from the features themselves.
        var state = written.state_dict();
        var rest = map.Features.flatten(2)[0].transpose(0, 1)[set(as_written)];             // [R, C]
        var weights = rest.matmul(state["k_proj.weight"].t()).softmax(0);                   // [R, M]
        var coarse = weights.t().matmul(rest.matmul(state["v_proj.weight"].t()));           // [M, C]
        Assert.True(coarse.allclose(as_written.Tokens[0, as_written.Fine..], 1e-4, 1e-5));

        static Tensor set(AbstractSet of) => of.Chosen()[0].logical_not().flatten();
    }

    [Theory]
    [InlineData(1, null, 9)]
    [InlineData(2, null, 72 + 9)]
    [InlineData(3, null, 72 + 72 + 9)]
    [InlineData(2, 4, 36 + 5)]
    public void The_scorers_of_Table_8_differ_in_depth_and_width(int layers, int? hidden, long parameters)
    {
        using var sampler = Maps.Sampler(new() { PoolNumber = 0, Scorer = new(layers, hidden) });
        Assert.Equal(parameters, Fovea.Counting.Parameters.Count(sampler));
    }

    [Theory]
    [InlineData(60, 147_261)]
    [InlineData(240, 193_521)]
    public void The_published_samplers_have_as_many_parameters_as_the_authors(int pool, long parameters)
    {
        using var sampler = new PollPoolSampler(new() { PoolNumber = pool });
        Assert.Equal(parameters, Fovea.Counting.Parameters.Count(sampler));
    }

    [Fact]
    public void On_the_full_set_sampled_locations_are_pooled_too()
    {
        using var scope = NewDisposeScope();
        var map = Maps.Of((4, 5));
        var set = Maps.Sampler(new() { PoolNumber = 2, Alpha = .5, PoolFrom = PoolFrom.FullSet }).call(map);
        Assert.True(set.WeightMaps().gt(0).all().ToBoolean());
        Assert.Equal(10, set.Fine);
    }

    [Fact]
    public void Random_locations_are_the_images_own_and_another_seed_draws_others()
    {
        using var scope = NewDisposeScope();
        var map = Maps.Of((6, 6), (6, 6));
        var options = new SamplerOptions { PoolNumber = 0, Alpha = .5, Selection = FineSelection.Random };
        var (first, again) = (Maps.Sampler(options).call(map), Maps.Sampler(options).call(map));
        Assert.Equal(Maps.Numbers(first.Indices!), Maps.Numbers(again.Indices!));
        Assert.NotEqual(Maps.Numbers(first.Indices![0]), Maps.Numbers(first.Indices![1]));
        var swapped = Maps.Sampler(options).call(map with { Images = [1, 0] });
        Assert.Equal(Maps.Numbers(first.Indices![0]), Maps.Numbers(swapped.Indices![1]));
        Assert.NotEqual(Maps.Numbers(first.Indices!), Maps.Numbers(Maps.Sampler(options with { Seed = 1 }).call(map).Indices!));
    }

    [Fact]
    public void Random_locations_need_the_images_numbers() =>
        Assert.Equal("Images: expected the images' numbers, by which their locations are drawn, found none",
            Assert.Throws<ArgumentException>(() => Maps.Sampler(new() { Selection = FineSelection.Random }).call(Maps.Of((4, 5)) with { Images = null })).Message);

    [Fact]
    public void A_quarter_on_the_grid_is_max_pooling_with_a_kernel_of_one_and_a_stride_of_two()
    {
        using var scope = NewDisposeScope();
        foreach (var (rows, columns) in new[] { (6, 8), (5, 7), (1, 1) })
        {
            var map = Maps.Of((rows, columns));
            var set = Maps.Sampler(new() { PoolNumber = 0, Alpha = .25, Selection = FineSelection.Uniform }).call(map);
            var pooled = nn.functional.max_pool2d(map.Features, 1, 2).flatten(2).transpose(1, 2);
            Assert.True(nn.functional.layer_norm(pooled, [Maps.Width]).allclose(set.Tokens, 1e-4, 1e-5));
        }
    }

    [Fact]
    public void A_whole_map_interpolated_or_on_the_grid_is_the_map()
    {
        using var scope = NewDisposeScope();
        var map = Maps.Of((4, 5));
        var tokens = nn.functional.layer_norm(map.Features.flatten(2).transpose(1, 2), [Maps.Width]);
        foreach (var selection in new[] { FineSelection.Interpolated, FineSelection.Uniform })
            Assert.True(tokens.allclose(Maps.Sampler(new() { PoolNumber = 0, Alpha = 1, Selection = selection }).call(map).Tokens, 1e-4, 1e-5));
    }

    [Fact]
    public void Only_coarse_tokens_are_left_at_a_share_of_zero()
    {
        using var scope = NewDisposeScope();
        var sampler = Maps.Sampler(new() { PoolNumber = 3, Alpha = 0 });
        var set = sampler.call(Maps.Of((4, 5)));
        Assert.Equal([1, 3, Maps.Width], set.Tokens.shape);
        Assert.Equal(0, sampler.ScoreLoss(set).ToDouble());
    }

    [Fact]
    public void Maps_that_do_not_fit_are_refused()
    {
        using var scope = NewDisposeScope();
        var (map, sampler) = (Maps.Of((4, 5)), Maps.Sampler(new()));
        Assert.StartsWith("Features: expected [B, 8, H, W], found [1, 7", Refused(map with { Features = map.Features[.., ..7] }));
        Assert.StartsWith("Positions: expected the features' shape", Refused(map with { Positions = map.Positions[.., ..7] }));
        Assert.StartsWith("Padding: expected [1, 4, 5], found [1, 20]", Refused(map with { Padding = map.Padding!.flatten(1) }));
        Assert.StartsWith("Images: expected one for each of 1, found 2", Refused(map with { Images = [1, 2] }));
        Assert.StartsWith("Alpha: expected a share from 0 to 1, found 1.5", Assert.Throws<ArgumentException>(() => sampler.Alpha = 1.5).Message);

        string Refused(FeatureMap wrong) => Assert.Throws<ArgumentException>(() => sampler.call(wrong)).Message;
    }
}
