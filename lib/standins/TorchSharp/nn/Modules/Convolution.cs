using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What convolutions have in common.</summary>
public abstract class Convolution : Module<Tensor, Tensor>
{
    readonly long[] paddingBothSides;

    private protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
        Padding? padding_type, long[] dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
        : base(name)
    {
        (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
        (this.kernel_size, this.stride, this.dilation) = (kernel_size, stride, dilation);
        (this.padding, this.padding_type, this.padding_mode) = (padding, padding_type, padding_mode);
        if (padding_type == Padding.Same && stride.Any(s => s != 1))
            throw new ArgumentException($"{name}: the padding 'same' is of convolutions of stride 1 only, not {string.Join(" x ", stride)}");
        paddingBothSides = BothSides();
        weight = NewParameter([out_channels, in_channels / groups, .. kernel_size], device, dtype);
        this.bias = bias ? NewParameter([out_channels], device, dtype) : null;
        DefaultInit.Uniform(weight, this.bias);
    }

    /// <summary>[out, in / groups, kernel sizes].</summary>
    public Parameter weight { get; set => field = Own(nameof(weight), field, value)!; }

    /// <summary>[out]; null without bias.</summary>
    public Parameter? bias { get; set => field = Own(nameof(bias), field, value); }

    public long in_channels { get; }
    public long out_channels { get; }
    public long groups { get; set; }
    public long[] kernel_size { get; set; }
    public long[] stride { get; set; }
    public long[] dilation { get; set; }

    /// <summary>On both sides of each dimension; null where <see cref="padding_type"/> says it.</summary>
    public long[]? padding { get; }

    public Padding? padding_type { get; }
    public PaddingModes padding_mode { get; set; }

    /// <summary>The input with its padding, where that is not of zeros.</summary>
    private protected Tensor Padded(Tensor input) => functional.pad(input, paddingBothSides, padding_mode);

    /// <summary>Padding in the order of <see cref="functional.pad(Tensor, long[], PaddingModes, double)"/>: last dimension first, before and after.</summary>
    long[] BothSides() => [.. Enumerable.Range(0, kernel_size.Length).Reverse().SelectMany<int, long>(d =>
    {
        var total = padding_type == Padding.Same ? dilation[d] * (kernel_size[d] - 1) : 2 * (padding?[d] ?? 0);
        return [total / 2, total - total / 2];
    })];
}
