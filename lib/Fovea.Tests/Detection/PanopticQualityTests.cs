using Fovea.Data.Coco;
using Fovea.Detection;

namespace Fovea.Tests.Detection;

/// <summary>Panoptic quality worked out by hand: an image is a line of pixels, a letter a segment, a dot void.</summary>
public class PanopticQualityTests
{
    private const int Dog = 1, Cat = 2, Sky = 7;

    // Small letters are dogs, those from x on sky, capitals cats.
    private static int CategoryOf(char segment) => char.IsUpper(segment) ? Cat : segment >= 'x' ? Sky : Dog;

    [Fact]
    public void The_truth_itself_is_perfect()
    {
        var quality = Quality("aaaabbxxxx..AA", "aaaabbxxxx..AA");
        Assert.Equal(new PanopticFigures(1, 1, 1, 3), quality.All);
        Assert.Equal(new PanopticFigures(1, 1, 1, 2), quality.Things);
        Assert.Equal(new PanopticFigures(1, 1, 1, 1), quality.Stuff);
    }

    [Fact]
    public void Quality_is_overlap_times_recognition()
    {
        // a: 3 of 4 pixels, none too many: 3/4. b is missed, c found where nothing is: RQ = 1 / (1 + 1/2 + 1/2).
        var quality = Quality("aaaabbxxxx", "aaax..xxcc");
        Assert.Equal(new PanopticCounts(Hits: 1, FalsePositives: 1, FalseNegatives: 1, Overlap: .75), quality.CountsOf(Dog));
        Assert.Equal(new PanopticFigures(.375, .75, .5, 1), quality.Of(Dog));
        // x: 2 pixels shared, 4 annotated and 3 found: 2/5 is no match, so it is missed and found wrongly.
        Assert.Equal(new PanopticCounts(0, 1, 1, 0), quality.CountsOf(Sky));
        Assert.Equal(new PanopticFigures(0, 0, 0, 1), quality.Stuff);
        Assert.Equal(new PanopticFigures(.1875, .375, .25, 2), quality.All);
    }

    [Fact]
    public void An_overlap_of_exactly_one_half_is_no_match() =>
        Assert.Equal(new PanopticCounts(0, 1, 1, 0), Quality("aaxx", "aaaa").CountsOf(Dog));

    [Fact]
    public void Void_in_the_truth_does_not_count_into_the_union() =>
        Assert.Equal(new PanopticCounts(1, 0, 0, 1), Quality("aa..", "aaaa").CountsOf(Dog));

    [Fact]
    public void Void_found_within_an_object_does() =>
        Assert.Equal(new PanopticCounts(1, 0, 0, .75), Quality("aaaa", "aaa.").CountsOf(Dog));

    [Theory]
    [InlineData("...x", 0)] // three quarters void
    [InlineData("..xx", 1)] // just half
    [InlineData(".Axx", 1)]
    public void What_is_found_mostly_in_void_is_no_false_positive(string truth, int falsePositives) =>
        Assert.Equal(falsePositives, Quality(truth, "aaaa").CountsOf(Dog).FalsePositives);

    [Theory]
    [InlineData("ccc.", "aaaa", 0, 0)] // void and the crowd together
    [InlineData("cccx", "aaaa", 0, 0)]
    [InlineData("ccxx", "aaaa", 1, 0)] // just half
    [InlineData("cccx", "AAAA", 0, 1)] // another category's crowd excuses nothing
    [InlineData("cccc", "aabb", 0, 0)]
    public void A_crowd_is_not_missed_and_excuses_what_is_found_in_it(string truth, string found, int dogs, int cats)
    {
        var quality = Quality(truth, found, crowd: "c");
        Assert.Equal(new PanopticCounts(0, dogs, 0, 0), quality.CountsOf(Dog));
        Assert.Equal(new PanopticCounts(0, cats, 0, 0), quality.CountsOf(Cat));
    }

    [Fact]
    public void Of_two_crowds_of_a_category_the_last_counts_as_in_the_reference()
    {
        Assert.Equal(1, Quality("cccd", "aaaa", crowd: "cd").CountsOf(Dog).FalsePositives);
        Assert.Equal(0, Quality("cddd", "aaaa", crowd: "cd").CountsOf(Dog).FalsePositives);
    }

    [Fact]
    public void A_segment_of_another_category_does_not_match_however_well_it_lies()
    {
        var quality = Quality("aaaa", "AAAA");
        Assert.Equal((new PanopticCounts(0, 0, 1, 0), new PanopticCounts(0, 1, 0, 0)), (quality.CountsOf(Dog), quality.CountsOf(Cat)));
    }

    [Fact]
    public void Images_add_up_within_a_category()
    {
        var quality = Quality("aaaa", "aaaa");
        quality.Add(Map("aaaa"), Map("aaa."));
        quality.Add(Map("bbxx"), Map("xxxx"));
        Assert.Equal(new PanopticCounts(2, 0, 1, 1.75), quality.CountsOf(Dog));
        Assert.Equal(1.75 / 2.5, quality.Of(Dog).PQ, 1e-12);
    }

    [Fact]
    public void Categories_that_do_not_occur_are_no_part_of_the_mean()
    {
        var quality = Quality("aa", "aa");
        Assert.Equal(new PanopticFigures(1, 1, 1, 1), quality.All);
        Assert.Equal(0, quality.Stuff.Categories);
        Assert.True(double.IsNaN(quality.Stuff.PQ));
    }

    [Fact]
    public void What_cannot_be_is_refused_by_name()
    {
        Assert.Contains("segment 5, which is not listed", Refusal(() => Numbered("0 5")));
        Assert.Contains("segment 3 is listed and has no pixel", Refusal(() => Numbered("0", 3)));
        Assert.Contains("segment 3 is listed twice", Refusal(() => Numbered("3", 3, 3)));
        Assert.Contains("void (0)", Refusal(() => Numbered("0", 0)));
        Assert.Contains("have 2 x 1 pixels annotated and 3 x 1 pixels found", Refusal(() => Quality("aa", "aaa")));
        var quality = Quality("aa", "aa");
        Assert.Contains("category 9; there are 1, 2, 7", Refusal(() => { quality.Add(Map("bb"), Numbered("9 9", 9)); return quality; }));
        Assert.Equal(new PanopticCounts(1, 0, 0, 1), quality.CountsOf(Dog));

        static string Refusal(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;
    }

    private static PanopticQuality Quality(string truth, string found, string crowd = "")
    {
        var quality = new PanopticQuality([new(Dog, "dog"), new(Cat, "cat"), new(Sky, "sky", IsThing: false)]);
        quality.Add(Map(truth, crowd), Map(found));
        return quality;
    }

    private static PanopticMap Map(string pixels, string crowd = "") => new(
        Row(pixels.Select(pixel => pixel == '.' ? PanopticMap.Void : pixel)),
        [.. pixels.Where(pixel => pixel != '.').Distinct().Order().Select(pixel => Segment(pixel, CategoryOf(pixel), crowd.Contains(pixel)))]);

    /// <summary>Segments of numbers, each of the category of its number.</summary>
    private static PanopticMap Numbered(string pixels, params int[] listed) =>
        new(Row(pixels.Split(' ').Select(int.Parse)), [.. listed.Select(id => Segment(id, id, crowd: false))]);

    // Quality counts pixels itself: boxes and areas are as good as absent.
    private static PanopticSegment Segment(int id, int category, bool crowd) => new(id, category, default, 0, crowd);

    private static int[,] Row(IEnumerable<int> ids)
    {
        int[] values = [.. ids];
        var row = new int[1, values.Length];
        for (var x = 0; x < values.Length; x++)
            row[0, x] = values[x];
        return row;
    }
}
