using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// Pruning of single weights by magnitude, over all convolutions of a backbone together (section 4 of the appendix), but for those
/// that predict offsets and masks: <c>torch.nn.utils.prune.global_unstructured</c> by the L1 norm.
/// </summary>
public static class Pruning
{
    private static readonly string[] Excluded = ["conv2_offset", "conv1_mask", "conv2_mask"];

    /// <summary>Weights that can be pruned.</summary>
    public static long Prunable(Module model) => Convolutions(model).Where(conv => conv.Prunable).Sum(conv => conv.Conv.weight.numel());

    /// <summary>The parameters that Table 4 counts: of convolutions, with their biases, without normalisation.</summary>
    /// <param name="model">A backbone.</param>
    /// <param name="ratio">The share of prunable weights that are pruned.</param>
    public static decimal Parameters(Module model, decimal ratio) =>
        Convolutions(model).Sum(conv => conv.Conv.weight.numel() + (conv.Conv.bias?.numel() ?? 0)) - (ratio * Prunable(model));

    /// <summary>Sets the smallest of all prunable weights to zero.</summary>
    /// <param name="model">A backbone.</param>
    /// <param name="ratio">The share of them, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The ratio is another.</exception>
    public static void Prune(Module model, double ratio)
    {
        Check.That(ratio is >= 0 and <= 1, nameof(ratio), "from 0 to 1", ratio);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var weights = Convolutions(model).Where(conv => conv.Prunable).Select(conv => conv.Conv.weight).ToList();
        var sizes = weights.Select(weight => weight.abs().flatten()).ToList();
        var magnitudes = cat(sizes, 0);
        var (_, smallest) = magnitudes.topk((int)Math.Round(ratio * magnitudes.numel()), largest: false, sorted: false);
        var kept = magnitudes.ones_like().index_fill_(0, smallest, 0);
        var start = 0L;
        foreach (var weight in weights)
        {
            weight.mul_(kept.narrow(0, start, weight.numel()).view(weight.shape));
            start += weight.numel();
        }
    }

    /// <summary>What operations cost where a multiplication by zero costs nothing, by <see cref="Conventions.StochasticSampling"/>.</summary>
    /// <param name="model">The backbone, pruned.</param>
    /// <param name="operations">Its operations, such as <see cref="SampledBackbone.Operations"/>.</param>
    public static double Cost(Module model, Operations operations)
    {
        using var _ = no_grad();
        var left = Convolutions(model).Where(conv => conv.Prunable).ToDictionary(conv => conv.Name, conv =>
        {
            using var scope = NewDisposeScope();
            return (conv.Conv.weight != 0).@double().mean().ToDouble();
        });
        return operations.Sum(op => Conventions.StochasticSampling.Cost(op) * left.GetValueOrDefault(op.Where, 1));
    }

    private static IEnumerable<(string Name, Conv2d Conv, bool Prunable)> Convolutions(Module model)
    {
        foreach (var (name, module) in model.named_modules())
            if (module is Conv2d conv) yield return (name, conv, !Excluded.Contains(name.Split('.')[^1]));
    }
}
