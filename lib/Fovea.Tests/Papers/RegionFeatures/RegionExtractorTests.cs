using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Layers;
using Fovea.Papers.RegionFeatures;
using Fovea.Tests.Layers;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>Every kind of region feature is eq. 2 with weights of its own.</summary>
public class RegionExtractorTests
{
    private const double Scale = DrawnRegions.Scale;

    private readonly DrawnRegions drawn = new();

    public static TheoryData<string> Names => [.. DrawnRegions.Extractors.Keys];

    public static TheoryData<string> OracleFiles => OracleFile.Named("micro_roi*.json");

    [Theory, MemberData(nameof(Names))]
    public void The_features_are_the_weighted_sum_of_the_map(string name)
    {
        using var scope = NewDisposeScope();
        using var extractor = Made(name);
        var (features, rois) = (drawn.Features(), drawn.Anywhere(40));
        var found = extractor.call(features, rois, Scale);
        Assert.Equal([44, 6, name == "position-sensitive" ? 1 : 6], found.shape);
        AssertClose(extractor.Naive(features, rois, Scale), found, 1e-10);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_weights_of_a_region_on_the_map_are_none_below_zero_and_sum_to_one(string name)
    {
        using var scope = NewDisposeScope();
        using var extractor = Made(name);
        var weights = extractor.Weights(drawn.Features(), drawn.Within(40), Scale);
        Assert.Equal([DrawnRegions.Height, DrawnRegions.Width], weights.shape[^2..]);
        Assert.True(weights.min().ToDouble() >= 0);
        if (name == "deformable") return; // its points may be moved off the map
        AssertClose(ones(1, float64), weights.sum([-2, -1]), 1e-10);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_features_get_the_derivative(string name)
    {
        using var scope = NewDisposeScope();
        using var extractor = Made(name);
        var features = drawn.Features().with_requires_grad();
        var rois = cat([drawn.Within(3), drawn.Anywhere(1)]);
        var factors = drawn.Features(1).flatten()[..(8 * 6)].view(8, 6, 1);
        Tensor Loss() => (extractor.call(features, rois, Scale) * factors).sum();
        Loss().backward();
        Assert.All(extractor.parameters(), parameter => Assert.True(parameter.grad!.abs().sum().ToDouble() > 0));
        Derivative.AssertEquals(features, Loss);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_region_off_the_map_or_without_area_is_finite_and_none_gives_none(string name)
    {
        using var scope = NewDisposeScope();
        using var extractor = Made(name);
        var features = drawn.Features().with_requires_grad();
        var odd = tensor([0.0, 30, 30, 30, 30, 0, 900, 900, 950, 990, 1, -70, -90, -60, -50, 1, 1e12, 1e12, 3e12, 2e12, 1, 50, 60, 20, 10]).view(5, 5);
        var found = extractor.call(features, odd, Scale);
        Assert.True(found.isfinite().all().ToBoolean());
        if (!name.Contains("image") && name is "learned, 1x" or "aligned" or "regular, max" or "deformable, at first")
            Assert.Equal(0, found[1..4].abs().max().ToDouble());
        found.sum().backward();
        Assert.True(features.grad!.isfinite().all().ToBoolean());

        var none = extractor.call(features, zeros([0, 5], float64), Scale);
        Assert.Equal([0, 6, name == "position-sensitive" ? 1 : 6], none.shape);
        Assert.Equal(none.shape, extractor.Naive(features, zeros([0, 5], float64), Scale).shape);
        none.sum().backward();
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_no_region_is_refused_by_its_number(string name)
    {
        using var scope = NewDisposeScope();
        using var extractor = Made(name);
        var features = drawn.Features();
        var rois = tensor([0.0, 1, 1, 40, 40, 0, 1, double.NaN, 40, 40]).view(2, 5);
        foreach (var ask in (Func<Tensor>[])[() => extractor.call(features, rois, Scale), () => extractor.Weights(features, rois, Scale), () => extractor.Naive(features, rois, Scale)])
            Assert.Equal("rois[1]: expected the index of one of 2 images and four finite corners, found 0, 1, NaN, 40, 40", Assert.Throws<ArgumentException>(ask).Message);
        Assert.Contains("of one of 2 images", Assert.Throws<ArgumentException>(() => extractor.call(features, tensor([2.0, 1, 1, 9, 9]).view(1, 5), Scale)).Message);
        Assert.Contains("rois: expected [R, 5]", Assert.Throws<ArgumentException>(() => extractor.call(features, zeros(3, 4), Scale)).Message);
    }

    /// <summary>Eq. 3 written out: R_bk is the positions of bin k, the region's corners being rounded.</summary>
    [Fact]
    public void The_weights_of_regular_pooling_are_one_over_the_bins_positions()
    {
        using var scope = NewDisposeScope();
        using var extractor = new RegularPooling((2, 3), average: true);
        // 15 / 8 and 17 / 8 are 2, 31 / 8 is 4, 63 / 8 is 8, rounded: rows 2 to 4, columns 2 to 8, ends included.
        var weights = extractor.Weights(drawn.Features(), tensor([0.0, 15, 17, 63, 31]).view(1, 5), Scale)[0];
        (int From, int To)[] rows = [(2, 4), (3, 5)], columns = [(2, 5), (4, 7), (6, 9)];
        for (var k = 0; k < 6; k++)
            for (var y = 0; y < DrawnRegions.Height; y++)
                for (var x = 0; x < DrawnRegions.Width; x++)
                {
                    var (row, column) = (rows[k / 3], columns[k % 3]);
                    var inside = y >= row.From && y < row.To && x >= column.From && x < column.To;
                    Assert.Equal(inside ? 1.0 / ((row.To - row.From) * (column.To - column.From)) : 0, weights[k, y, x].ToDouble(), 1e-12);
                }
    }

    /// <summary>Eq. 4 written out; the centre of bin k of the region, in positions whose centres are whole numbers.</summary>
    [Fact]
    public void The_weights_of_aligned_pooling_are_products_of_two_hats_at_the_bins_centre()
    {
        using var scope = NewDisposeScope();
        using var extractor = new AlignedPooling((2, 3), samples: 1);
        static double G(double a, double b) => Math.Max(0, 1 - Math.Abs(a - b));
        var rois = drawn.Within(10);
        var weights = extractor.Weights(drawn.Features(), rois, Scale);
        for (var r = 0; r < 10; r++)
        {
            var (x1, y1, x2, y2) = (rois[r, 1].ToDouble(), rois[r, 2].ToDouble(), rois[r, 3].ToDouble(), rois[r, 4].ToDouble());
            for (var k = 0; k < 6; k++)
            {
                var (v, u) = ((y1 + (k / 3 + .5) * (y2 - y1) / 2) * Scale - .5, (x1 + (k % 3 + .5) * (x2 - x1) / 3) * Scale - .5);
                (v, u) = (Math.Max(v, 0), Math.Max(u, 0));
                for (var y = 0; y < DrawnRegions.Height; y++)
                    for (var x = 0; x < DrawnRegions.Width; x++)
                        Assert.Equal(G(x, u) * G(y, v), weights[r, k, y, x].ToDouble(), 1e-10);
            }
        }
    }

    [Fact]
    public void Deformable_pooling_without_offsets_is_aligned_pooling_and_torchvisions_definition()
    {
        using var scope = NewDisposeScope();
        using var deformable = DrawnRegions.Extractors["deformable, at first"]();
        using var aligned = new AlignedPooling((2, 3));
        var (features, rois) = (drawn.Features(), drawn.Anywhere(60));
        var found = deformable.call(features, rois, Scale);
        AssertClose(aligned.call(features, rois, Scale), found, 1e-10);
        AssertClose(RoiPooling.Align(features, rois, (2, 3), Scale, 2, aligned: true).flatten(2).transpose(1, 2), found, 1e-10);
        using var moved = Made("deformable");
        Assert.True((moved.call(features, rois, Scale) - found).abs().max().ToDouble() > .1);
    }

    /// <summary>torchvision's own numbers, of every case whose options an extractor has.</summary>
    [Theory, MemberData(nameof(OracleFiles))]
    public void Extractors_give_torchvisions_numbers(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        Tensor Values(string part) => file.Tensor(part).Values().to(float32);
        var (input, rois, positionSensitive) = (Values("input"), Values("rois"), Values("ps_input"));
        var compared = 0;
        foreach (var (label, expected) in file.Tensors("cases"))
        {
            var options = Regex.Match(label, @"^(?<kind>\w+) .*scale=1/(?<scale>\d+) out=(?<height>\d+)x(?<width>\d+)( sampling=(?<ratio>-?\d+))?( aligned=(?<aligned>\w+))?").Groups;
            if (!options["kind"].Success) continue;
            int Number(string group) => int.Parse(options[group].Value, CultureInfo.InvariantCulture);
            var size = (Number("height"), Number("width"));
            var (features, extractors) = (options["kind"].Value, options["aligned"].Value) switch
            {
                ("roi_align", "True") when Number("ratio") > 0 =>
                    (input, [new AlignedPooling(size, samples: Number("ratio")), new DeformablePooling(size, (int)input.shape[1], Number("ratio"))]),
                ("roi_pool", _) => (input, (RegionExtractor[])[new RegularPooling(size)]),
                ("ps_roi_align", _) => (positionSensitive, [new PositionSensitivePooling(size, samples: Number("ratio"))]),
                _ => (input, []),
            };
            foreach (var extractor in extractors)
            {
                expected.AssertEquals(extractor.call(features, rois, 1.0 / Number("scale")).transpose(1, 2).unflatten(2, size.Item1, size.Item2));
                expected.AssertEquals(extractor.Naive(features, rois, 1.0 / Number("scale")).transpose(1, 2).unflatten(2, size.Item1, size.Item2));
                compared++;
            }
        }
        Assert.True(compared >= 4, $"{compared} compared");
    }

    [Fact]
    public void Close_regions_have_the_same_regular_features_and_other_aligned_ones()
    {
        using var scope = NewDisposeScope();
        var features = drawn.Features();
        var rois = tensor([0.0, 17, 17, 55, 55, 0, 18, 18, 56, 57]).view(2, 5);
        double Apart(RegionExtractor extractor)
        {
            using var _ = extractor;
            var found = extractor.call(features, rois, Scale);
            return (found[0] - found[1]).abs().max().ToDouble();
        }
        Assert.Equal(0, Apart(new RegularPooling((2, 3))));
        Assert.True(Apart(new AlignedPooling((2, 3))) > .01);
    }

    [Fact]
    public void The_support_of_a_pooled_feature_is_the_region_twice_its_area_or_the_image()
    {
        using var scope = NewDisposeScope();
        var features = drawn.Features();
        Tensor Pooled(Support support, Tensor roi)
        {
            using var extractor = new AlignedPooling((2, 3), support);
            return extractor.call(features, roi, Scale);
        }
        Tensor Roi(params double[] values) => tensor(values).view(1, 5);
        var half = 20 / Math.Sqrt(2);
        AssertClose(Pooled(Support.Region, Roi(1, 40 - 20, 30 - half, 40 + 20, 30 + half)), Pooled(Support.TwiceArea, Roi(1, 40 - half, 30 - 10, 40 + half, 30 + 10)), 1e-10);
        AssertClose(Pooled(Support.Region, Roi(1, 0, 0, 88, 72)), Pooled(Support.Image, Roi(1, 3, 5, 20, 30)), 1e-10);
    }

    internal static void AssertClose(Tensor expected, Tensor found, double tolerance)
    {
        using var scope = NewDisposeScope();
        var difference = (expected - found).abs().max().ToDouble();
        Assert.True(difference <= tolerance, $"differs by {difference}");
    }

    private static RegionExtractor Made(string name)
    {
        manual_seed(5);
        return DrawnRegions.Extractors[name]();
    }
}
