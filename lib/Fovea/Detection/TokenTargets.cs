using Fovea.Data;
using Fovea.Data.Coco;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection;

/// <summary>What every token of every image of a data set is to say, and the loss by which a <see cref="TokenDetector"/> learns it.</summary>
public sealed class TokenTargets
{
    private const double Rounding = 1e-6; // pixels

    private readonly TokenOptions options;
    private readonly int classes, rows, columns;
    private readonly long[] labels;  // [images, rows, columns]
    private readonly float[] sides;  // [images, 4, rows, columns], in units

    /// <param name="dataset">Images of one size.</param>
    /// <param name="stride">Pixels a token, along each side; not whole where a model sees the images resized.</param>
    /// <param name="options">Which tokens are to find an object.</param>
    /// <exception cref="ArgumentException">The images differ in size, or it is no multiple of the stride.</exception>
    public TokenTargets(CocoDataset dataset, double stride, TokenOptions options)
    {
        var (width, height) = (dataset.Images[0].Width, dataset.Images[0].Height);
        if (dataset.Images.FirstOrDefault(image => (image.Width, image.Height) != (width, height)) is { } odd)
            throw new ArgumentException($"image {odd.Id} has {odd.Width} x {odd.Height} pixels; expected {width} x {height}, as image {dataset.Images[0].Id} has", nameof(dataset));
        (this.options, classes, rows, columns) = (options, dataset.Categories.Count, (int)Math.Round(height / stride), (int)Math.Round(width / stride));
        if (Math.Abs(columns * stride - width) > Rounding || Math.Abs(rows * stride - height) > Rounding)
            throw new ArgumentException(FormattableString.Invariant($"images of {width} x {height} pixels; expected multiples of the stride, {stride}"), nameof(dataset));
        labels = new long[dataset.Images.Count * rows * columns];
        sides = new float[labels.Length * 4];
        Array.Fill(labels, classes);
        for (var i = 0; i < dataset.Images.Count; i++)
            foreach (var annotation in dataset.AnnotationsOf(dataset.Images[i].Id).OrderByDescending(annotation => annotation.Box.Area))
                Assign(i, annotation.Box, dataset.IndexOfCategory(annotation.CategoryId), stride);
    }

    /// <summary>
    /// The classes' cross-entropy, the background weighted down, plus the mean absolute error of the sides, in units, over the
    /// tokens that are to find an object; and the share of those whose likeliest class, or background, is right.
    /// </summary>
    /// <param name="output">[B, K + 1 + 4, rows, columns].</param>
    /// <param name="batch">Its indices say which images these are.</param>
    public (Tensor Loss, Tensor Accuracy) Objective(Tensor output, Batch batch)
    {
        using var scope = NewDisposeScope();
        var (label, side) = Of(batch.Indices, output.device);                                       // [B, rows, columns], [B, 4, rows, columns]
        var scores = output.narrow(1, 0, classes + 1);
        var found = label.ne(classes);
        float[] weights = [.. Enumerable.Repeat(1f, classes), (float)options.BackgroundWeight];
        var error = (output.narrow(1, classes + 1, 4) - side).abs() * found.unsqueeze(1);
        var count = found.sum().clamp(min: 1);
        var loss = functional.cross_entropy(scores, label, tensor(weights, device: output.device)) + error.sum() / (4 * count);
        var accuracy = (scores.argmax(1).eq(label) & found).sum() / count;
        return (loss.MoveToOuterDisposeScope(), accuracy.MoveToOuterDisposeScope());
    }

    /// <summary>The targets of some images.</summary>
    /// <returns>Classes, K for the background, [B, rows, columns]; distances to left, top, right, bottom in units, 0 for the background, [B, 4, rows, columns].</returns>
    internal (Tensor Labels, Tensor Sides) Of(int[] indices, Device device)
    {
        var area = rows * columns;
        var label = indices.SelectMany(i => labels.AsSpan(i * area, area).ToArray()).ToArray();
        var side = indices.SelectMany(i => sides.AsSpan(i * 4 * area, 4 * area).ToArray()).ToArray();
        return (tensor(label, [indices.Length, rows, columns], device: device), tensor(side, [indices.Length, 4, rows, columns], device: device));
    }

    // Of two objects that a token is to find, the later, smaller one wins.
    private void Assign(int image, Box box, int category, double stride)
    {
        var (x, y) = (box.X + box.Width / 2, box.Y + box.Height / 2);
        var (across, down) = (Math.Max(options.CentreShare * box.Width, options.CentreLeast), Math.Max(options.CentreShare * box.Height, options.CentreLeast));
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                var (centreX, centreY) = ((column + .5) * stride, (row + .5) * stride);
                if (Math.Abs(centreX - x) > across || Math.Abs(centreY - y) > down)
                    continue;
                labels[(image * rows + row) * columns + column] = category;
                double[] distances = [centreX - box.X, centreY - box.Y, box.Right - centreX, box.Bottom - centreY];
                for (var side = 0; side < 4; side++)
                    sides[((image * 4 + side) * rows + row) * columns + column] = (float)(distances[side] / options.SideUnit);
            }
    }
}
