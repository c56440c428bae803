namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// What a bottleneck reads and where, worked out from its two masks before any feature is: which positions of the first
/// convolution are computed and which interpolated, what the second convolution multiplies, and what is added to each position
/// of the output.
/// </summary>
internal sealed class SparseTables(BottleneckOptions options, InterpolationWindow first, InterpolationWindow second)
{
    // Beside these, a source below 0 is the complement of an interpolated feature's number.
    private const int Unread = int.MinValue, Zero = int.MaxValue;

    private int[] sources = [];

    /// <summary>Features of the first convolution that are interpolated, from those that are computed.</summary>
    public RowMixture Interpolated { get; } = new();

    /// <summary>Inputs of the second convolution, nine for each of its outputs: of computed features, then of interpolated ones.</summary>
    public RowMixture Columns { get; } = new();

    /// <summary>What is added to each position of the output, from the third convolution's outputs and its bias, the last row.</summary>
    public RowMixture Output { get; } = new();

    /// <summary>Fills <see cref="Interpolated"/> and <see cref="Columns"/>.</summary>
    /// <param name="inner">The first mask.</param>
    /// <param name="outer">The second, every sampled position having its row.</param>
    /// <param name="offsets">Of a deformable convolution, as many for each row of the second mask.</param>
    public void BuildColumns(SampledPositions inner, SampledPositions outer, float[]? offsets)
    {
        Interpolated.Clear();
        Columns.Clear();
        if (sources.Length < inner.Count) sources = new int[inner.Count];
        sources.AsSpan(0, inner.Count).Fill(Unread);
        var perRow = (offsets?.Length ?? 0) / Math.Max(1, outer.Computed.Count);
        ForEachTap(outer, (image, down, right, row, tap) =>
        {
            if (offsets is null) Term(inner, image, down, right, 1);
            else Lookup(inner, image, down, right, offsets.AsSpan(row * perRow, perRow), tap);
        });
        foreach (ref var source in Columns.Sources)
            if (source < 0) source = ~source + inner.Computed.Count;
    }

    /// <summary>Fills <see cref="Columns"/> with the bottleneck's input instead, as the offsets' convolution reads it.</summary>
    /// <param name="input">The input.</param>
    /// <param name="outer">The second mask, every sampled position having its row.</param>
    public void BuildNeighbours(FeatureRows input, SampledPositions outer)
    {
        Columns.Clear();
        ForEachTap(outer, (image, down, right, _, _) =>
        {
            if ((uint)down < (uint)input.Height && (uint)right < (uint)input.Width)
                Columns.Add((((image * input.Height) + down) * input.Width) + right, 1);
        });
    }

    /// <summary>Fills <see cref="Output"/>.</summary>
    /// <param name="outer">The second mask, every sampled position having its row.</param>
    public void BuildOutput(SampledPositions outer)
    {
        Output.Clear();
        for (var position = 0; position < outer.Count; position++)
        {
            second.Write(outer, position, Output);
            Output.Add(outer.Computed.Count, 1);
            Output.End();
        }
    }

    /// <summary>Writes a sum of <see cref="Columns"/> for each tap of each output.</summary>
    /// <param name="outer">Where the outputs are.</param>
    /// <param name="write">Is given the image, how far down and right in it the tap looks, the output's row and the tap.</param>
    private void ForEachTap(SampledPositions outer, Action<int, int, int, int, int> write)
    {
        var (stride, dilation) = (options.Stride, options.Dilation);
        for (var row = 0; row < outer.Computed.Count; row++)
        {
            var (line, x) = Math.DivRem(outer.Computed[row], outer.Width);
            var (image, y) = Math.DivRem(line, outer.Height);
            for (var tap = 0; tap < SampledBottleneck.Taps; tap++)
            {
                write(image, (y * stride) + (((tap / 3) - 1) * dilation), (x * stride) + (((tap % 3) - 1) * dilation), row, tap);
                Columns.End();
            }
        }
    }

    /// <summary>A tap of a deformable convolution: the bilinear lookup between four positions.</summary>
    private void Lookup(SampledPositions inner, int image, int down, int right, ReadOnlySpan<float> offsets, int tap)
    {
        var (y, x) = (down + offsets[2 * tap], right + offsets[(2 * tap) + 1]);
        if (!(y > -1 && y < inner.Height && x > -1 && x < inner.Width)) return;
        var weight = offsets.Length > 2 * SampledBottleneck.Taps ? offsets[(2 * SampledBottleneck.Taps) + tap] : 1;
        var (top, left) = ((int)MathF.Floor(y), (int)MathF.Floor(x));
        var (below, beside) = (y - top, x - left);
        Term(inner, image, top, left, weight * (1 - below) * (1 - beside));
        Term(inner, image, top, left + 1, weight * (1 - below) * beside);
        Term(inner, image, top + 1, left, weight * below * (1 - beside));
        Term(inner, image, top + 1, left + 1, weight * below * beside);
    }

    private void Term(SampledPositions inner, int image, int y, int x, float weight)
    {
        if ((uint)y >= (uint)inner.Height || (uint)x >= (uint)inner.Width || weight == 0) return;
        var source = Source(inner, (((image * inner.Height) + y) * inner.Width) + x);
        if (source != Zero) Columns.Add(source, weight);
    }

    /// <summary>Where the feature of a position comes from; found out when it is first read.</summary>
    private int Source(SampledPositions inner, int position)
    {
        ref var source = ref sources[position];
        if (source == Unread)
        {
            if (inner[position] == 1)
            {
                source = inner.RowOf(position);
            }
            else
            {
                first.Write(inner, position, Interpolated);
                source = Interpolated.Current.IsEmpty ? Zero : ~Interpolated.End();
            }
        }
        return source;
    }
}
