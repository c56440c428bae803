using Fovea.Data;

namespace Fovea.Tests.Data;

public class ResizeRuleTests
{
    [Theory]
    [InlineData(640, 480, 1066, 800)]
    [InlineData(480, 640, 800, 1066)]
    [InlineData(640, 427, 1199, 800)]
    [InlineData(640, 360, 1333, 750)] // 749.8 rounded
    [InlineData(640, 361, 1333, 752)] // 751.9 rounded
    [InlineData(640, 100, 1331, 208)] // 208.3 rounded, and the longer side follows
    [InlineData(500, 500, 800, 800)]
    [InlineData(800, 900, 800, 900)]
    [InlineData(1, 5000, 1, 5000)] // 0.3 rounded is none: at least one
    public void The_shorter_side_is_800_and_the_longer_one_at_most_1333(int width, int height, int newWidth, int newHeight) =>
        Assert.Equal((newWidth, newHeight), ResizeRule.Detr.SizeOf(width, height));

    [Fact]
    public void Every_size_is_rounded_as_Python_rounds_it()
    {
        var cases = new List<(int Width, int Height, int Shorter, int? Limit)>();
        var random = new Random(5);
        for (var i = 0; i < 4000; i++)
            cases.Add((random.Next(20, 700), random.Next(20, 700), random.Next(8, 900), i % 3 == 0 ? null : random.Next(200, 1400)));
        for (var half = 0; half < 40; half++) // limit x shorter / longer is half a pixel off a whole one
            cases.Add((2 * (half + 100), 100, 800, 2 * half + 101 + 200 * half));
        var expected = Pillow.Lines(
            """
            for text in args[0].split(';'):
                w, h, side, limit = (int(n) for n in text.split())
                least, most = float(min(w, h)), float(max(w, h))
                if limit and most / least * side > limit:
                    side = int(round(limit * least / most))
                print(*((w, h) if least == side else (side, int(side * h / w)) if w < h else (int(side * w / h), side)))
            """, string.Join(';', cases.Select(c => $"{c.Width} {c.Height} {c.Shorter} {c.Limit ?? 0}")));

        Assert.Equal(expected, cases.Select(c => new ResizeRule(c.Shorter, c.Limit).SizeOf(c.Width, c.Height)).Select(size => $"{size.Width} {size.Height}"));
    }
}
