using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.RegionFeatures;

/// <summary>Reads detections from what a <see cref="RegionDetector"/> says.</summary>
/// <param name="dataset">Gives the detections' image and category ids and the images' size.</param>
public sealed class RegionDecoder(CocoDataset dataset)
{
    private const double LeastScore = .01;
    private const double Overlap = .5; // Section 4

    /// <summary>The detections in all images of a source, the model in evaluation mode, where it stays.</summary>
    /// <param name="model">Is given the features.</param>
    /// <param name="images">The data set's features, in its order.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    public IReadOnlyList<CocoDetection> Detect(RegionDetector model, IBatches images, Device? device = null)
    {
        using var _ = no_grad();
        model.eval();
        var progress = new Progress("detect", images.Steps);
        var detections = new List<CocoDetection>();
        foreach (var batch in images.Epoch())
        {
            using var made = batch;
            using var scope = NewDisposeScope();
            detections.AddRange(Decode(model.call(batch.Images.to(device ?? CPU)).cpu(), batch.Indices));
            progress.Report(batch.Step + 1);
        }
        return detections;
    }

    /// <summary>
    /// A detection for each region and class that is likely enough: the regressed box, with the probability as the score; less those
    /// that a surer one of the same class overlaps by more than half.
    /// </summary>
    /// <param name="output">[B, P, 4 + classes + 1 + 4].</param>
    /// <param name="indices">Which images of the data set these are.</param>
    internal IEnumerable<CocoDetection> Decode(Tensor output, int[] indices)
    {
        var (perImage, classes) = ((int)output.shape[1], dataset.Categories.Count);
        float[] Part(Tensor part) => part.contiguous().data<float>().ToArray();
        var (corners, said) = (Part(output.narrow(-1, 0, 4)), Part(output.narrow(-1, classes + 5, 4)));
        var scores = Part(output.narrow(-1, 4, classes + 1).softmax(-1));
        for (var i = 0; i < indices.Length; i++)
        {
            var image = dataset.Images[indices[i]];
            var found = new List<CocoDetection>();
            for (var region = i * perImage; region < (i + 1) * perImage; region++)
            {
                var box = BoxDeltas.Apply(BoxAt(corners, region), said.AsSpan(4 * region, 4), image.Width, image.Height);
                for (var label = 0; label < classes; label++)
                    if (scores[region * (classes + 1) + label] is >= (float)LeastScore and var score)
                        found.Add(new(image.Id, dataset.Categories[label].Id, box, score));
            }
            foreach (var kept in Suppress(found)) yield return kept;
        }
    }

    internal static Box BoxAt(float[] corners, int i) =>
        Box.FromCorners(corners[4 * i], corners[4 * i + 1], corners[4 * i + 2], corners[4 * i + 3]);

    private static IEnumerable<CocoDetection> Suppress(List<CocoDetection> found)
    {
        if (found.Count == 0) return [];
        using var scope = NewDisposeScope();
        double[] corners = [.. found.SelectMany(one => (double[])[one.Box.X, one.Box.Y, one.Box.Right, one.Box.Bottom])];
        var kept = NonMaximumSuppression.KeepByClass(tensor(corners, [found.Count, 4]), tensor(found.ConvertAll(one => one.Score).ToArray()),
            tensor(found.ConvertAll(one => (long)one.CategoryId).ToArray()), Overlap);
        return [.. kept.data<long>().ToArray().Select(i => found[(int)i])];
    }
}
