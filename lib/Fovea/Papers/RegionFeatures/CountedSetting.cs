using Fovea.Data;
using Fovea.Data.Coco;

namespace Fovea.Papers.RegionFeatures;

/// <summary>What Tables 1 and 3 count with beyond the module's own options, as far as the paper says it or it follows from their numbers.</summary>
/// <remarks>
/// The stated 300 RoIs meet no row of Table 3, for any size of the feature map. With 283.5 RoIs, which reads as the mean number of
/// proposals that are left of 300, and a map of 2250 positions (960 x 600 pixels at stride 16) all rows come out within .33%.
/// </remarks>
public static class CountedSetting
{
    /// <summary>N: RoIs an image, on average.</summary>
    public const decimal Rois = 283.5m;

    /// <summary>H and W, of which the product alone counts: (P1) and (P4).</summary>
    public static IReadOnlyList<long> Map { get; } = [45, 50];

    /// <summary>Positions outside of a RoI, on average over the proposals: Table 3, where all are used.</summary>
    public const int Outside = 1737;

    /// <summary>Positions inside, likewise. With <see cref="Outside"/> they are |Ω_b| of Table 1's naive column, and fewer than those of <see cref="Map"/>.</summary>
    public const int Inside = 282;

    /// <summary>Positions that default sampling reads, on average: Table 3's row of 196 and 14^2.</summary>
    public static (int Outside, int Inside) Sampled => (114, 86);

    /// <summary>Section 4: the shorter side 600 pixels, the longer at most 1000.</summary>
    public static ResizeRule Resize { get; } = new(600, 1000);

    private const int Stride = 16;

    /// <summary>
    /// |Ω^Out|_avg of Table 3 by eq. 11 over the sizes of COCO val2017's images: the mean of HW / stride², and of it the share that
    /// lies outside of the RoIs, as without sampling.
    /// </summary>
    /// <param name="most">|Ω^Out|_max.</param>
    public static decimal OutsideSampled(int most) => (decimal)ImageSizes.Val2017.Mean((width, height) =>
    {
        var resized = Resize.SizeOf(width, height);
        var positions = Along(resized.Width) * Along(resized.Height);
        var stride = new SamplingOptions { Outside = most }.StrideOutside(positions);
        return (double)positions / (stride * stride);
    }) * Outside / (Outside + Inside);

    private static int Along(int pixels) => (pixels + Stride - 1) / Stride;
}
