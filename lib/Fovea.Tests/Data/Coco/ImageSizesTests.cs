using Fovea.Data;
using Fovea.Data.Coco;

namespace Fovea.Tests.Data.Coco;

public class ImageSizesTests
{
    [Fact]
    public void The_committed_sizes_are_of_a_hundred_and_of_all_images_of_val2017()
    {
        Assert.Equal((100, 5000), (ImageSizes.First100OfVal2017.Images, ImageSizes.Val2017.Images));
        Assert.Equal(17, ImageSizes.First100OfVal2017.Counts.Single(size => (size.Width, size.Height) == (640, 480)).Images);
        Assert.DoesNotContain(ImageSizes.First100OfVal2017.Counts, size => size.Images == 0);
    }

    // No image of the data set has a side above 640 pixels.
    [Fact]
    public void A_mean_weighs_each_size_by_its_images()
    {
        var sizes = new ImageSizes([new(640, 480, 3), new(480, 640, 1)]);
        Assert.Equal(600, sizes.Mean((width, _) => width));
        Assert.InRange(ImageSizes.Val2017.Mean((width, height) => Math.Max(width, height)), 480, 640);
    }

    /// <summary>Maps of ceil(n / 2), five times of a resized side: E[L] is 882.62 by the facts of the paper, and E[L^2] 788,531.2.</summary>
    [Fact]
    public void Resized_by_detrs_rule_they_give_the_tokens_that_table_1_is_a_mean_over()
    {
        static double Tokens(int width, int height)
        {
            var (w, h) = ResizeRule.Detr.SizeOf(width, height);
            return Math.Ceiling(w / 32.0) * Math.Ceiling(h / 32.0);
        }

        Assert.Equal(882.62, ImageSizes.First100OfVal2017.Mean(Tokens), 1e-9);
        Assert.Equal(788_531.2, ImageSizes.First100OfVal2017.Mean((w, h) => Math.Pow(Tokens(w, h), 2)), 1e-6);
    }
}
