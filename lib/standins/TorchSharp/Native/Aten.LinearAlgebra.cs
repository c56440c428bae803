using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Products and decompositions.</summary>
internal static partial class Aten
{
    static readonly Operator Matmul = "aten::matmul";
    public static Tensor matmul(Tensor self, Tensor other) => Matmul.One(self, other);

    static readonly Operator Mm = "aten::mm";
    public static Tensor mm(Tensor self, Tensor mat2) => Mm.One(self, mat2);

    static readonly Operator Bmm = "aten::bmm";
    public static Tensor bmm(Tensor self, Tensor mat2) => Bmm.One(self, mat2);

    static readonly Operator Mv = "aten::mv";
    public static Tensor mv(Tensor self, Tensor vec) => Mv.One(self, vec);

    static readonly Operator Dot = "aten::dot";
    public static Tensor dot(Tensor self, Tensor tensor) => Dot.One(self, tensor);

    static readonly Operator Outer = "aten::outer";
    public static Tensor outer(Tensor self, Tensor vec2) => Outer.One(self, vec2);

    static readonly Operator Addmm = "aten::addmm";
    public static Tensor addmm(Tensor self, Tensor mat1, Tensor mat2, Scalar beta, Scalar alpha) =>
        Addmm.One(self, mat1, mat2, beta, alpha);

    static readonly Operator Addmm_ = "aten::addmm_";
    public static Tensor addmm_(Tensor self, Tensor mat1, Tensor mat2, Scalar beta, Scalar alpha) =>
        Addmm_.InPlace(self, mat1, mat2, beta, alpha);

    static readonly Operator Baddbmm = "aten::baddbmm";
    public static Tensor baddbmm(Tensor self, Tensor batch1, Tensor batch2, Scalar beta, Scalar alpha) =>
        Baddbmm.One(self, batch1, batch2, beta, alpha);

    static readonly Operator Einsum = "aten::einsum";
    public static Tensor einsum(string equation, Tensor[] tensors, long[]? path) => Einsum.One(equation, tensors, path);

    static readonly Operator Tensordot = "aten::tensordot";
    public static Tensor tensordot(Tensor self, Tensor other, long[] dims_self, long[] dims_other) =>
        Tensordot.One(self, other, dims_self, dims_other);

    static readonly Operator Kron = "aten::kron";
    public static Tensor kron(Tensor self, Tensor other) => Kron.One(self, other);

    static readonly Operator LinalgInv = "aten::linalg_inv";
    public static Tensor linalg_inv(Tensor A) => LinalgInv.One(A);

    static readonly Operator LinalgSolve = "aten::linalg_solve";
    public static Tensor linalg_solve(Tensor A, Tensor B, bool left) => LinalgSolve.One(A, B, left);

    static readonly Operator LinalgDet = "aten::linalg_det";
    public static Tensor linalg_det(Tensor A) => LinalgDet.One(A);

    static readonly Operator LinalgQr = "aten::linalg_qr";
    public static (Tensor, Tensor) linalg_qr(Tensor A, string mode) => LinalgQr.Two(A, mode);

    static readonly Operator LinalgSvd = "aten::linalg_svd";
    public static (Tensor, Tensor, Tensor) linalg_svd(Tensor A, bool full_matrices, string? driver) =>
        LinalgSvd.Three(A, full_matrices, driver);

    static readonly Operator LinalgEigh = "aten::linalg_eigh";
    public static (Tensor, Tensor) linalg_eigh(Tensor self, string UPLO) => LinalgEigh.Two(self, UPLO);

    static readonly Operator LinalgCholesky = "aten::linalg_cholesky";
    public static Tensor linalg_cholesky(Tensor self, bool upper) => LinalgCholesky.One(self, upper);
}
