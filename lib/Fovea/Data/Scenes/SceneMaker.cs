namespace Fovea.Data.Scenes;

/// <summary>
/// Makes scenes of handwritten digits over photographs. A scene depends on the sources, the seed, the split's number and its
/// own index alone, so scenes may be made in any order and on any thread.
/// </summary>
/// <param name="digits">What the digits and the clutter are cut from.</param>
/// <param name="photos">What the backgrounds are made of.</param>
/// <param name="split">The number of the split.</param>
/// <param name="contextCue">Whether the background's hue tells the class of the digits, which then is one for all of a scene.</param>
internal sealed class SceneMaker(IImageSource digits, IImageSource photos, int split, bool contextCue)
{
    private const int Seed = 1, MostDigits = 6, LeastClutter = 2, MostClutter = 6;
    private const int Tries = 30;           // to place something
    private const int Overlap = 8;          // of two digits' boxes, in percent of the smaller
    private const int ClutterOverlap = 10;  // of a fragment and a digit's box, in percent of the smaller
    private const int Hues = 6 * 256, Cue = 90; // the cue's share of the background, in 256ths
    private const int Contrast = 150;       // of a colour to what it is painted on, summed over the channels

    // A small digit's longer side has 14 to 20 pixels, and 40 of 100 digits are small.
    private static readonly (int Percent, int Least, int Most)[] Scales = [(40, 14, 20), (35, 22, 34), (25, 38, 60)];

    private readonly record struct Place(int Left, int Top, Glyph Glyph)
    {
        public bool Overlaps(Place other, int percent)
        {
            var width = Math.Min(Left + Glyph.Width, other.Left + other.Glyph.Width) - Math.Max(Left, other.Left);
            var height = Math.Min(Top + Glyph.Height, other.Top + other.Glyph.Height) - Math.Max(Top, other.Top);
            var smaller = Math.Min(Glyph.Width * Glyph.Height, other.Glyph.Width * other.Glyph.Height);
            return width > 0 && height > 0 && 100 * width * height > percent * smaller;
        }
    }

    /// <summary>A scene and its pixels, <see cref="Scene.Side"/> x <see cref="Scene.Side"/> x 3.</summary>
    public (Scene Scene, byte[] Pixels) Make(int index)
    {
        var random = new SeededRandom(Draw.Scene, Seed, split, index);
        var photo = random.Next(photos.Count);
        var canvas = new SceneCanvas(photos.Read(photo), photos.Read(random.Next(photos.Count)));
        var placed = PlaceDigits(ref random, Wanted(ref random));
        if (contextCue)
            canvas.Tint(Colour(placed[0].Digit * Hues / 10, 255, 255), Cue);
        PaintClutter(canvas, ref random, [.. placed.Select(one => one.Place)]);
        foreach (var (_, place) in placed)
            Paint(canvas, ref random, place, leastOpacity: 192);
        var scene = new Scene((byte)photos.Label(photo),
            [.. placed.Select(one => new SceneDigit((byte)one.Digit, (byte)one.Place.Left, (byte)one.Place.Top, one.Place.Glyph.Mask()))]);
        return (scene, canvas.Finish(ref random));
    }

    /// <summary>One to six digits, the larger first, so that there is still room for them.</summary>
    private List<(int Index, int LongSide)> Wanted(ref SeededRandom random)
    {
        var wanted = new List<(int Index, int LongSide)>();
        for (var left = 1 + random.Next(MostDigits); left > 0; left--)
        {
            var index = random.Next(digits.Count);
            while (contextCue && wanted.Count > 0 && digits.Label(index) != digits.Label(wanted[0].Index))
                index = random.Next(digits.Count);
            var at = random.Next(100);
            var scale = Scales.First(scale => (at -= scale.Percent) < 0);
            wanted.Add((index, scale.Least + random.Next(scale.Most - scale.Least + 1)));
        }
        return [.. wanted.OrderByDescending(one => one.LongSide)];
    }

    private List<(int Digit, Place Place)> PlaceDigits(ref SeededRandom random, List<(int Index, int LongSide)> wanted)
    {
        var placed = new List<(int Digit, Place Place)>();
        var taken = new bool[Scene.Side, Scene.Side];
        foreach (var (index, longSide) in wanted)
        {
            var glyph = Glyph.Of(digits.Read(index)).Scaled(longSide);
            var mask = glyph.Mask();
            if (Find(ref random, glyph, [.. placed.Select(one => one.Place)], Overlap, place => !Meets(taken, mask, place)) is not { } place)
                continue;
            placed.Add((digits.Label(index), place));
            Each(mask, (x, y) => taken[place.Top + y, place.Left + x] = true);
        }
        return placed;
    }

    /// <summary>A place that overlaps no other by more than the percentage; null where none is found in <see cref="Tries"/> draws.</summary>
    private static Place? Find(ref SeededRandom random, Glyph glyph, Place[] others, int percent, Func<Place, bool> suits)
    {
        for (var i = 0; i < Tries; i++)
        {
            var place = new Place(random.Next(Scene.Side - glyph.Width + 1), random.Next(Scene.Side - glyph.Height + 1), glyph);
            if (!Array.Exists(others, other => place.Overlaps(other, percent)) && suits(place))
                return place;
        }
        return null;
    }

    /// <summary>Turned, scaled pieces of digits, which look like digits from near and are none.</summary>
    private void PaintClutter(SceneCanvas canvas, ref SeededRandom random, Place[] placed)
    {
        for (var left = LeastClutter + random.Next(MostClutter - LeastClutter + 1); left > 0; left--)
        {
            var fragment = Fragment(ref random, Glyph.Of(digits.Read(random.Next(digits.Count))));
            if (!fragment.IsFaint && Find(ref random, fragment, placed, ClutterOverlap, _ => true) is { } place)
                Paint(canvas, ref random, place, leastOpacity: 179);
        }
    }

    // 0.4 to 0.7 of the digit's width, 0.3 to 0.5 of its height, turned, then half to twice as large.
    private static Glyph Fragment(ref SeededRandom random, Glyph digit)
    {
        var width = Math.Min(digit.Width, Math.Max(3, digit.Width * (400 + random.Next(301)) / 1000));
        var height = Math.Min(digit.Height, Math.Max(3, digit.Height * (300 + random.Next(201)) / 1000));
        var fragment = digit.Cut(random.Next(digit.Width - width + 1), random.Next(digit.Height - height + 1), width, height)
            .Turned(random.Next(4));
        var scale = 500 + random.Next(1501);
        return fragment.Resized(Math.Max(3, fragment.Width * scale / 1000), Math.Max(3, fragment.Height * scale / 1000));
    }

    private static void Paint(SceneCanvas canvas, ref SeededRandom random, Place place, int leastOpacity)
    {
        var behind = canvas.Mean(place.Left, place.Top, place.Glyph.Width, place.Glyph.Height);
        var colour = ColourAgainst(behind, ref random);
        canvas.Paint(place.Glyph, place.Left, place.Top, colour, leastOpacity + random.Next(256 - leastOpacity + 1));
    }

    // Of 20 draws the first that stands out, else the last.
    private static (int Red, int Green, int Blue) ColourAgainst((int Red, int Green, int Blue) behind, ref SeededRandom random)
    {
        for (var left = 20; ; left--)
        {
            var colour = Colour(random.Next(Hues), 51 + random.Next(205), 26 + random.Next(230));
            var contrast = Math.Abs(colour.Red - behind.Red) + Math.Abs(colour.Green - behind.Green) + Math.Abs(colour.Blue - behind.Blue);
            if (contrast > Contrast || left == 1)
                return colour;
        }
    }

    /// <summary>Hue in 256ths of a sixth of the circle, saturation and value from 0 to 255.</summary>
    internal static (int Red, int Green, int Blue) Colour(int hue, int saturation, int value)
    {
        var (sixth, within) = (hue / 256, hue % 256);
        var low = value * (255 - saturation) / 255;
        var falling = value * (255 * 256 - saturation * within) / (255 * 256);
        var rising = value * (255 * 256 - saturation * (256 - within)) / (255 * 256);
        return sixth switch
        {
            0 => (value, rising, low),
            1 => (falling, value, low),
            2 => (low, value, rising),
            3 => (low, falling, value),
            4 => (rising, low, value),
            _ => (value, low, falling),
        };
    }

    private static bool Meets(bool[,] taken, bool[,] mask, Place place)
    {
        var meets = false;
        Each(mask, (x, y) => meets |= taken[place.Top + y, place.Left + x]);
        return meets;
    }

    private static void Each(bool[,] mask, Action<int, int> at)
    {
        for (var y = 0; y < mask.GetLength(0); y++)
            for (var x = 0; x < mask.GetLength(1); x++)
                if (mask[y, x])
                    at(x, y);
    }
}
