using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    static ScalarType defaultDtype = ScalarType.Float32;
    static Device defaultDevice = new(DeviceType.CPU);

    /// <summary>Version of libtorch.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)NativeMethods.ft_version())!;

    public static int get_num_threads() => NativeMethods.ft_threads();
    public static void set_num_threads(int num) => NativeMethods.ft_set_threads(num);

    public static ScalarType get_default_dtype() => defaultDtype;
    public static void set_default_dtype(ScalarType dtype) => defaultDtype = dtype;

    public static Device get_default_device() => defaultDevice;
    public static void set_default_device(Device device) => defaultDevice = device;
    public static void set_default_device(string device) => defaultDevice = new Device(device);

    public static bool cuda_is_available() => cuda.is_available();

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;
        public static int device_count() => NativeMethods.ft_cuda_devices();
        public static void manual_seed(long seed) => torch.manual_seed(seed);
        public static void manual_seed_all(long seed) => torch.manual_seed(seed);

        /// <summary>Waits until the device has finished what it was given.</summary>
        public static void synchronize(Device? device = null) =>
            NativeMethods.Check(NativeMethods.ft_cuda_synchronize(device?.index ?? -1));
    }
}
