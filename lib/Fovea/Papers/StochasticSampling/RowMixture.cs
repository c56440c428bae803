using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// Weighted sums of rows: a sparse matrix by rows, written once for a mask and multiplied with features. An empty sum is zero.
/// </summary>
/// <remarks>The memory stays for the next mask. The lists are arrays because millions of terms a second are written.</remarks>
internal sealed class RowMixture
{
    private int[] sources = new int[1024], starts = new int[1024];
    private float[] weights = new float[1024];
    private int terms;

    /// <summary>Sums that are ended.</summary>
    public int Count { get; private set; }

    /// <summary>Which row each term of every sum takes.</summary>
    public Span<int> Sources => sources.AsSpan(0, terms);

    /// <summary>Weights of the sum that is being written.</summary>
    public Span<float> Current => weights.AsSpan(starts[Count]..terms);

    /// <summary>Forgets all sums.</summary>
    public void Clear() => (terms, Count, starts[0]) = (0, 0, 0);

    /// <summary>Adds a term to the sum that is being written.</summary>
    public void Add(int source, float weight)
    {
        if (terms == sources.Length)
        {
            Array.Resize(ref sources, 2 * terms);
            Array.Resize(ref weights, 2 * terms);
        }
        sources[terms] = source;
        weights[terms++] = weight;
    }

    /// <summary>Ends the sum that is being written.</summary>
    /// <returns>Its number.</returns>
    public int End()
    {
        if (Count + 1 == starts.Length) Array.Resize(ref starts, 2 * starts.Length);
        starts[Count + 1] = terms;
        return Count++;
    }

    /// <summary>Some of the sums.</summary>
    /// <param name="rows">Whose rows are summed, [rows, C]: <c>EmbeddingBag</c> is the operator that sums them.</param>
    /// <param name="first">Number of the first sum.</param>
    /// <param name="count">How many.</param>
    /// <returns>[count, C].</returns>
    public Tensor Of(EmbeddingBag rows, int first, int count)
    {
        using var scope = NewDisposeScope();
        var (from, to, device) = (starts[first], starts[first + count], rows.weight.device);
        if (from == to) return zeros([count, rows.weight.shape[1]], rows.weight.dtype, device).MoveToOuterDisposeScope();
        var offsets = new int[count];
        for (var i = 0; i < count; i++) offsets[i] = starts[first + i] - from;
        return rows.call(Taken(sources.AsSpan(from..to), ScalarType.Int32), Taken(offsets, ScalarType.Int32), Taken(weights.AsSpan(from..to), ScalarType.Float32))
            .MoveToOuterDisposeScope();

        Tensor Taken<T>(Span<T> values, ScalarType type) where T : unmanaged
        {
            var taken = empty(values.Length, type);
            taken.bytes = MemoryMarshal.AsBytes(values);
            return taken.to(device);
        }
    }
}
