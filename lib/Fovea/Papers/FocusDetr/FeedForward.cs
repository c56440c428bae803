using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>Two linear layers with a ReLU between them, around which the tokens are carried. [B, L, C] to the same.</summary>
public sealed class FeedForward : Module<Tensor, Tensor>, ICounted
{
    private readonly Sequential layers;

    /// <param name="width">C.</param>
    /// <param name="hidden">F.</param>
    public FeedForward(int width, int hidden) : base(nameof(FeedForward))
    {
        layers = Sequential(Sequential(Linear(width, hidden), ReLU()), Linear(hidden, width));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return (tokens + layers.call(tokens)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] tokens)
    {
        tally.Through(nameof(layers), layers, tokens);
        tally.Each(OpKind.Add, tokens);
        return tokens;
    }
}
