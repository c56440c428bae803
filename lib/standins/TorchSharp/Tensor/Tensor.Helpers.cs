namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        internal static readonly Scalar One = 1;

        Tensor Cast(ScalarType? type) => type is { } t ? to_type(t) : this;

        Tensor After(bool dispose, Tensor result)
        {
            if (dispose) Dispose();
            return result;
        }

        /// <summary>The last <paramref name="count"/> dimensions.</summary>
        long[] Last(long count) => [.. Enumerable.Range((int)(ndim - count), (int)count)];

        static long[] First(long count) => [.. Enumerable.Range(0, (int)count)];

        Tensor Indices(IEnumerable<long> indices) => tensor(indices.ToArray(), device: device);
    }
}
