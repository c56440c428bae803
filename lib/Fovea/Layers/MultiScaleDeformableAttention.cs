using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>Where deformable attention looks, and with what weight.</summary>
/// <param name="Places">(x, y) with 0 and 1 at the outer edges of a map, [B, Q, M, L, K, 2].</param>
/// <param name="Weights">[B, Q, M, L, K]; those of a query and a head sum to 1.</param>
public readonly record struct Lookups(Tensor Places, Tensor Weights);

/// <summary>
/// Multi-scale deformable attention (Zhu et al. 2021, Deformable DETR, eq. 3): each query looks up K values around its reference
/// point in each of L feature maps, for each of M heads, and sums them with weights of its own.
/// </summary>
/// <remarks>Parameters have the names of the authors' release, and of detrex.</remarks>
public sealed class MultiScaleDeformableAttention : Module<Tensor, Tensor, Tensor, Pyramid, Tensor>
{
    private readonly Linear sampling_offsets;
    private readonly Linear attention_weights;
    private readonly Linear value_proj;
    private readonly Linear output_proj;
    private readonly int heads;
    private readonly int levels;
    private readonly int points;

    /// <param name="width">C.</param>
    /// <param name="heads">M, a divisor of C.</param>
    /// <param name="levels">L.</param>
    /// <param name="points">K.</param>
    /// <exception cref="ArgumentException">A number is not positive, or the heads do not divide the width.</exception>
    public MultiScaleDeformableAttention(int width, int heads, int levels, int points) : base(nameof(MultiScaleDeformableAttention))
    {
        Check.AtLeast(1, heads, nameof(heads));
        Check.AtLeast(1, levels, nameof(levels));
        Check.AtLeast(1, points, nameof(points));
        Check.That(width > 0 && width % heads == 0, nameof(heads), $"a divisor of the width, {width}", heads);
        (this.heads, this.levels, this.points) = (heads, levels, points);
        sampling_offsets = Linear(width, heads * levels * points * 2);
        attention_weights = Linear(width, heads * levels * points);
        value_proj = Linear(width, width);
        output_proj = Linear(width, width);
        RegisterComponents();
        Reset();
    }

    /// <summary>Begins as the authors do: heads look in M directions, the k-th lookup k positions away, all with the same weight.</summary>
    public void Reset()
    {
        using var _ = no_grad();
        init.zeros_(sampling_offsets.weight);
        using var rays = tensor(Rays(), device: CPU);
        sampling_offsets.bias!.copy_(rays);
        init.zeros_(attention_weights.weight);
        init.zeros_(attention_weights.bias!);
        foreach (var layer in new[] { value_proj, output_proj })
        {
            init.xavier_uniform_(layer.weight);
            init.zeros_(layer.bias!);
        }
    }

    /// <summary>Attends; what it returns is to be added to the queries.</summary>
    /// <param name="queries">With their positions added, [B, Q, C].</param>
    /// <param name="references">Points, [B, Q, L, 2], or boxes cx, cy, w, h, [B, Q, L, 4], as fractions of each map.</param>
    /// <param name="values">[B, N, C].</param>
    /// <param name="pyramid">The L maps that the values are of.</param>
    /// <returns>[B, Q, C].</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public override Tensor forward(Tensor queries, Tensor references, Tensor values, Pyramid pyramid) =>
        Attend(Look(queries, references, pyramid), values, pyramid);

    /// <summary>Where each query looks: offsets are in positions of the map where the reference is a point; where it is a box, K of them span half of it.</summary>
    /// <inheritdoc cref="forward"/>
    public Lookups Look(Tensor queries, Tensor references, Pyramid pyramid)
    {
        CheckShapes(queries, references, pyramid);
        using var scope = NewDisposeScope();
        var (batch, count) = (queries.shape[0], queries.shape[1]);
        var weights = attention_weights.call(queries).view(batch, count, heads, levels * points).softmax(-1);
        var offsets = sampling_offsets.call(queries).view(batch, count, heads, levels, points, 2);
        var around = references.view(batch, count, 1, levels, 1, references.shape[3]);
        Tensor places;
        if (references.shape[3] == 2)
        {
            var scale = tensor(pyramid.Sizes.SelectMany(size => new[] { size.Width, size.Height }).ToArray(), queries.dtype, queries.device);
            places = around + offsets / scale.view(1, 1, 1, levels, 1, 2);
        }
        else
        {
            places = around[.., .., .., .., .., ..2] + offsets / points * around[.., .., .., .., .., 2..] * .5;
        }
        return new(places.MoveToOuterDisposeScope(), weights.view(batch, count, heads, levels, points).MoveToOuterDisposeScope());
    }

    /// <summary>Sums the values at given places.</summary>
    /// <param name="lookups">Where to look.</param>
    /// <param name="values">[B, N, C].</param>
    /// <param name="pyramid">The L maps that the values are of.</param>
    /// <param name="padding">True for values to count as zero, [B, N]; none where null.</param>
    /// <returns>[B, Q, C].</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public Tensor Attend(Lookups lookups, Tensor values, Pyramid pyramid, Tensor? padding = null)
    {
        Check.That(values.ndim == 3 && values.shape[1] == pyramid.Tokens, nameof(values), $"[B, {pyramid.Tokens}, C], the positions of the maps",
            $"[{string.Join(", ", values.shape)}]");
        using var scope = NewDisposeScope();
        var projected = value_proj.call(values);
        if (padding is not null) projected = projected.masked_fill(padding.unsqueeze(-1), 0);
        projected = projected.view(values.shape[0], values.shape[1], heads, -1); // [B, N, C] -> [B, N, M, C / M]
        return output_proj.call(Sum(projected, lookups, pyramid)).MoveToOuterDisposeScope();
    }

    /// <summary>The sum of bilinear lookups with their weights; beyond the border of a map a value is zero.</summary>
    /// <param name="values">[B, N, M, C / M].</param>
    /// <param name="lookups">Where to look.</param>
    /// <param name="pyramid">The L maps that the values are of.</param>
    /// <returns>[B, Q, C].</returns>
    public static Tensor Sum(Tensor values, Lookups lookups, Pyramid pyramid)
    {
        using var scope = NewDisposeScope();
        var (batch, heads, width) = (values.shape[0], values.shape[2], values.shape[3]);
        var (count, points) = (lookups.Places.shape[1], lookups.Places.shape[4]);
        var grids = lookups.Places * 2 - 1;                                     // -1 and 1 at the outer edges
        Tensor? sum = null;
        foreach (var (level, (height, wide)) in pyramid.Sizes.Index())
        {
            var map = pyramid.Part(values, level).permute(0, 2, 3, 1)           // [B, H W, M, C / M] -> [B, M, C / M, H W]
                .reshape(batch * heads, width, height, wide);
            var grid = grids.select(3, level).transpose(1, 2)                   // [B, Q, M, K, 2] -> [B, M, Q, K, 2]
                .reshape(batch * heads, count, points, 2);
            var found = functional.grid_sample(map, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
            var weights = lookups.Weights.select(3, level).transpose(1, 2)      // [B, Q, M, K] -> [B, M, Q, K]
                .reshape(batch * heads, 1, count, points);
            var part = (found * weights).sum(dim: -1);                          // [B M, C / M, Q, K] -> [B M, C / M, Q]
            sum = sum is null ? part : sum + part;
        }
        return sum!.view(batch, heads * width, count).transpose(1, 2).MoveToOuterDisposeScope(); // [B, C, Q] -> [B, Q, C]
    }

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="queries">[B, Q, C].</param>
    /// <param name="values">[B, N, C].</param>
    public void Count(Tally tally, long[] queries, long[] values)
    {
        long[] weights = [queries[0], queries[1], heads, levels, points];
        long[] found = [queries[0], queries[1], queries[2], levels * points];
        tally.Through(nameof(attention_weights), attention_weights, queries);
        tally.Each(OpKind.Softmax, weights);
        tally.Through(nameof(sampling_offsets), sampling_offsets, queries);
        tally.Each(OpKind.Multiply, [.. weights, 2]);                           // offsets as fractions
        tally.Each(OpKind.Add, [.. weights, 2]);                                // around the reference
        tally.Through(nameof(value_proj), value_proj, values);
        tally.Each(OpKind.Multiply, [.. weights, 2]);                           // the lookups' grid
        tally.Each(OpKind.Add, [.. weights, 2]);
        tally.Each(OpKind.BilinearLookup, found);
        tally.Each(OpKind.Multiply, found);
        tally.Each(OpKind.Reduce, found);
        tally.Through(nameof(output_proj), output_proj, queries);
    }

    private float[] Rays() =>
    [
        .. from head in Enumerable.Range(0, heads)
           let angle = 2 * MathF.PI * head / heads
           let longer = MathF.Max(MathF.Abs(MathF.Cos(angle)), MathF.Abs(MathF.Sin(angle)))
           from level in Enumerable.Range(0, levels)
           from point in Enumerable.Range(1, points)
           from along in new[] { MathF.Cos(angle), MathF.Sin(angle) }
           select point * along / longer,
    ];

    private void CheckShapes(Tensor queries, Tensor references, Pyramid pyramid)
    {
        Check.That(pyramid.Sizes.Count == levels, nameof(pyramid), $"{levels} maps", pyramid.Sizes.Count);
        Check.That(queries.ndim == 3 && queries.shape[2] == value_proj.in_features, nameof(queries), $"[B, Q, {value_proj.in_features}]",
            $"[{string.Join(", ", queries.shape)}]");
        Check.That(references.ndim == 4 && references.shape[..3].SequenceEqual([queries.shape[0], queries.shape[1], levels]) && references.shape[3] is 2 or 4,
            nameof(references), $"[{queries.shape[0]}, {queries.shape[1]}, {levels}, 2 or 4]", $"[{string.Join(", ", references.shape)}]");
    }
}
