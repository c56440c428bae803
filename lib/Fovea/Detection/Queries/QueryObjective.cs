using Fovea.Data;
using Fovea.Data.Coco;
using static TorchSharp.torch;

namespace Fovea.Detection.Queries;

/// <summary>The loss by which a detector with queries learns a data set's objects.</summary>
/// <param name="dataset">Its images are those that the batches' indices mean.</param>
/// <param name="options">Weights; the class term is <see cref="ClassTerm.Focal"/>.</param>
public sealed class QueryObjective(CocoDataset dataset, SetCriterionOptions options)
{
    private readonly SetCriterion criterion = new(options);

    /// <summary>
    /// Focal loss of the classes and L1 and GIoU loss of the boxes by 2, 5 and 2, of the matching and of the loss, as Deformable DETR has
    /// them (Zhu et al. 2021).
    /// </summary>
    public static SetCriterionOptions Weights { get; } = new()
    {
        Matching = new() { Term = ClassTerm.Focal, Class = 2 },
        Class = 2,
    };

    /// <summary>The sum of the losses of all layers, and the share of the last one's matched queries whose likeliest class is right.</summary>
    /// <param name="output">[layers, B, Q, K + 4].</param>
    /// <param name="batch">Its indices say which images these are.</param>
    public (Tensor Loss, Tensor Accuracy) Objective(Tensor output, Batch batch)
    {
        using var scope = NewDisposeScope();
        var targets = batch.Indices.Select(index => Target(index, output.device)).ToArray();
        var layers = output.unbind(0).Select(Read).ToArray();
        var objects = SetCriterion.ObjectsOf(targets);
        var matches = layers.Select(layer => criterion.Matcher.Match(layer, targets)).ToArray();
        var loss = layers.Zip(matches, (layer, match) => criterion.Weighted(criterion.Losses(layer, targets, match, objects))).Aggregate((sum, one) => sum + one);
        var accuracy = tensor(1 - SetCriterion.ClassError(layers[^1], targets, matches[^1]) / 100);
        return (loss.MoveToOuterDisposeScope(), accuracy.MoveToOuterDisposeScope());
    }

    /// <summary>Logits and boxes of what a layer says.</summary>
    /// <param name="output">[B, Q, K + 4].</param>
    internal static QueryOutput Read(Tensor output)
    {
        var classes = output.shape[2] - 4;
        return new(output.narrow(2, 0, classes), output.narrow(2, classes, 4));
    }

    private DetectionTarget Target(int index, Device device)
    {
        var image = dataset.Images[index];
        var objects = dataset.AnnotationsOf(image.Id);
        var labels = objects.Select(one => (long)dataset.IndexOfCategory(one.CategoryId)).ToArray();
        var boxes = objects.SelectMany(one => (float[])
        [
            (float)((one.Box.X + one.Box.Width / 2) / image.Width), (float)((one.Box.Y + one.Box.Height / 2) / image.Height),
            (float)(one.Box.Width / image.Width), (float)(one.Box.Height / image.Height),
        ]).ToArray();
        return new(tensor(labels, device: device), tensor(boxes, [objects.Count, 4], device: device));
    }
}
