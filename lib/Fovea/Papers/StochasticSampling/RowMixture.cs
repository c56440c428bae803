using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// Weighted sums of rows: a sparse matrix by rows, written once for a mask and multiplied with features. An empty sum is zero.
/// </summary>
/// <remarks>The memory stays for the next mask.</remarks>
internal sealed class RowMixture
{
    private readonly List<int> sources = [], starts = [];
    private readonly List<float> weights = [];

    /// <summary>Sums that are ended.</summary>
    public int Count { get; private set; }

    /// <summary>Which row each term of every sum takes.</summary>
    public Span<int> Sources => CollectionsMarshal.AsSpan(sources);

    /// <summary>Weights of the sum that is being written.</summary>
    public Span<float> Current => CollectionsMarshal.AsSpan(weights)[starts[Count]..];

    public void Clear()
    {
        sources.Clear();
        weights.Clear();
        starts.Clear();
        starts.Add(0);
        Count = 0;
    }

    /// <summary>Adds a term to the sum that is being written.</summary>
    public void Add(int source, float weight)
    {
        sources.Add(source);
        weights.Add(weight);
    }

    /// <summary>Ends the sum that is being written.</summary>
    /// <returns>Its number.</returns>
    public int End()
    {
        starts.Add(sources.Count);
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
        var (from, to) = (starts[first], starts[first + count]);
        var device = rows.weight.device;
        if (from == to) return zeros([count, rows.weight.shape[1]], rows.weight.dtype, device).MoveToOuterDisposeScope();
        var offsets = new int[count];
        for (var i = 0; i < count; i++) offsets[i] = starts[first + i] - from;
        return rows.call(Taken(sources, from, to, ScalarType.Int32, device), tensor(offsets, device: device), Taken(weights, from, to, ScalarType.Float32, device))
            .MoveToOuterDisposeScope();
    }

    private static Tensor Taken<T>(List<T> values, int from, int to, ScalarType type, Device device) where T : unmanaged
    {
        var taken = empty(to - from, type);
        taken.bytes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)[from..to]);
        return taken.to(device);
    }
}
