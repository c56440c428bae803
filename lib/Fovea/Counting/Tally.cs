using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Counting;

/// <summary>Collects operations at one place of a model.</summary>
public sealed class Tally
{
    private readonly List<Op> ops;
    private readonly string path;

    internal Tally() : this([], "") { }

    private Tally(List<Op> ops, string path) => (this.ops, this.path) = (ops, path);

    /// <summary>All that was collected, at this place and every other of the same model.</summary>
    internal IReadOnlyList<Op> Ops => ops;

    /// <summary>The place of a part, by its name below this one.</summary>
    public Tally At(string name) => new(ops, $"{path}.{name}".Trim('.'));

    /// <summary>Adds operations of this place.</summary>
    public void Add(OpKind kind, double amount) => ops.Add(new(kind, path, amount));

    /// <summary>Adds operations of this place, one for each element of a shape.</summary>
    public void Each(OpKind kind, params long[] shape) => Add(kind, Elements(shape));

    /// <summary>Adds the product of two activations, [..., m, k] x [..., k, n].</summary>
    /// <param name="shape">[..., m, n].</param>
    /// <param name="inner">k.</param>
    public void Matmul(long[] shape, long inner) => Add(OpKind.MatmulMac, Elements(shape) * inner);

    /// <summary>Adds the operations of a part: what it states itself, or what a built-in layer is known to do.</summary>
    /// <param name="name">The part's name below this place.</param>
    /// <param name="part">A module.</param>
    /// <param name="input">The shape of the part's input.</param>
    /// <returns>The shape of its output.</returns>
    /// <exception cref="ArgumentException">Nothing is known of the part, or it does not take such an input.</exception>
    public long[] Through(string name, nn.Module part, params long[] input)
    {
        var tally = At(name);
        switch (part)
        {
            case ICounted counted: return counted.Count(tally, input);
            case Sequential:
                foreach (var (child, module) in part.named_children()) input = tally.Through(child, module, input);
                return input;
            case Linear linear: return tally.Linear(linear, input);
            case Conv2d conv: return tally.Conv(conv, input);
            case MaxPool2d pool: return tally.Pool(pool, input);
            case BatchNorm2d: tally.Each(OpKind.BatchNorm, input); return input;
            case LayerNorm norm: tally.Each(norm.elementwise_affine ? OpKind.LayerNorm : OpKind.PlainLayerNorm, input); return input;
            case GroupNorm: tally.Each(OpKind.GroupNorm, input); return input;
            case ReLU: tally.Each(OpKind.Relu, input); return input;
            case GELU: tally.Each(OpKind.Gelu, input); return input;
            case Dropout: tally.Each(OpKind.Dropout, input); return input;
            default:
                throw new ArgumentException($"{tally.path}: a layer {part.GetName()} does not state its operations: implement {nameof(ICounted)}");
        }
    }

    private long[] Linear(Linear layer, long[] input)
    {
        Expect(layer.in_features, input[^1], "features");
        long[] output = [.. input[..^1], layer.out_features];
        Add(OpKind.LinearMac, Elements(output) * layer.in_features);
        if (layer.bias is not null) Each(OpKind.LinearBias, output);
        return output;
    }

    private long[] Conv(Conv2d layer, long[] input)
    {
        Expect(layer.in_channels, input[1], "channels");
        if (layer.padding is null) throw new ArgumentException($"{path}: the padding of a counted convolution is stated as numbers");
        long[] output = [input[0], layer.out_channels, .. Windows(input, layer.kernel_size, layer.stride, layer.padding, layer.dilation)];
        Add(OpKind.ConvMac, Elements(output) * layer.in_channels / layer.groups * Elements(layer.kernel_size));
        if (layer.bias is not null) Each(OpKind.ConvBias, output);
        return output;
    }

    private long[] Pool(MaxPool2d layer, long[] input)
    {
        var kernel = BothSides(layer.kernel_size, 0);
        long[] output = [.. input[..2], .. Windows(input, kernel, layer.stride ?? kernel, layer.padding, layer.dilation)];
        Add(OpKind.Pool, Elements(output) * Elements(kernel));
        return output;
    }

    /// <summary>How many windows fit along each side of [N, C, H, W].</summary>
    private static IEnumerable<long> Windows(long[] input, long[] kernel, long[] stride, long[]? padding, long[]? dilation)
    {
        (stride, padding, dilation) = (BothSides(stride, 1), BothSides(padding, 0), BothSides(dilation, 1));
        return Enumerable.Range(0, 2).Select(d => (input[d + 2] + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1) / stride[d] + 1);
    }

    /// <summary>A setting of both sides, which a layer may hold as one number or leave out.</summary>
    private static long[] BothSides(long[]? setting, long otherwise) => setting switch
    {
        null => [otherwise, otherwise],
        [var both] => [both, both],
        _ => setting,
    };

    private static double Elements(long[] shape) => shape.Aggregate(1.0, (product, size) => product * size);

    private void Expect(long expected, long found, string what)
    {
        if (expected != found) throw new ArgumentException($"{path}: expected an input of {expected} {what}, found {found}");
    }
}
