using FsCheck.Fluent;
using Fovea.Detection;

namespace Fovea.Tests.Detection;

public class RunLengthMaskTests
{
    [Fact]
    public void Runs_go_down_the_columns_and_begin_outside()
    {
        var mask = RunLengthMask.FromPixels(new[,] { { true, false, false }, { false, true, true } });
        Assert.Equal([0, 1, 2, 1, 1, 1], mask.Counts.ToArray());
        Assert.Equal([1, 0, 0, 1, 0, 1], mask.Decode());
        Assert.Equal((3, new Box(0, 0, 3, 2)), (mask.Area, mask.BoundingBox));
    }

    [Fact]
    public void Pixels_come_back_as_they_went_in() => Prop.ForAll(Masks.Any.ToArbitrary(), pixels =>
    {
        var mask = RunLengthMask.FromPixels(pixels);
        var again = RunLengthMask.Encode(mask.Decode(), mask.Height, mask.Width);
        return Masks.Same(pixels, mask.ToPixels()) && again.Counts.SequenceEqual(mask.Counts) && mask.Area == Masks.Count(pixels);
    }).Holds();

    [Fact]
    public void Compressed_text_comes_back_as_it_went_in() => Prop.ForAll(Masks.Any.ToArbitrary(), pixels =>
    {
        var mask = RunLengthMask.FromPixels(pixels);
        return RunLengthMask.FromCompressed(mask.ToCompressed(), mask.Height, mask.Width).Counts.SequenceEqual(mask.Counts);
    }).Holds();

    [Fact]
    public void Long_runs_and_large_differences_are_compressed_too()
    {
        int[] counts = [0, 1, 99_999_000, 500, 1, 498, 0, 0];
        var text = new RunLengthMask(10_000, 10_000, counts).ToCompressed();
        Assert.Equal(counts, RunLengthMask.FromCompressed(text, 10_000, 10_000).Counts.ToArray());
    }

    [Fact]
    public void The_box_is_the_smallest_around_the_pixels() => Prop.ForAll(Masks.Any.ToArbitrary(), pixels =>
    {
        var inside = Enumerable.Range(0, pixels.Length).Select(i => (X: i % pixels.GetLength(1), Y: i / pixels.GetLength(1)))
            .Where(at => pixels[at.Y, at.X]).ToArray();
        var expected = inside.Length == 0
            ? default
            : Box.FromCorners(inside.Min(at => at.X), inside.Min(at => at.Y), inside.Max(at => at.X) + 1, inside.Max(at => at.Y) + 1);
        return RunLengthMask.FromPixels(pixels).BoundingBox == expected;
    }).Holds();

    [Fact]
    public void Union_intersection_and_overlap_are_those_of_the_pixels() => Prop.ForAll(Masks.Pair.ToArbitrary(), pair =>
    {
        var (first, second) = (RunLengthMask.FromPixels(pair.First), RunLengthMask.FromPixels(pair.Second));
        var (either, both) = (Masks.Combine(pair.First, pair.Second, (a, b) => a || b), Masks.Combine(pair.First, pair.Second, (a, b) => a && b));
        double shared = Masks.Count(both);
        return RunLengthMask.Merge([first, second], intersect: false)!.Counts.SequenceEqual(RunLengthMask.FromPixels(either).Counts)
            && RunLengthMask.Merge([first, second], intersect: true)!.Counts.SequenceEqual(RunLengthMask.FromPixels(both).Counts)
            && first.IoU(second) == (shared == 0 ? 0 : shared / Masks.Count(either))
            && first.IoU(second, crowd: true) == (shared == 0 ? 0 : shared / Masks.Count(pair.First));
    }).Holds();

    [Fact]
    public void Empty_runs_within_a_mask_change_nothing()
    {
        var padded = new RunLengthMask(4, 2, [1, 0, 1, 0, 0, 3, 0, 0, 3]);
        var plain = new RunLengthMask(4, 2, [2, 3, 3]);
        Assert.Equal((plain.Area, plain.BoundingBox, 1.0), (padded.Area, padded.BoundingBox, padded.IoU(plain)));
        Assert.Equal([2, 3, 3], RunLengthMask.Merge([padded, padded], intersect: true)!.Counts.ToArray());
    }

    [Fact]
    public void Overlaps_of_many_are_those_of_each_pair()
    {
        RunLengthMask[] masks = [new(2, 2, [0, 2, 2]), new(2, 2, [1, 2, 1]), new(2, 2, [4])];
        var overlaps = RunLengthMask.IoU(masks, masks, [false, true, false]);
        Assert.Equal(new[,] { { 1, 0.5, 0 }, { 1 / 3.0, 1, 0 }, { 0, 0, 0 } }, overlaps);
        Assert.Throws<ArgumentException>(() => RunLengthMask.IoU(masks, masks, [false]));
    }

    [Fact]
    public void Nothing_merged_is_nothing() => Assert.Null(RunLengthMask.Merge([], intersect: false));

    [Fact]
    public void Masks_of_other_sizes_are_refused()
    {
        RunLengthMask tall = new(3, 2, [6]), wide = new(2, 3, [6]);
        Assert.Contains("2 x 3 and 3 x 2", Assert.Throws<ArgumentException>(() => tall.IoU(wide)).Message);
        Assert.Throws<ArgumentException>(() => RunLengthMask.Merge([tall, wide], intersect: true));
    }

    [Theory]
    [InlineData(new[] { 3 }, "cover 3 pixels; an image of 2 x 2 has 4")]
    [InlineData(new[] { 5, -1 }, "Run 1 has length -1")]
    [InlineData(new[] { int.MaxValue, int.MaxValue, 6 }, "cover 4294967300 pixels")]
    public void Runs_that_do_not_cover_the_image_are_refused(int[] counts, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new RunLengthMask(2, 2, counts)).Message);

    [Theory]
    [InlineData("R", "end within count 0")]
    [InlineData("1 1", "character ' ' at 1")]
    [InlineData("1~", "character '~' at 1")]
    [InlineData("114", "cover 6 pixels")]
    [InlineData("M", "run 0 no length")]
    [InlineData("111H", "run 3 no length")]
    [InlineData("oooooooooooooooooooooo", "run 0 no length")]
    public void Damaged_text_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => RunLengthMask.FromCompressed(text, 2, 2)).Message);
}
