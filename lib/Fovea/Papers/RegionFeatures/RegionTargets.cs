using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.RegionFeatures;

/// <summary>The loss by which a <see cref="RegionDetector"/> learns (Girshick 2015, Fast R-CNN).</summary>
/// <param name="dataset">The images that it is trained on.</param>
public sealed class RegionTargets(CocoDataset dataset)
{
    private const double Foreground = .5; // IoU with an object

    /// <summary>
    /// Cross-entropy of every region's class, the object's that it overlaps most if by half or more, else the background, plus the
    /// smooth L1 error of the regression of those that have an object, as a mean over all regions; and the share
    /// of these whose class is right.
    /// </summary>
    /// <param name="output">[B, P, 4 + classes + 1 + 4].</param>
    /// <param name="batch">Its indices say which images these are.</param>
    public (Tensor Loss, Tensor Accuracy) Objective(Tensor output, Batch batch)
    {
        using var scope = NewDisposeScope();
        var classes = dataset.Categories.Count;
        var (label, delta) = Of(output.narrow(-1, 0, 4).detach(), batch.Indices);                           // [B P], [B P, 4]
        var said = output.flatten(0, 1);
        var (scores, regression) = (said.narrow(1, 4, classes + 1), said.narrow(1, classes + 5, 4));
        var found = label.ne(classes);
        var error = functional.smooth_l1_loss(regression, delta, Reduction.None).sum(dim: 1) * found;
        var loss = functional.cross_entropy(scores, label) + error.mean();
        var accuracy = (scores.argmax(1).eq(label) & found).sum() / found.sum().clamp(min: 1);
        return (loss.MoveToOuterDisposeScope(), accuracy.MoveToOuterDisposeScope());
    }

    /// <summary>Classes, the number of classes for the background, and deltas, zero for the background.</summary>
    /// <param name="boxes">[B, P, 4].</param>
    /// <param name="indices">B images.</param>
    internal (Tensor Labels, Tensor Deltas) Of(Tensor boxes, int[] indices)
    {
        var (perImage, corners) = ((int)boxes.shape[1], boxes.cpu().contiguous().data<float>().ToArray());
        var (labels, deltas) = (new long[corners.Length / 4], new float[corners.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            var region = RegionDecoder.BoxAt(corners, i);
            var best = dataset.AnnotationsOf(dataset.Images[indices[i / perImage]].Id).MaxBy(annotation => region.IoU(annotation.Box));
            var found = best is not null && region.IoU(best.Box) >= Foreground;
            labels[i] = found ? dataset.IndexOfCategory(best!.CategoryId) : dataset.Categories.Count;
            if (found) BoxDeltas.Of(region, best!.Box).CopyTo(deltas, 4 * i);
        }
        return (tensor(labels, device: boxes.device), tensor(deltas, [labels.Length, 4], device: boxes.device));
    }
}
