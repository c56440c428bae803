using Fovea.Data;

namespace Fovea.Tests.Data.Scenes;

/// <summary>Made-up strokes: a ring of each class's own size and place, so that scenes can be made where there is no MNIST.</summary>
internal sealed class DrawnDigits(int count) : IImageSource
{
    public int Count => count;

    public IReadOnlyList<string> Classes => Mnist.Classes;

    public int Label(int index) => index % 10;

    public Image Read(int index)
    {
        var (radius, x, y) = (5 + Label(index) / 2, 12 + index % 4, 12 + index % 3);
        return new Image(28, 28, 1, [.. Enumerable.Range(0, 784).Select(i =>
        {
            var distance = (i % 28 - x) * (i % 28 - x) + (i / 28 - y) * (i / 28 - y);
            return (byte)(distance >= (radius - 2) * (radius - 2) && distance <= radius * radius ? 255 : 0);
        })]);
    }
}

/// <summary>Made-up photographs: slopes of colour.</summary>
internal sealed class DrawnPhotos(int count) : IImageSource
{
    public int Count => count;

    public IReadOnlyList<string> Classes => Cifar10.Classes;

    public int Label(int index) => index % 10;

    public Image Read(int index) =>
        new(32, 32, 3, [.. Enumerable.Range(0, 3072).Select(i => (byte)(i / 3 % 32 * (index % 5) + i / 96 * (i % 3) + 40 * (index % 4)))]);
}
