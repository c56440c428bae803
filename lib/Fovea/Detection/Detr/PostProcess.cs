using Fovea.Data.Coco;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Detection.Detr;

/// <summary>What was found in an image.</summary>
/// <param name="Scores">How sure each is, [N].</param>
/// <param name="Labels">Classes, 64-bit, [N].</param>
/// <param name="Boxes">Corners in pixels of the image, [N, 4]; they may reach outside.</param>
public readonly record struct DetectedObjects(Tensor Scores, Tensor Labels, Tensor Boxes)
{
    /// <summary>As COCO's evaluation takes them.</summary>
    /// <param name="imageId">The image.</param>
    /// <param name="category">The id of the category that a class is; null for a class that is none, which is left out.</param>
    public IEnumerable<CocoDetection> Detections(long imageId, Func<long, int?> category)
    {
        var (scores, labels) = (Scores.to(ScalarType.Float64).cpu().data<double>().ToArray(), Labels.cpu().data<long>().ToArray());
        var boxes = Boxes.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        for (var i = 0; i < labels.Length; i++)
            if (category(labels[i]) is { } id)
                yield return new(imageId, id, Box.FromCorners(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]), scores[i]);
    }

    /// <summary>Boxes cut at the image's border, without those of which nothing is left: as Detectron2 reads a detector.</summary>
    /// <param name="size">Height and width of the image, in pixels.</param>
    public DetectedObjects Within((int Height, int Width) size)
    {
        using var scope = NewDisposeScope();
        float height = size.Height, width = size.Width;
        var boxes = minimum(Boxes.clamp_min(0), tensor(new[] { width, height, width, height }, device: Boxes.device));
        var left = (boxes[.., 2..] > boxes[.., ..2]).all(-1).nonzero().flatten();
        return new(Scores.index_select(0, left).MoveToOuterDisposeScope(), Labels.index_select(0, left).MoveToOuterDisposeScope(),
            boxes.index_select(0, left).MoveToOuterDisposeScope());
    }
}

/// <summary>Reads objects from what the last decoder layer says.</summary>
public static class PostProcess
{
    /// <summary>The objects of each image.</summary>
    /// <remarks>
    /// By a softmax each query is the likeliest of its classes but no object, as in DETR: all queries, in their order. By a focal term the
    /// likeliest of all queries' classes, surest first, as in Deformable DETR.
    /// </remarks>
    /// <param name="output">Of B images.</param>
    /// <param name="sizes">Height and width of each image as it was read, in pixels.</param>
    /// <param name="term">How logits become classes.</param>
    /// <param name="most">Objects an image at most, of the focal term: 100 in Deformable DETR, 300 in DINO.</param>
    public static IReadOnlyList<DetectedObjects> Objects(QueryOutput output, IReadOnlyList<(int Height, int Width)> sizes, ClassTerm term = ClassTerm.Softmax, int most = 100)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var corners = BoxTensors.ToCorners(output.Boxes);                                                   // [B, Q, 4]
        var found = new DetectedObjects[sizes.Count];
        for (var image = 0; image < found.Length; image++)
        {
            float width = sizes[image].Width, height = sizes[image].Height;
            var scale = tensor(new[] { width, height, width, height }, device: corners.device);
            var (scores, labels, boxes) = term == ClassTerm.Softmax
                ? Likeliest(output.Logits[image], corners[image]) : Surest(output.Logits[image], corners[image], most);
            found[image] = new(scores.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope(), (boxes * scale).MoveToOuterDisposeScope());
        }
        return found;
    }

    private static (Tensor Scores, Tensor Labels, Tensor Boxes) Likeliest(Tensor logits, Tensor corners)
    {
        var (scores, labels) = logits.softmax(-1).narrow(-1, 0, logits.shape[1] - 1).max(-1);               // [Q]
        return (scores, labels, corners);
    }

    private static (Tensor Scores, Tensor Labels, Tensor Boxes) Surest(Tensor logits, Tensor corners, int most)
    {
        var classes = logits.shape[1];
        var (scores, places) = logits.sigmoid().flatten().topk((int)Math.Min(most, logits.numel()));
        return (scores, places.remainder(classes), corners.index_select(0, places.div(classes, RoundingMode.floor)));
    }
}
