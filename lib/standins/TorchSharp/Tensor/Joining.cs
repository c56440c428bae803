using TorchSharp.Native;

namespace TorchSharp;

/// <content>Functions of several tensors.</content>
public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.cat([.. tensors], dim);
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Aten.cat(tensors, dim);
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Aten.cat(tensors.ToArray(), dim);
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.stack([.. tensors], dim);

    /// <param name="indexing">"ij", rows first, or "xy".</param>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Aten.meshgrid([.. tensors], indexing);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Aten.broadcast_tensors(tensors);

    /// <summary>Einstein's summation, such as "bij,bjk->bik".</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.einsum(equation, tensors, null);

    /// <summary>The indices of true elements, one tensor a dimension.</summary>
    public static Tensor[] where(Tensor condition) => Aten.nonzero_numpy(condition);

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false,
        Tensor? sorter = null) =>
        Aten.searchsorted(sorted_sequence, values, out_int32, right, null, sorter);

    /// <summary>How often each whole number from 0 occurs; with <paramref name="weights"/>, their sums.</summary>
    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => Aten.bincount(input, weights, minlength);

    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor sorter)
    {
        using var value = full([], values, sorted_sequence.dtype, sorted_sequence.device);
        return searchsorted(sorted_sequence, value, out_int32, right, sorter);
    }

    public static class linalg
    {
        public static Tensor inv(Tensor input) => Aten.linalg_inv(input);
        public static Tensor det(Tensor input) => Aten.linalg_det(input);
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Aten.linalg_solve(A, B, left);
        public static Tensor cholesky(Tensor input) => Aten.linalg_cholesky(input, false);
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Aten.linalg_eigh(input, UPLO.ToString());
        public static (Tensor, Tensor, Tensor) svd(Tensor input, bool fullMatrices = true) =>
            Aten.linalg_svd(input, fullMatrices, null);
    }
}
