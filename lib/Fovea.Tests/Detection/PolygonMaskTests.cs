using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using Fovea.Data.Coco;
using Fovea.Detection;

namespace Fovea.Tests.Detection;

/// <summary>What cocoapi's C code makes of the same polygons, as its compressed text.</summary>
public class PolygonMaskTests
{
    [Theory]
    [InlineData(1, 1, "0.8 -0.8 2.0 0.4 0.8 0.9 2.0 0.4", "1")]
    [InlineData(5, 6, "-0.6 4.7 3.5 3.0 1.8 6.1 -0.1 -1.0", "135NN1<")]
    [InlineData(9, 1, "1.4 7.3 -1.1 8.7 0.8 1.2 -1.2 10.5 0.4 8.1 1.9 8.0", "216")]
    [InlineData(1, 7, "2.1 1.6 2.8 2.1 8.5 -0.9 -1.3 -0.5 9.6 0.3 5.2 -0.2", "421")]
    [InlineData(20, 30, "18.7 11.2 10.4 0.9 6.8 24.1 -8.6 2.5 20.3 16.6 24.9 4.1", "78<2O0O100O01O001H32L70O101N100O101N10N1O1OO1N2Ne3")]
    [InlineData(12, 16, "13.9 -0.1 17.2 7.6 2.1 -3.3", "d21;001O1O001O1001NM")]
    [InlineData(20, 30, "21.0 25.0 15.4 7.7 26.0 1.1; 5.1 26.2 16.1 11.6 -9.4 7.1", "9;9000001O00000000001N1O1N2O1O1NN304M3L4M0O1OO2K4L4Ld2")]
    [InlineData(12, 16, "-5.2 8.5 11.6 -3.3 11.5 5.3 12.9 2.9 13.7 11.0; -5.2 -3.3 12.9 15.8 1.1 5.1 10.6 2.2 4.2 2.0", "032115100O00O1O101OO0110O04L4L`0")]
    [InlineData(12, 16, "2 3 2 3 9 3 9 3 9 8 2 8", "k05700000000000a2")]
    [InlineData(12, 16, "4 4 4 4 4 4", "P6")]
    [InlineData(20, 30, "2 2 20 15 20 2 2 15", "Z1=8N2N1O2O1N2N101N10O2O0O2N2N101N2N2U6")]
    [InlineData(12, 16, "0 0 16 0 16 12 0 12", "0P6")]
    [InlineData(12, 16, "2.5 2.5 7.5 2.5 7.5 7.5 2.5 7.5", "W1570000000m2")]
    public void Polygons_become_the_masks_that_cocoapi_makes_of_them(int height, int width, string polygons, string expected)
    {
        var corners = polygons.Split(';').Select(polygon =>
            polygon.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray());
        Assert.Equal(expected, RunLengthMask.FromPolygons(corners, height, width).ToCompressed());
    }

    [Theory]
    [InlineData("coco128/annotations/instances_train2017.json", 929, "c876cd08bb99725d3182e15e0d879aad435482072956bae382c27b3556385d96")]
    [InlineData("cocoeval-val2014-100/instances_val2014_100.json", 830, "e1bccc23f6cc4c839c02c8f2529f3bdc5ce9c6a6b9d178ce3326736cccb38029")]
    public void All_outlines_of_real_objects_become_the_masks_that_cocoapi_makes_of_them(string file, int count, string sha256)
    {
        var dataset = CocoDataset.Read(Shared.Path("data", file));
        var masks = dataset.Annotations.Where(annotation => annotation.Segmentation!.IsPolygons).Select(annotation =>
        {
            var image = dataset.Image(annotation.ImageId);
            return annotation.Segmentation!.Mask(image.Height, image.Width).ToCompressed() + "\n";
        }).ToArray();
        Assert.Equal(count, masks.Length);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(masks)))));
    }

    [Fact]
    public void A_box_of_whole_pixels_becomes_those_pixels()
    {
        var mask = RunLengthMask.FromBox(new Box(2, 3, 5, 4), 10, 12);
        Assert.Equal((20, new Box(2, 3, 5, 4)), (mask.Area, mask.BoundingBox));
    }

    [Fact]
    public void A_star_covers_about_as_many_pixels_as_it_encloses_area() => Prop.ForAll(Stars.ToArbitrary(), star =>
    {
        var area = Segmentation.OfPolygons(star).Area;
        var perimeter = Enumerable.Range(0, star.Length / 2).Sum(i => double.Hypot(
            star[2 * i] - star[(2 * i + 2) % star.Length], star[2 * i + 1] - star[(2 * i + 3) % star.Length]));
        // Only pixels that the outline meets can count otherwise; it meets at most two a unit of its length, one of them wrongly.
        return Math.Abs(RunLengthMask.FromPolygons([star], 100, 120).Area - area) <= perimeter;
    }).Holds();

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, "4 coordinates")]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7 }, "7 coordinates")]
    [InlineData(new[] { 1, 2, 3, 4, 5, double.NaN }, "coordinate NaN")]
    [InlineData(new[] { 1, 2, 3, 4, 5, 1e7 }, "coordinate 10000000")]
    public void What_is_no_polygon_is_refused(double[] corners, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => RunLengthMask.FromPolygons([corners], 10, 10)).Message);

    [Fact]
    public void No_polygon_covers_nothing() => Assert.Equal((0, 6), (RunLengthMask.FromPolygons([], 2, 3).Area, RunLengthMask.FromPolygons([], 2, 3).Counts[0]));

    /// <summary>Within 120 x 100 pixels.</summary>
    private static FsCheck.Gen<double[]> Stars { get; } =
        from centre in Gen.Choose(300, 700).Two()
        from reaches in Gen.Choose(30, 300).ArrayOf(24)
        from corners in Gen.Choose(3, 24)
        select (double[])[.. Enumerable.Range(0, corners).SelectMany(i => (double[])
        [
            centre.Item1 / 10.0 + reaches[i] / 10.0 * Math.Cos(2 * Math.PI * i / corners),
            centre.Item2 / 10.0 + reaches[i] / 10.0 * Math.Sin(2 * Math.PI * i / corners),
        ])];
}
