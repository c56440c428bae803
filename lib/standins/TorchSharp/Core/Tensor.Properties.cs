using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sizes, outermost dimension first.</summary>
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[NativeMethods.ft_ndim(this)];
                fixed (long* p = sizes) NativeMethods.ft_sizes(this, p);
                return sizes;
            }
        }

        public long[] size() => shape;

        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];

        /// <summary>Distance, in elements, between neighbours along each dimension.</summary>
        public unsafe long[] stride()
        {
            var strides = new long[NativeMethods.ft_ndim(this)];
            fixed (long* p = strides) NativeMethods.ft_strides(this, p);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        public long storage_offset() => NativeMethods.ft_storage_offset(this);

        public long ndim => NativeMethods.ft_ndim(this);
        public long dim() => ndim;
        public long Dimensions => ndim;

        public long numel() => NativeMethods.ft_numel(this);
        public long NumberOfElements => numel();

        public ScalarType dtype => (ScalarType)NativeMethods.ft_dtype(this);

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => dtype.ElementSize();
        public long element_size() => ElementSize;

        public Device device
        {
            get
            {
                NativeMethods.ft_device(this, out var type, out var index);
                return new((DeviceType)type, index);
            }
        }

        public DeviceType device_type => device.type;
        public int device_index => device.index;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_meta => device_type == DeviceType.META;

        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_integral() => torch.is_integral(dtype);

        public bool is_contiguous()
        {
            long expected = 1;
            var (sizes, strides) = (shape, stride());
            for (int d = sizes.Length - 1; d >= 0; d--)
            {
                if (sizes[d] == 1) continue;
                if (sizes[d] > 1 && strides[d] != expected) return false;
                expected *= sizes[d];
            }
            return true;
        }

        public bool is_leaf => NativeMethods.ft_is_leaf(this) != 0;

        public bool requires_grad
        {
            get => NativeMethods.ft_requires_grad(this) != 0;
            set => NativeMethods.Check(NativeMethods.ft_set_requires_grad(this, value ? 1 : 0));
        }

        public Tensor with_requires_grad(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>The gradient that backward passes have accumulated; null before the first.</summary>
        public Tensor? grad
        {
            get
            {
                NativeMethods.Check(NativeMethods.ft_grad(this, out var handle));
                return handle == 0 ? null : new Tensor(handle, 0);
            }
            set => NativeMethods.Check(NativeMethods.ft_set_grad(this, value));
        }
    }

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_integral(Tensor t) => t.is_integral();
}

public static partial class TensorExtensionMethods
{
    /// <summary>Bytes of one element of the type.</summary>
    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => 8,
    };

    public static Modules.Parameter AsParameter(this torch.Tensor tensor) => new(tensor);
}
