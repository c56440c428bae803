using static TorchSharp.torch;

namespace TorchSharp;

public enum DeviceType { CPU = 0, CUDA = 1, META = 14 }

public static partial class torch
{
    public enum ScalarType : sbyte
    {
        Byte = 0, Int8 = 1, Int16 = 2, Int32 = 3, Int64 = 4, Float16 = 5, Float32 = 6, Float64 = 7,
        ComplexFloat32 = 9, ComplexFloat64 = 10, Bool = 11, BFloat16 = 15,
    }

    public enum RoundingMode { None = 0, trunc = 1, floor = 2 }

    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType float16 = ScalarType.Float16;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    public static ScalarType @bool = ScalarType.Bool;
    public static ScalarType @short = ScalarType.Int16;
    public static ScalarType @int = ScalarType.Int32;
    public static ScalarType @long = ScalarType.Int64;
    public static ScalarType half = ScalarType.Float16;
    public static ScalarType @float = ScalarType.Float32;
    public static ScalarType @double = ScalarType.Float64;

    /// <summary>Where a tensor lives: a kind of device and, for several of a kind, which.</summary>
    public class Device
    {
        public DeviceType type { get; }

        /// <summary>Which device of its kind; -1 for the current one.</summary>
        public int index { get; }

        internal long Bits => ((long)type << 32) | (uint)index;

        /// <param name="description">Such as "cpu", "cuda" or "cuda:1".</param>
        /// <exception cref="ArgumentException">The description names no device.</exception>
        public Device(string description) : this(Split(description).Kind, Split(description).Index) { }

        public Device(string deviceType, int index = -1) : this(Kind(deviceType), index) { }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        /// <summary>The CUDA device of that number.</summary>
        public Device(int index) : this(DeviceType.CUDA, index) { }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => type.ToString().ToLowerInvariant() + (index >= 0 ? $":{index}" : "");

        static (DeviceType Kind, int Index) Split(string description)
        {
            var parts = description.Split(':');
            if (parts.Length == 1) return (Kind(parts[0]), -1);
            if (parts.Length == 2 && int.TryParse(parts[1], out var index) && index >= 0) return (Kind(parts[0]), index);
            throw new ArgumentException($"'{description}' is no device: expected cpu, cuda or cuda:0, cuda:1, ...");
        }

        static DeviceType Kind(string name) => name.ToLowerInvariant() switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "meta" => DeviceType.META,
            _ => throw new ArgumentException($"'{name}' is no kind of device: expected cpu, cuda or meta"),
        };
    }

    public static Device CPU = new(DeviceType.CPU);
    public static Device META = new(DeviceType.META);
    public static Device CUDA => new(DeviceType.CUDA);

    public static Device device(string description) => new(description);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(int index) => new(index);
}
