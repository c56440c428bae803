using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What a mask samples, and which of it is computed: a position gets a row of features when it is first read.</summary>
internal sealed class SampledPositions
{
    private const int NoRow = -1;

    private readonly float[] mask;
    private readonly int[] rows;
    private readonly List<int> computed = [];

    /// <param name="mask">[B, 1, H, W]; what is above 0 is sampled.</param>
    public SampledPositions(Tensor mask)
    {
        (Height, Width) = ((int)mask.shape[2], (int)mask.shape[3]);
        this.mask = mask.cpu().data<float>().ToArray();
        rows = new int[this.mask.Length];
        Array.Fill(rows, NoRow);
        var sampled = 0;
        foreach (var m in this.mask)
            if (m > 0) sampled++;
        Density = (double)sampled / this.mask.Length;
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>B H W.</summary>
    public int Count => mask.Length;

    /// <summary>The share of positions that are sampled.</summary>
    public double Density { get; }

    /// <summary>Positions whose features are computed, row by row.</summary>
    public IReadOnlyList<int> Computed => computed;

    /// <summary>m at a position.</summary>
    public float this[int position] => mask[position];

    /// <summary>The row of a sampled position.</summary>
    public int RowOf(int position)
    {
        ref var row = ref rows[position];
        if (row == NoRow)
        {
            row = computed.Count;
            computed.Add(position);
        }
        return row;
    }

    /// <summary>Gives every sampled position a row.</summary>
    public SampledPositions All()
    {
        for (var position = 0; position < mask.Length; position++)
            if (mask[position] > 0) RowOf(position);
        return this;
    }

    /// <summary><see cref="Computed"/> for gathering.</summary>
    public Tensor Indices(Device device) => tensor(computed.ToArray(), device: device);
}
