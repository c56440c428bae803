using Fovea.Counting;
using Fovea.Layers;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What inference costs, as the paper counts it, at densities that every mask shares.</summary>
/// <remarks>
/// A bottleneck costs its masks and what it carries, whatever is sampled; its convolutions in proportion to the densities; and the
/// interpolation in proportion to d(1 - d), which makes the cost lie a little above a straight line.
/// </remarks>
public static class SamplingCost
{
    /// <summary>Cost at a density of both masks of all bottlenecks, by <see cref="Conventions.StochasticSampling"/>.</summary>
    /// <param name="options">The backbone; with masks or not.</param>
    /// <param name="images">The images' shape.</param>
    /// <param name="density">1 for all positions.</param>
    public static double At(BackboneOptions options, long[] images, double density)
    {
        using var model = Blueprint.Of(() => new SampledBackbone(options));
        var densities = Enumerable.Repeat(new Density(density, density), options.Stages.Sum(stage => stage.Blocks)).ToList();
        return model.Operations(images, densities).Cost(Conventions.StochasticSampling);
    }

    /// <summary>The density of both masks of all bottlenecks at which the cost is this.</summary>
    /// <remarks>The masks of a trained model differ; this says how much they sample all in all.</remarks>
    /// <param name="options">The backbone, with masks.</param>
    /// <param name="images">The images' shape.</param>
    /// <param name="cost">In multiply-accumulates.</param>
    /// <exception cref="ArgumentException">No density costs so little or so much.</exception>
    public static double DensityFor(BackboneOptions options, long[] images, double cost)
    {
        // a + b d + c d (1 - d) through three points.
        var (none, half, all) = (At(options, images, 0), At(options, images, .5), At(options, images, 1));
        Check.That(cost >= none && cost <= all, nameof(cost), $"from {none:g4} to {all:g4}", cost);
        var (linear, bent) = (all - none, 4 * (half - ((none + all) / 2)));
        var slope = linear + bent;
        return bent == 0 ? (cost - none) / linear : (slope - Math.Sqrt((slope * slope) - (4 * bent * (cost - none)))) / (2 * bent);
    }

    /// <summary>The shape of a COCO image whose shorter side is resized to so many pixels, the ratio 3 : 5 and each side cut to a multiple of 32.</summary>
    public static long[] CocoImage(int shorter) => [1, 3, shorter / 32 * 32, 5 * shorter / 3 / 32 * 32];

    /// <summary>The shape of an image of Cityscapes resized to so many pixels' height, the ratio 1 : 2.</summary>
    public static long[] CityscapesImage(int height) => [1, 3, height, 2 * height];
}
