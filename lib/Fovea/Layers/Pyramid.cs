using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Layers;

/// <summary>Feature maps of several scales whose positions are one row of tokens: map after map, each row by row, the finest map first.</summary>
public sealed class Pyramid
{
    private readonly (long Height, long Width)[] sizes;

    /// <param name="sizes">Of each map.</param>
    /// <exception cref="ArgumentException">There is no map, or a map has no position.</exception>
    public Pyramid(params (long Height, long Width)[] sizes)
    {
        Check.That(sizes.Length > 0 && sizes.All(size => size is { Height: > 0, Width: > 0 }), nameof(sizes), "maps of at least one position",
            $"[{string.Join(", ", sizes)}]");
        this.sizes = sizes;
    }

    /// <summary>Of each map, the finest first.</summary>
    public IReadOnlyList<(long Height, long Width)> Sizes => sizes;

    /// <summary>N, the positions of all maps.</summary>
    public long Tokens => Start(sizes.Length);

    /// <summary>The pyramid of feature maps, each [B, C, H, W].</summary>
    public static Pyramid Of(IEnumerable<Tensor> maps) => new([.. maps.Select(map => (map.shape[2], map.shape[3]))]);

    /// <summary>Feature maps as tokens.</summary>
    /// <param name="maps">Each [B, C, H, W].</param>
    /// <returns>[B, N, C].</returns>
    public static Tensor Join(IEnumerable<Tensor> maps)
    {
        using var scope = NewDisposeScope();
        return cat([.. maps.Select(map => map.flatten(2).transpose(1, 2))], 1).MoveToOuterDisposeScope(); // L x [B, C, H, W] -> [B, N, C]
    }

    /// <summary>The first token of a map.</summary>
    public long Start(int level) => sizes.Take(level).Sum(size => size.Height * size.Width);

    /// <summary>The tokens of a map.</summary>
    public long Length(int level) => sizes[level].Height * sizes[level].Width;

    /// <summary>What belongs to the tokens of one map.</summary>
    /// <param name="tokens">[B, N, ...].</param>
    /// <param name="level">0 for the finest map.</param>
    /// <returns>[B, H W, ...], a view.</returns>
    public Tensor Part(Tensor tokens, int level) => tokens.narrow(1, Start(level), Length(level));

    /// <summary>The tokens of one map as the map that they are of.</summary>
    /// <param name="tokens">[B, N, C].</param>
    /// <param name="level">0 for the finest map.</param>
    /// <returns>[B, C, H, W].</returns>
    public Tensor Map(Tensor tokens, int level)
    {
        using var scope = NewDisposeScope();
        var part = Part(tokens, level).transpose(1, 2);                         // [B, C, H W]
        return part.reshape(part.shape[0], part.shape[1], sizes[level].Height, sizes[level].Width).MoveToOuterDisposeScope();
    }
}
