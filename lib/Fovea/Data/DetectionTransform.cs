namespace Fovea.Data;

/// <summary>
/// What becomes of an image before a detector sees it, in the order of the properties. What is drawn depends on the loader's
/// seed, the epoch and the image's index alone. Nothing at all is done by default.
/// </summary>
public sealed record DetectionTransform
{
    /// <summary>DETR's for training: flips, half of the images cropped, the shorter side one of eleven up to 800 pixels.</summary>
    public static DetectionTransform DetrTraining { get; } = new()
    {
        Flip = 0.5,
        Crop = new RandomSizeCrop(),
        ShorterSides = [480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800],
        Limit = ResizeRule.Detr.Limit,
    };

    /// <summary>DETR's for evaluation: <see cref="ResizeRule.Detr"/>.</summary>
    public static DetectionTransform DetrEvaluation { get; } = new() { ShorterSides = [ResizeRule.Detr.ShorterSide], Limit = ResizeRule.Detr.Limit };

    /// <summary>How often left and right are exchanged.</summary>
    public double Flip { get; init; }

    /// <summary>None where null.</summary>
    public RandomSizeCrop? Crop { get; init; }

    /// <summary>One of these, each as likely, is the shorter side in the end, in pixels; where there is none the size stays.</summary>
    public IReadOnlyList<int> ShorterSides { get; init; } = [];

    /// <summary>Of the longer side in the end, in pixels; none where null.</summary>
    public int? Limit { get; init; }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (Flip is not (>= 0 and <= 1))
            throw new ArgumentException($"{nameof(Flip)} is {Flip}; expected 0 to 1");
        if (ShorterSides.Any(side => side < 1) || Limit < 1)
            throw new ArgumentException($"{nameof(ShorterSides)} are {string.Join(", ", ShorterSides)} and {nameof(Limit)} {Limit}; expected at least 1");
        Crop?.Check();
    }

    internal AnnotatedImage Apply(AnnotatedImage image, ref SeededRandom random)
    {
        if (random.Chance(Flip))
            image = image.FlipHorizontal();
        if (Crop is not null && random.Chance(Crop.Probability))
            image = Crop.Apply(image, ref random);
        return ShorterSides.Count == 0 ? image : new ResizeRule(ShorterSides[random.Next(ShorterSides.Count)], Limit).Apply(image);
    }
}

/// <summary>A rectangle of random size at a random place of the image, resized before. The defaults are DETR's.</summary>
/// <param name="Probability">How often it is done.</param>
/// <param name="Least">Width and height at least, in pixels; where the image has less, all of it.</param>
/// <param name="Most">Width and height at most, in pixels.</param>
public sealed record RandomSizeCrop(double Probability = 0.5, int Least = 384, int Most = 600)
{
    /// <summary>One of these, each as likely, is the shorter side before the crop, in pixels; where there is none the size stays.</summary>
    public IReadOnlyList<int> ShorterSides { get; init; } = [400, 500, 600];

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (Probability is not (>= 0 and <= 1))
            throw new ArgumentException($"{nameof(Probability)} is {Probability}; expected 0 to 1");
        if (Least < 1 || Most < Least || ShorterSides.Any(side => side < 1))
            throw new ArgumentException(
                $"a crop of {Least} to {Most} pixels, of shorter sides {string.Join(", ", ShorterSides)}; expected at least 1, and the least first");
    }

    internal AnnotatedImage Apply(AnnotatedImage image, ref SeededRandom random)
    {
        if (ShorterSides.Count > 0)
            image = new ResizeRule(ShorterSides[random.Next(ShorterSides.Count)]).Apply(image);
        var (width, height) = (Length(image.Image.Width, ref random), Length(image.Image.Height, ref random));
        var top = random.Next(image.Image.Height - height + 1);
        return image.Crop(random.Next(image.Image.Width - width + 1), top, width, height);
    }

    private int Length(int whole, ref SeededRandom random)
    {
        var least = Math.Min(Least, whole);
        return least + random.Next(Math.Min(Most, whole) - least + 1);
    }
}
