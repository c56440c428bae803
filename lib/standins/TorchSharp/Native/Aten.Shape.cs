using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Views, joining, splitting, indexing.</summary>
internal static partial class Aten
{
    static readonly Operator View = "aten::view";
    public static Tensor view(Tensor self, long[] size) => View.One(self, size);

    static readonly Operator Reshape = "aten::reshape";
    public static Tensor reshape(Tensor self, long[] shape) => Reshape.One(self, shape);

    static readonly Operator Expand = "aten::expand";
    public static Tensor expand(Tensor self, long[] size, bool @implicit) => Expand.One(self, size, @implicit);

    static readonly Operator ExpandAs = "aten::expand_as";
    public static Tensor expand_as(Tensor self, Tensor other) => ExpandAs.One(self, other);

    static readonly Operator Permute = "aten::permute";
    public static Tensor permute(Tensor self, long[] dims) => Permute.One(self, dims);

    static readonly Operator TransposeInt = "aten::transpose.int";
    public static Tensor transpose(Tensor self, long dim0, long dim1) => TransposeInt.One(self, dim0, dim1);

    static readonly Operator Transpose_ = "aten::transpose_";
    public static Tensor transpose_(Tensor self, long dim0, long dim1) => Transpose_.InPlace(self, dim0, dim1);

    static readonly Operator T = "aten::t";
    public static Tensor t(Tensor self) => T.One(self);

    static readonly Operator Squeeze = "aten::squeeze";
    public static Tensor squeeze(Tensor self) => Squeeze.One(self);

    static readonly Operator SqueezeDim = "aten::squeeze.dim";
    public static Tensor squeeze(Tensor self, long dim) => SqueezeDim.One(self, dim);

    static readonly Operator Squeeze_ = "aten::squeeze_";
    public static Tensor squeeze_(Tensor self) => Squeeze_.InPlace(self);

    static readonly Operator Squeeze_Dim = "aten::squeeze_.dim";
    public static Tensor squeeze_(Tensor self, long dim) => Squeeze_Dim.InPlace(self, dim);

    static readonly Operator Unsqueeze = "aten::unsqueeze";
    public static Tensor unsqueeze(Tensor self, long dim) => Unsqueeze.One(self, dim);

    static readonly Operator Unsqueeze_ = "aten::unsqueeze_";
    public static Tensor unsqueeze_(Tensor self, long dim) => Unsqueeze_.InPlace(self, dim);

    static readonly Operator FlattenUsingInts = "aten::flatten.using_ints";
    public static Tensor flatten(Tensor self, long start_dim, long end_dim) => FlattenUsingInts.One(self, start_dim, end_dim);

    static readonly Operator UnflattenInt = "aten::unflatten.int";
    public static Tensor unflatten(Tensor self, long dim, long[] sizes) => UnflattenInt.One(self, dim, sizes);

    static readonly Operator MovedimIntlist = "aten::movedim.intlist";
    public static Tensor movedim(Tensor self, long[] source, long[] destination) => MovedimIntlist.One(self, source, destination);

    static readonly Operator Swapaxes = "aten::swapaxes";
    public static Tensor swapaxes(Tensor self, long axis0, long axis1) => Swapaxes.One(self, axis0, axis1);

    static readonly Operator Narrow = "aten::narrow";
    public static Tensor narrow(Tensor self, long dim, long start, long length) => Narrow.One(self, dim, start, length);

    static readonly Operator SelectInt = "aten::select.int";
    public static Tensor select(Tensor self, long dim, long index) => SelectInt.One(self, dim, index);

    static readonly Operator SliceTensor = "aten::slice.Tensor";
    public static Tensor slice(Tensor self, long dim, long? start, long? end, long step) => SliceTensor.One(self, dim, start, end, step);

    static readonly Operator AsStrided = "aten::as_strided";
    public static Tensor as_strided(Tensor self, long[] size, long[] stride, long? storage_offset) =>
        AsStrided.One(self, size, stride, storage_offset);

    static readonly Operator Diagonal = "aten::diagonal";
    public static Tensor diagonal(Tensor self, long offset, long dim1, long dim2) => Diagonal.One(self, offset, dim1, dim2);

    static readonly Operator Diag = "aten::diag";
    public static Tensor diag(Tensor self, long diagonal) => Diag.One(self, diagonal);

    static readonly Operator DiagEmbed = "aten::diag_embed";
    public static Tensor diag_embed(Tensor self, long offset, long dim1, long dim2) => DiagEmbed.One(self, offset, dim1, dim2);

    static readonly Operator Unfold = "aten::unfold";
    public static Tensor unfold(Tensor self, long dimension, long size, long step) => Unfold.One(self, dimension, size, step);

    static readonly Operator Tril = "aten::tril";
    public static Tensor tril(Tensor self, long diagonal) => Tril.One(self, diagonal);

    static readonly Operator Triu = "aten::triu";
    public static Tensor triu(Tensor self, long diagonal) => Triu.One(self, diagonal);

    static readonly Operator Tril_ = "aten::tril_";
    public static Tensor tril_(Tensor self, long diagonal) => Tril_.InPlace(self, diagonal);

    static readonly Operator Triu_ = "aten::triu_";
    public static Tensor triu_(Tensor self, long diagonal) => Triu_.InPlace(self, diagonal);

    static readonly Operator Trace = "aten::trace";
    public static Tensor trace(Tensor self) => Trace.One(self);

    static readonly Operator Cat = "aten::cat";
    public static Tensor cat(Tensor[] tensors, long dim) => Cat.One(tensors, dim);

    static readonly Operator Stack = "aten::stack";
    public static Tensor stack(Tensor[] tensors, long dim) => Stack.One(tensors, dim);

    static readonly Operator Chunk = "aten::chunk";
    public static Tensor[] chunk(Tensor self, long chunks, long dim) => Chunk.Many(self, chunks, dim);

    static readonly Operator SplitTensor = "aten::split.Tensor";
    public static Tensor[] split(Tensor self, long split_size, long dim) => SplitTensor.Many(self, split_size, dim);

    static readonly Operator SplitWithSizes = "aten::split_with_sizes";
    public static Tensor[] split_with_sizes(Tensor self, long[] split_sizes, long dim) => SplitWithSizes.Many(self, split_sizes, dim);

    static readonly Operator TensorSplitSections = "aten::tensor_split.sections";
    public static Tensor[] tensor_split(Tensor self, long sections, long dim) => TensorSplitSections.Many(self, sections, dim);

    static readonly Operator TensorSplitIndices = "aten::tensor_split.indices";
    public static Tensor[] tensor_split(Tensor self, long[] indices, long dim) => TensorSplitIndices.Many(self, indices, dim);

    static readonly Operator UnbindInt = "aten::unbind.int";
    public static Tensor[] unbind(Tensor self, long dim) => UnbindInt.Many(self, dim);

    static readonly Operator MeshgridIndexing = "aten::meshgrid.indexing";
    public static Tensor[] meshgrid(Tensor[] tensors, string indexing) => MeshgridIndexing.Many(tensors, indexing);

    static readonly Operator BroadcastTo = "aten::broadcast_to";
    public static Tensor broadcast_to(Tensor self, long[] size) => BroadcastTo.One(self, size);

    static readonly Operator BroadcastTensors = "aten::broadcast_tensors";
    public static Tensor[] broadcast_tensors(Tensor[] tensors) => BroadcastTensors.Many(tensors);

    static readonly Operator Repeat = "aten::repeat";
    public static Tensor repeat(Tensor self, long[] repeats) => Repeat.One(self, repeats);

    static readonly Operator RepeatInterleaveSelfInt = "aten::repeat_interleave.self_int";
    public static Tensor repeat_interleave(Tensor self, long repeats, long? dim, long? output_size) =>
        RepeatInterleaveSelfInt.One(self, repeats, dim, output_size);

    static readonly Operator RepeatInterleaveSelfTensor = "aten::repeat_interleave.self_Tensor";
    public static Tensor repeat_interleave(Tensor self, Tensor repeats, long? dim, long? output_size) =>
        RepeatInterleaveSelfTensor.One(self, repeats, dim, output_size);

    static readonly Operator Tile = "aten::tile";
    public static Tensor tile(Tensor self, long[] dims) => Tile.One(self, dims);

    static readonly Operator Flip = "aten::flip";
    public static Tensor flip(Tensor self, long[] dims) => Flip.One(self, dims);

    static readonly Operator Roll = "aten::roll";
    public static Tensor roll(Tensor self, long[] shifts, long[] dims) => Roll.One(self, shifts, dims);

    static readonly Operator Rot90 = "aten::rot90";
    public static Tensor rot90(Tensor self, long k, long[] dims) => Rot90.One(self, k, dims);

    static readonly Operator Gather = "aten::gather";
    public static Tensor gather(Tensor self, long dim, Tensor index, bool sparse_grad) => Gather.One(self, dim, index, sparse_grad);

    static readonly Operator ScatterSrc = "aten::scatter.src";
    public static Tensor scatter(Tensor self, long dim, Tensor index, Tensor src) => ScatterSrc.One(self, dim, index, src);

    static readonly Operator ScatterValue = "aten::scatter.value";
    public static Tensor scatter(Tensor self, long dim, Tensor index, Scalar value) => ScatterValue.One(self, dim, index, value);

    static readonly Operator Scatter_Src = "aten::scatter_.src";
    public static Tensor scatter_(Tensor self, long dim, Tensor index, Tensor src) => Scatter_Src.InPlace(self, dim, index, src);

    static readonly Operator Scatter_Value = "aten::scatter_.value";
    public static Tensor scatter_(Tensor self, long dim, Tensor index, Scalar value) => Scatter_Value.InPlace(self, dim, index, value);

    static readonly Operator ScatterAdd = "aten::scatter_add";
    public static Tensor scatter_add(Tensor self, long dim, Tensor index, Tensor src) => ScatterAdd.One(self, dim, index, src);

    static readonly Operator ScatterAdd_ = "aten::scatter_add_";
    public static Tensor scatter_add_(Tensor self, long dim, Tensor index, Tensor src) => ScatterAdd_.InPlace(self, dim, index, src);

    static readonly Operator ScatterReduce = "aten::scatter.reduce";
    public static Tensor scatter(Tensor self, long dim, Tensor index, Tensor src, string reduce) =>
        ScatterReduce.One(self, dim, index, src, reduce);

    static readonly Operator IndexSelect = "aten::index_select";
    public static Tensor index_select(Tensor self, long dim, Tensor index) => IndexSelect.One(self, dim, index);

    static readonly Operator IndexAdd = "aten::index_add";
    public static Tensor index_add(Tensor self, long dim, Tensor index, Tensor source, Scalar alpha) =>
        IndexAdd.One(self, dim, index, source, alpha);

    static readonly Operator IndexAdd_ = "aten::index_add_";
    public static Tensor index_add_(Tensor self, long dim, Tensor index, Tensor source, Scalar alpha) =>
        IndexAdd_.InPlace(self, dim, index, source, alpha);

    static readonly Operator IndexCopy = "aten::index_copy";
    public static Tensor index_copy(Tensor self, long dim, Tensor index, Tensor source) => IndexCopy.One(self, dim, index, source);

    static readonly Operator IndexCopy_ = "aten::index_copy_";
    public static Tensor index_copy_(Tensor self, long dim, Tensor index, Tensor source) => IndexCopy_.InPlace(self, dim, index, source);

    static readonly Operator IndexFillIntScalar = "aten::index_fill.int_Scalar";
    public static Tensor index_fill(Tensor self, long dim, Tensor index, Scalar value) => IndexFillIntScalar.One(self, dim, index, value);

    static readonly Operator IndexFill_IntScalar = "aten::index_fill_.int_Scalar";
    public static Tensor index_fill_(Tensor self, long dim, Tensor index, Scalar value) =>
        IndexFill_IntScalar.InPlace(self, dim, index, value);

    static readonly Operator IndexTensor = "aten::index.Tensor";
    public static Tensor index(Tensor self, Tensor?[] indices) => IndexTensor.One(self, Arg.OptionalTensors(indices));

    static readonly Operator IndexPut_ = "aten::index_put_";
    public static Tensor index_put_(Tensor self, Tensor?[] indices, Tensor values, bool accumulate) =>
        IndexPut_.InPlace(self, Arg.OptionalTensors(indices), values, accumulate);

    static readonly Operator Take = "aten::take";
    public static Tensor take(Tensor self, Tensor index) => Take.One(self, index);

    static readonly Operator TakeAlongDim = "aten::take_along_dim";
    public static Tensor take_along_dim(Tensor self, Tensor indices, long? dim) => TakeAlongDim.One(self, indices, dim);
}
