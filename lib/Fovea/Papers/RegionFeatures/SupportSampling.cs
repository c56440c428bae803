using Fovea.Layers;

namespace Fovea.Papers.RegionFeatures;

/// <summary>How densely a <see cref="Support"/> is summed over. The defaults are the paper's, Section 3.1.</summary>
public sealed record SamplingOptions
{
    /// <summary>Every position.</summary>
    public static SamplingOptions Dense { get; } = new() { Inside = null, Outside = null };

    /// <summary>About how many positions within a region at most, 196 in eq. 10; null for all of them.</summary>
    public int? Inside { get; init; } = 196;

    /// <summary>About how many positions outside of a region at most, 196 in eq. 11; null for all of them.</summary>
    public int? Outside { get; init; } = 196;

    /// <exception cref="ArgumentException">A number is below 1.</exception>
    internal void Validate()
    {
        Check.AtLeast(1, Inside ?? 1, nameof(Inside));
        Check.AtLeast(1, Outside ?? 1, nameof(Outside));
    }

    /// <summary>Eq. 10 along an axis: ceil(W_b / sqrt(Inside)).</summary>
    /// <param name="side">W_b or H_b, in positions.</param>
    public int StrideInside(double side) => Inside is { } most ? (int)Math.Clamp(Math.Ceiling(side / Math.Sqrt(most)), 1, int.MaxValue) : 1;

    /// <summary>Eq. 11: ceil(sqrt(H W / Outside)).</summary>
    /// <param name="positions">H W.</param>
    public int StrideOutside(long positions) => Outside is { } most ? (int)Math.Ceiling(Math.Sqrt(positions / (double)most)) : 1;
}

/// <summary>
/// The positions of Omega_b (Section 3.1): those within each region at strides of its own, by eq. 10, and those of one grid over the
/// map that are outside of the region but in its support, by eq. 11.
/// </summary>
/// <remarks>
/// A position is within a rectangle where its centre is. A region in which no centre lies has the position that its own centre is in.
/// </remarks>
internal sealed class SupportSampling
{
    /// <summary>Of each region, positions v W + u within it.</summary>
    public required IReadOnlyList<long[]> Inside { get; init; }

    /// <summary>Positions of the grid; none where the support is the region.</summary>
    public required long[] Grid { get; init; }

    /// <summary>Of each region, which positions of the grid count.</summary>
    public required IReadOnlyList<bool[]> Outside { get; init; }

    /// <summary>Mean numbers of positions, over all regions.</summary>
    public RegionLoad Load => Inside.Count == 0 ? default : new(
        Inside.Count, Inside.Average(positions => positions.Length), Outside.Average(counts => counts.Count(counted => counted)));

    /// <summary>How many positions a region has.</summary>
    public int CountOf(int region) => Inside[region].Length + Outside[region].Count(counted => counted);

    /// <summary>The positions of the map that are not in Omega_b.</summary>
    /// <param name="regions">Which regions.</param>
    /// <param name="positions">H W.</param>
    /// <returns>A flag for each region and position.</returns>
    public bool[] LeftOut(long[] regions, long positions)
    {
        var left = new bool[regions.Length * positions];
        Array.Fill(left, true);
        foreach (var (i, region) in regions.Index())
        {
            foreach (var position in Inside[(int)region]) left[i * positions + position] = false;
            foreach (var (g, counted) in Outside[(int)region].Index())
                if (counted) left[i * positions + Grid[g]] = false;
        }
        return left;
    }

    public static SupportSampling Of(Regions regions, long height, long width, Support support, SamplingOptions sampling)
    {
        var boxes = regions.Edges().ToList();
        var stride = sampling.StrideOutside(height * width);
        (int Row, int Column)[] grid = support == Support.Region ? [] :
            [.. from row in Steps((0, (int)height), stride) from column in Steps((0, (int)width), stride) select (row, column)];
        return new SupportSampling
        {
            Inside = boxes.ConvertAll(box => Within(box, height, width, sampling)),
            Grid = [.. grid.Select(at => at.Row * width + at.Column)],
            Outside = boxes.ConvertAll(box => Around(box, height, width, support, grid)),
        };
    }

    private static long[] Within(Edges box, long height, long width, SamplingOptions sampling)
    {
        var (rows, columns) = (Centres(box.Top, box.Bottom, height), Centres(box.Left, box.Right, width));
        var (down, across) = (sampling.StrideInside(box.Bottom - box.Top), sampling.StrideInside(box.Right - box.Left));
        return [.. from row in Steps(rows, down) from column in Steps(columns, across) select row * width + column];
    }

    private static bool[] Around(Edges box, long height, long width, Support support, (int Row, int Column)[] grid)
    {
        if (grid.Length == 0) return [];
        var ((top, bottom), (left, right)) = (support.Of(box.Top, box.Bottom, height), support.Of(box.Left, box.Right, width));
        var (rows, columns) = (Centres(box.Top, box.Bottom, height), Centres(box.Left, box.Right, width));
        var (allRows, allColumns) = (Centres(top, bottom, height), Centres(left, right, width));
        return Array.ConvertAll(grid, at => Has(allRows, at.Row) && Has(allColumns, at.Column) && !(Has(rows, at.Row) && Has(columns, at.Column)));
    }

    /// <summary>The positions along an axis whose centres are between two edges, the first and the one after the last.</summary>
    private static (int From, int To) Centres(double from, double to, long length)
    {
        var (first, end) = (Math.Ceiling(from - .5), Math.Ceiling(to - .5));
        if (end <= first) (first, end) = (Math.Floor((from + to) / 2), Math.Floor((from + to) / 2) + 1);
        return ((int)Math.Clamp(first, 0, length), (int)Math.Clamp(end, 0, length));
    }

    private static bool Has((int From, int To) range, int position) => position >= range.From && position < range.To;

    private static IEnumerable<int> Steps((int From, int To) range, int stride)
    {
        for (long at = range.From; at < range.To; at += stride)
            yield return (int)at;
    }
}
