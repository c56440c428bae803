using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>The mean share of positions that each mask samples.</summary>
public sealed class DensityMeter
{
    private readonly List<Density> sums = [];
    private double images;

    /// <summary>Of each bottleneck, in order; empty where nothing was sampled.</summary>
    public IReadOnlyList<Density> Mean => [.. sums.Select(sum => new Density(sum.First / images, sum.Second / images))];

    /// <summary>Forgets all images.</summary>
    public void Reset()
    {
        sums.Clear();
        images = 0;
    }

    /// <summary>Takes in the masks of a batch.</summary>
    internal void Add(IReadOnlyList<SampledMasks> masks)
    {
        if (masks.Count == 0) return;
        using var scope = NewDisposeScope();
        var batch = masks[0].First.shape[0];
        images += batch;
        foreach (var (i, (first, second, _)) in masks.Index())
        {
            if (i == sums.Count) sums.Add(default);
            sums[i] = new(sums[i].First + batch * Share(first), sums[i].Second + batch * Share(second));
        }
    }

    private static double Share(Tensor mask) => (mask > 0).to(float32).mean().ToDouble();
}
