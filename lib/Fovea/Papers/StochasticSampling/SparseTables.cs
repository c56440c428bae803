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

    /// <summary>The first mask.</summary>
    public SampledPositions Inner { get; } = new();

    /// <summary>The second mask; each of its sampled positions has its row.</summary>
    public SampledPositions Outer { get; } = new();

    /// <summary>Features of the first convolution that are interpolated, from those that are computed.</summary>
    public RowMixture Interpolated { get; } = new();

    /// <summary>Inputs of the second convolution, nine for each of its outputs: of computed features, then of interpolated ones.</summary>
    public RowMixture Columns { get; } = new();

    /// <summary>What is added to each position of the output, from the third convolution's outputs and its bias, the last row.</summary>
    public RowMixture Output { get; } = new();

    /// <summary>Fills <see cref="Interpolated"/> and <see cref="Columns"/>.</summary>
    /// <param name="offsets">Of a deformable convolution, as many for each row of the second mask.</param>
    public void BuildColumns(float[]? offsets)
    {
        Interpolated.Clear();
        Columns.Clear();
        if (sources.Length < Inner.Count) sources = new int[Inner.Count];
        sources.AsSpan(0, Inner.Count).Fill(Unread);
        var perRow = (offsets?.Length ?? 0) / Math.Max(1, Outer.Computed.Count);
        ForEachTap((image, down, right, row, tap) =>
        {
            if (offsets is null) Term(image, down, right, 1);
            else Lookup(image, down, right, offsets.AsSpan(row * perRow, perRow), tap);
        });
        foreach (ref var source in Columns.Sources)
            if (source < 0) source = ~source + Inner.Computed.Count;
    }

    /// <summary>Fills <see cref="Columns"/> with the bottleneck's input instead, as the offsets' convolution reads it.</summary>
    /// <param name="input">The input.</param>
    public void BuildNeighbours(FeatureRows input)
    {
        Columns.Clear();
        ForEachTap((image, down, right, _, _) =>
        {
            if ((uint)down < (uint)input.Height && (uint)right < (uint)input.Width)
                Columns.Add((((image * input.Height) + down) * input.Width) + right, 1);
        });
    }

    /// <summary>Fills <see cref="Output"/>.</summary>
    public void BuildOutput()
    {
        Output.Clear();
        for (var position = 0; position < Outer.Count; position++)
        {
            second.Write(Outer, position, Output);
            Output.Add(Outer.Computed.Count, 1);
            Output.End();
        }
    }

    /// <summary>Writes a sum of <see cref="Columns"/> for each tap of each output.</summary>
    /// <param name="write">Is given the image, how far down and right in it the tap looks, the output's row and the tap.</param>
    private void ForEachTap(Action<int, int, int, int, int> write)
    {
        var (stride, dilation) = (options.Stride, options.Dilation);
        for (var row = 0; row < Outer.Computed.Count; row++)
        {
            var (line, x) = Math.DivRem(Outer.Computed[row], Outer.Width);
            var (image, y) = Math.DivRem(line, Outer.Height);
            for (var tap = 0; tap < SampledBottleneck.Taps; tap++)
            {
                write(image, (y * stride) + (((tap / 3) - 1) * dilation), (x * stride) + (((tap % 3) - 1) * dilation), row, tap);
                Columns.End();
            }
        }
    }

    /// <summary>A tap of a deformable convolution: the bilinear lookup between four positions.</summary>
    private void Lookup(int image, int down, int right, ReadOnlySpan<float> offsets, int tap)
    {
        var (y, x) = (down + offsets[2 * tap], right + offsets[(2 * tap) + 1]);
        if (!(y > -1 && y < Inner.Height && x > -1 && x < Inner.Width)) return;
        var weight = offsets.Length > 2 * SampledBottleneck.Taps ? offsets[(2 * SampledBottleneck.Taps) + tap] : 1;
        var (top, left) = ((int)MathF.Floor(y), (int)MathF.Floor(x));
        var (below, beside) = (y - top, x - left);
        Term(image, top, left, weight * (1 - below) * (1 - beside));
        Term(image, top, left + 1, weight * (1 - below) * beside);
        Term(image, top + 1, left, weight * below * (1 - beside));
        Term(image, top + 1, left + 1, weight * below * beside);
    }

    private void Term(int image, int y, int x, float weight)
    {
        if ((uint)y >= (uint)Inner.Height || (uint)x >= (uint)Inner.Width || weight == 0) return;
        var source = Source((((image * Inner.Height) + y) * Inner.Width) + x);
        if (source != Zero) Columns.Add(source, weight);
    }

    /// <summary>Where the feature of a position comes from; found out when it is first read.</summary>
    private int Source(int position)
    {
        ref var source = ref sources[position];
        if (source == Unread)
        {
            if (Inner.Mask[position] == 1)
            {
                source = Inner.RowOf(position);
            }
            else
            {
                first.Write(Inner, position, Interpolated);
                source = Interpolated.Current.IsEmpty ? Zero : ~Interpolated.End();
            }
        }
        return source;
    }
}
