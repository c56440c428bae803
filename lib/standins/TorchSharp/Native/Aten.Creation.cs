using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Tensors from nothing, copies and conversions.</summary>
internal static partial class Aten
{
    static readonly Operator EmptyMemoryFormat = "aten::empty.memory_format";
    public static Tensor empty(long[] size, ScalarType? dtype, Device? device) => EmptyMemoryFormat.One(size, dtype, default, device);

    static readonly Operator EmptyLike = "aten::empty_like";
    public static Tensor empty_like(Tensor self, ScalarType? dtype, Device? device) => EmptyLike.One(self, dtype, default, device);

    static readonly Operator Zeros = "aten::zeros";
    public static Tensor zeros(long[] size, ScalarType? dtype, Device? device) => Zeros.One(size, dtype, default, device);

    static readonly Operator Ones = "aten::ones";
    public static Tensor ones(long[] size, ScalarType? dtype, Device? device) => Ones.One(size, dtype, default, device);

    static readonly Operator Full = "aten::full";
    public static Tensor full(long[] size, Scalar fill_value, ScalarType? dtype, Device? device) =>
        Full.One(size, fill_value, dtype, default, device);

    static readonly Operator EyeM = "aten::eye.m";
    public static Tensor eye(long n, long m, ScalarType? dtype, Device? device) => EyeM.One(n, m, dtype, default, device);

    static readonly Operator ArangeStartStep = "aten::arange.start_step";
    public static Tensor arange(Scalar start, Scalar end, Scalar step, ScalarType? dtype, Device? device) =>
        ArangeStartStep.One(start, end, step, dtype, default, device);

    static readonly Operator Linspace = "aten::linspace";
    public static Tensor linspace(Scalar start, Scalar end, long steps, ScalarType? dtype, Device? device) =>
        Linspace.One(start, end, steps, dtype, default, device);

    static readonly Operator ZerosLike = "aten::zeros_like";
    public static Tensor zeros_like(Tensor self, ScalarType? dtype, Device? device) => ZerosLike.One(self, dtype, default, device);

    static readonly Operator OnesLike = "aten::ones_like";
    public static Tensor ones_like(Tensor self, ScalarType? dtype, Device? device) => OnesLike.One(self, dtype, default, device);

    static readonly Operator FullLike = "aten::full_like";
    public static Tensor full_like(Tensor self, Scalar fill_value, ScalarType? dtype, Device? device) =>
        FullLike.One(self, fill_value, dtype, default, device);

    static readonly Operator Clone = "aten::clone";
    public static Tensor clone(Tensor self) => Clone.One(self);

    static readonly Operator Contiguous = "aten::contiguous";
    public static Tensor contiguous(Tensor self) => Contiguous.One(self);

    static readonly Operator Copy_ = "aten::copy_";
    public static Tensor copy_(Tensor self, Tensor src, bool non_blocking) => Copy_.InPlace(self, src, non_blocking);

    static readonly Operator ToDevice = "aten::to.device";
    public static Tensor to(Tensor self, Device device, ScalarType dtype, bool non_blocking, bool copy) =>
        ToDevice.One(self, device, dtype, non_blocking, copy);

    static readonly Operator ToDtype = "aten::to.dtype";
    public static Tensor to(Tensor self, ScalarType dtype, bool non_blocking, bool copy) => ToDtype.One(self, dtype, non_blocking, copy);

    static readonly Operator ToOther = "aten::to.other";
    public static Tensor to(Tensor self, Tensor other, bool non_blocking, bool copy) => ToOther.One(self, other, non_blocking, copy);

    static readonly Operator Detach = "aten::detach";
    public static Tensor detach(Tensor self) => Detach.One(self);

    static readonly Operator Detach_ = "aten::detach_";
    public static Tensor detach_(Tensor self) => Detach_.InPlace(self);

    static readonly Operator Alias = "aten::alias";
    public static Tensor alias(Tensor self) => Alias.One(self);

    static readonly Operator TrilIndices = "aten::tril_indices";
    public static Tensor tril_indices(long row, long col, long offset, ScalarType? dtype, Device? device) =>
        TrilIndices.One(row, col, offset, dtype, default, device);

    static readonly Operator TriuIndices = "aten::triu_indices";
    public static Tensor triu_indices(long row, long col, long offset, ScalarType? dtype, Device? device) =>
        TriuIndices.One(row, col, offset, dtype, default, device);
}
