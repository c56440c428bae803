using Fovea.Layers;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Layers;

public class RoiPoolingTests
{
    private delegate Tensor Pooling(Tensor features, Tensor rois, (int, int) size, double scale);

    /// <summary>Each operator on features of as many channels as each of 2 x 3 bins has.</summary>
    private static readonly Dictionary<string, Pooling> Operators = new()
    {
        ["align"] = (features, rois, size, scale) => RoiPooling.Align(features, rois, size, scale),
        ["align, aligned"] = (features, rois, size, scale) => RoiPooling.Align(features, rois, size, scale, aligned: true),
        ["align, 2 x 2"] = (features, rois, size, scale) => RoiPooling.Align(features, rois, size, scale, samplingRatio: 2),
        ["max"] = (features, rois, size, scale) => RoiPooling.Max(features, rois, size, scale),
        ["position-sensitive align"] = (features, rois, size, scale) => RoiPooling.PositionSensitiveAlign(features, rois, size, scale),
        ["position-sensitive pool"] = (features, rois, size, scale) => RoiPooling.PositionSensitivePool(features, rois, size, scale),
    };

    private readonly Generator generator = new(3);

    public static TheoryData<string> Names => [.. Operators.Keys];

    [Fact]
    public void A_ramp_gives_its_value_at_each_bins_centre() => Prop.ForAll(
        (from corners in Gen.Choose(20, 180).Four()
         from bins in Gen.Choose(1, 5).Two()
         from ratio in Gen.Choose(-1, 3)
         from aligned in Gen.Elements(true, false)
         select (corners, bins, ratio, aligned)).ToArbitrary(), drawn =>
        {
            using var scope = NewDisposeScope();
            var ((x1, y1, x2, y2), (h, w), ratio, aligned) = drawn;
            (x1, x2, y1, y2) = (Math.Min(x1, x2), Math.Max(x1, x2) + 10, Math.Min(y1, y2), Math.Max(y1, y2) + 10);
            var found = RoiPooling.Align(Ramp(20, 20), Roi(0, x1, y1, x2, y2), (h, w), .1, ratio, aligned);
            var middle = aligned ? .5 : 0; // a ramp's mean over a bin is its value at the centre
            return Enumerable.Range(0, h * w).All(bin =>
            {
                var (y, x) = (.1 * (y1 + (bin / w + .5) * (y2 - y1) / h) - middle, .1 * (x1 + (bin % w + .5) * (x2 - x1) / w) - middle);
                return Math.Abs(found[0, 0, bin / w, bin % w].ToDouble() - (2 * y + 3 * x + 1)) < 1e-9;
            });
        }).Holds();

    [Fact]
    public void Bins_of_whole_positions_have_the_maximum_and_the_mean_that_a_slice_has()
    {
        using var scope = NewDisposeScope();
        var features = Drawn(2, 6, 9, 9);
        var rois = Roi(1, 16, 32, 63, 63); // 63 / 8 is 8, rounded: rows 4 to 8, columns 2 to 8, ends included
        var greatest = RoiPooling.Max(features, rois, (2, 3), 1 / 8.0);
        Assert.Equal(features[1, 5, 4..7, 6..9].max().ToDouble(), greatest[0, 5, 0, 2].ToDouble());
        Assert.Equal(features[1, 0, 4..9, 2..9].max().ToDouble(), RoiPooling.Max(features, rois, (1, 1), 1 / 8.0)[0, 0, 0, 0].ToDouble());
        // Rows 4 to 7, columns 2 to 7, ends not included: two bins of two rows, three of two columns.
        var mean = RoiPooling.PositionSensitivePool(features, Roi(1, 16, 32, 64, 62), (2, 3), 1 / 8.0);
        Assert.Equal(features[1, 4, 6..8, 4..6].mean().ToDouble(), mean[0, 0, 1, 1].ToDouble(), 1e-12);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_region_outside_of_the_map_is_zero_however_far_and_large(string name)
    {
        using var scope = NewDisposeScope();
        var features = Drawn(1, 6, 5, 7) + 1;
        foreach (var roi in new[] { Roi(0, -90, -90, -50, -50), Roi(0, 500, 10, 600, 30), Roi(0, 1e12, 1e12, 3e12, 2e12), Roi(0, -9e9, -9e9, -8e9, 8e9) })
            Assert.Equal(0, Operators[name](features, roi, (2, 3), 1 / 8.0).abs().max().ToDouble());
        var all = Operators[name](features, Roi(0, -4e6, -4e6, 4e6 + 80, 4e6 + 80), (2, 3), 1 / 8.0);
        Assert.True(all.isfinite().all().ToBoolean());
    }

    [Theory, MemberData(nameof(Names))]
    public void A_region_without_area_is_finite_and_no_region_gives_nothing(string name)
    {
        using var scope = NewDisposeScope();
        var features = Drawn(2, 6, 5, 7).with_requires_grad();
        var pooled = Operators[name](features, cat([Roi(0, 8, 8, 8, 8), Roi(1, 30, 30, 10, 10)]), (2, 3), 1 / 8.0);
        Assert.True(pooled.isfinite().all().ToBoolean());
        if (name is "align, aligned" or "position-sensitive align") Assert.Equal(0, pooled.abs().max().ToDouble());

        var none = Operators[name](features, zeros(0, 5), (2, 3), 1 / 8.0);
        Assert.Equal([0, name.StartsWith("position") ? 1 : 6, 2, 3], none.shape);
        none.sum().backward();
        Assert.Equal(0, features.grad!.abs().sum().ToDouble());
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_no_region_is_refused_by_its_number(string name)
    {
        using var scope = NewDisposeScope();
        var features = Drawn(2, 6, 5, 7);
        string Refusal(Tensor rois, Tensor? other = null) => Assert.Throws<ArgumentException>(() => Operators[name](other ?? features, rois, (2, 3), 1)).Message;
        var good = Roi(0, 1, 1, 4, 4);
        Assert.Equal("rois[1]: expected the index of one of 2 images and four finite corners, found 0, 1, NaN, 4, 4", Refusal(cat([good, Roi(0, 1, double.NaN, 4, 4)])));
        Assert.Contains("rois[0]", Refusal(cat([Roi(0, 1, 1, double.PositiveInfinity, 4), good])));
        foreach (var image in new[] { -1, 2, .5, double.NaN })
            Assert.Contains("rois[1]: expected the index of one of 2 images", Refusal(cat([good, Roi(image, 1, 1, 4, 4)])));
        Assert.Contains("rois: expected [R, 5]", Refusal(Drawn(3, 4)));
        Assert.Contains("features: expected [B, C, H, W]", Refusal(good, Drawn(6, 5, 7)));
        Assert.Contains("size: expected at least one bin", Assert.Throws<ArgumentException>(() => Operators[name](features, good, (0, 3), 1)).Message);
        Assert.Contains("scale: expected above 0", Assert.Throws<ArgumentException>(() => Operators[name](features, good, (2, 3), double.NaN)).Message);
        if (name.StartsWith("position"))
            Assert.Contains("a multiple of 2 x 3 channels, one set for each bin, found 7 channels", Refusal(good, Drawn(2, 7, 5, 7)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Features_get_the_derivative(string name)
    {
        using var scope = NewDisposeScope();
        var features = Drawn(2, 6, 4, 5).with_requires_grad();
        var rois = cat([Roi(1, 3, 1, 37, 25), Roi(0, -9, 6, 21, 40), Roi(1, 10, 10, 11, 30)]);
        var weights = Drawn(3, name.StartsWith("position") ? 1 : 6, 2, 3);
        Tensor Loss() => (Operators[name](features, rois, (2, 3), 1 / 8.0) * weights).sum();
        Loss().backward();
        Derivative.AssertEquals(features, Loss);
    }

    [Fact]
    public void Regions_come_back_in_their_order_however_their_images_alternate()
    {
        using var scope = NewDisposeScope();
        var features = Drawn(3, 6, 6, 6);
        var rois = cat([.. Enumerable.Range(0, 30).Select(i => Roi(i * 7 % 3, i % 5, i % 4, 20 + i, 40 - i / 2))]);
        foreach (var pooling in Operators.Values)
        {
            var together = pooling(features, rois, (2, 3), 1 / 8.0);
            for (var i = 0; i < 30; i++)
                Assert.Equal(0, (pooling(features, rois[i..(i + 1)], (2, 3), 1 / 8.0)[0] - together[i]).abs().max().ToDouble(), 1e-12);
        }
    }

    /// <summary>2 y + 3 x + 1, [1, 1, height, width].</summary>
    private static Tensor Ramp(int height, int width) =>
        (arange(height, float64).unsqueeze(1) * 2 + arange(width, float64) * 3 + 1).reshape(1, 1, height, width);

    private Tensor Drawn(params long[] shape) => rand(shape, float64, generator: generator);

    private static Tensor Roi(params double[] values) => tensor(values).unsqueeze(0);
}
