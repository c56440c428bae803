using Fovea.Data;

namespace Fovea.Tests.Data;

public class ClutteredImagesTests
{
    [Fact]
    public void The_image_lies_whole_where_it_is_said_to_lie()
    {
        var cluttered = new ClutteredImages(new Marked(200), new Patterns(50));
        var places = new HashSet<(int, int)>();
        for (var i = 0; i < cluttered.Count; i++)
        {
            var (canvas, (left, top)) = (cluttered.Read(i), cluttered.PlaceOf(i));
            Assert.Equal((64, 64, 3), (canvas.Width, canvas.Height, canvas.Channels));
            Assert.Equal(new Marked(200).Read(i).Pixels, canvas.Crop(left, top, 32, 32).Pixels);
            places.Add((left, top));
        }
        Assert.InRange(places.Count, 150, 200); // of 33 x 33 places
        Assert.InRange(places.Min(place => place.Item1), 0, 2);
        Assert.InRange(places.Max(place => place.Item2), 30, 32);
    }

    [Fact]
    public void Around_it_are_patches_of_other_images_on_grey()
    {
        var cluttered = new ClutteredImages(new Marked(20), new Patterns(50));
        var (grey, patch) = (0, 0);
        for (var i = 0; i < 20; i++)
        {
            var (canvas, (left, top)) = (cluttered.Read(i), cluttered.PlaceOf(i));
            for (var p = 0; p < 64 * 64; p++)
                if (p % 64 < left || p % 64 >= left + 32 || p / 64 < top || p / 64 >= top + 32)
                    _ = (canvas.Pixels[p * 3], canvas.Pixels[p * 3 + 1], canvas.Pixels[p * 3 + 2]) is var pixel && pixel == (125, 123, 114) ? grey++
                        : pixel.Item1 == 200 ? patch++ : throw new InvalidDataException($"{pixel} is neither grey nor of a patch");
        }
        // 16 patches of 64 pixels on 4,096 cover 1 - (1 - 1/64)^16 = 22% away from the borders.
        Assert.InRange(patch / (double)(patch + grey), 0.15, 0.28);
    }

    [Fact]
    public void The_seed_and_the_index_decide_alone()
    {
        Image At(int seed, int index) => new ClutteredImages(new Marked(20), new Patterns(50), seed).Read(index);
        Assert.Equal(At(1, 3).Pixels, At(1, 3).Pixels);
        Assert.NotEqual(At(1, 3).Pixels, At(2, 3).Pixels);
        Assert.NotEqual(At(1, 3).Pixels, At(1, 4).Pixels);
    }

    [Fact]
    public void A_canvas_that_is_too_small_is_refused() => Assert.Contains("32 x 32 pixels does not fit a canvas of 20 x 20",
        Assert.Throws<InvalidOperationException>(() => new ClutteredImages(new Marked(1), new Patterns(1)) { Canvas = 20 }.Read(0)).Message);

    /// <summary>32 x 32, its bytes 0 to 99.</summary>
    private sealed class Marked(int count) : IImageSource
    {
        public int Count => count;

        public IReadOnlyList<string> Classes => ["a"];

        public int Label(int index) => 0;

        public Image Read(int index) => new(32, 32, 3, [.. Enumerable.Range(0, 3072).Select(i => (byte)((i + index) % 100))]);
    }

    /// <summary>32 x 32, red 200.</summary>
    private sealed class Patterns(int count) : IImageSource
    {
        public int Count => count;

        public IReadOnlyList<string> Classes => ["a"];

        public int Label(int index) => 0;

        public Image Read(int index) => new(32, 32, 3, [.. Enumerable.Range(0, 3072).Select(i => i % 3 == 0 ? (byte)200 : (byte)(i + index))]);
    }
}
