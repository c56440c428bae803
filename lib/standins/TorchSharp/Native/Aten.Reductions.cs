using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Fewer elements from many, and orders.</summary>
internal static partial class Aten
{
    static readonly Operator Sum = "aten::sum";
    public static Tensor sum(Tensor self, ScalarType? dtype) => Sum.One(self, dtype);

    static readonly Operator SumDimIntList = "aten::sum.dim_IntList";
    public static Tensor sum(Tensor self, long[]? dim, bool keepdim, ScalarType? dtype) => SumDimIntList.One(self, dim, keepdim, dtype);

    static readonly Operator Mean = "aten::mean";
    public static Tensor mean(Tensor self, ScalarType? dtype) => Mean.One(self, dtype);

    static readonly Operator MeanDim = "aten::mean.dim";
    public static Tensor mean(Tensor self, long[]? dim, bool keepdim, ScalarType? dtype) => MeanDim.One(self, dim, keepdim, dtype);

    static readonly Operator Prod = "aten::prod";
    public static Tensor prod(Tensor self, ScalarType? dtype) => Prod.One(self, dtype);

    static readonly Operator ProdDimInt = "aten::prod.dim_int";
    public static Tensor prod(Tensor self, long dim, bool keepdim, ScalarType? dtype) => ProdDimInt.One(self, dim, keepdim, dtype);

    static readonly Operator Std = "aten::std";
    public static Tensor std(Tensor self, bool unbiased) => Std.One(self, unbiased);

    static readonly Operator StdDim = "aten::std.dim";
    public static Tensor std(Tensor self, long[]? dim, bool unbiased, bool keepdim) => StdDim.One(self, dim, unbiased, keepdim);

    static readonly Operator Var = "aten::var";
    public static Tensor var(Tensor self, bool unbiased) => Var.One(self, unbiased);

    static readonly Operator VarDim = "aten::var.dim";
    public static Tensor var(Tensor self, long[]? dim, bool unbiased, bool keepdim) => VarDim.One(self, dim, unbiased, keepdim);

    static readonly Operator VarMeanDim = "aten::var_mean.dim";
    public static (Tensor, Tensor) var_mean(Tensor self, long[]? dim, bool unbiased, bool keepdim) =>
        VarMeanDim.Two(self, dim, unbiased, keepdim);

    static readonly Operator StdMeanDim = "aten::std_mean.dim";
    public static (Tensor, Tensor) std_mean(Tensor self, long[]? dim, bool unbiased, bool keepdim) =>
        StdMeanDim.Two(self, dim, unbiased, keepdim);

    static readonly Operator NormScalar = "aten::norm.Scalar";
    public static Tensor norm(Tensor self, Scalar p) => NormScalar.One(self, p);

    static readonly Operator NormScalarOptDim = "aten::norm.ScalarOpt_dim";
    public static Tensor norm(Tensor self, Scalar? p, long[] dim, bool keepdim) => NormScalarOptDim.One(self, p, dim, keepdim);

    static readonly Operator LinalgVectorNorm = "aten::linalg_vector_norm";
    public static Tensor linalg_vector_norm(Tensor self, Scalar ord, long[]? dim, bool keepdim, ScalarType? dtype) =>
        LinalgVectorNorm.One(self, ord, dim, keepdim, dtype);

    static readonly Operator Max = "aten::max";
    public static Tensor max(Tensor self) => Max.One(self);

    static readonly Operator MaxDim = "aten::max.dim";
    public static (Tensor, Tensor) max(Tensor self, long dim, bool keepdim) => MaxDim.Two(self, dim, keepdim);

    static readonly Operator MaxOther = "aten::max.other";
    public static Tensor max(Tensor self, Tensor other) => MaxOther.One(self, other);

    static readonly Operator Min = "aten::min";
    public static Tensor min(Tensor self) => Min.One(self);

    static readonly Operator MinDim = "aten::min.dim";
    public static (Tensor, Tensor) min(Tensor self, long dim, bool keepdim) => MinDim.Two(self, dim, keepdim);

    static readonly Operator MinOther = "aten::min.other";
    public static Tensor min(Tensor self, Tensor other) => MinOther.One(self, other);

    static readonly Operator Amax = "aten::amax";
    public static Tensor amax(Tensor self, long[] dim, bool keepdim) => Amax.One(self, dim, keepdim);

    static readonly Operator Amin = "aten::amin";
    public static Tensor amin(Tensor self, long[] dim, bool keepdim) => Amin.One(self, dim, keepdim);

    static readonly Operator Argmax = "aten::argmax";
    public static Tensor argmax(Tensor self, long? dim, bool keepdim) => Argmax.One(self, dim, keepdim);

    static readonly Operator Argmin = "aten::argmin";
    public static Tensor argmin(Tensor self, long? dim, bool keepdim) => Argmin.One(self, dim, keepdim);

    static readonly Operator All = "aten::all";
    public static Tensor all(Tensor self) => All.One(self);

    static readonly Operator AllDim = "aten::all.dim";
    public static Tensor all(Tensor self, long dim, bool keepdim) => AllDim.One(self, dim, keepdim);

    static readonly Operator Any = "aten::any";
    public static Tensor any(Tensor self) => Any.One(self);

    static readonly Operator AnyDim = "aten::any.dim";
    public static Tensor any(Tensor self, long dim, bool keepdim) => AnyDim.One(self, dim, keepdim);

    static readonly Operator Logsumexp = "aten::logsumexp";
    public static Tensor logsumexp(Tensor self, long[] dim, bool keepdim) => Logsumexp.One(self, dim, keepdim);

    static readonly Operator Cumsum = "aten::cumsum";
    public static Tensor cumsum(Tensor self, long dim, ScalarType? dtype) => Cumsum.One(self, dim, dtype);

    static readonly Operator Cumprod = "aten::cumprod";
    public static Tensor cumprod(Tensor self, long dim, ScalarType? dtype) => Cumprod.One(self, dim, dtype);

    static readonly Operator CountNonzeroDimIntList = "aten::count_nonzero.dim_IntList";
    public static Tensor count_nonzero(Tensor self, long[] dim) => CountNonzeroDimIntList.One(self, dim);

    static readonly Operator Median = "aten::median";
    public static Tensor median(Tensor self) => Median.One(self);

    static readonly Operator MedianDim = "aten::median.dim";
    public static (Tensor, Tensor) median(Tensor self, long dim, bool keepdim) => MedianDim.Two(self, dim, keepdim);

    static readonly Operator SortStable = "aten::sort.stable";
    public static (Tensor, Tensor) sort(Tensor self, bool? stable, long dim, bool descending) =>
        SortStable.Two(self, stable, dim, descending);

    static readonly Operator Argsort = "aten::argsort";
    public static Tensor argsort(Tensor self, long dim, bool descending) => Argsort.One(self, dim, descending);

    static readonly Operator Topk = "aten::topk";
    public static (Tensor, Tensor) topk(Tensor self, long k, long dim, bool largest, bool sorted) =>
        Topk.Two(self, k, dim, largest, sorted);

    static readonly Operator Unique2 = "aten::_unique2";
    public static (Tensor, Tensor, Tensor) _unique2(Tensor self, bool sorted, bool return_inverse, bool return_counts) =>
        Unique2.Three(self, sorted, return_inverse, return_counts);

    static readonly Operator UniqueDim = "aten::unique_dim";
    public static (Tensor, Tensor, Tensor) unique_dim(Tensor self, long dim, bool sorted, bool return_inverse, bool return_counts) =>
        UniqueDim.Three(self, dim, sorted, return_inverse, return_counts);

    static readonly Operator Nonzero = "aten::nonzero";
    public static Tensor nonzero(Tensor self) => Nonzero.One(self);

    static readonly Operator NonzeroNumpy = "aten::nonzero_numpy";
    public static Tensor[] nonzero_numpy(Tensor self) => NonzeroNumpy.Many(self);

    static readonly Operator Bincount = "aten::bincount";
    public static Tensor bincount(Tensor self, Tensor? weights, long minlength) => Bincount.One(self, weights, minlength);

    static readonly Operator Histc = "aten::histc";
    public static Tensor histc(Tensor self, long bins, Scalar min, Scalar max) => Histc.One(self, bins, min, max);

    static readonly Operator SearchsortedTensor = "aten::searchsorted.Tensor";
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor self, bool out_int32, bool right, string? side, Tensor? sorter) =>
        SearchsortedTensor.One(sorted_sequence, self, out_int32, right, side, sorter);

    static readonly Operator BucketizeTensor = "aten::bucketize.Tensor";
    public static Tensor bucketize(Tensor self, Tensor boundaries, bool out_int32, bool right) =>
        BucketizeTensor.One(self, boundaries, out_int32, right);

    static readonly Operator Dist = "aten::dist";
    public static Tensor dist(Tensor self, Tensor other, Scalar p) => Dist.One(self, other, p);
}
