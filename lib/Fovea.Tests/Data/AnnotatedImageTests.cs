using Fovea.Data;
using Fovea.Detection;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace Fovea.Tests.Data;

/// <summary>What becomes of boxes and masks when their image is changed.</summary>
public class AnnotatedImageTests
{
    /// <summary>Images of up to 24 x 24 pixels with up to four objects, each of two rectangles; and a rectangle within the image.</summary>
    private static readonly Arbitrary<(AnnotatedImage Image, (int Left, int Top, int Width, int Height) Part)> Drawn =
        (from width in Gen.Choose(2, 24)
         from height in Gen.Choose(2, 24)
         from rectangles in Rectangle(width, height).Two().ArrayOf().Resize(4)
         from part in Rectangle(width, height)
         select (Made(width, height, [.. rectangles.Select(pair => Mask(width, height, pair.Item1, pair.Item2))]), part)).ToArbitrary();

    [Fact]
    public void The_box_of_a_flipped_mask_is_the_flipped_box() => Prop.ForAll(Drawn, drawn =>
    {
        var flipped = drawn.Image.FlipHorizontal();
        return flipped.Objects.Count == drawn.Image.Objects.Count && flipped.Objects.All(thing => thing.Box == thing.Mask!.BoundingBox)
            && flipped.Image.Pixels.AsSpan().SequenceEqual(drawn.Image.Image.FlipHorizontal().Pixels)
            && Same(flipped.FlipHorizontal(), drawn.Image);
    }).Holds();

    [Fact]
    public void A_cropped_image_keeps_what_lies_in_it_and_drops_what_does_not() => Prop.ForAll(Drawn, drawn =>
    {
        var (left, top, width, height) = drawn.Part;
        var cropped = drawn.Image.Crop(left, top, width, height);
        var kept = drawn.Image.Objects.Where(thing => Shared(thing.Box, new Box(left, top, width, height)) > 0).ToArray();
        return cropped.Objects.Count == kept.Length && cropped.Objects.Zip(kept).All(pair =>
        {
            var (now, before) = (pair.First, pair.Second.Mask!.ToPixels());
            var mask = now.Mask!.ToPixels();
            var sameMask = Enumerable.Range(0, width * height).All(i => mask[i / width, i % width] == before[top + i / width, left + i % width]);
            return sameMask && now.Area == Shared(pair.Second.Box, new Box(left, top, width, height)) && now.Box.Area == now.Area
                && Within(now.Box, new Box(0, 0, width, height)) && (now.Mask.Area == 0 || Within(now.Mask.BoundingBox, now.Box));
        });
    }).Holds();

    [Fact]
    public void A_crop_of_everything_changes_nothing_but_the_areas_and_crops_follow_each_other() => Prop.ForAll(Drawn, drawn =>
    {
        var (image, (left, top, width, height)) = drawn;
        var whole = image.Crop(0, 0, image.Image.Width, image.Image.Height);
        var twice = image.Crop(left, 0, width, image.Image.Height).Crop(0, top, width, height);
        return Same(whole, image) && Same(twice, image.Crop(left, top, width, height)) && (whole.OriginalWidth, whole.OriginalHeight) == (image.Image.Width, image.Image.Height);
    }).Holds();

    [Fact]
    public void Boxes_and_areas_scale_and_masks_follow_to_a_pixel() => Prop.ForAll(Drawn, Gen.Choose(1, 60).Two().ToArbitrary(), (drawn, size) =>
    {
        var (width, height) = size;
        double across = (double)width / drawn.Image.Image.Width, down = (double)height / drawn.Image.Image.Height;
        var resized = drawn.Image.Resize(width, height);
        return (resized.Image.Width, resized.Image.Height, resized.OriginalWidth) == (width, height, drawn.Image.Image.Width)
            && resized.Objects.Zip(drawn.Image.Objects).All(pair =>
            {
                var (now, before) = pair;
                var box = new Box(before.Box.X * across, before.Box.Y * down, before.Box.Width * across, before.Box.Height * down);
                return now.Box == box && Math.Abs(now.Area - before.Area * across * down) < 1e-9
                    && (now.Mask!.Width, now.Mask.Height) == (width, height)
                    && (now.Mask.Area == 0 || Within(now.Mask.BoundingBox, new Box(box.X - 1e-3, box.Y - 1e-3, box.Width + 1 + 2e-3, box.Height + 1 + 2e-3)));
            });
    }).Holds();

    [Fact]
    public void Masks_resize_to_PyTorchs_pixels()
    {
        var random = new Random(3);
        var cases = Enumerable.Range(0, 60).Select(_ => (W: random.Next(1, 90), H: random.Next(1, 90), Width: random.Next(1, 200), Height: random.Next(1, 200))).ToArray();
        static bool Inside(int x, int y) => (x * 7 + y * 13 + x * y) % 5 < 2;
        var expected = Python.Run(
            """
            import sys, torch
            for text in sys.argv[1].split(';'):
                w, h, width, height = (int(n) for n in text.split())
                y, x = torch.meshgrid(torch.arange(h), torch.arange(w), indexing='ij')
                mask = ((x * 7 + y * 13 + x * y) % 5 < 2).float()[None, None]
                made = torch.nn.functional.interpolate(mask, size=(height, width), mode='nearest')[0, 0] > .5
                print(''.join(str(int(v)) for v in made.flatten()))
            """, string.Join(';', cases.Select(c => $"{c.W} {c.H} {c.Width} {c.Height}"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(expected, cases.Select(c =>
        {
            var pixels = new bool[c.H, c.W];
            for (var i = 0; i < c.W * c.H; i++)
                pixels[i / c.W, i % c.W] = Inside(i % c.W, i / c.W);
            return string.Concat(RunLengthMask.FromPixels(pixels).Resize(c.Width, c.Height).ToPixels().Cast<bool>().Select(inside => inside ? '1' : '0'));
        }));
    }

    [Fact]
    public void An_object_whose_box_stays_and_whose_mask_goes_stays_without_pixels_and_one_without_a_mask_needs_none()
    {
        var corner = new bool[10, 10];
        corner[0, 0] = true;
        AnnotatedObject[] objects = [new(3, new Box(0, 0, 10, 10), 1, RunLengthMask.FromPixels(corner)), new(4, new Box(5.5, 5.5, 2, 2), 4), new(5, new Box(0, 0, 5, 5), 25)];
        var cropped = new AnnotatedImage(7, Blank(10, 10), objects).Crop(5, 5, 4, 4);
        Assert.Equal([3, 4], cropped.Objects.Select(thing => thing.CategoryId));
        Assert.Equal((16.0, 0), (cropped.Objects[0].Area, cropped.Objects[0].Mask!.Area));
        Assert.Equal((new Box(.5, .5, 2, 2), null), (cropped.Objects[1].Box, cropped.Objects[1].Mask));
        Assert.Equal(7, cropped.Id);
    }

    [Fact]
    public void Targets_are_fractions_of_the_image_and_none_where_there_is_no_object()
    {
        using var scope = NewDisposeScope();
        var image = new AnnotatedImage(1, Blank(20, 10), [new(3, new Box(4, 1, 8, 4), 32), new(90, new Box(0, 0, 20, 10), 200)]);
        Assert.Equal([.4f, .3f, .4f, .4f, .5f, .5f, 1, 1], image.RelativeBoxes().data<float>().ToArray());
        Assert.Equal([2, 4], image.RelativeBoxes().shape);
        Assert.Equal([3L, 90], image.CategoryIds().data<long>().ToArray());
        var empty = image with { Objects = [] };
        Assert.Equal([0, 4], empty.RelativeBoxes().shape);
        Assert.Equal([0], empty.CategoryIds().shape);
    }

    [Fact]
    public void A_rectangle_beyond_the_image_is_refused()
    {
        var image = new AnnotatedImage(1, Blank(6, 4), []);
        Assert.Contains("4 x 4 pixels from (3, 0) are not within an image of 6 x 4", Assert.Throws<ArgumentException>(() => image.Crop(3, 0, 4, 4)).Message);
        Assert.Throws<ArgumentException>(() => image.Crop(0, -1, 2, 2));
        Assert.Throws<ArgumentException>(() => image.Crop(0, 0, 0, 2));
        var mask = new RunLengthMask(4, 6, [24]);
        Assert.Throws<ArgumentException>(() => mask.Crop(3, 0, 4, 4));
        Assert.Throws<ArgumentException>(() => mask.Resize(0, 4));
    }

    private static Gen<(int Left, int Top, int Width, int Height)> Rectangle(int width, int height) =>
        from left in Gen.Choose(0, width - 1)
        from top in Gen.Choose(0, height - 1)
        from across in Gen.Choose(1, width - left)
        from down in Gen.Choose(1, height - top)
        select (left, top, across, down);

    private static RunLengthMask Mask(int width, int height, params (int Left, int Top, int Width, int Height)[] rectangles)
    {
        var pixels = new bool[height, width];
        foreach (var (left, top, across, down) in rectangles)
            for (var i = 0; i < across * down; i++)
                pixels[top + i / across, left + i % across] = true;
        return RunLengthMask.FromPixels(pixels);
    }

    private static AnnotatedImage Made(int width, int height, RunLengthMask[] masks) => new(1,
        new Image(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * 37))]),
        [.. masks.Select((mask, i) => new AnnotatedObject(i + 1, mask.BoundingBox, mask.Area, mask))]);

    private static Image Blank(int width, int height) => new(width, height, 3, new byte[width * height * 3]);

    private static bool Same(AnnotatedImage a, AnnotatedImage b) => a.Image.Pixels.AsSpan().SequenceEqual(b.Image.Pixels)
        && a.Objects.Select(Key).SequenceEqual(b.Objects.Select(Key));

    private static (int, Box, string?) Key(AnnotatedObject thing) => (thing.CategoryId, thing.Box, thing.Mask?.ToCompressed());

    private static double Shared(Box a, Box b) =>
        Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.X, b.X)) * Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y));

    private static bool Within(Box inner, Box outer) => inner.X >= outer.X && inner.Y >= outer.Y && inner.Right <= outer.Right && inner.Bottom <= outer.Bottom;
}
