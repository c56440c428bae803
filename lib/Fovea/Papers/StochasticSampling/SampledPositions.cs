using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What a mask samples, and which of it is computed: a position gets a row of features when it is first read.</summary>
/// <remarks>The memory stays for the next mask.</remarks>
internal sealed class SampledPositions
{
    private const int NoRow = -1;

    private readonly List<int> computed = [];
    private float[] mask = [];
    private int[] rows = [];

    /// <summary>H.</summary>
    public int Height { get; private set; }

    /// <summary>W.</summary>
    public int Width { get; private set; }

    /// <summary>B H W.</summary>
    public int Count => mask.Length;

    /// <summary>The share of positions that are sampled.</summary>
    public double Density { get; private set; }

    /// <summary>m of every position.</summary>
    public ReadOnlySpan<float> Mask => mask;

    /// <summary>Positions whose features are computed, row by row.</summary>
    public IReadOnlyList<int> Computed => computed;

    /// <summary>Takes another mask.</summary>
    /// <param name="drawn">[B, 1, H, W]; what is above 0 is sampled.</param>
    /// <param name="computeAll">Whether every sampled position has a row from the beginning.</param>
    public void Read(Tensor drawn, bool computeAll)
    {
        (Height, Width) = ((int)drawn.shape[2], (int)drawn.shape[3]);
        var count = (int)drawn.numel();
        if (mask.Length != count) (mask, rows) = (new float[count], new int[count]);
        drawn.cpu().contiguous().data<float>().CopyTo(mask);
        Array.Fill(rows, NoRow);
        computed.Clear();
        var sampled = 0;
        for (var position = 0; position < mask.Length; position++)
        {
            if (mask[position] <= 0) continue;
            sampled++;
            if (computeAll) RowOf(position);
        }
        Density = (double)sampled / count;
    }

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

    /// <summary><see cref="Computed"/> for gathering.</summary>
    public Tensor Indices(Device device) => tensor(computed.ToArray(), device: device);
}
