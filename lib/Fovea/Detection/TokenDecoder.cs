using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Display;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Detection;

/// <summary>Reads detections from what a <see cref="TokenDetector"/>, or a model with outputs like its own, says.</summary>
/// <param name="dataset">Gives the detections' image and category ids and the images' size.</param>
/// <param name="options">Which tokens' words count.</param>
public sealed class TokenDecoder(CocoDataset dataset, TokenOptions options)
{
    /// <summary>The detections in all images of a source, the model in evaluation mode, where it stays.</summary>
    /// <param name="model">Images to [B, K + 1 + 4, rows, columns].</param>
    /// <param name="images">The data set's, in its order.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public IReadOnlyList<CocoDetection> Detect(nn.Module<Tensor, Tensor> model, Loader images, Device? device = null, CancellationToken cancellation = default)
    {
        using var _ = no_grad();
        model.eval();
        var progress = new Progress("detect", images.Steps);
        var detections = new List<CocoDetection>();
        foreach (var batch in images.Epoch())
        {
            cancellation.ThrowIfCancellationRequested();
            using var made = batch;
            using var scope = NewDisposeScope();
            detections.AddRange(Decode(model.call(batch.Images.to(device ?? CPU)).cpu(), batch.Indices));
            progress.Report(batch.Step + 1);
        }
        return detections;
    }

    /// <summary>
    /// One detection for each token whose likeliest class is likely enough: its box, cut to the image, with that probability
    /// as the score; less those that a surer one overlaps too much.
    /// </summary>
    /// <param name="output">[B, K + 1 + 4, rows, columns].</param>
    /// <param name="indices">Which images of the data set these are.</param>
    internal IEnumerable<CocoDetection> Decode(Tensor output, int[] indices)
    {
        var classes = dataset.Categories.Count;
        var (rows, columns) = ((int)output.shape[2], (int)output.shape[3]);
        var area = rows * columns;
        var (score, label) = output.narrow(1, 0, classes + 1).softmax(1).narrow(1, 0, classes).max(1);     // [B, rows, columns]
        var (scores, labels) = (score.contiguous().data<float>().ToArray(), label.contiguous().data<long>().ToArray());
        var sides = output.narrow(1, classes + 1, 4).contiguous().data<float>().ToArray();                 // [B, 4, rows, columns]
        for (var i = 0; i < indices.Length; i++)
        {
            var image = dataset.Images[indices[i]];
            var found = new List<CocoDetection>();
            for (var token = 0; token < area; token++)
                if (scores[i * area + token] >= options.LeastScore)
                    found.Add(new(image.Id, dataset.Categories[(int)labels[i * area + token]].Id, Box(i, token, image), scores[i * area + token]));
            foreach (var kept in Suppress(found))
                yield return kept;
        }

        Box Box(int i, int token, CocoImage image)
        {
            var (x, y) = ((token % columns + .5) * image.Width / columns, (token / columns + .5) * image.Height / rows);
            double Side(int side) => Math.Max(0, sides[(i * 4 + side) * area + token]) * options.SideUnit;
            return Detection.Box.FromCorners(Math.Max(0, x - Side(0)), Math.Max(0, y - Side(1)), Math.Min(image.Width, x + Side(2)), Math.Min(image.Height, y + Side(3)));
        }
    }

    private IEnumerable<CocoDetection> Suppress(List<CocoDetection> found)
    {
        if (found.Count == 0)
            return [];
        double[] corners = [.. found.SelectMany(one => (double[])[one.Box.X, one.Box.Y, one.Box.Right, one.Box.Bottom])];
        double[] scores = [.. found.Select(one => one.Score)];
        return NonMaximumSuppression.Keep(tensor(corners, [found.Count, 4]), tensor(scores), options.Overlap).data<long>().ToArray().Select(i => found[(int)i]);
    }
}
