using Fovea.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PsVit;

/// <summary>Where a PS-ViT looks, over a set of images: how far its points move, and how much that depends on the image.</summary>
/// <param name="Mean">The mean place of each point at each iteration, (y, x) in pixels of the feature map, [N, n * n, 2].</param>
/// <param name="Metrics">
/// In pixels of the feature map, <c>moved</c>: how far the last place of a point is from its first, on average; <c>spread</c>: the standard
/// deviation of the last place over the images, the root of its mean over points and axes. As shares of all last places,
/// <c>outside</c>: off the map, where the lookup returns zero. On cluttered images <c>on_image_first</c> and <c>on_image_last</c>:
/// points, at the first and at the last iteration, within the image that lies on the canvas.
/// </param>
public sealed record PointStatistics(Tensor Mean, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>Follows the points of a model through every image of a loader.</summary>
    /// <param name="model">Evaluated as it is; with more than one iteration.</param>
    /// <param name="images">In the order of their source.</param>
    /// <param name="canvases">The loader's source where it is cluttered, else null.</param>
    /// <param name="device">Where the model is.</param>
    public static PointStatistics Of(PsVitModel model, Loader images, ClutteredImages? canvases, Device device)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var side = model.Options.MapSide;
        var sums = zeros(model.Options.Iterations, model.Options.Points * model.Options.Points, 2, dtype: ScalarType.Float64, device: device);
        var (squares, count) = (zeros(sums.shape[1], 2, dtype: ScalarType.Float64, device: device), 0L);
        var (moved, outside, first, last) = (0.0, 0.0, 0.0, 0.0);
        foreach (var batch in images.Epoch())
        {
            using var made = batch;
            using var inner = NewDisposeScope();
            var points = model.Look(batch.Images.to(device)).Points.to(ScalarType.Float64);     // [N, B, P, 2]
            sums.add_(points.sum(1));
            squares.add_(points[-1].pow(2).sum(dim: 0));
            count += batch.Indices.Length;
            moved += (points[-1] - points[0]).pow(2).sum(-1).sqrt().mean([1]).sum().ToDouble();
            outside += Share(points[-1].lt(0).logical_or(points[-1].gt(side - 1)).any(-1));
            if (canvases is null)
                continue;
            var corners = tensor(batch.Indices.SelectMany(i => canvases.PlaceOf(i) is var (left, top) ? new double[] { top, left } : []).ToArray(),
                [batch.Indices.Length, 1, 2], device: device);
            // A cell of the map is centred on a pixel of the image: every stride of the stem is padded by half its kernel.
            first += Share(Within(points[0] * model.Options.ImageSize / side, corners));
            last += Share(Within(points[-1] * model.Options.ImageSize / side, corners));
        }
        var mean = sums / count;
        var variance = squares / count - mean[-1].pow(2);
        var metrics = new Dictionary<string, double>
        {
            ["moved"] = moved / count,
            ["spread"] = Math.Sqrt(Math.Max(variance.mean().ToDouble(), 0)),
            ["outside"] = outside / count,
        };
        if (canvases is not null)
            (metrics["on_image_first"], metrics["on_image_last"]) = (first / count, last / count);
        return new(mean.to(ScalarType.Float32).MoveToOuterDisposeScope(), metrics);
    }

    // The images' shares together, [B, P] to a number.
    private static double Share(Tensor flags) => flags.to(ScalarType.Float64).mean([1]).sum().ToDouble();

    private static Tensor Within(Tensor points, Tensor corners) =>
        points.ge(corners).logical_and(points.le(corners + 32)).all(-1);                        // [B, P]
}
