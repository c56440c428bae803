using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number as an operator's argument: it keeps whether it was whole, real or a truth value.</summary>
public sealed class Scalar : IDisposable
{
    internal Tag Tag { get; }
    internal long Bits { get; }

    public ScalarType Type { get; }

    Scalar(Tag tag, long bits, ScalarType type) => (Tag, Bits, Type) = (tag, bits, type);

    static Scalar Whole(long value, ScalarType type) => new(Tag.Int, value, type);
    static Scalar Real(double value, ScalarType type) => new(Tag.Real, BitConverter.DoubleToInt64Bits(value), type);

    public static implicit operator Scalar(byte value) => Whole(value, ScalarType.Byte);
    public static implicit operator Scalar(sbyte value) => Whole(value, ScalarType.Int8);
    public static implicit operator Scalar(short value) => Whole(value, ScalarType.Int16);
    public static implicit operator Scalar(int value) => Whole(value, ScalarType.Int32);
    public static implicit operator Scalar(long value) => Whole(value, ScalarType.Int64);
    public static implicit operator Scalar(Half value) => Real((double)value, ScalarType.Float16);
    public static implicit operator Scalar(float value) => Real(value, ScalarType.Float32);
    public static implicit operator Scalar(double value) => Real(value, ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(Tag.Bool, value ? 1 : 0, ScalarType.Bool);

    internal double AsDouble => Tag == Tag.Real ? BitConverter.Int64BitsToDouble(Bits) : Bits;
    internal long AsLong => Tag == Tag.Real ? (long)AsDouble : Bits;

    /// <summary>Nothing to release: here for the package's signature.</summary>
    public void Dispose() { }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this Half value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static int ToInt32(this Scalar value) => (int)value.AsLong;
    public static long ToInt64(this Scalar value) => value.AsLong;
    public static bool ToBoolean(this Scalar value) => value.AsLong != 0;
}
