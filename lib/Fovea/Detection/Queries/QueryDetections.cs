using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Data.Scenes;
using Fovea.Display;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Queries;

/// <summary>What a <see cref="QueryDetector"/> finds.</summary>
public static class QueryDetections
{
    private const int Likeliest = 100, EvaluatedAtOnce = 50;

    /// <summary>COCO's figures of a detector on a split, with areas scaled to its images.</summary>
    /// <param name="model">Takes features of the frozen backbone; left in evaluation mode.</param>
    /// <param name="split">What to detect in.</param>
    /// <param name="count">How many of its scenes, the first; all where null.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="depth">Which features the model takes.</param>
    public static CocoFigures Evaluate(Module<Tensor, Tensor> model, SceneSplit split, int? count = null, Device? device = null, Action<Progress>? show = null,
        FeatureDepth depth = FeatureDepth.Deep)
    {
        var truth = split.Annotations.First(count ?? split.Count);
        var detections = Detect(model, truth, new FeatureBatches(split, EvaluatedAtOnce, count: count, depth: depth), device, show);
        return CocoEvaluator.Evaluate(truth, detections, SceneSplit.Evaluation).Figures;
    }

    /// <summary>The hundred likeliest pairs of a query and a class in each image, as Deformable DETR reads them: no suppression is needed.</summary>
    /// <param name="model">In evaluation mode afterwards.</param>
    /// <param name="dataset">Its images are those that the batches' indices mean.</param>
    /// <param name="batches">What the model takes.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    public static IReadOnlyList<CocoDetection> Detect(
        Module<Tensor, Tensor> model, CocoDataset dataset, IBatches batches, Device? device = null, Action<Progress>? show = null)
    {
        using var _ = no_grad();
        model.eval();
        var progress = new Progress("detect", batches.Steps);
        show?.Invoke(progress);
        var detections = new List<CocoDetection>();
        foreach (var batch in batches.Epoch())
        {
            using var made = batch;
            using var scope = NewDisposeScope();
            detections.AddRange(Decode(model.call(batch.Images.to(device ?? CPU)).cpu(), dataset, batch.Indices));
            progress.Report(batch.Step + 1);
        }
        return detections;
    }

    private static IEnumerable<CocoDetection> Decode(Tensor output, CocoDataset dataset, int[] indices)
    {
        var last = QueryObjective.Read(output[-1]);
        var (classes, pairs) = ((int)last.Logits.shape[2], (int)(last.Logits.shape[1] * last.Logits.shape[2]));
        var count = Math.Min(Likeliest, pairs);
        var (score, pair) = last.Logits.sigmoid().flatten(1).topk(count, 1);                // [B, Q K] -> [B, 100]
        var (scores, places) = (score.contiguous().data<float>().ToArray(), pair.contiguous().data<long>().ToArray());
        var boxes = last.Boxes.contiguous().data<float>().ToArray();
        for (var i = 0; i < indices.Length; i++)
        {
            var image = dataset.Images[indices[i]];
            for (var k = i * count; k < (i + 1) * count; k++)
            {
                var (query, label) = ((int)places[k] / classes, (int)places[k] % classes);
                var box = boxes.AsSpan((i * pairs / classes + query) * 4, 4);
                yield return new(image.Id, dataset.Categories[label].Id, InPixels(box, image), scores[k]);
            }
        }
    }

    private static Box InPixels(ReadOnlySpan<float> box, CocoImage image)
    {
        var (x, y, halfWidth, halfHeight) = (box[0] * image.Width, box[1] * image.Height, box[2] * image.Width / 2, box[3] * image.Height / 2);
        return Box.FromCorners(Math.Max(0, x - halfWidth), Math.Max(0, y - halfHeight), Math.Min(image.Width, x + halfWidth), Math.Min(image.Height, y + halfHeight));
    }
}
