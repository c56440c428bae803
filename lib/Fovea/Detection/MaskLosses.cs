using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection;

/// <summary>DETR's losses of masks, for the panoptic head.</summary>
public static class MaskLosses
{
    /// <summary>The dice loss (Milletari et al. 2016): 1 - (2 sum(p t) + 1) / (sum(p) + sum(t) + 1) of each mask, summed and divided.</summary>
    /// <param name="logits">[N, pixels].</param>
    /// <param name="targets">0 or 1, [N, pixels].</param>
    /// <param name="objects">What the sum is divided by.</param>
    public static Tensor Dice(Tensor logits, Tensor targets, double objects)
    {
        using var scope = NewDisposeScope();
        var said = logits.sigmoid();
        var (shared, both) = ((said * targets).sum(dim: 1), said.sum(dim: 1) + targets.sum(dim: 1));
        return ((1 - (2 * shared + 1) / (both + 1)).sum() / objects).MoveToOuterDisposeScope();
    }

    /// <summary>The focal loss of each mask, a mean over its pixels, summed and divided.</summary>
    /// <inheritdoc cref="Dice"/>
    public static Tensor Focal(Tensor logits, Tensor targets, double objects)
    {
        using var scope = NewDisposeScope();
        return (FocalLoss.Of(logits, targets).mean([1]).sum() / objects).MoveToOuterDisposeScope();
    }

    /// <summary>Both losses of the matched masks, each brought to the size of the targets bilinearly.</summary>
    /// <param name="masks">Logits, [B, Q, h, w].</param>
    /// <param name="targets">With masks; images of several sizes are padded with zeros.</param>
    /// <param name="matches">One for each image.</param>
    /// <param name="objects">What the sums are divided by.</param>
    /// <exception cref="ArgumentException">A target has no masks.</exception>
    public static (Tensor Focal, Tensor Dice) Of(Tensor masks, IReadOnlyList<DetectionTarget> targets, IReadOnlyList<Match> matches, double objects)
    {
        using var scope = NewDisposeScope();
        var bare = targets.Index().FirstOrDefault(target => target.Item.Masks is null, (-1, null!)).Index;
        Check.That(bare < 0, $"targets[{bare}]", "masks", "none");
        var (height, width) = (targets.Max(target => target.Masks!.shape[1]), targets.Max(target => target.Masks!.shape[2]));
        var pairs = Pairs.Of(matches, masks.device);
        var wanted = cat([.. targets.Zip(matches, (target, match) => functional.pad(
            target.Masks![tensor(match.Objects, device: masks.device)].to(masks.dtype),
            [0, width - target.Masks.shape[2], 0, height - target.Masks.shape[1]]))]);                                      // [N, H, W]
        var found = functional.interpolate(masks[pairs.Images, pairs.Queries].unsqueeze(1), [height, width],
            mode: InterpolationMode.Bilinear, align_corners: false).flatten(1);                                            // [N, H W]
        wanted = wanted.flatten(1);
        return (Focal(found, wanted, objects).MoveToOuterDisposeScope(), Dice(found, wanted, objects).MoveToOuterDisposeScope());
    }
}
