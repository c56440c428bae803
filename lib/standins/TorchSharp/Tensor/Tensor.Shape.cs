using TorchSharp.Native;

namespace TorchSharp;

/// <content>Views, joining and splitting.</content>
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Aten.view(this, shape);
        public Tensor view_as(Tensor other) => Aten.view(this, other.shape);
        public Tensor reshape(params long[] shape) => Aten.reshape(this, shape);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Aten.expand(this, sizes.ToArray(), isImplicit);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.expand(this, sizes, isImplicit);
        public Tensor expand(params long[] sizes) => Aten.expand(this, sizes, false);
        public Tensor expand_as(Tensor other) => Aten.expand_as(this, other);
        public Tensor permute(IEnumerable<long> permutation) => Aten.permute(this, [.. permutation]);
        public Tensor permute(params long[] permutation) => Aten.permute(this, permutation);
        public Tensor transpose(long dim0, long dim1) => Aten.transpose(this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Aten.transpose_(this, dim0, dim1);
        public Tensor t() => Aten.t(this);
        public Tensor squeeze(long? dim = null) => dim is { } d ? Aten.squeeze(this, d) : Aten.squeeze(this);
        public Tensor squeeze_(long? dim = null) => dim is { } d ? Aten.squeeze_(this, d) : Aten.squeeze_(this);
        public Tensor unsqueeze(long dim) => Aten.unsqueeze(this, dim);
        public Tensor unsqueeze_(long dim) => Aten.unsqueeze_(this, dim);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.flatten(this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes) => Aten.unflatten(this, dim, sizes);
        public Tensor movedim(long[] source, long[] destination) => Aten.movedim(this, source, destination);
        public Tensor swapaxes(long dim0, long dim1) => Aten.swapaxes(this, dim0, dim1);
        public Tensor narrow(long dim, long start, long length) => Aten.narrow(this, dim, start, length);
        public Tensor select(long dim, long index) => Aten.select(this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => Aten.slice(this, dim, start, finish, step);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Aten.as_strided(this, size, strides, storageOffset);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Aten.diagonal(this, offset, dim1, dim2);
        public Tensor diag(long diagonal = 0) => Aten.diag(this, diagonal);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Aten.diag_embed(this, offset, dim1, dim2);
        public Tensor unfold(long dimension, long size, long step) => Aten.unfold(this, dimension, size, step);
        public Tensor tril(long diagonal = 0) => Aten.tril(this, diagonal);
        public Tensor triu(long diagonal = 0) => Aten.triu(this, diagonal);
        public Tensor tril_(long diagonal = 0) => Aten.tril_(this, diagonal);
        public Tensor triu_(long diagonal = 0) => Aten.triu_(this, diagonal);
        public Tensor trace() => Aten.trace(this);
        public Tensor[] chunk(long chunks, long dim = 0) => Aten.chunk(this, chunks, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Aten.split_with_sizes(this, sizes.ToArray(), dim);
        public Tensor[] split(long size, int dim = 0) => Aten.split(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Aten.split_with_sizes(this, sizes, dim);
        public Tensor[] split(params long[] sizes) => Aten.split_with_sizes(this, sizes, 0);
        public Tensor[] tensor_split(Tensor indices, long dim = 0) => Aten.tensor_split(this, indices.data<long>().ToArray(), dim);
        public Tensor[] tensor_split(long size, long dim = 0) => Aten.tensor_split(this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Aten.tensor_split(this, sizes, dim);
        public Tensor[] unbind(long dimension = 0) => Aten.unbind(this, dimension);
        public Tensor broadcast_to(params long[] shape) => Aten.broadcast_to(this, shape);
        public Tensor repeat(params long[] sizes) => Aten.repeat(this, sizes);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave(this, repeats, dim, output_size);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave(this, repeats, dim, output_size);
        public Tensor tile(long[] reps) => Aten.tile(this, reps);
        public Tensor flip(params long[] dims) => Aten.flip(this, dims);
        public Tensor roll((long, long) shifts, (long, long) dims) =>
            Aten.roll(this, [shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            Aten.roll(this, [shifts.Item1, shifts.Item2, shifts.Item3], [dims.Item1, dims.Item2, dims.Item3]);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) =>
            Aten.roll(this, shifts.ToArray(), dims.ToArray());
        public Tensor roll(long shifts, long? dims = null) => Aten.roll(this, [shifts], dims is { } d ? [d] : []);
        public Tensor roll(long[] shifts) => Aten.roll(this, shifts, []);
        public Tensor roll(long[] shifts, long[] dims) => Aten.roll(this, shifts, dims);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => Aten.rot90(this, k, dims is { } d ? [d.Item1, d.Item2] : [0, 1]);
    }

    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);
    public static Tensor t(Tensor input) => input.t();
    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);
    public static Tensor squeeze_(Tensor input, long? dim = null) => input.squeeze_(dim);
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);
    public static Tensor unsqueeze_(Tensor input, long dim) => input.unsqueeze_(dim);
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);
    public static Tensor unflatten(Tensor input, long dim, params long[] sizes) => input.unflatten(dim, sizes);
    public static Tensor movedim(Tensor input, long[] source, long[] destination) => input.movedim(source, destination);
    public static Tensor swapaxes(Tensor input, long axis0, long axis1) => input.swapaxes(axis0, axis1);
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);
    public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1) => input.diagonal(offset, dim1, dim2);
    public static Tensor diag(Tensor input, long diagonal = 0) => input.diag(diagonal);
    public static Tensor diag_embed(Tensor input, long offset = 0, long dim1 = -2, long dim2 = -1) =>
        input.diag_embed(offset, dim1, dim2);
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);
    public static Tensor tril_(Tensor input, long diagonal = 0) => input.tril_(diagonal);
    public static Tensor triu_(Tensor input, long diagonal = 0) => input.triu_(diagonal);
    public static Tensor trace(Tensor input) => input.trace();
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) =>
        tensor.split(split_size_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, Tensor indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, long indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, long[] indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);
    public static Tensor[] unbind(Tensor tensor, int dim = 0) => tensor.unbind(dim);
    public static Tensor broadcast_to(Tensor input, params long[] shape) => input.broadcast_to(shape);
    public static Tensor repeat_interleave(Tensor input, Tensor repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);
    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);
    public static Tensor tile(Tensor input, long[] dims) => input.tile(dims);
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);
    public static Tensor roll(Tensor input, (long, long) shifts, (long, long) dims) => input.roll(shifts, dims);
    public static Tensor roll(Tensor input, (long, long, long) shifts, (long, long, long) dims) => input.roll(shifts, dims);
    public static Tensor roll(Tensor input, ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => input.roll(shifts, dims);
    public static Tensor roll(Tensor input, long shifts, long? dims = null) => input.roll(shifts, dims);
    public static Tensor roll(Tensor input, long[] shifts) => input.roll(shifts);
    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);
    public static Tensor rot90(Tensor input, long k = 1, (long, long)? dims = null) => input.rot90(k, dims);
}
