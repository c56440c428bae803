using Fovea.Data;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>The order in which locations become fine tokens, and how many of each image do.</summary>
/// <param name="Order">All locations, the first to be sampled first, padding last, [B, L].</param>
/// <param name="Lengths">N of each image.</param>
internal sealed record Ranking(Tensor Order, int[] Lengths);

/// <summary>The rankings by which fine tokens are sampled: Section 3.3, and the alternatives of Table 10.</summary>
internal static class Rankings
{
    /// <summary>N = alpha L, Section 3.3, of the locations that are not padding.</summary>
    /// <remarks>The authors' product is of single precision: .7 of 90 locations are 62 there, and 63 in double precision.</remarks>
    public static int SampleLength(int locations, double alpha) => (int)(locations * (float)alpha);

    /// <summary>Eq. 8: locations by falling score.</summary>
    /// <param name="scores">s, [B, L].</param>
    /// <param name="map">What is ranked.</param>
    /// <param name="alpha">The share to sample.</param>
    public static Ranking ByScore(Tensor scores, FeatureMap map, double alpha)
    {
        var ranked = scores.detach();
        if (map.Padding is not null)
            ranked = ranked.masked_fill(map.Padding.flatten(1), double.NegativeInfinity);
        var (_, order) = ranked.sort(1, descending: true, stable: true);
        var locations = map.Padding is null ? Enumerable.Repeat(map.Length, map.Batch) : Counts(map.Padding.flatten(1));
        return new(order, [.. locations.Select(count => SampleLength(count, alpha))]);
    }

    /// <summary>As many locations as the poll sampler takes, drawn once an image: with a larger alpha more, the same among them.</summary>
    /// <exception cref="ArgumentException">It is not said which images these are.</exception>
    public static Ranking AtRandom(FeatureMap map, double alpha, int seed)
    {
        Check.That(map.Images is not null, nameof(map.Images), "the images' numbers, by which their locations are drawn", "none");
        return Listed(map, (i, extent) =>
        {
            var drawn = new SeededRandom(Draw.Locations, seed, 0, map.Images![i]).Permutation(extent.Rows * extent.Columns);
            var places = drawn.Select(place => place / extent.Columns * map.Width + place % extent.Columns);
            return (places, SampleLength(drawn.Length, alpha));
        });
    }

    /// <summary>The locations (floor(i / sqrt(r)), floor(j / sqrt(r))) that are on the map, row by row.</summary>
    /// <remarks>
    /// The paper's bound of i, floor(W sqrt(r)) included, overruns the map where W sqrt(r) is whole. At r = 1/4 this is max pooling with
    /// a kernel of 1 and a stride of 2. It samples ceil(H sqrt(r)) ceil(W sqrt(r)) locations, which is about r L.
    /// </remarks>
    public static Ranking OnGrid(FeatureMap map, double ratio) => Listed(map, (_, extent) =>
    {
        var (rows, columns) = (GridLines(extent.Rows, ratio), GridLines(extent.Columns, ratio));
        return (rows.SelectMany(row => columns.Select(column => row * map.Width + column)), rows.Length * columns.Length);
    });

    /// <summary>floor(i / sqrt(r)) for i = 0, 1, ... while that is less than a size.</summary>
    internal static int[] GridLines(int size, double ratio) => ratio == 0 ? [] :
        // Where i / sqrt(r) is whole, its rounding decides nothing.
        [.. Enumerable.Range(0, size).Select(i => (int)Math.Floor(i / Math.Sqrt(ratio) + 1e-9)).TakeWhile(line => line < size)];

    /// <summary>The side of a map that is interpolated to a share r of its locations, ceil(size sqrt(r)); the paper prints ceil(size / sqrt(r)).</summary>
    internal static int Interpolated(int size, double ratio) => GridLines(size, ratio).Length;

    /// <summary>The rows and columns of each image that are not padding.</summary>
    private static (int Rows, int Columns)[] Extents(FeatureMap map)
    {
        if (map.Padding is null)
            return [.. Enumerable.Repeat((map.Height, map.Width), map.Batch)];
        using var scope = NewDisposeScope();
        return [.. Counts(map.Padding.select(2, 0)).Zip(Counts(map.Padding.select(1, 0)))];
    }

    /// <summary>How many of each row of flags, [B, K], are not padding.</summary>
    public static int[] Counts(Tensor padding) => [.. padding.logical_not().sum(1).cpu().data<long>().ToArray().Select(count => (int)count)];

    // The places an image names come first, all others in the map's order after them.
    private static Ranking Listed(FeatureMap map, Func<int, (int Rows, int Columns), (IEnumerable<int> Places, int Length)> first)
    {
        var (orders, lengths) = (new List<long>(map.Batch * map.Length), new List<int>());
        foreach (var (i, extent) in Extents(map).Index())
        {
            var (places, length) = first(i, extent);
            var order = places.ToList();
            var named = order.ToHashSet();
            order.AddRange(Enumerable.Range(0, map.Length).Where(place => !named.Contains(place)).OrderBy(Outside));
            orders.AddRange(order.Select(place => (long)place));
            lengths.Add(length);

            bool Outside(int place) => place / map.Width >= extent.Rows || place % map.Width >= extent.Columns;
        }
        return new(tensor(orders.ToArray(), map.Batch, map.Length).to(map.Features.device), [.. lengths]);
    }
}
