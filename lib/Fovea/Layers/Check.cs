namespace Fovea.Layers;

/// <summary>Refuses what does not fit, with its name, what was expected and what was found.</summary>
internal static class Check
{
    /// <exception cref="ArgumentException">The condition does not hold.</exception>
    public static void That(bool holds, string what, string expected, object found)
    {
        if (!holds) throw new ArgumentException($"{what}: expected {expected}, found {found}");
    }

    /// <exception cref="ArgumentException">The value is smaller.</exception>
    public static void AtLeast(int least, int found, string what) => That(found >= least, what, $"at least {least}", found);

    /// <summary>A batch of square images, [B, 3, side, side].</summary>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public static void Images(long[] shape, int side) =>
        That(shape is [_, 3, var height, var width] && height == side && width == side,
            "images", $"[B, 3, {side}, {side}], by the options' ImageSize", $"[{string.Join(", ", shape)}]");
}
