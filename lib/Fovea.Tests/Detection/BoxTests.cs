using FsCheck;
using FsCheck.Fluent;
using Fovea.Detection;

namespace Fovea.Tests.Detection;

public class BoxTests
{
    [Fact]
    public void Overlap_is_shared_area_over_joint_area()
    {
        var (detection, truth) = (new Box(0, 0, 4, 4), new Box(2, 1, 4, 2));
        Assert.Equal(4.0 / (16 + 8 - 4), detection.IoU(truth));
        Assert.Equal(4.0 / 16, detection.IoU(truth, crowd: true));
        Assert.Equal(4.0 / 8, truth.IoU(detection, crowd: true));
        Assert.Equal(1, detection.IoU(detection));
    }

    [Theory]
    [InlineData(4, 0, 4, 4)]
    [InlineData(0, 4, 4, 4)]
    [InlineData(9, 9, 4, 4)]
    [InlineData(1, 1, 0, 2)]
    public void Boxes_that_only_touch_or_have_no_area_do_not_overlap(double x, double y, double width, double height)
    {
        Assert.Equal(0, new Box(0, 0, 4, 4).IoU(new Box(x, y, width, height)));
        Assert.Equal(0, new Box(x, y, width, height).IoU(new Box(0, 0, 4, 4)));
    }

    [Fact]
    public void Overlap_is_symmetric_and_at_most_one() => Prop.ForAll(
        Gen.Choose(0, 400).Select(n => n / 10.0).ArrayOf(8).ToArbitrary(),
        n =>
        {
            var (a, b) = (new Box(n[0], n[1], n[2], n[3]), new Box(n[4], n[5], n[6], n[7]));
            var overlap = a.IoU(b);
            // Right edges are sums, so that a box's overlap with itself may differ from 1 by their rounding.
            return overlap >= 0 && overlap <= 1 + 1e-9 && overlap == b.IoU(a);
        }).Holds();

    [Fact]
    public void A_box_between_corners_has_them() =>
        Assert.Equal((1.5, 2.5, 4.0, 8.0, 13.75), Corners(Box.FromCorners(1.5, 2.5, 4, 8)));

    private static (double, double, double, double, double) Corners(Box box) => (box.X, box.Y, box.Right, box.Bottom, box.Area);
}
