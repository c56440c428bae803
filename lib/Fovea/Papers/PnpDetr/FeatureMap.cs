using Fovea.Layers;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>What a sampler samples: the features at every location, F of eq. 1, and where those are.</summary>
/// <param name="Features">[B, C, H, W].</param>
/// <param name="Positions">The position embedding of every location, [B, C, H, W]; one for all images may be expanded.</param>
/// <param name="Padding">True where an image does not reach, [B, H, W]; images begin at the first location. Null where all reach everywhere.</param>
/// <param name="Images">Which images these are: numbers that stay theirs. <see cref="FineSelection.Random"/> needs them.</param>
public sealed record FeatureMap(Tensor Features, Tensor Positions, Tensor? Padding = null, IReadOnlyList<int>? Images = null)
{
    /// <summary>B.</summary>
    public int Batch => (int)Features.shape[0];

    /// <summary>H, in locations.</summary>
    public int Height => (int)Features.shape[2];

    /// <summary>W, in locations.</summary>
    public int Width => (int)Features.shape[3];

    /// <summary>L = H W of eq. 8.</summary>
    public int Length => Height * Width;

    /// <summary>A batch without padding of features that are tokens already, as after a layer of a transformer.</summary>
    /// <param name="tokens">[B, H W, C], row by row.</param>
    /// <param name="positions">[B, H W, C].</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    public static FeatureMap OfTokens(Tensor tokens, Tensor positions, long height, long width) =>
        new(AsMap(tokens, height, width), AsMap(positions, height, width));

    /// <summary>[B, C, H, W] to [B, L, C], row by row.</summary>
    internal static Tensor Tokens(Tensor map) => map.flatten(2).transpose(1, 2);

    /// <summary>[B, L, C] to [B, C, H, W].</summary>
    internal static Tensor AsMap(Tensor tokens, long height, long width) => tokens.transpose(1, 2).reshape(tokens.shape[0], tokens.shape[2], height, width);

    /// <exception cref="ArgumentException">Shapes do not go together.</exception>
    internal void Validate(int channels)
    {
        Check.That(Features.shape is [_, var c, _, _] && c == channels, nameof(Features), $"[B, {channels}, H, W]", Show(Features));
        Check.That(Positions.shape.SequenceEqual(Features.shape), nameof(Positions), $"the features' shape, {Show(Features)}", Show(Positions));
        long[] locations = [Batch, Height, Width];
        Check.That(Padding is null || Padding.shape.SequenceEqual(locations), nameof(Padding), $"[{string.Join(", ", locations)}]", Padding is null ? "" : Show(Padding));
        Check.That(Images is null || Images.Count == Batch, nameof(Images), $"one for each of {Batch}", Images?.Count ?? 0);
    }

    private static string Show(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
