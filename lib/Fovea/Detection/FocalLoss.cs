using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection;

/// <summary>The focal loss (Lin et al. 2017): cross-entropy of each class for itself, what is right already weighted down.</summary>
public static class FocalLoss
{
    /// <summary>alpha: the weight of what is there, 1 - alpha that of what is not.</summary>
    public const double Alpha = .25;

    /// <summary>gamma: the exponent of what is missing to certainty.</summary>
    public const double Gamma = 2;

    private const double Least = 1e-8;

    /// <summary>Element by element: alpha_t (1 - p_t)^gamma (-log p_t).</summary>
    /// <param name="logits">Of any shape.</param>
    /// <param name="targets">0 or 1, of that shape and type.</param>
    public static Tensor Of(Tensor logits, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var probability = logits.sigmoid();
        var entropy = functional.binary_cross_entropy_with_logits(logits, targets, reduction: Reduction.None);
        var missing = probability + targets - 2 * probability * targets;                    // 1 - p_t
        var weight = (1 - Alpha) + (2 * Alpha - 1) * targets;                               // alpha_t
        return (weight * missing.pow(Gamma) * entropy).MoveToOuterDisposeScope();
    }

    /// <summary>What saying a class costs more than not saying it, element by element: Deformable DETR's cost of a match.</summary>
    /// <param name="logits">Of any shape.</param>
    public static Tensor Difference(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var probability = logits.sigmoid();
        var there = Alpha * (1 - probability).pow(Gamma) * -(probability + Least).log();
        var absent = (1 - Alpha) * probability.pow(Gamma) * -(1 - probability + Least).log();
        return (there - absent).MoveToOuterDisposeScope();
    }
}
