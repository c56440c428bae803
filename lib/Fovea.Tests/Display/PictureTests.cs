using System.Xml.Linq;
using Fovea.Display;
using Fovea.Tests.Data;

namespace Fovea.Tests.Display;

public class PictureTests
{
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 8 * 4 * 3).Select(i => (byte)i)];
    private static readonly Picture Plain = Picture.OfBytes(Pixels, 8, 4);

    [Fact]
    public void The_pixels_are_embedded_as_they_are()
    {
        var image = Decode(Svg(Plain).All("image").Single());
        Assert.Equal((8, 4, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal(Pixels, image.Pixels);
    }

    [Fact]
    public void Numbers_channels_first_become_pixels_channels_last()
    {
        float[] values = [0, 1, 0.5f, -3, 0.2f, 7]; // 3 channels of 1 x 2
        var image = Decode(Svg(Picture.OfFloats(values, width: 2, height: 1)).All("image").Single());
        Assert.Equal([0, 128, 51, 255, 0, 255], image.Pixels);
    }

    [Fact]
    public void Overlays_lie_where_the_image_has_them()
    {
        var svg = Svg(Plain.Box(2, 1, 4, 2).Points([(4, 2)]).Arrow(0, 0, 8, 4));
        var image = svg.All("image").Single();
        var (left, top, scale) = (image.Number("x"), image.Number("y"), image.Number("width") / 8);
        var box = svg.All("rect").Last();
        Assert.Equal([left + 2 * scale, top + scale, 4 * scale, 2 * scale], new[] { "x", "y", "width", "height" }.Select(box.Number), (a, b) => Math.Abs(a - b) < 0.02);
        var point = svg.All("circle").Single();
        Assert.Equal((left + 4 * scale, top + 2 * scale), (point.Number("cx"), point.Number("cy")));
        Assert.Equal(left, svg.All("line").First().Number("x1"), 0.02);
    }

    [Fact]
    public void A_mask_covers_its_pixels_and_no_others()
    {
        var mask = new bool[4, 8];
        mask[1, 2] = mask[3, 7] = true;
        var overlay = Decode(Svg(Plain.Mask(mask)).All("image").Last());
        var alpha = overlay.Pixels.Where((_, i) => i % 4 == 3).ToArray();
        Assert.Equal([10, 31], alpha.Select((value, i) => (value, i)).Where(pixel => pixel.value > 0).Select(pixel => pixel.i));
    }

    [Fact]
    public void Heat_is_dark_where_low_bright_where_high_and_clear_where_there_is_none()
    {
        var overlay = Svg(Plain.Heat(new[,] { { 0, 1 }, { float.NaN, 0.5f } }, opacity: 0.4)).All("image").Last();
        Assert.Equal("0.4", overlay.Text("opacity"));
        var image = Decode(overlay);
        Assert.Equal((2, 2), (image.Width, image.Height));
        Assert.Equal([0x44, 0x01, 0x54, 255, 0xfd, 0xe7, 0x25, 255, 0, 0, 0, 0, 0x21, 0x91, 0x8c, 255], image.Pixels);
    }

    [Fact]
    public void A_picture_is_not_changed_by_what_is_drawn_on_a_copy()
    {
        var before = Plain.ToHtml();
        Plain.Box(0, 0, 1, 1, "label");
        Assert.Equal(before, Plain.ToHtml());
    }

    [Fact]
    public void Sizes_that_do_not_match_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Picture.OfBytes(Pixels, 8, 5));
        Assert.Throws<ArgumentException>(() => Picture.OfFloats(new float[5], 2, 1));
        Assert.Throws<ArgumentException>(() => Plain.Mask(new bool[8, 4]));
    }

    [Fact]
    public void A_grid_sets_pictures_row_by_row_under_their_titles()
    {
        var grid = new PictureGrid(2, "A caption & more", ("one", Plain), ("two", Plain), ("three", Plain));
        var svg = XElement.Parse(grid.Svg);
        var images = svg.All("image").ToArray();
        Assert.Equal(images[0].Number("y"), images[1].Number("y"));
        Assert.True(images[2].Number("y") > images[0].Number("y") + images[0].Number("height"));
        Assert.Equal(images[0].Number("x"), images[2].Number("x"));
        Assert.Equal(["one", "two", "three"], svg.All("text").Select(text => text.Value));
        Assert.Contains("<p class=\"figure-caption\">A caption &amp; more</p>", grid.ToHtml());
        Assert.Equal(grid.Svg, new PictureGrid(2, "A caption & more", ("one", Plain), ("two", Plain), ("three", Plain)).Svg);
    }

    private static XElement Svg(Picture picture) => XElement.Parse(new PictureGrid(1, "", ("", picture)).Svg);

    private static (int Width, int Height, int Channels, byte[] Pixels, byte[] Filters) Decode(XElement image) =>
        PngTests.Decode(Convert.FromBase64String(image.Text("href")!["data:image/png;base64,".Length..]));
}
