using Fovea.Counting;
using Fovea.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection;

/// <summary>
/// The plainest detector there is on a backbone: a 1x1 convolution asks every token by itself which class is here, if any, and
/// how far away the four sides of its box are (as FCOS does; Tian et al. 2019). What stands beside a token it knows from the
/// backbone alone, so it is the baseline of every detector that mixes tokens.
/// </summary>
/// <remarks>[B, 3, H, W] to [B, K + 1 + 4, H / 8, W / 8]: scores of the K classes, of the background, then left, top, right, bottom.</remarks>
public sealed class TokenDetector : Module<Tensor, Tensor>, ICounted
{
    private readonly SmallBackbone backbone;
    private readonly Conv2d head;
    private readonly bool frozen;

    /// <param name="classes">K.</param>
    /// <param name="backbone">Becomes this module's.</param>
    /// <param name="frozen">Whether the backbone stays as it is: no gradient, and batch norms in evaluation mode.</param>
    public TokenDetector(int classes, SmallBackbone backbone, bool frozen = false) : base(nameof(TokenDetector))
    {
        (this.backbone, this.frozen, Classes) = (backbone, frozen, classes);
        head = Conv2d(SmallBackbone.Channels, classes + 1 + 4, 1);
        RegisterComponents();
        foreach (var parameter in backbone.parameters())
            parameter.requires_grad = !frozen;
        train(); // a frozen backbone is not in training mode
    }

    /// <summary>K, without the background.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return head.call(backbone.call(images)).MoveToOuterDisposeScope();
    }

    /// <summary>What the head says of the backbone's features.</summary>
    /// <param name="features">[B, 64, H / 8, W / 8].</param>
    /// <returns>As <see cref="forward"/>.</returns>
    public Tensor Say(Tensor features) => head.call(features);

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        if (frozen)
            backbone.eval();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images) =>
        tally.Through(nameof(head), head, tally.Through(nameof(backbone), backbone, images));
}
