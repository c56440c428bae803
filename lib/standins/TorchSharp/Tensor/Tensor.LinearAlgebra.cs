using TorchSharp.Native;

namespace TorchSharp;

/// <content>Products of matrices.</content>
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Aten.matmul(this, target);
        public Tensor mm(Tensor target) => Aten.mm(this, target);
        public Tensor bmm(Tensor batch2) => Aten.bmm(this, batch2);
        public Tensor mv(Tensor target) => Aten.mv(this, target);
        public Tensor dot(Tensor target) => Aten.dot(this, target);
        public Tensor outer(Tensor vec2) => Aten.outer(this, vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Aten.addmm(this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Aten.addmm_(this, mat1, mat2, beta, alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Aten.baddbmm(this, batch1, batch2, beta, alpha);
        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            Aten.tensordot(this, b, [.. dims.Select(d => d.Item1)], [.. dims.Select(d => d.Item2)]);
        public Tensor tensordot(Tensor b, long dims = 2) => Aten.tensordot(this, b, Last(dims), First(dims));
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Aten.tensordot(this, b, dims1, dims2);
        public Tensor kron(Tensor other) => Aten.kron(this, other);
        public Tensor inverse() => Aten.linalg_inv(this);
        public Tensor det() => Aten.linalg_det(this);
    }

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) =>
        input.addmm(mat1, mat2, beta, alpha);
    public static Tensor addmm_(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) =>
        input.addmm_(mat1, mat2, beta, alpha);
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        input.baddbmm(batch1, batch2, beta, alpha);
    public static Tensor tensordot(Tensor a, Tensor b, (long, long)[] dims) => a.tensordot(b, dims);
    public static Tensor tensordot(Tensor a, Tensor b, long dims = 2) => a.tensordot(b, dims);
    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => a.tensordot(b, dims1, dims2);
    public static Tensor kron(Tensor input, Tensor other) => input.kron(other);
    public static Tensor inverse(Tensor input) => input.inverse();
    public static Tensor det(Tensor input) => input.det();
}
