using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>The decoder's cross-attention map (DAM), Sparse DETR's measure of which tokens matter.</summary>
public static class DecoderAttention
{
    /// <summary>How much weight lookups put on each token, summed over queries, heads and layers: what a lookup's four neighbours give to it.</summary>
    /// <remarks>As in Sparse DETR's code a position's index is taken for its centre, half a position off where the lookup itself is.</remarks>
    /// <param name="layers">What each decoder layer looked up.</param>
    /// <param name="pyramid">L maps of N positions.</param>
    /// <returns>[B, N], without gradient.</returns>
    public static Tensor Map(IEnumerable<Lookups> layers, Pyramid pyramid)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return layers.Select(lookups => OfLayer(lookups, pyramid)).Aggregate((sum, map) => sum + map).MoveToOuterDisposeScope();
    }

    /// <summary>Corr of Table 3: the share of the map's weight that lies on the kept tokens.</summary>
    /// <param name="map">[B, N].</param>
    /// <param name="kept">Indices, [B, Q].</param>
    /// <returns>[B].</returns>
    public static Tensor Correlation(Tensor map, Tensor kept)
    {
        using var scope = NewDisposeScope();
        return (map.gather(1, kept).sum(dim: 1) / map.sum(dim: 1)).MoveToOuterDisposeScope();
    }

    private static Tensor OfLayer(Lookups lookups, Pyramid pyramid)
    {
        var map = zeros([lookups.Weights.shape[0], pyramid.Tokens], lookups.Weights.dtype, lookups.Weights.device);
        foreach (var (level, (height, width)) in pyramid.Sizes.Index())
        {
            var place = lookups.Places.select(3, level);                        // [B, Q, M, K, 2]
            var weight = lookups.Weights.select(3, level);                      // [B, Q, M, K]
            var (x, y) = (place.select(-1, 0) * width, place.select(-1, 1) * height);
            foreach (var (right, below) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
            {
                var (column, row) = (x.floor() + right, y.floor() + below);
                var inside = (column >= 0).logical_and(column < width).logical_and(row >= 0).logical_and(row < height);
                var near = (1 - (x - column).abs()) * (1 - (y - row).abs());
                var index = (row * width + column).masked_fill(inside.logical_not(), 0).to(ScalarType.Int64) + pyramid.Start(level);
                map.scatter_add_(1, index.flatten(1), (weight * near * inside).flatten(1));
            }
        }
        return map;
    }
}
