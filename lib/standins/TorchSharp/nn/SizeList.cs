namespace TorchSharp;

/// <summary>Sizes given as a number or a pair, as the list that Aten takes.</summary>
internal static class SizeList
{
    public static long[] Of((long, long) sizes) => [sizes.Item1, sizes.Item2];

    public static long[]? Of((long, long)? sizes) => sizes is { } pair ? Of(pair) : null;

    public static long[]? Of(long? size) => size is { } s ? [s] : null;
}
