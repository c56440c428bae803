using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public partial class Module
            {
                /// <summary>Gives every parameter, gradient and buffer another device or, if it is real, another element type.</summary>
                /// <remarks>The parameters stay the same objects, so that an optimiser made before keeps working.</remarks>
                internal void Convert(ScalarType? dtype, Device? device, bool nonBlocking)
                {
                    if (dtype is { } type && !is_floating_point(type))
                        throw new ArgumentException($"{GetName()}: a module is of a real element type, it cannot be made {type}.");
                    if (device?.type == DeviceType.CUDA && !cuda.is_available())
                        throw new InvalidOperationException($"{GetName()} cannot move to {device}: CUDA is not available.");
                    using var _ = no_grad();
                    foreach (var parameter in parameters())
                    {
                        Convert(parameter, dtype, device, nonBlocking);
                        using var grad = parameter.grad;
                        if (grad is not null) Convert(grad, dtype, device, nonBlocking);
                    }
                    foreach (var buffer in buffers()) Convert(buffer, dtype, device, nonBlocking);
                }

                static void Convert(Tensor tensor, ScalarType? dtype, Device? device, bool nonBlocking)
                {
                    var type = dtype is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                    using var converted = tensor.to(type, device ?? tensor.device, non_blocking: nonBlocking);
                    if (converted.Handle != tensor.Handle) NativeMethods.Check(NativeMethods.ft_set_data(tensor, converted));
                }
            }
        }
    }

    /// <summary>Moves and converts a module in place, and returns it.</summary>
    public static class ModuleExtensionMethods
    {
        public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false) where T : nn.Module =>
            Converted(module, type, device, non_blocking);

        public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module =>
            Converted(module, null, device, non_blocking);

        public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
            Converted(module, null, new Device(deviceType, deviceIndex), non_blocking);

        /// <param name="device">Such as "cpu", "cuda" or "cuda:1".</param>
        public static T to<T>(this T module, string device, bool non_blocking = false) where T : nn.Module =>
            Converted(module, null, new Device(device), non_blocking);

        public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module =>
            Converted(module, type, null, non_blocking);

        /// <param name="other">Whose element type and device to take.</param>
        public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : nn.Module =>
            Converted(module, other.dtype, other.device, non_blocking);

        public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module =>
            Converted(module, null, CPU, non_blocking);

        public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
            Converted(module, null, new Device(DeviceType.CUDA, deviceIndex), non_blocking);

        public static T half<T>(this T module, bool non_blocking = false) where T : nn.Module =>
            Converted(module, ScalarType.Float16, null, non_blocking);

        public static T bfloat16<T>(this T module, bool non_blocking = false) where T : nn.Module =>
            Converted(module, ScalarType.BFloat16, null, non_blocking);

        public static T @float<T>(this T module, bool non_blocking = false) where T : nn.Module =>
            Converted(module, ScalarType.Float32, null, non_blocking);

        public static T @double<T>(this T module, bool non_blocking = false) where T : nn.Module =>
            Converted(module, ScalarType.Float64, null, non_blocking);

        static T Converted<T>(T module, ScalarType? type, Device? device, bool nonBlocking) where T : nn.Module
        {
            module.Convert(type, device, nonBlocking);
            return module;
        }
    }
}
