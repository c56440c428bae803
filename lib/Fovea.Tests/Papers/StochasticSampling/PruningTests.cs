using Fovea.Counting;
using Fovea.Papers.StochasticSampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>Global magnitude pruning, and what Table 4 counts of it.</summary>
public class PruningTests
{
    private static readonly BackboneOptions Small = new() { Stages = [new(1, 1), new(1, 2, 1, Deformation.Offsets)], Sampling = new() };

    [Fact]
    public void Prunable_are_all_convolutions_but_those_of_offsets_and_masks()
    {
        using var model = Blueprint.Of(() => new SampledBackbone(BackboneOptions.R101));
        Assert.Equal(42_394_816, Pruning.Prunable(model));
        Assert.Equal(42_394_816 + 4_852_764, Pruning.Parameters(model, 0));
        using var sampled = Blueprint.Of(() => new SampledBackbone(BackboneOptions.R101 with { Sampling = new() }));
        Assert.Equal(42_394_816, Pruning.Prunable(sampled));
        Assert.Equal(42_394_816 + 4_852_764 + 549_570, Pruning.Parameters(sampled, 0));
    }

    [Fact]
    public void The_smallest_weights_of_all_convolutions_together_become_zero()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var model = new SampledBackbone(Small);
        using (no_grad())
            foreach (var parameter in model.parameters()) parameter.normal_();
        var before = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());

        Pruning.Prune(model, .3);

        bool Prunable(string key) => key.EndsWith(".weight") && before[key].ndim == 4 && !key.Contains("offset") && !key.Contains("mask");
        var all = cat(before.Keys.Where(Prunable).Select(key => before[key].abs().flatten()).ToList(), 0);
        var cut = (int)Math.Round(.3 * all.numel());
        Assert.Equal(Pruning.Prunable(model), all.numel());
        var (ordered, _) = all.sort();
        var limit = ordered[cut].ToSingle();
        foreach (var (key, entry) in model.state_dict())
        {
            var expected = Prunable(key) ? before[key] * (before[key].abs() >= limit) : before[key];
            Assert.True(expected.Equals(entry), key);
        }
    }

    // Facts of R-101 at 1000 pixels: offsets cost 32.892 G and are not pruned, the rest 256.583 G.
    [Fact]
    public void What_is_pruned_costs_nothing()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var model = new SampledBackbone(Small with { Sampling = null });
        var whole = Operations.Of(model, 1, 3, 64, 64);
        Assert.Equal(whole.Cost(Conventions.StochasticSampling), Pruning.Cost(model, whole));
        foreach (var conv in model.modules().OfType<Conv2d>())
            using (no_grad()) conv.weight.slice(0, 0, conv.weight.shape[0], 2).zero_();
        var offsets = whole.Where(op => op.Kind == OpKind.ConvMac && op.Where.EndsWith("conv2_offset")).Sum(op => op.Amount);
        Assert.Equal(offsets + ((whole.Amount(OpKind.ConvMac) - offsets) / 2), Pruning.Cost(model, whole));
    }

    [Fact]
    public void Of_r_101_everything_but_the_offsets_gets_cheaper()
    {
        using var model = Blueprint.Of(() => new SampledBackbone(BackboneOptions.R101));
        var offsets = Operations.Of(model, SamplingCost.CocoImage(1000)).Where(op => op.Kind == OpKind.ConvMac && op.Where.EndsWith("conv2_offset")).Sum(op => op.Amount);
        Assert.Equal(32.892, Math.Round(offsets / 1e9, 3));
    }

    [Fact]
    public void A_ratio_above_one_is_refused()
    {
        using var model = new SampledBackbone(Small);
        Assert.Contains("from 0 to 1", Assert.Throws<ArgumentException>(() => Pruning.Prune(model, 1.5)).Message);
    }
}
