using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What a backbone gives that computes what it samples.</summary>
/// <param name="Features">After each stage, [B, C, H, W] with the channels last in memory.</param>
/// <param name="Densities">Of each bottleneck, in order.</param>
public readonly record struct SparseBackboneOutput(IReadOnlyList<Tensor> Features, IReadOnlyList<Density> Densities);

/// <summary>A <see cref="SampledBackbone"/> for inference: <see cref="SparseBottleneck"/> by <see cref="SparseBottleneck"/>.</summary>
/// <remarks>Takes the weights as they are when it is made.</remarks>
public sealed class SparseBackbone : IDisposable
{
    private readonly SampledBackbone model;
    private readonly IReadOnlyList<IReadOnlyList<SparseBottleneck>> stages;
    private readonly (SparseMemory Inner, SparseMemory Outer) memory = (new(), new());

    /// <param name="model">In evaluation mode; stays its owner's.</param>
    /// <exception cref="ArgumentException">The backbone is not sampled, or in training.</exception>
    public SparseBackbone(SampledBackbone model)
    {
        this.model = model;
        stages = [.. model.Stages.Select(stage => stage.Select(block => new SparseBottleneck(block, memory)).ToList())];
    }

    /// <param name="images">[B, 3, H, W].</param>
    /// <param name="profile">Is given the seconds of the bottlenecks' steps.</param>
    public SparseBackboneOutput Run(Tensor images, SparseProfile? profile = null)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var rows = FeatureRows.Of(model.Stem(images));
        List<Tensor> features = [];
        List<Density> densities = [];
        foreach (var stage in stages)
        {
            foreach (var block in stage)
            {
                (rows, var density) = block.Run(rows, profile);
                densities.Add(density);
            }
            features.Add(rows.ToMap().MoveToOuterDisposeScope());
        }
        return new(features, densities);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in stages.SelectMany(stage => stage)) block.Dispose();
        memory.Inner.Dispose();
        memory.Outer.Dispose();
    }
}
