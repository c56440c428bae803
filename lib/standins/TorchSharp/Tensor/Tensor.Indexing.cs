using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index of <c>tensor[...]</c>: a position, a slice, a new axis, an ellipsis, a mask or a tensor of positions.</summary>
    public struct TensorIndex
    {
        internal enum Kind { None, Ellipsis, Single, Bool, Slice, Tensor }

        internal Kind Form;
        internal long? Start;
        internal long? Stop;
        internal long? Step;
        internal Tensor? Positions;

        /// <summary>A new dimension of size one.</summary>
        public static TensorIndex None = new() { Form = Kind.None };

        public static TensorIndex Null = new() { Form = Kind.None };

        /// <summary>As many whole dimensions as it takes.</summary>
        public static TensorIndex Ellipsis = new() { Form = Kind.Ellipsis };

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon = Slice();

        public static TensorIndex Single(long? index) => index is { } i ? new() { Form = Kind.Single, Start = i } : None;

        public static TensorIndex Bool(bool value) => new() { Form = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Form = Kind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        public static TensorIndex Slice(Range range) => Slice(Position(range.Start), range.End.Equals(Index.End) ? null : Position(range.End));

        public static TensorIndex Tensor(Tensor tensor) => new() { Form = Kind.Tensor, Positions = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => Single(Position(index));

        static long Position(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }

    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params long[] indices]
        {
            get => index(Singles(indices));
            set => index_put_(value, Singles(indices));
        }

        public Tensor this[long i1]
        {
            get => Aten.select(this, 0, i1);
            set => index_put_(value, Singles([i1]));
        }

        public Tensor this[long i1, long i2]
        {
            get => index(Singles([i1, i2]));
            set => index_put_(value, Singles([i1, i2]));
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => index(Singles([i1, i2, i3]));
            set => index_put_(value, Singles([i1, i2, i3]));
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(Singles([i1, i2, i3, i4]));
            set => index_put_(value, Singles([i1, i2, i3, i4]));
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => index(Singles([i1, i2, i3, i4, i5]));
            set => index_put_(value, Singles([i1, i2, i3, i4, i5]));
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => index(Singles([i1, i2, i3, i4, i5, i6]));
            set => index_put_(value, Singles([i1, i2, i3, i4, i5, i6]));
        }

        /// <summary>Elements at positions given by tensors, broadcast together; masks select true places.</summary>
        public Tensor index(params Tensor[] indices) => Aten.index(this, indices);

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (view, positions) = View(indices);
            var result = positions is null ? view : Aten.index(view, positions);
            return (ReferenceEquals(result, this) ? Aten.alias(this) : result).MoveToOuterDisposeScope();
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Aten.index_put_(this, indices, value, false);

        /// <param name="accumulate">Whether values for one place are added up.</param>
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Aten.index_put_(this, indices, value, accumulate);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (view, positions) = View(indices);
            if (positions is null) Aten.copy_(view, value, false);
            else Aten.index_put_(view, positions, value, false);
            return this;
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var scalar = full([], value, dtype, device);
            return index_put_(scalar, indices);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var scalar = full([], value, dtype, device);
            return index_put_(scalar, indices);
        }

        static TensorIndex[] Singles(long[] indices) => Array.ConvertAll(indices, i => TensorIndex.Single(i));

        /// <summary>
        /// Applies positions, slices, new axes and the ellipsis as views; what needs gathering comes back as
        /// libtorch's list: a tensor of positions a dimension, null where it is taken whole, a mask for several at once.
        /// </summary>
        (Tensor View, Tensor?[]? Positions) View(TensorIndex[] indices)
        {
            var view = this;
            int dimension = 0;
            var positions = new List<Tensor?>();
            int covered = 0; // dimensions that `positions` speaks of
            foreach (var index in indices)
            {
                switch (index.Form)
                {
                    case TensorIndex.Kind.None:
                        view = Aten.unsqueeze(view, dimension++);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dimension += (int)ndim - indices.Sum(Consumed);
                        break;
                    case TensorIndex.Kind.Single:
                        view = Aten.select(view, dimension, index.Start!.Value);
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index is not { Start: null, Stop: null, Step: null })
                            view = Aten.slice(view, dimension, index.Start, index.Stop, index.Step ?? 1);
                        dimension++;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = Aten.unsqueeze(view, dimension);
                        Gather(tensor(index.Start == 1 ? new long[] { 0 } : [], device: device), 1);
                        break;
                    case TensorIndex.Kind.Tensor:
                        var at = index.Positions!;
                        Gather(at, at.dtype is ScalarType.Bool or ScalarType.Byte ? (int)at.ndim : 1);
                        break;
                }
            }
            return (view, positions.Count == 0 ? null : positions.ToArray());

            void Gather(Tensor at, int dimensions)
            {
                for (; covered < dimension; covered++) positions.Add(null);
                positions.Add(at);
                covered = dimension += dimensions;
            }
        }

        static int Consumed(TensorIndex index) => index.Form switch
        {
            TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
            TensorIndex.Kind.Tensor when index.Positions!.dtype is ScalarType.Bool or ScalarType.Byte => (int)index.Positions.ndim,
            TensorIndex.Kind.Tensor => 1,
            _ => 0,
        };
    }
}
