using Fovea.Data.Coco;
using Fovea.Detection;

namespace Fovea.Data.Scenes;

/// <summary>A split of Digit Scenes. As an image source it labels a scene with the CIFAR-10 class of the photograph behind.</summary>
public sealed class SceneSplit : IImageSource
{
    /// <summary>The largest area of a small digit's box, in pixels: COCO's 32^2, scaled with the images.</summary>
    public const double SmallArea = 20 * 20;

    /// <summary>The largest area of a medium digit's box, in pixels: COCO's 96^2, scaled with the images.</summary>
    public const double MediumArea = 36 * 36;

    private readonly LabelledImages images;
    private readonly Lazy<CocoDataset> annotations;

    internal SceneSplit(string name, string pixels, IReadOnlyList<Scene> scenes)
    {
        (Name, Scenes) = (name, scenes);
        images = LabelledImages.Open(pixels, [.. scenes.Select(scene => scene.Background)], Scene.Side, Scene.Side, channels: 3, Cifar10.Classes);
        annotations = new(Annotate);
    }

    /// <summary><c>train</c>, <c>choose</c> or <c>report</c>.</summary>
    public string Name { get; }

    /// <summary>What is in each image.</summary>
    public IReadOnlyList<Scene> Scenes { get; }

    /// <summary>
    /// The digits as COCO has objects: image i has id i, a digit is the category of its own number, a mask is runs. An
    /// annotation's area is its box's, so that <see cref="SmallArea"/> and <see cref="MediumArea"/> tell the three sizes
    /// apart; a thin stroke's own area would call nearly all of them small.
    /// </summary>
    public CocoDataset Annotations => annotations.Value;

    /// <inheritdoc/>
    public int Count => images.Count;

    /// <summary>Names of the photographs' classes: the stuff.</summary>
    public IReadOnlyList<string> Classes => images.Classes;

    /// <inheritdoc/>
    public int Label(int index) => images.Label(index);

    /// <inheritdoc/>
    public Image Read(int index) => images.Read(index);

    private CocoDataset Annotate()
    {
        var annotations = new List<CocoAnnotation>();
        for (var i = 0; i < Count; i++)
            foreach (var digit in Scenes[i].Digits)
                annotations.Add(new CocoAnnotation(annotations.Count + 1, i, digit.Digit, digit.Box, digit.Box.Area, Segmentation: Segmentation.OfMask(digit.RunLengthMask())));
        return new CocoDataset(
            [.. Enumerable.Range(0, Count).Select(i => new CocoImage(i, $"{i:D6}.png", Scene.Side, Scene.Side))],
            annotations,
            [.. Mnist.Classes.Select((name, digit) => new CocoCategory(digit, name, "digit"))],
            outside: 0);
    }
}
