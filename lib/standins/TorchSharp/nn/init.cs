using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values, written in place and without a trace in autograd; each returns its tensor.</summary>
        /// <remarks>With the same seed, the values are those that PyTorch draws.</remarks>
        public static class init
        {
            public enum FanInOut { FanIn = 0, FanOut = 1 }

            public enum NonlinearityType
            {
                Linear = 0, Conv1D = 1, Conv2D = 2, Conv3D = 3, ConvTranspose1D = 4, ConvTranspose2D = 5, ConvTranspose3D = 6,
                Sigmoid = 7, Tanh = 8, ReLU = 9, LeakyReLU = 10,
            }

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                Write(tensor, t => t.uniform_(low, high, generator));

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Write(tensor, t => t.normal_(mean, std, generator));

            /// <summary>A normal distribution cut off at <paramref name="a"/> and <paramref name="b"/>.</summary>
            /// <remarks>The inverse of its distribution function, of uniform numbers.</remarks>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2,
                Generator? generator = null) =>
                Write(tensor, t =>
                {
                    t.uniform_(2 * NormalBelow((a - mean) / std) - 1, 2 * NormalBelow((b - mean) / std) - 1, generator);
                    Aten.erfinv_(t);
                    t.mul_((Scalar)(std * Math.Sqrt(2))).add_((Scalar)mean).clamp_((Scalar)a, (Scalar)b);
                });

            public static Tensor constant_(Tensor tensor, Scalar val) => Write(tensor, t => t.fill_(val));

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor zeros_(Tensor tensor) => Write(tensor, t => t.zero_());

            /// <summary>The identity matrix, of a tensor of two dimensions.</summary>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.ndim != 2) throw new ArgumentException($"eye_ takes a tensor of 2 dimensions, not {tensor.ndim}");
                return Write(tensor, t =>
                {
                    using var identity = eye(t.shape[0], t.shape[1], t.dtype, t.device);
                    t.copy_(identity);
                });
            }

            /// <summary>A convolution's kernel that passes as many channels as possible through unchanged.</summary>
            public static Tensor dirac_(Tensor tensor)
            {
                if (tensor.ndim is < 3 or > 5) throw new ArgumentException($"dirac_ takes a tensor of 3, 4 or 5 dimensions, not {tensor.ndim}");
                return Write(tensor, t =>
                {
                    using var scope = NewDisposeScope();
                    t.zero_();
                    var centre = t;
                    while (centre.ndim > 2) centre = centre.select(2, centre.shape[2] / 2); // [out, in] at last
                    centre.diagonal().fill_(1);
                });
            }

            /// <summary>Uniform, so that the variance is 2 gain^2 / (fan in + fan out).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal, of the variance 2 gain^2 / (fan in + fan out).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            /// <summary>Uniform, so that the variance is gain^2 / fan.</summary>
            /// <param name="a">The negative slope, where the nonlinearity is a leaky ReLU.</param>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal, of the variance gain^2 / fan.</summary>
            /// <param name="a">The negative slope, where the nonlinearity is a leaky ReLU.</param>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>Orthonormal rows or columns, whichever are fewer, times <paramref name="gain"/>; later dimensions count as one.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                if (tensor.ndim < 2) throw new ArgumentException($"orthogonal_ takes a tensor of at least 2 dimensions, not {tensor.ndim}");
                return Write(tensor, t =>
                {
                    using var scope = NewDisposeScope();
                    var rows = t.shape[0];
                    var columns = t.numel() / rows;
                    var flat = randn([rows, columns], t.dtype, t.device);
                    var (q, r) = Aten.linalg_qr(rows < columns ? flat.t() : flat, "reduced");
                    var unique = q * r.diagonal().sign();
                    t.copy_((rows < columns ? unique.t() : unique).reshape(t.shape)).mul_((Scalar)gain);
                });
            }

            /// <summary>The factor by which a nonlinearity's weights are scaled to keep the variance.</summary>
            /// <param name="param">The negative slope, where it is a leaky ReLU.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>How many inputs an output of a linear layer or convolution has, and how many outputs an input.</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException($"fan in and fan out are of a tensor of at least 2 dimensions, not {shape.Length}");
                var receptive = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * receptive, shape[0] * receptive);
            }

            static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            /// <summary>The share of a standard normal distribution below <paramref name="x"/>.</summary>
            static double NormalBelow(double x)
            {
                using var scaled = tensor(x / Math.Sqrt(2), ScalarType.Float64, CPU);
                using var erf = scaled.erf();
                return (1 + erf.ToDouble()) / 2;
            }

            static Tensor Write(Tensor tensor, Action<Tensor> write)
            {
                using var _ = no_grad();
                write(tensor);
                return tensor;
            }
        }
    }
}
