using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>Images of several sizes in one tensor, each in the upper left corner.</summary>
/// <param name="Images">[B, C, H, W], zeros where an image does not reach.</param>
/// <param name="Padding">True where an image does not reach, [B, H, W].</param>
public readonly record struct PaddedImages(Tensor Images, Tensor Padding)
{
    /// <summary>Pads images to the greatest height and the greatest width among them.</summary>
    /// <param name="images">[C, H, W] each, of one C.</param>
    /// <exception cref="ArgumentException">There are none, or their channels differ.</exception>
    public static PaddedImages Of(IReadOnlyList<Tensor> images)
    {
        Check.That(images.Count > 0 && images.All(image => image.ndim == 3 && image.shape[0] == images[0].shape[0]), nameof(images),
            "one or more [C, H, W] of one C", string.Join(", ", images.Select(image => $"[{string.Join(", ", image.shape)}]")));
        using var scope = NewDisposeScope();
        var (height, width) = (images.Max(image => image.shape[1]), images.Max(image => image.shape[2]));
        long[] Around(Tensor image) => [0, width - image.shape[2], 0, height - image.shape[1]];
        var padded = stack(images.Select(image => functional.pad(image, Around(image))));
        var padding = stack(images.Select(image => functional.pad(zeros(image.shape[1..], device: image.device), Around(image), value: 1))).to(ScalarType.Bool);
        return new(padded.MoveToOuterDisposeScope(), padding.MoveToOuterDisposeScope());
    }

    /// <summary>The padding of a feature map: of each of its locations that of the nearest pixel.</summary>
    /// <param name="padding">[B, H, W].</param>
    /// <param name="height">Of the feature map.</param>
    /// <param name="width">Of the feature map.</param>
    public static Tensor Shrink(Tensor padding, long height, long width)
    {
        using var scope = NewDisposeScope();
        return functional.interpolate(padding.unsqueeze(1).to(ScalarType.Float32), [height, width]).squeeze(1).to(ScalarType.Bool).MoveToOuterDisposeScope();
    }
}
