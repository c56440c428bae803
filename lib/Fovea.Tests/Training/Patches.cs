using Fovea.Data;

namespace Fovea.Tests.Training;

/// <summary>Made-up square images: noise, brighter in the quarter that the class names.</summary>
internal sealed class Patches(int count, int side = 8) : IImageSource
{
    public int Count => count;

    public IReadOnlyList<string> Classes { get; } = ["upper left", "upper right", "lower left", "lower right"];

    public int Label(int index) => index * 7 % Classes.Count;

    public Image Read(int index)
    {
        var random = new Random(index);
        var (bottom, right) = (Label(index) / 2, Label(index) % 2);
        return new Image(side, side, 3, [.. Enumerable.Range(0, side * side * 3).Select(i =>
        {
            var (y, x) = (i / 3 / side, i / 3 % side);
            return (byte)(random.Next(120) + (y / (side / 2) == bottom && x / (side / 2) == right ? 120 : 0));
        })]);
    }
}
