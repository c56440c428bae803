using Fovea.Detection;
using Fovea.Layers;
using Fovea.Papers.FocusDetr;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>What the models do, whatever their weights.</summary>
public class FocusModelTests
{
    public static TheoryData<string, FocusDetrOptions> All => new()
    {
        { "Focus-DETR", SmallFocus.Options },
        { "bottom-up", SmallFocus.Options with { Selector = SmallFocus.Options.Selector! with { Modulation = ScoreModulation.BottomUp } } },
        { "without modulation and dual attention", SmallFocus.Options with { Selector = SmallFocus.Options.Selector! with { Modulation = ScoreModulation.None }, FineTokens = 0 } },
        { "Sparse DETR's selector", SmallFocus.Sparse },
        { "tokens by chance", SmallFocus.Random },
        { "tokens by chance, one stage", SmallFocus.OneStage with { Selector = SmallFocus.Random.Selector } },
        { "all tokens", SmallFocus.Dense },
        { "two stages", SmallFocus.TwoStage },
        { "one stage", SmallFocus.OneStage },
        { "no encoder", SmallFocus.TwoStage with { EncoderLayers = 0, Selector = null } },
        { "one stage with refinement", SmallFocus.OneStage with { RefinesBoxes = true } },
    };

    [Theory, MemberData(nameof(All))]
    public void Every_layer_says_classes_and_boxes_of_every_query(string name, FocusDetrOptions options)
    {
        using var scope = NewDisposeScope();
        using var model = Built(options);
        var output = model.call(randn(2, 3, 64, 80));
        Assert.Equal((name, options.DecoderLayers), (name, output.Layers.Count));
        Assert.All(output.Layers, layer =>
        {
            Assert.Equal([2, options.Queries, options.Classes], layer.Logits.shape);
            Assert.Equal([2, options.Queries, 4], layer.Boxes.shape);
            Assert.True((layer.Boxes >= 0).logical_and(layer.Boxes <= 1).all().ToBoolean());
        });
        Assert.Equal(options.TwoStage, output.Proposals is not null);
        Assert.Equal(options.Selector is null, output.Selection is null);
    }

    [Theory, MemberData(nameof(All))]
    public void Every_parameter_that_a_loss_can_reach_learns(string name, FocusDetrOptions options)
    {
        using var scope = NewDisposeScope();
        using var model = Built(options);
        model.train();
        var targets = Targets();
        var denoising = model.Denoise(targets);
        Assert.Equal(options.Denoising is null, denoising is null);
        var output = model.Detect(randn(2, 3, 64, 80), Padding(), denoising);
        var criterion = new FocusCriterion(options.Selector is null or { Random: true } ? SelectorTeacher.None : SelectorTeacher.Boxes) { Labels = new() { Strides = [8, 16, 32], Ranges = [new(-1, 20), new(20, 40), new(40, 999)] } };
        criterion.Loss(output, targets, [(64, 80), (48, 40)], denoising).backward();
        var untouched = model.named_parameters().Where(entry => entry.parameter.grad is not { } grad || grad.isfinite().all().ToBoolean() is false).Select(entry => entry.name);
        // Positions are the encoder's alone.
        Assert.Equal((name, options.EncoderLayers == 0 ? "transformer.level_embeds" : ""), (name, string.Join(' ', untouched)));
    }

    [Fact]
    public void The_encoder_changes_the_tokens_that_were_chosen_and_no_others()
    {
        using var scope = NewDisposeScope();
        using var model = Built(SmallFocus.Options);
        var transformer = (FocusTransformer)model.named_modules().Single(part => part.name == "transformer").module;
        var (maps, masks) = model.Look(randn(2, 3, 64, 80), Padding());
        var encoded = transformer.Encode(maps, masks);
        var changed = (encoded.Memory.Values - Pyramid.Join(maps)).abs().amax(-1) > 0;   // [B, N]
        for (var image = 0; image < 2; image++)
        {
            var chosen = encoded.Selection!.Kept.SelectMany(kept => kept[image].data<long>().ToArray().Take(encoded.Selection.Limits[image]));
            Assert.Equal(chosen.Distinct().Order(), changed[image].nonzero().flatten().data<long>().ToArray());
        }
    }

    [Fact]
    public void An_encoder_that_begins_as_zero_passes_on_what_its_norms_make_of_the_tokens()
    {
        using var scope = NewDisposeScope();
        Tensor Encoded(FocusDetrOptions options, out Tensor features)
        {
            using var model = Built(options);
            var transformer = (FocusTransformer)model.named_modules().Single(part => part.name == "transformer").module;
            var (maps, masks) = model.Look(randn(1, 3, 64, 80), null);
            features = Pyramid.Join(maps);
            return transformer.Encode(maps, masks).Memory.Values;
        }
        foreach (var options in new[] { SmallFocus.Dense, SmallFocus.Options })
        {
            var encoded = Encoded(options with { EncoderBeginsAsZero = true }, out var features);
            // Normalised again a normalised token is the same, and one that was not selected is as it was.
            var (normed, tokens) = (nn.functional.layer_norm(features, [16]), encoded.shape[1]);
            var passed = (encoded - normed).abs().amax(-1) < 1e-3;
            var left = (encoded - features).abs().amax(-1) == 0;
            Assert.Equal(tokens, passed.logical_or(left).sum().ToInt64());
            Assert.True(passed.any().ToBoolean());
            Assert.False((Encoded(options, out features) - nn.functional.layer_norm(features, [16])).abs().amax(-1).max().ToDouble() < 1e-3);
        }
    }

    [Fact]
    public void Chance_picks_other_tokens_each_time_and_has_no_score()
    {
        using var scope = NewDisposeScope();
        using var model = Built(SmallFocus.Random);
        var images = randn(2, 3, 64, 80);
        var (first, second) = (model.call(images), model.call(images));
        Assert.Null(first.Scores);
        Assert.False(first.Selection!.Kept[0].Equals(second.Selection!.Kept[0]));
        Assert.Equal(first.Selection.Kept[0].shape, second.Selection.Kept[0].shape);
        Assert.DoesNotContain(model.named_parameters(), entry => entry.name.Contains("enc_mask_predictor", StringComparison.Ordinal));
        var target = new DetectionTarget(tensor([2L]), tensor([.5f, .5f, .4f, .4f]).view(1, 4));
        Assert.True(double.IsFinite(new FocusCriterion().Loss(first, [target, target], [(64, 80), (64, 80)]).ToDouble()));
    }

    [Fact]
    public void Proposals_begin_as_large_as_the_options_say()
    {
        using var scope = NewDisposeScope();
        var (boxes, _) = TokenPlaces.Proposals(new Pyramid((4, 4), (2, 2)), zeros([1, 20], ScalarType.Bool), .125);
        var sides = boxes.sigmoid()[0][.., 2..];
        Assert.True(sides[..16].allclose(sides[..16].full_like(.125)));
        Assert.True(sides[16..].allclose(sides[16..].full_like(.25)));
    }

    [Fact]
    public void Tokens_of_padding_are_chosen_last()
    {
        using var scope = NewDisposeScope();
        using var model = Built(SmallFocus.Options);
        var output = model.Detect(randn(2, 3, 64, 80), Padding());
        var (padding, selection) = (output.Padding[1].data<bool>().ToArray(), output.Selection!);
        var valid = padding.Count(padded => !padded);
        Assert.Equal(SmallFocus.Options.Selector!.Kept(valid)[0], selection.Limits[1]);
        Assert.All(selection.Kept, kept => Assert.All(kept[1].data<long>().ToArray().Take(Math.Min(valid, selection.Limits[1])), token => Assert.False(padding[token])));
    }

    [Fact]
    public void Kept_tokens_follow_the_cascade_of_the_authors_code()
    {
        Assert.Equal([9271, 7416, 5562, 5562, 3708, 1854], new SelectorOptions(SelectorOptions.Cascades[.3]).Kept(18_541));
        Assert.Equal([1855, 1855, 1855, 1855, 1855, 1855], SelectorOptions.Sparse(.1).Kept(18_541));
    }

    [Fact]
    public void Denoising_queries_see_neither_other_groups_nor_are_they_seen_by_the_decoders_own()
    {
        using var scope = NewDisposeScope();
        using var model = Built(SmallFocus.Options);
        var denoising = model.Denoise(Targets())!;
        Assert.Equal((3, 4), (denoising.Groups, denoising.Places)); // 6 pairs, 2 objects at most
        Assert.Equal([2, 12, 16], denoising.Contents.shape);
        var group = Enumerable.Range(0, 24).Select(query => query < 12 ? query / 4 : -1).ToArray();
        for (var seer = 0; seer < 24; seer++)
            for (var seen = 0; seen < 24; seen++)
                Assert.Equal(group[seen] >= 0 && group[seen] != group[seer], denoising.Mask[seer, seen].ToBoolean());
        Assert.Equal([0, 1, 4, 5, 8, 9], denoising.Matches(Targets())[0].Queries);
        Assert.Equal([0, 4, 8], denoising.Matches(Targets())[1].Queries);
    }

    [Fact]
    public void Where_denoising_queries_look_teaches_no_selector()
    {
        using var scope = NewDisposeScope();
        using var model = Built(SmallFocus.Sparse);
        var targets = Targets();
        var denoising = model.Denoise(targets)!;
        var output = model.Detect(randn(2, 3, 64, 80), Padding(), denoising);
        var taught = Loss();
        foreach (var lookups in output.Lookups) lookups.Weights.narrow(1, 0, denoising.Contents.shape[1]).mul_(50);
        Assert.Equal(taught, Loss());
        foreach (var lookups in output.Lookups) lookups.Weights[.., 13].mul_(50); // one of the decoder's own
        Assert.NotEqual(taught, Loss());

        double Loss()
        {
            using var _ = no_grad();
            return new FocusCriterion(SelectorTeacher.DecoderAttention).Loss(output, targets, [(64, 80), (48, 40)], denoising).ToDouble();
        }
    }

    [Fact]
    public void Noise_leaves_a_wanted_box_near_and_takes_a_refused_one_further()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var options = new DenoisingOptions { Pairs = 200, LabelNoise = 0 };
        var target = new DetectionTarget(tensor([1L]), tensor([.5f, .5f, .2f, .4f]).view(1, 4));
        var noisy = DenoisingQueries.Of([target], options, nn.Embedding(5, 16), 1)!.Boxes[0].sigmoid();     // [2 x 200, 4], wanted and refused in turn
        var moved = ((BoxTensors.ToCorners(noisy) - BoxTensors.ToCorners(target.Boxes)).abs() / tensor([.1f, .2f, .1f, .2f])).view(200, 2, 4); // in half sides
        var turned = (noisy[.., 2..] < .0011).any(-1).view(200, 2, 1);                                      // corners past each other leave no box
        Assert.False(turned[.., 0].any().ToBoolean());
        Assert.InRange(moved[.., 0].max().ToDouble(), .9, 1.001);
        Assert.InRange(moved[.., 1].masked_fill(turned[.., 1], 1.5).min().ToDouble(), .999, 1.1);
        Assert.InRange(moved[.., 1].masked_fill(turned[.., 1], 1.5).max().ToDouble(), 1.9, 2.001);
    }

    [Fact]
    public void Options_that_do_not_go_together_are_refused_by_name()
    {
        Assert.Contains("Selector.KeepRatios", Assert.Throws<ArgumentException>(() => SmallFocus.Build(SmallFocus.Options with { Selector = new([.5]) })).Message);
        Assert.Contains("FineTokens", Assert.Throws<ArgumentException>(() => SmallFocus.Build(SmallFocus.Dense with { FineTokens = 3 })).Message);
        Assert.Contains("FineTokens", Assert.Throws<ArgumentException>(() => SmallFocus.Build(SmallFocus.Random with { FineTokens = 3 })).Message);
        Assert.Contains("ProposalSide", Assert.Throws<ArgumentException>(() => SmallFocus.Build(SmallFocus.Dense with { ProposalSide = 0 })).Message);
        Assert.Contains("keepRatio", Assert.Throws<ArgumentException>(() => FocusDetrOptions.Focus(.35)).Message);
    }

    private static FocusDetrModel Built(FocusDetrOptions options)
    {
        manual_seed(1);
        var model = SmallFocus.Build(options);
        model.eval();
        return model;
    }

    private static DetectionTarget[] Targets() =>
    [
        new(tensor([1L, 3L]), tensor([.3f, .4f, .2f, .3f, .6f, .5f, .5f, .6f]).view(2, 4)),
        new(tensor([2L]), tensor([.5f, .5f, .4f, .4f]).view(1, 4)),
    ];

    // The second image is 48 x 40 in 64 x 80.
    private static Tensor Padding()
    {
        var padding = zeros([2, 64, 80], ScalarType.Bool);
        padding[1, 48.., ..] = tensor(true);
        padding[1, .., 40..] = tensor(true);
        return padding;
    }
}
