using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>Linear layers with a ReLU between two: DETR's head for boxes. [..., input] to [..., output].</summary>
public sealed class MultilayerPerceptron : Module<Tensor, Tensor>, ICounted
{
    private readonly ModuleList<Linear> layers;

    /// <param name="input">Features of the input.</param>
    /// <param name="hidden">Features between two layers.</param>
    /// <param name="output">Features of the output.</param>
    /// <param name="depth">Linear layers.</param>
    public MultilayerPerceptron(int input, int hidden, int output, int depth) : base(nameof(MultilayerPerceptron))
    {
        Check.AtLeast(1, depth, nameof(depth));
        layers = ModuleList([.. Enumerable.Range(0, depth).Select(i => Linear(i == 0 ? input : hidden, i == depth - 1 ? output : hidden))]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        foreach (var (i, layer) in layers.Index())
            features = i == 0 ? layer.call(features) : layer.call(features.relu());
        return features.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        foreach (var (i, layer) in layers.Index())
        {
            if (i > 0) tally.Each(OpKind.Relu, features);
            features = tally.Through($"{nameof(layers)}.{i}", layer, features);
        }
        return features;
    }
}
