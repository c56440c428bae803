using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>Memory for rows that is used again and again: a fresh block as large as a stage's costs the kernel as long as the arithmetic in it.</summary>
internal sealed class SparseMemory : IDisposable
{
    private Tensor? memory;

    /// <summary>Room for rows, in place of what was taken before; whatever is in it.</summary>
    public Tensor Take(long rows, long columns, ScalarType type, Device device)
    {
        if (memory is null || memory.numel() < rows * columns || memory.dtype != type || memory.device != device)
        {
            memory?.Dispose();
            memory = empty([rows * columns], type, device).DetachFromDisposeScope();
        }
        return memory.narrow(0, 0, rows * columns).view(rows, columns);
    }

    /// <inheritdoc/>
    public void Dispose() => memory?.Dispose();
}
