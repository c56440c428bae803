using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp
{
    public enum TensorStringStyle { Metadata = 0, Numpy = 2, Default = 4 }

    public static partial class torch
    {
        public partial class Tensor
        {
            const string DefaultFormat = "g5";

            /// <summary>Sizes, element type and device, such as "[2x3], type = Float32, device = cpu".</summary>
            public override string ToString() => IsInvalid ? "disposed tensor" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

            /// <summary>The elements, or only what <see cref="ToString()"/> says.</summary>
            /// <param name="fltFormat">.NET format of a real element; "g5" where left out.</param>
            /// <param name="width">Characters after which a row is broken.</param>
            public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null,
                CultureInfo? cultureInfo = null, string? newLine = null) =>
                style == TensorStringStyle.Metadata
                    ? ToString()
                    : new TensorPrinter(fltFormat ?? DefaultFormat, width ?? 100, cultureInfo ?? CultureInfo.InvariantCulture, newLine ?? "\n").Print(this);
        }
    }

    /// <summary>Writes elements as NumPy does: nested brackets, aligned columns, the middle of long dimensions left out.</summary>
    file sealed class TensorPrinter(string format, int width, CultureInfo culture, string newLine)
    {
        const int Edge = 3;
        const int Summarised = 1000;

        public string Print(Tensor tensor)
        {
            using var scope = NewDisposeScope();
            var values = tensor.detach().to(CPU);
            var all = values.numel() <= Summarised;
            var cells = Cells(values, all).ToList();
            var pad = cells.Count == 0 ? 0 : cells.Max(c => c.Length);
            var text = new StringBuilder(tensor.ToString()).Append(newLine);
            using var next = cells.Select(c => c.PadLeft(pad)).GetEnumerator();
            Write(text, values.shape, 0, all, next);
            return text.ToString();
        }

        /// <summary>The elements that are shown, in order, as text.</summary>
        IEnumerable<string> Cells(Tensor values, bool all)
        {
            if (!all) values = Kept(values);
            return values.dtype switch
            {
                ScalarType.Bool => values.data<bool>().Select(v => v.ToString(culture)),
                _ when values.is_integral() => values.to_type(ScalarType.Int64).data<long>().Select(v => v.ToString(culture)),
                _ => values.to_type(ScalarType.Float64).data<double>().Select(v => v.ToString(format, culture)),
            };
        }

        static Tensor Kept(Tensor values)
        {
            for (int d = 0; d < values.ndim; d++)
            {
                long size = values.shape[d];
                if (size > 2 * Edge) values = cat([values.narrow(d, 0, Edge), values.narrow(d, size - Edge, Edge)], d);
            }
            return values;
        }

        void Write(StringBuilder text, long[] sizes, int d, bool all, IEnumerator<string> next)
        {
            if (d == sizes.Length)
            {
                next.MoveNext();
                text.Append(next.Current);
                return;
            }
            bool cut = !all && sizes[d] > 2 * Edge;
            long shown = cut ? 2 * Edge : sizes[d];
            bool row = d == sizes.Length - 1;
            var indent = newLine + new string(' ', d + 1);
            int lineStart = text.Length;
            text.Append('[');
            for (long i = 0; i < shown; i++)
            {
                if (i > 0) text.Append(row ? " " : indent);
                if (cut && i == Edge) text.Append(row ? "... " : "..." + indent);
                if (row && text.Length - lineStart > width)
                {
                    text.Append(indent);
                    lineStart = text.Length;
                }
                Write(text, sizes, d + 1, all, next);
            }
            text.Append(']');
        }
    }

    public static partial class TensorExtensionMethods
    {
        public static string metastr(this Tensor tensor) => tensor.ToString();

        public static string npstr(this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null,
            CultureInfo? cultureInfo = null) =>
            tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

        public static string str(this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null,
            CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) =>
            tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

        /// <summary>Writes the tensor to the console.</summary>
        public static Tensor print(this Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null,
            CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
        {
            Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
            return t;
        }
    }
}
