using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Resizes [N, C, W] or [N, C, H, W].</summary>
            /// <param name="size">The sizes wanted; exclusive of <paramref name="scale_factor"/>.</param>
            /// <param name="align_corners">Whether the outermost samples are the outermost pixels' centres; of the linear and cubic modes.</param>
            /// <param name="recompute_scale_factor">Whether the scale is taken again from the rounded sizes.</param>
            /// <param name="antialias">Whether shrinking averages, as Pillow does; of the bilinear and bicubic modes.</param>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if ((size is null) == (scale_factor is null))
                    throw new ArgumentException("interpolate takes either size or scale_factor");
                if (align_corners is not null && mode is InterpolationMode.Nearest or InterpolationMode.Area)
                    throw new ArgumentException($"interpolate takes no align_corners for the mode {mode}");
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                    (size, scale_factor) = (Scaled(x.shape, scale_factor), null);
                var corners = align_corners ?? false;
                return (mode, x.ndim, antialias) switch
                {
                    (InterpolationMode.Nearest, 3, false) => Aten.upsample_nearest1d(x, size, scale_factor),
                    (InterpolationMode.Nearest, 4, false) => Aten.upsample_nearest2d(x, size, scale_factor),
                    (InterpolationMode.Linear, 3, false) => Aten.upsample_linear1d(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 4, false) => Aten.upsample_bilinear2d(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 4, true) => Aten._upsample_bilinear2d_aa(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 4, false) => Aten.upsample_bicubic2d(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 4, true) => Aten._upsample_bicubic2d_aa(x, size, corners, scale_factor),
                    (InterpolationMode.Area, 4, false) => Aten.adaptive_avg_pool2d(x, size!),
                    _ => throw new ArgumentException(
                        $"interpolate has no mode {mode}{(antialias ? " with antialias" : "")} for an input of {x.ndim} dimensions"),
                };
            }

            static long[] Scaled(long[] shape, double[] factors)
            {
                if (factors.Length != shape.Length - 2)
                    throw new ArgumentException($"interpolate takes {shape.Length - 2} scale factors for an input of {shape.Length} dimensions, not {factors.Length}");
                return [.. factors.Select((factor, d) => (long)Math.Floor(shape[d + 2] * factor))];
            }

            /// <summary>Samples [N, C, H, W] at points of [-1, 1] x [-1, 1].</summary>
            /// <param name="grid">(x, y) of each sample, [N, out height, out width, 2].</param>
            /// <param name="align_corners">Whether -1 and 1 are the outermost pixels' centres rather than their edges; false when null.</param>
            /// <returns>[N, C, out height, out width].</returns>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                var interpolation = mode == GridSampleMode.Bilinear ? 0 : 1;
                var outside = padding_mode switch { GridSamplePaddingMode.Zeros => 0, GridSamplePaddingMode.Border => 1, _ => 2 };
                return Aten.grid_sampler(input, grid, interpolation, outside, align_corners ?? false);
            }

            /// <summary>The grid for <see cref="grid_sample"/> of an affine map.</summary>
            /// <param name="theta">[N, 2, 3].</param>
            /// <param name="size">Of the image to sample, [N, C, H, W].</param>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                Aten.affine_grid_generator(theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            /// <param name="pad">Before and after the last dimension, then the one before it, and so on.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Zeros => Aten.pad(input, pad, "constant", 0),
                PaddingModes.Constant => Aten.pad(input, pad, "constant", value),
                _ => Aten.pad(input, pad, mode.ToString().ToLowerInvariant(), null),
            };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            /// <param name="pad">Before and after the last dimension.</param>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, SizeList.Of(pad), mode, value);

            /// <param name="pad">Before and after the last dimension, then the one before it.</param>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <param name="pad">Before and after every dimension, the first ones too.</param>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [.. Enumerable.Repeat(pad, 2 * (int)input.ndim)], mode, value);
        }
    }
}
