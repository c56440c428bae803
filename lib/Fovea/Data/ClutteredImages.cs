namespace Fovea.Data;

/// <summary>
/// Each image at a random place of a larger grey canvas, over patches cut from other images, so that most of what a model
/// sees is not what it is asked about. Where things lie depends on the seed and the image's index alone.
/// </summary>
public sealed class ClutteredImages : IImageSource
{
    private readonly IImageSource images, distractors;
    private readonly int seed;

    /// <param name="images">What is asked about.</param>
    /// <param name="distractors">What the patches are cut from: for every split the train split, so that no split sees another's.</param>
    /// <param name="seed">Of the places and patches.</param>
    public ClutteredImages(IImageSource images, IImageSource distractors, int seed = 0) =>
        (this.images, this.distractors, this.seed) = (images, distractors, seed);

    /// <summary>Width and height of the canvas, in pixels.</summary>
    public int Canvas { get; init; } = 64;

    /// <summary>How many patches lie on a canvas.</summary>
    public int Patches { get; init; } = 16;

    /// <summary>Width and height of a patch, in pixels.</summary>
    public int PatchSize { get; init; } = 8;

    /// <summary>Of the canvas: CIFAR-10's mean, rounded.</summary>
    public (byte Red, byte Green, byte Blue) Grey { get; init; } = (125, 123, 114);

    /// <inheritdoc/>
    public int Count => images.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => images.Classes;

    /// <inheritdoc/>
    public int Label(int index) => images.Label(index);

    /// <summary>Where the image lies on its canvas: the column and the row of its upper left pixel.</summary>
    public (int Left, int Top) PlaceOf(int index)
    {
        var image = images.Read(index);
        var random = new SeededRandom(Draw.Clutter, seed, 0, index);
        return Place(ref random, image);
    }

    /// <inheritdoc/>
    public Image Read(int index)
    {
        var image = images.Read(index);
        var random = new SeededRandom(Draw.Clutter, seed, 0, index);
        var (left, top) = Place(ref random, image);
        var pixels = new byte[Canvas * Canvas * 3];
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = Grey;
        var canvas = new Image(Canvas, Canvas, 3, pixels);
        for (var i = 0; i < Patches; i++)
        {
            var source = distractors.Read(random.Next(distractors.Count));
            var patch = source.Crop(random.Next(source.Width - PatchSize + 1), random.Next(source.Height - PatchSize + 1), PatchSize, PatchSize);
            patch.CopyTo(canvas, random.Next(Canvas - PatchSize + 1), random.Next(Canvas - PatchSize + 1));
        }
        image.CopyTo(canvas, left, top);
        return canvas;
    }

    private (int Left, int Top) Place(ref SeededRandom random, Image image)
    {
        if (image.Width > Canvas || image.Height > Canvas)
            throw new InvalidOperationException($"an image of {image.Width} x {image.Height} pixels does not fit a canvas of {Canvas} x {Canvas}");
        return (random.Next(Canvas - image.Width + 1), random.Next(Canvas - image.Height + 1));
    }
}
