using Fovea.Detection;
using Fovea.Detection.Detr;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection.Detr;

/// <summary>By hand: classes 0 and 1 are things, 2 is stuff, 3 is no object.</summary>
public class PanopticPostProcessTests
{
    [Fact]
    public void Each_pixel_goes_to_the_strongest_mask_and_stuff_of_a_class_is_the_first_querys()
    {
        var map = Segments([0, 2, 2], """
            AABB
            AABB
            CCBB
            CCCC
            """);
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2], Doubled(map));
        Assert.Equal([(1, 0), (2, 2)], map.Segments.Select(segment => (segment.Id, segment.CategoryId)));
        Assert.Equal(new Box(0, 0, 4, 4), map.Segments[0].Box);
    }

    [Fact]
    public void Queries_that_are_unsure_or_see_nothing_draw_no_mask()
    {
        var map = Segments([0, 3, 1], """
            ABBB
            AABB
            CCBB
            CCCC
            """, unsure: 2);
        Assert.Equal((1, 0), (Assert.Single(map.Segments).Id, map.Segments[0].CategoryId));
        Assert.All(map.Pixels.Cast<int>(), pixel => Assert.Equal(1, pixel));
    }

    [Fact]
    public void A_segment_of_four_pixels_is_left_to_the_others()
    {
        // A pixel here is four of the image.
        var map = Segments([0, 1, 1], """
            BBBB
            BABB
            CCCC
            CCCC
            """);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2], Doubled(map));
        Assert.Equal([1, 1], map.Segments.Select(segment => segment.CategoryId));
    }

    [Fact]
    public void Where_nothing_is_found_all_pixels_are_void()
    {
        var map = Segments([3], "AAAA\nAAAA\nAAAA\nAAAA");
        Assert.Empty(map.Segments);
        Assert.All(map.Pixels.Cast<int>(), pixel => Assert.Equal(PanopticMap.Void, pixel));
    }

    [Fact]
    public void Padding_is_cut_off_and_the_rest_brought_to_the_images_own_size()
    {
        using var scope = NewDisposeScope();
        var masks = stack([Mask("AABB\nAABB\nBBBB\nBBBB", 'A'), Mask("AABB\nAABB\nBBBB\nBBBB", 'B')]);
        var map = PanopticPostProcess.Segments(Logits([0, 1]), masks, (8, 8), (4, 8), (2, 4), label => label < 2);
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2], map.Pixels.Cast<int>());
    }

    // Masks as letters, each query its own, at half of the image's sides. Where nobody draws B is the strongest.
    private static PanopticMap Segments(int[] classes, string picture, int unsure = -1)
    {
        using var scope = NewDisposeScope();
        var masks = stack([.. classes.Select((_, query) => Mask(picture, (char)('A' + query)))]);
        return PanopticPostProcess.Segments(Logits(classes, unsure), masks, (8, 8), (8, 8), (8, 8), label => label < 2);
    }

    private static int[] Doubled(PanopticMap map) => [.. from y in Enumerable.Range(0, 4) from x in Enumerable.Range(0, 4) select map.Pixels[2 * y, 2 * x]];

    private static Tensor Logits(int[] classes, int unsure = -1)
    {
        var logits = zeros(classes.Length, 4);
        foreach (var (query, label) in classes.Index())
            logits[query, label] = query == unsure ? 1 : 9;
        return logits;
    }

    private static Tensor Mask(string picture, char letter)
    {
        var pixels = picture.Where(char.IsLetter).Select(pixel => pixel == letter ? 5f : letter == 'B' ? -1f : -5f).ToArray();
        return tensor(pixels, [4, 4]);
    }
}
