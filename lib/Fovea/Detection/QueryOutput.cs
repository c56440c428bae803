using Fovea.Data;
using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>What a decoder layer says of each query.</summary>
/// <param name="Logits">[B, Q, K]: of the classes, the last of them no object where <see cref="ClassTerm.Softmax"/> reads them.</param>
/// <param name="Boxes">[B, Q, 4]: centre x, centre y, width and height as fractions of the image's.</param>
public readonly record struct QueryOutput(Tensor Logits, Tensor Boxes);

/// <summary>How logits become classes.</summary>
public enum ClassTerm
{
    /// <summary>One of K - 1 classes or no object, as DETR has it: matched by probability, learnt by cross-entropy.</summary>
    Softmax,

    /// <summary>K classes, each for itself, as Deformable DETR has it: matched and learnt by the focal loss.</summary>
    Focal,
}

/// <summary>What a detector is to find in an image.</summary>
/// <param name="Labels">Classes, 64-bit, [T].</param>
/// <param name="Boxes">As <see cref="QueryOutput.Boxes"/>, [T, 4].</param>
/// <param name="Masks">The objects' pixels, [T, H, W], boolean; where masks are learnt.</param>
public sealed record DetectionTarget(Tensor Labels, Tensor Boxes, Tensor? Masks = null)
{
    /// <summary>The objects of an image, each labelled with its category's id.</summary>
    /// <param name="image">As a loader gives it.</param>
    /// <param name="device">Where the tensors go.</param>
    public static DetectionTarget Of(AnnotatedImage image, Device? device = null)
    {
        using var scope = NewDisposeScope();
        return new(image.CategoryIds().to(device ?? CPU).MoveToOuterDisposeScope(), image.RelativeBoxes().to(device ?? CPU).MoveToOuterDisposeScope());
    }
}
