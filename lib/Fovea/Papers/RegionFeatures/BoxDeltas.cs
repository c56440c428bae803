using Fovea.Detection;

namespace Fovea.Papers.RegionFeatures;

/// <summary>A box as seen from a region (Girshick et al. 2014): moves of the centre in sides of the region, logarithms of how the sides grow.</summary>
/// <remarks>Divided by .1, .1, .2 and .2, so that they are about as large as scores are (Girshick 2015).</remarks>
public static class BoxDeltas
{
    private const double OfCentre = .1, OfSides = .2;
    private const double Most = 4; // a side grows by less than e^4, whatever is said

    /// <summary>What is to be said of a region, for a box to come of it.</summary>
    public static float[] Of(Box region, Box box) =>
    [
        (float)((box.X + box.Width / 2 - region.X - region.Width / 2) / region.Width / OfCentre),
        (float)((box.Y + box.Height / 2 - region.Y - region.Height / 2) / region.Height / OfCentre),
        (float)(Math.Log(box.Width / region.Width) / OfSides),
        (float)(Math.Log(box.Height / region.Height) / OfSides),
    ];

    /// <summary>The box that comes of what is said of a region, cut to the image.</summary>
    public static Box Apply(Box region, ReadOnlySpan<float> said, double width, double height)
    {
        var (x, y) = (region.X + region.Width * (.5 + said[0] * OfCentre), region.Y + region.Height * (.5 + said[1] * OfCentre));
        var (across, down) = (region.Width * Grown(said[2]) / 2, region.Height * Grown(said[3]) / 2);
        return Box.FromCorners(
            Math.Clamp(x - across, 0, width), Math.Clamp(y - down, 0, height), Math.Clamp(x + across, 0, width), Math.Clamp(y + down, 0, height));
    }

    private static double Grown(float said) => Math.Exp(Math.Min(said * OfSides, Most));
}
