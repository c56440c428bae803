using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Papers.StochasticSampling;

/// <summary>A convolution and the batch normalisation after it as one product of matrices, for rows of features.</summary>
internal sealed class FoldedConvolution : IDisposable
{
    private readonly Tensor weight; // [g, D / g, taps C / g]
    private readonly Tensor bias;   // [D]

    private FoldedConvolution(Tensor weight, Tensor bias) => (this.weight, this.bias) = (weight, bias);

    /// <summary>D.</summary>
    public int Outputs => (int)bias.shape[0];

    /// <summary>What is added.</summary>
    public Tensor Bias => bias;

    /// <summary>A convolution with the bias that it has, if any, and a normalisation by the statistics that it keeps.</summary>
    public static FoldedConvolution Of(Conv2d conv, BatchNorm2d? norm = null)
    {
        using var scope = NewDisposeScope();
        var weight = conv.weight.detach();
        var bias = conv.bias?.detach() ?? zeros(weight.shape[0], weight.dtype, weight.device);
        if (norm is not null)
        {
            var scale = norm.weight.detach() / (norm.running_var! + norm.eps).sqrt();
            weight = weight * scale.view(-1, 1, 1, 1);
            bias = (bias - norm.running_mean!) * scale + norm.bias!.detach();
        }
        var (groups, filters, channels) = (conv.groups, weight.shape[0], weight.shape[1]);
        var matrix = weight.view(groups, filters / groups, channels, -1).permute(0, 1, 3, 2)   // [g, D / g, taps, C / g]
            .reshape(groups, filters / groups, -1).contiguous();
        return new(matrix.DetachFromDisposeScope(), bias.clone().DetachFromDisposeScope());
    }

    /// <summary>The convolution of rows.</summary>
    /// <param name="columns">What its taps read, tap by tap, [N, taps C].</param>
    /// <returns>[N, D].</returns>
    public Tensor Apply(Tensor columns) => Multiply(columns, bias);

    /// <summary>The convolution without its bias.</summary>
    /// <inheritdoc cref="Apply"/>
    public Tensor Product(Tensor columns) => Multiply(columns, null);

    /// <summary>The convolution, its channels in groups or not.</summary>
    /// <param name="columns">[N, taps C].</param>
    /// <param name="taps">How many.</param>
    /// <returns>[N, D].</returns>
    public Tensor ApplyGrouped(Tensor columns, int taps)
    {
        var groups = weight.shape[0];
        if (groups == 1) return Apply(columns);
        var sets = columns.view(columns.shape[0], taps, groups, -1).permute(2, 0, 1, 3)        // [g, N, taps, C / g]
            .reshape(groups, columns.shape[0], -1);
        return sets.bmm(weight.transpose(1, 2)).permute(1, 0, 2).reshape(columns.shape[0], -1) + bias; // [g, N, D / g] -> [N, D]
    }

    // As a 1x1 convolution of a map one position wide: with several threads libtorch has a faster product for that than for matrices.
    private Tensor Multiply(Tensor columns, Tensor? added)
    {
        var map = columns.view(1, columns.shape[0], 1, -1).permute(0, 3, 1, 2);
        return nn.functional.conv2d(map, weight.view(Outputs, -1, 1, 1), added).permute(0, 2, 3, 1).view(columns.shape[0], -1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
    }
}
