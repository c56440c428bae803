using Fovea.Data.Coco;
using Fovea.Detection;

namespace Fovea.Data.Scenes;

/// <summary>A split of Digit Scenes. As an image source it labels a scene with the CIFAR-10 class of the photograph behind.</summary>
public sealed class SceneSplit : IImageSource
{
    /// <summary>How detections of digits are evaluated: as COCO's, but with 20^2 and 36^2 pixels between small, medium and large.</summary>
    public static CocoEvaluationOptions Evaluation { get; } = new() { SmallArea = 20 * 20, MediumArea = 36 * 36 };

    private const int StuffSegment = 1; // digit k of a scene is segment k + 2

    private static readonly CocoCategory[] Things = [.. Mnist.Classes.Select((name, digit) => new CocoCategory(digit, name, "digit"))];

    private static readonly CocoCategory[] Stuff =
        [.. Cifar10.Classes.Select((name, label) => new CocoCategory(Things.Length + label, name, "photograph", IsThing: false))];

    private readonly LabelledImages images;
    private readonly Lazy<CocoDataset> annotations;
    private readonly Lazy<PanopticDataset> panoptic;

    internal SceneSplit(string name, string pixels, IReadOnlyList<Scene> scenes)
    {
        (Name, Scenes) = (name, scenes);
        images = LabelledImages.Open(pixels, [.. scenes.Select(scene => scene.Background)], Scene.Side, Scene.Side, channels: 3, Cifar10.Classes);
        (annotations, panoptic) = (new(Annotate), new(AnnotatePixels));
    }

    /// <summary><c>train</c>, <c>choose</c> or <c>report</c>.</summary>
    public string Name { get; }

    /// <summary>What is in each image.</summary>
    public IReadOnlyList<Scene> Scenes { get; }

    /// <summary>
    /// The digits as COCO has objects: image i has id i, a digit is the category of its own number, a mask is runs. An
    /// annotation's area is its box's, so that <see cref="Evaluation"/> tells the three sizes apart; a
    /// thin stroke's own area would call nearly all of them small.
    /// </summary>
    public CocoDataset Annotations => annotations.Value;

    /// <summary>
    /// What each pixel belongs to: a digit (a thing, its category as in <see cref="Annotations"/>) or the photograph behind
    /// (stuff, its category 10 + the CIFAR-10 class). Areas are in pixels.
    /// </summary>
    public PanopticDataset Panoptic => panoptic.Value;

    /// <inheritdoc/>
    public int Count => images.Count;

    /// <summary>Names of the photographs' classes: the stuff.</summary>
    public IReadOnlyList<string> Classes => images.Classes;

    /// <inheritdoc/>
    public int Label(int index) => images.Label(index);

    /// <inheritdoc/>
    public Image Read(int index) => images.Read(index);

    /// <summary>The segment of each pixel of a scene, [128, 128]: 1 the photograph, from 2 on the digits in their order.</summary>
    public int[,] SegmentsOf(int index)
    {
        var segments = new int[Scene.Side, Scene.Side];
        for (var y = 0; y < Scene.Side; y++)
            for (var x = 0; x < Scene.Side; x++)
                segments[y, x] = StuffSegment;
        foreach (var (k, digit) in Scenes[index].Digits.Index())
            for (var y = 0; y < digit.Height; y++)
                for (var x = 0; x < digit.Width; x++)
                    if (digit.Mask[y, x])
                        segments[digit.Top + y, digit.Left + x] = StuffSegment + 1 + k;
        return segments;
    }

    private IReadOnlyList<CocoImage> Images => [.. Enumerable.Range(0, Count).Select(i => new CocoImage(i, $"{i:D6}.png", Scene.Side, Scene.Side))];

    private CocoDataset Annotate()
    {
        var found = Enumerable.Range(0, Count).SelectMany(i => Scenes[i].Digits.Select(digit => (Image: i, Digit: digit)));
        return new CocoDataset(
            Images,
            [.. found.Select((one, k) => new CocoAnnotation(k + 1, one.Image, one.Digit.Digit, one.Digit.Box, one.Digit.Box.Area,
                Segmentation: Segmentation.OfMask(one.Digit.RunLengthMask())))],
            Things,
            outside: 0);
    }

    private PanopticDataset AnnotatePixels() => new(
        Images,
        [.. Images.Select((image, i) => new PanopticAnnotation(i, image.FileName, PanopticPng.Segments(SegmentsOf(i),
            segment => segment == StuffSegment ? Stuff[Scenes[i].Background].Id : Scenes[i].Digits[segment - StuffSegment - 1].Digit)))],
        [.. Things, .. Stuff]);
}
