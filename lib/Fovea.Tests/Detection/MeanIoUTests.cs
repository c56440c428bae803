using Fovea.Detection;

namespace Fovea.Tests.Detection;

public class MeanIoUTests
{
    [Fact]
    public void It_is_the_mean_over_the_classes_that_occur()
    {
        var overlap = new MeanIoU(classes: 4);
        overlap.Add([0, 0, 0, 1, 1, 255], [0, 0, 1, 1, 2, 0]);
        Assert.Equal([2 / 3.0, 1 / 3.0, 0, double.NaN], Enumerable.Range(0, 4).Select(overlap.Of));
        Assert.Equal(1 / 3.0, overlap.Mean, 1e-12);
        Assert.Equal((2L, 1L, 0L), (overlap.Pixels(0, 0), overlap.Pixels(0, 1), overlap.Pixels(2, 0)));
    }

    [Fact]
    public void Pixels_are_summed_over_images_before_the_division()
    {
        var overlap = new MeanIoU(classes: 2);
        overlap.Add([0], [0]);
        overlap.Add([0, 0, 0], [1, 1, 1]);
        Assert.Equal((.25, 0.0), (overlap.Of(0), overlap.Of(1)));
    }

    [Fact]
    public void What_is_found_to_be_no_class_is_missed_and_is_nobodys_false_positive()
    {
        var overlap = new MeanIoU(classes: 2, ignored: -1);
        overlap.Add([0, 0, -1, 1], [0, 255, 1, 1]);
        Assert.Equal((.5, 1.0), (overlap.Of(0), overlap.Of(1)));
    }

    [Fact]
    public void Nothing_counted_has_no_mean() => Assert.True(double.IsNaN(new MeanIoU(3).Mean));

    [Fact]
    public void What_cannot_be_is_refused_and_not_counted()
    {
        var overlap = new MeanIoU(classes: 2);
        Assert.Contains("have 1 and 2", Assert.Throws<ArgumentException>(() => overlap.Add([0], [0, 1])).Message);
        Assert.Contains("expected labels 0 to 1 or 255, found 2", Assert.Throws<ArgumentException>(() => overlap.Add([0, 2], [0, 0])).Message);
        Assert.Equal(0, overlap.Pixels(0, 0));
    }
}
