using Fovea.Results;

namespace Fovea.Data;

/// <summary>Which images of CIFAR-10 a trial sees.</summary>
public enum CifarView
{
    /// <summary>The images, 32 pixels a side.</summary>
    Plain,

    /// <summary>Each somewhere on a canvas of 64 pixels a side, over patches of others: <see cref="ClutteredImages"/>.</summary>
    Cluttered,
}

/// <summary>What the classifiers' trials on CIFAR-10 have in common, so that one figure can show them: images, batches and how many of them.</summary>
/// <param name="View">The images.</param>
/// <param name="Tier">How long is trained and on how many images is tested.</param>
public sealed record CifarAxis(CifarView View, Tier Tier)
{
    /// <summary>Images a batch.</summary>
    public const int BatchSize = 64;

    private const int EvaluatedAtOnce = 250;

    /// <summary>Side of an image, in pixels.</summary>
    public int ImageSize => View == CifarView.Plain ? 32 : 64;

    /// <summary>Batches of a training.</summary>
    public int Steps => Scale.Steps;

    /// <summary>Images of a split that are tested at most, from its first on.</summary>
    public int Tested => Scale.Tested;

    /// <summary>Where an image lies on its canvas is drawn, so a shift besides would be noise.</summary>
    public Augmentation Augmentation => new() { Flip = 0.5, CropPadding = View == CifarView.Plain ? 2 : 0 };

    /// <summary>Batches to train on.</summary>
    /// <param name="cifar">The set, of which it is the train split.</param>
    /// <param name="seed">Of the order and the augmentation.</param>
    public Loader Training(Cifar10 cifar, int seed) => new(Seen(cifar.Train, cifar), new()
    {
        BatchSize = BatchSize,
        Seed = seed,
        Shuffle = true,
        DropLast = true,
        Augmentation = Augmentation,
        Normalisation = Normalisation.Cifar10,
    });

    /// <summary>Images of a split as a trial sees them.</summary>
    public IImageSource Seen(LabelledImages split, Cifar10 cifar) => View == CifarView.Plain ? split : new ClutteredImages(split, cifar.Train);

    /// <summary>Images of a split for testing, the first of it at tiers below full.</summary>
    public Loader Testing(LabelledImages split, Cifar10 cifar) =>
        new(Seen(split.Slice(0, Math.Min(split.Count, Tested)), cifar), new() { BatchSize = EvaluatedAtOnce, Normalisation = Normalisation.Cifar10 });

    private (int Steps, int Tested) Scale => Tier switch
    {
        Tier.Smoke => (4, 200),
        Tier.Small => (150, 2_000),
        _ => (500, 10_000),
    };
}
