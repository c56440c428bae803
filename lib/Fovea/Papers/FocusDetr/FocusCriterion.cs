using Fovea.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>What teaches the token selector (Table 4's "supervision").</summary>
public enum SelectorTeacher
{
    /// <summary>The objects' boxes: Focus-DETR's.</summary>
    Boxes,

    /// <summary>What the decoder looks at: Sparse DETR's.</summary>
    DecoderAttention,

    /// <summary>Nothing: Table 4's first row.</summary>
    None,
}

/// <summary>Eq. 6: the losses of the decoder's layers, of the denoising queries, of the token selector, and of the encoder's proposals.</summary>
/// <param name="Teacher">What teaches the token selector.</param>
public sealed record FocusCriterion(SelectorTeacher Teacher = SelectorTeacher.Boxes)
{
    /// <summary>Which tokens are foreground, where boxes teach.</summary>
    public ForegroundLabels Labels { get; init; } = new();

    /// <summary>Weights of the losses and of the matching: DINO's, the class by the focal loss.</summary>
    public SetCriterionOptions Set { get; init; } = new() { Matching = new() { Term = ClassTerm.Focal, Class = 2 } };

    /// <summary>The weighted sum.</summary>
    /// <param name="output">Of B images.</param>
    /// <param name="targets">B of them; boxes are fractions of the image.</param>
    /// <param name="sizes">Of the images, without padding, in pixels.</param>
    /// <param name="denoising">The queries that come first in the output; none where null.</param>
    public Tensor Loss(FocusDetrOutput output, IReadOnlyList<DetectionTarget> targets, IReadOnlyList<(int Height, int Width)> sizes, DenoisingQueries? denoising = null)
    {
        using var scope = NewDisposeScope();
        var criterion = new SetCriterion(Set);
        var (noisy, own) = output.Split(denoising);
        var loss = criterion.Loss(own.Proposals is { } proposals ? [.. own.Layers, proposals] : own.Layers, targets);
        if (own.Scores is not null) loss = loss + SelectorPart(own, targets, sizes);
        if (denoising is not null)
        {
            var (matches, objects) = (denoising.Matches(targets), SetCriterion.ObjectsOf(targets) * denoising.Groups);
            foreach (var layer in noisy) loss = loss + criterion.Weighted(criterion.Losses(layer, targets, matches, objects));
        }
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The weighted loss of the token selector.</summary>
    private Tensor SelectorPart(FocusDetrOutput output, IReadOnlyList<DetectionTarget> targets, IReadOnlyList<(int Height, int Width)> sizes) => Teacher switch
    {
        SelectorTeacher.Boxes => SelectorLoss.Weight * SelectorLoss.ByBoxes(output.Scores!, Labels.Of(output.Pyramid, Corners(targets, sizes))),
        SelectorTeacher.DecoderAttention =>
            SelectorLoss.ByAttention(output.Scores!, DecoderAttention.Map(output.Lookups, output.Pyramid), output.Selection!.Limits, output.Padding),
        _ => zeros([], output.Scores!.dtype, output.Scores.device),
    };

    private static Tensor[] Corners(IReadOnlyList<DetectionTarget> targets, IReadOnlyList<(int Height, int Width)> sizes) =>
    [
        .. targets.Zip(sizes, (target, size) =>
            BoxTensors.ToCorners(target.Boxes) * tensor([(float)size.Width, size.Height, size.Width, size.Height], device: target.Boxes.device)),
    ];
}
